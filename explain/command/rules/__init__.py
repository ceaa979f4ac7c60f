"""The rules that find what is wrong with a line, in the order in which their findings are mended."""

from __future__ import annotations

from explain.command.rules import (
    hosts,
    images,
    inputs,
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

SPELLING: tuple[Rule, ...] = (
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
"""Rules about what makes a line read wrongly; the others look at it with this mended."""

RULES: tuple[Rule, ...] = (
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
    passwords.undecoded,
    passwords.typed_out,
    passwords.argument,
    passwords.key,
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
