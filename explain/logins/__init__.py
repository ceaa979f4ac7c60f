"""The logins that this machine keeps: where they are, whose they are, until when, and what is odd.

The records here are named tuples: making a frozen dataclass takes eight times as long, and `status` is
to be over in the time that a script does not notice.
"""
