"""What `status` says: every finding by its id, with its severity, what is so, and what to do.

lessons/reference/status.md tells of each at more length. What is in braces is filled in: {host},
{file}, {helper}, {tool}, {line} (the line that logs in), {other} (a key), {words} (a helper's).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from explain.narration import Finding


class Text(NamedTuple):
    """A finding's severity (note, warning or error), its sentence and its remedy."""

    severity: str
    message: str
    remedy: str = ""


def finding(texts: Mapping[str, Text], name: str, subject: str, **facts: str) -> Finding:
    """Fill in a finding's text."""
    text = texts[name]
    return Finding(
        name,
        text.severity,
        subject,
        text.message.format(**facts),
        text.remedy.format(**facts).strip(),
    )


_LOG_IN = "Log in again: `{line}`"

STATUS = {
    # The place itself.
    "config-unreadable": Text(
        "error",
        "This file is there, and cannot be read.",
        "Look at its owner and its mode: a login under `sudo` leaves a file that belongs to root.",
    ),
    "config-not-json": Text(
        "error",
        "This is not JSON, so its tool reads no login from it. docker only warns, and its next login"
        " overwrites the whole.",
        "Copy it, then mend it. An editor on Windows may have put a byte order mark in front.",
    ),
    "wrong-type": Text(
        "error",
        "Something else stands here than the tool writes, such as a number for a text. docker then"
        " reads no login from the whole file.",
        "Take it out, and log in again: `docker login` writes it anew.",
    ),
    "variable-not-taken": Text(
        "warning",
        "docker takes only `auths` here, and in that only `auth`. It finds something else, and ignores"
        " the variable.",
        "Put the rest into a config.json, or unset the variable.",
    ),
    "variable-damaged": Text(
        "error",
        "What is in the variable cannot be read as docker's `auths`. docker says so, and goes on to its"
        " file.",
        "Set it anew, or unset it.",
    ),
    "readable-by-others": Text(
        "warning",
        "Other users of this machine may read this file, and the passwords in it are only encoded.",
        "Close it: `chmod 600 {file}`",
    ),
    # One entry.
    "not-base64": Text(
        "error",
        "The entry's `auth` is not base64. docker stops reading there, so that other logins of the file"
        " work or not, as chance has it.",
        "Take the entry out: `{tool} logout {host}`. Then log in again.",
    ),
    "no-user-name": Text(
        "error",
        "Decoded, the entry's `auth` is not a user name, a colon and a password. docker stops reading"
        " there, so that other logins of the file work or not, as chance has it.",
        "Take the entry out: `{tool} logout {host}`. Then log in again.",
    ),
    "user-not-aws": Text(
        "error",
        "The user name is not `AWS`. ECR takes no other; who you are is inside the password.",
        _LOG_IN,
    ),
    "expired": Text("error", "This login ended {ago} ago, and ECR answers 403 to it.", _LOG_IN),
    "ends-soon": Text("note", "This login ends in {left}.", _LOG_IN),
    "public-login-expired": Text(
        "error",
        "This login ended {ago} ago. It is sent with every pull all the same, so that even images"
        " that need no login are refused.",
        "`{tool} logout {host}`; public images need none.",
    ),
    "byte-order-mark": Text(
        "error",
        "A byte order mark stands before the password: three bytes that a pipe in Windows PowerShell"
        " adds. ECR answers 400 to it.",
        "Let cmd run the line: `cmd /c \"{line}\"`, or use PowerShell 7.4 or newer.",
    ),
    "utf-16": Text(
        "error",
        "The password is in UTF-16, as Windows PowerShell writes files and pipes. ECR answers 400 to it.",
        "Let cmd run the line: `cmd /c \"{line}\"`, or use PowerShell 7.4 or newer.",
    ),
    "undecoded-token": Text(
        "error",
        "This is a whole `authorizationToken`: base64 of the user name and the password. The password"
        " alone belongs here, and ECR answers 400.",
        _LOG_IN,
    ),
    "stray-characters": Text(
        "error",
        "White space or quotes stand around the password. docker sends them too, and ECR answers 400.",
        _LOG_IN,
    ),
    "not-an-ecr-password": Text(
        "error",
        "This password does not have the form of ECR's. It may be another service's, an error message"
        " that went into the pipe, or cut short.",
        _LOG_IN,
    ),
    "identity-token": Text(
        "error",
        "An identity token stands here, which ECR never gives and never takes.",
        "Take it out: `{tool} logout {host}`. Then: `{line}`",
    ),
    "empty-entry": Text(
        "error",
        "The entry is empty, and no helper answers for this registry: a store that held the password"
        " was named here once.",
        _LOG_IN,
    ),
    "namespaced-key": Text(
        "note",
        "podman, skopeo and buildah send this login only for images below this path. docker keeps one"
        " login for a whole registry.",
    ),
    "upper-case-key": Text(
        "warning",
        "There are capitals in this name. docker looks for the name in small letters, and does not find"
        " this entry.",
        _LOG_IN,
    ),
    # Who wins.
    "stale-duplicate": Text(
        "warning",
        "There is another entry for this registry, `{other}`, which wins. Some tools take this one.",
        "`docker logout {host}` removes both. Then: `{line}`",
    ),
    "helper-wins": Text(
        "warning",
        "{tool} asks `docker-credential-{helper}` for this registry, and never uses this entry, however"
        " fresh it is.",
        "Log out and in again, or take the helper out of the file where it is not wanted.",
    ),
    "variable-wins": Text(
        "warning",
        "The variable `DOCKER_AUTH_CONFIG` holds a login for this registry too. docker takes that one,"
        " from version 28.3.0 on.",
        "Unset the variable, or do without this entry.",
    ),
    # Helpers.
    "helper-missing": Text(
        "error",
        "The file names this helper, and there is no such program on `PATH`. `docker login` then fails"
        " after it was accepted, and a build stops with `error getting credentials`.",
        "Install it, or take its name out of the file: `credsStore` or `credHelpers`.",
    ),
    "helper-for-no-host": Text(
        "warning",
        "A helper is named for an address with a scheme or a path. The tools look for a bare host name,"
        " and never ask it.",
        "Write the host name alone under `credHelpers`.",
    ),
    "helper-failed": Text(
        "error",
        "The helper did not answer for `{host}`: `{words}`",
        "Run it by hand: `echo {host} | docker-credential-{helper} get` (that prints the password).",
    ),
    "helper-silent": Text(
        "error",
        "The helper did not answer for `{host}` in time, so it was stopped.",
        "A keychain may be waiting for your leave in a window. Open it, and ask again.",
    ),
    "helper-empty": Text(
        "note",
        "The helper has no login for `{host}`.",
        _LOG_IN,
    ),
    "helper-not-asked": Text(
        "note",
        "A helper holds the login of `{host}`, and was not asked.",
        "`explain-ecr status {host} --ask-helpers` asks it.",
    ),
    # The whole.
    "not-logged-in": Text(
        "error",
        "No store on this machine holds a login for this registry.",
        "Log in: `{line}`",
    ),
    "nothing-stored": Text("note", "No store on this machine holds a login for any registry."),
}  # fmt: skip
