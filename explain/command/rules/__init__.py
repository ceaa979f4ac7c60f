"""The rules that find what is wrong with a line, and which of them come after which others."""

from __future__ import annotations

from explain.command.rules import (
    carriers,
    headers,
    hosts,
    images,
    inputs,
    keys,
    lines,
    options,
    passwords,
    pipes,
    placeholders,
    regions,
    removed,
    running,
    services,
    shells,
    users,
    uses,
)
from explain.command.rules.found import Rule

AFTER: dict[Rule, tuple[Rule, ...]] = {
    # `aws … docker login …` without a pipe: the words after it are not options of `aws`.
    pipes.forgotten: (shells.quoted_pipe,),
    options.misspelt: (pipes.forgotten,),
    options.unknown: (
        options.typography,
        placeholders.placeholders,
        pipes.forgotten,
        inputs.no_file,
        options.one_dash,
        options.swallowed,
    ),
    # A line that continues as its backslash intends does not begin with a pipe.
    lines.beginning: (lines.continuation,),
    # The host that is put in is the one that the password is for: that comes first.
    hosts.no_host: (pipes.nothing_piped, pipes.unread),
    # Said of one place, from its first character to its last.
    hosts.path: (hosts.scheme,),
    # A token where the user name belongs is a secret first.
    users.user: (passwords.typed_out,),
}
"""The rules that come after others: these have found nothing, or what they found is corrected or said first.

Nothing else depends on the order of the rules.
"""


def ordered(*rules: Rule) -> tuple[Rule, ...]:
    """Return rules in an order in which each comes after those that `AFTER` names; otherwise as given.

    Raises ValueError where rules come after each other in a circle.
    """
    waiting = list(rules)
    order: list[Rule] = []
    while waiting:
        ready = (
            rule for rule in waiting if not any(other in waiting for other in AFTER.get(rule, ()))
        )
        rule = next(ready, None)
        if rule is None:
            raise ValueError(
                f"Rules that each come after the other: {[rule.__name__ for rule in waiting]}"
            )
        waiting.remove(rule)
        order.append(rule)
    return tuple(order)


SPELLING: tuple[Rule, ...] = ordered(
    options.typography,
    shells.quoted_pipe,
    lines.continuation,
    lines.beginning,
    placeholders.placeholders,
    pipes.forgotten,
    inputs.no_file,
    options.doubled,
    options.one_dash,
    options.misspelt,
    options.swallowed,
    options.unknown,
)
"""Rules about what makes a line read wrongly; the others look at it with this corrected."""

RULES: tuple[Rule, ...] = ordered(
    lines.depth,
    removed.get_login,
    running.login,
    running.password,
    removed.login_command,
    options.too_many,
    hosts.scheme,
    hosts.path,
    hosts.api,
    hosts.public,
    hosts.account,
    regions.names,
    hosts.domain,
    hosts.fips,
    services.crossed,
    services.emulator,
    hosts.elsewhere,
    inputs.words,
    inputs.taken,
    keys.login,
    passwords.undecoded,
    passwords.typed_out,
    passwords.argument,
    headers.authorization,
    carriers.argument,
    carriers.not_read,
    carriers.piped,
    keys.typed,
    passwords.stored,
    uses.printed,
    pipes.to_a_file,
    pipes.nothing_piped,
    pipes.unread,
    hosts.no_host,
    regions.public,
    regions.mismatch,
    regions.fips,
    hosts.not_covered,
    hosts.another,
    hosts.repository,
    users.user,
    uses.pushed,
    images.reference,
    images.upper_case,
    shells.sudo,
    shells.streams,
    shells.terminal,
    options.careless,
    shells.powershell,
    regions.missing,
    options.profile,
)

COMPLETING: tuple[Rule, ...] = (regions.completed,)
"""Rules that make a line complete which is corrected anyway; they find nothing by themselves."""
