"""What went wrong last in a lab, told from what crossed its wire and from the files of its clients.

`cause` is pure: exchanges and a `State` in, one `Cause` out. What it says of each cause is in
lessons/reference/causes.md.
"""

from explain.causes.diagnosis import cause, causes
from explain.causes.model import Cause, State, StoredLogin

__all__ = ["Cause", "State", "StoredLogin", "cause", "causes"]
