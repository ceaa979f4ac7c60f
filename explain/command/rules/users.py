"""Rules about the user name, which at ECR is always AWS."""

from __future__ import annotations

from collections.abc import Iterator

from explain.command.analysis import Analysis
from explain.command.mend import Edit, inside
from explain.command.rules.found import Found, behind_login, change
from explain.command.rules.keys import has_keys
from explain.command.rules.places import ecr_logins

USER = "AWS"


def user(analysis: Analysis) -> Iterator[Found]:
    """Find a user name other than `AWS`."""
    for login, place in ecr_logins(analysis):
        given = login.option("--username")
        if has_keys(analysis, login):
            continue
        if given is None:
            if login.option("--password-stdin") or login.option("--password") or (
                place and analysis.source(login)
            ):  # fmt: skip
                end = behind_login(login)
                yield Found("no-user", login.command.start, login.command.end,
                            (Edit(end, end, f" --username {USER}"),))  # fmt: skip
        elif given.value:
            named = analysis.flat(given.value)
            if named.known and named.text != USER:
                edit = inside(analysis.line, named, 0, len(named.text), USER)
                yield Found(
                    "user-not-aws", named.start, named.end, (edit,), change(named.text, USER)
                )
