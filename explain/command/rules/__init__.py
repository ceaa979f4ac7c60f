"""The rules that find what is wrong with a line, in the order in which their findings are mended."""

from __future__ import annotations

from explain.command.rules import (
    hosts,
    images,
    lines,
    options,
    passwords,
    pipes,
    regions,
    removed,
    services,
    shells,
    users,
)
from explain.command.rules.found import Rule

SPELLING: tuple[Rule, ...] = (
    options.typography,
    shells.quoted_pipe,
    lines.continuation,
    lines.beginning,
    removed.placeholders,
    pipes.forgotten,
    options.one_dash,
    options.misspelt,
    options.unknown,
)
"""Rules about what makes a line read wrongly; the others look at it with this mended."""

RULES: tuple[Rule, ...] = (
    removed.get_login,
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
    hosts.elsewhere,
    passwords.undecoded,
    passwords.typed_out,
    passwords.argument,
    passwords.key,
    passwords.stored,
    pipes.to_a_file,
    pipes.nothing_piped,
    pipes.unread,
    hosts.no_host,
    regions.public,
    regions.mismatch,
    regions.fips,
    hosts.not_covered,
    hosts.another,
    users.user,
    images.upper_case,
    shells.sudo,
    shells.streams,
    shells.terminal,
    options.careless,
    shells.powershell,
    regions.missing,
    options.profile,
)
