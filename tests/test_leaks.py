"""No secret in the open: not on a screen, in JSON, in a file, an exception or an argument list.

Everything that every command wrote is searched for every secret there was, in plain, in base64 at
each of its three offsets, in hexadecimal and in the form of a URL, and also for a part of one: plain
output is folded at 80 columns, so the whole of a leaked secret would never stand in one piece.
"""

from __future__ import annotations

import base64
import json
import logging
import pickle
import re
import stat
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, takewhile
from pathlib import Path
from urllib.parse import quote

import pytest

from explain.credentials import dockerconfig, token
from explain.errors import ExplainError
from explain.secret import Secret

PIECE = 20
"""Characters in a row that are taken for a leak. A mask shows eight."""

BLOCK = PIECE // 2

MAY_HOLD_SECRETS = {"docker/config.json", "access-key.json", "master.key"}


def forms(secret: str) -> Iterator[str]:
    """Give every form in which a secret is looked for."""
    raw = secret.encode()
    yield secret
    yield quote(secret, safe="")
    yield raw.hex()
    yield raw.hex().upper()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + raw).decode()
        inner = encoded[(0, 2, 3)[offset] + 1 : -4]  # what does not depend on the neighbours
        yield inner
        yield inner.translate(str.maketrans("+/", "-_"))


Blocks = Mapping[str, Sequence[tuple[str, int]]]
"""Where forms of secrets have a text of half a piece: the form and the place in it."""


def blocks(secrets: Iterable[str]) -> Blocks:
    """Cut every form of every secret into blocks; each piece of it has a whole one in it."""
    found = defaultdict(list)
    for form in (form for secret in secrets for form in forms(secret) if len(form) >= PIECE):
        for start in range(0, len(form) - BLOCK + 1, BLOCK):
            found[form[start : start + BLOCK]].append((form, start))
    return found


def leaks(text: str, secrets: Blocks) -> list[str]:
    """Find pieces of secrets in a text, with what stands before them."""
    found = (
        text[max(at - 30, 0) : at + PIECE]
        for at in range(len(text) - BLOCK + 1)
        for form, start in secrets.get(text[at : at + BLOCK], ())
        if alike(text[max(at - BLOCK, 0) : at][::-1], form[max(start - BLOCK, 0) : start][::-1])
        + alike(text[at : at + PIECE], form[start : start + PIECE])
        >= PIECE
    )
    return [*islice(found, 3)]


def alike(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@pytest.fixture(scope="session")
def secret_blocks(everything) -> Blocks:
    return blocks(everything.secrets)


# --- the search itself ---------------------------------------------------------------------------


SECRET = "q9+Zr/4tWm1XyB7kLpD2vC8nFhGs5JdEaRuTiOoP0w3y"


@pytest.mark.parametrize("form", [*forms(SECRET)])
@pytest.mark.parametrize("around", ["", "\n    ", "xyz"])
def test_the_search_finds_a_planted_secret_in_every_form(form: str, around: str) -> None:
    assert leaks(f"before {around}{form}{around} behind", blocks([SECRET]))


def test_the_search_finds_a_secret_that_was_folded() -> None:
    long = SECRET * 40
    folded = "\n".join(f"    {long[at : at + 40]}" for at in range(0, len(long), 40))
    assert leaks(folded, blocks([long]))


@pytest.mark.parametrize("neighbour", [b"", b"A", b"AW", b"AWS"])
def test_the_search_finds_a_secret_inside_base64_of_something_longer(neighbour: bytes) -> None:
    text = base64.b64encode(neighbour + SECRET.encode() + b"tail").decode()
    assert leaks(text, blocks([SECRET]))


def test_the_search_finds_nothing_where_there_is_nothing() -> None:
    assert leaks(f"{SECRET[:8]}•••••••• (44 characters) " * 9, blocks([SECRET])) == []


# --- what every command wrote --------------------------------------------------------------------


def test_every_kind_of_secret_was_collected(everything) -> None:
    """Several tokens (other regions', later ones), the access key, the master key, the learner's own."""
    stored = json.loads(everything.learner.config.read_text())["auths"]
    assert {entry["auth"] for entry in stored.values()} <= everything.secrets
    assert sum(secret.startswith("eyJ") for secret in everything.secrets) >= 20
    assert {len(secret) for secret in everything.secrets} >= {40, 64}


def test_no_secret_was_written_to_a_screen(everything, secret_blocks) -> None:
    written = 0
    for arguments, played in everything.commands.items():
        text = re.sub(r"\x1b\[[0-9;]*m", "", played.stdout + played.stderr)
        written += len(text)
        assert leaks(text, secret_blocks) == [], arguments[:2]
    assert written > 200_000


def test_no_secret_was_in_an_argument_list(everything, secret_blocks) -> None:
    lists = everything.argument_lists
    assert any("--password-stdin" in argv for argv in lists)
    assert any("get-login-password" in argv for argv in lists)
    assert [argv for argv in lists if leaks("\0".join(argv), secret_blocks)] == []


def test_secrets_are_in_no_file_but_those_that_must_hold_them(everything, secret_blocks) -> None:
    holders = set()
    for file in _files(everything.learner.folder):
        if leaks(file.read_bytes().decode("latin-1"), secret_blocks):
            holders.add(file)
    sandbox = {str(file.relative_to(everything.learner.sandbox)) for file in holders
               if file.is_relative_to(everything.learner.sandbox)}  # fmt: skip
    assert sandbox == MAY_HOLD_SECRETS
    learners_own = holders - {everything.learner.sandbox / name for name in MAY_HOLD_SECRETS}
    assert learners_own <= set(everything.learner.poisoned)


def test_nothing_was_left_in_the_temporary_folder(everything) -> None:
    assert _files(everything.learner.folder / "tmp") == []


def test_everything_in_the_sandbox_is_for_its_owner_alone(everything) -> None:
    sandbox = everything.learner.sandbox
    for name in MAY_HOLD_SECRETS:
        assert stat.filemode((sandbox / name).stat().st_mode) == "-rw-------", name
    for path in (sandbox, *sandbox.rglob("*")):
        if path.is_dir():
            assert stat.filemode(path.stat().st_mode) == "drwx------", path


def test_the_learners_own_files_are_as_they_were(everything) -> None:
    everything.learner.assert_untouched()


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_no_log_record_holds_a_secret_of_ours(play, here, caplog) -> None:
    """At the level at which programs usually log; botocore's debug log is botocore's."""
    with caplog.at_level(logging.INFO):
        assert play(("step", "1", "--output", "json")).exit_code == 0
        assert play(("login", "--docker", "stand-in")).exit_code == 0
    key = json.loads((here.sandbox / "access-key.json").read_text())["secret"]
    auth = next(iter(json.loads(here.config.read_text())["auths"].values()))["auth"]
    assert leaks(caplog.text, blocks([key, auth])) == []


# --- exceptions ----------------------------------------------------------------------------------


def _ask(world, key) -> None:
    from explain.credentials.ecr import EcrClient

    world.authorized(EcrClient(world.registry, key, world.clock, world.cloud.control_url))


def _wrong_key(world) -> None:
    from explain.credentials.signing import AccessKey

    _ask(world, AccessKey("AKIAWRONGWRONGWRONGW", Secret(SECRET)))


def _wrong_secret(world) -> None:
    from explain.credentials.signing import AccessKey

    _ask(world, AccessKey(world.sandbox.access_key.id, Secret(SECRET)))


def _hanging_docker(world) -> None:
    from explain.programs import Program

    world.docker = Program("docker", ("/bin/sh", "-c", "sleep 60"), stand_in=False)
    world.patience = 0.2
    world.docker_login("AWS", Secret(SECRET * 2000))


def _broken_config(world) -> None:
    file = world.sandbox.docker_config / "config.json"
    file.write_text(json.dumps([SECRET]))
    dockerconfig.read(file)


def _torn_config(world) -> None:
    file = world.sandbox.docker_config / "config.json"
    file.write_text(json.dumps({"auths": {"h": {"auth": SECRET}}})[:-1])
    dockerconfig.read(file)


def _damaged_key(world) -> None:
    (world.sandbox.folder / "access-key.json").write_text(json.dumps({"idd": "", "secret": SECRET}))
    _ = world.sandbox.access_key


RAISING: dict[str, Callable] = {
    "a password that is no JSON": lambda world: token.fields(
        Secret(base64.b64encode(f'{{"payload": "{SECRET}"'.encode()).decode())
    ),
    "a token without a colon": lambda world: token.split(
        Secret(base64.b64encode(SECRET.encode()).decode())
    ),
    "a token that is not base64": lambda world: token.read_any(f"{SECRET}!"),
    "an unknown key": _wrong_key,
    "a wrong secret key": _wrong_secret,
    "a docker that hangs with the password in its pipe": _hanging_docker,
    "a configuration with a secret in the wrong place": _broken_config,
    "a configuration that is torn": _torn_config,
    "a damaged access key": _damaged_key,
}


@pytest.mark.parametrize("raising", RAISING.values(), ids=RAISING.keys())
def test_no_exception_shows_a_secret(raising: Callable, here) -> None:
    from explain import stage
    from explain.hosts.registry import Registry
    from explain.sandbox import Sandbox

    with stage.offline(Registry(), Sandbox(here.sandbox), docker="stand-in") as world:
        secrets = blocks([SECRET, world.sandbox.access_key.secret.reveal()])
        with pytest.raises(ExplainError) as caught:
            raising(world)
    error = caught.value
    printed = "".join(traceback.format_exception(error))
    shown = f"{error} {error!r} {error.args!r} {error.message} {error.remedy} {printed}"
    # Source lines are quoted in a traceback; the names in them are no secrets.
    assert leaks(shown, secrets) == []


# --- the wrapper ---------------------------------------------------------------------------------


OPENINGS: dict[str, Callable[[Secret], object]] = {
    "str": str,
    "repr": repr,
    "format": "{}".format,
    "format with a width": "{:>200}".format,
    "an f-string": lambda secret: f"{secret!s} {secret!r} {secret!a} {secret}",
    "percent": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031
    "in a list": lambda secret: repr([secret, {secret: secret}]),
    "in a dataclass": lambda secret: repr(token.PasswordFields(secret, secret, "", "", None)),
    "in an exception": lambda secret: repr(ValueError(secret)),
    "vars": lambda secret: str(getattr(secret, "__dict__", {})),
    "dir": lambda secret: " ".join(dir(secret)),
}


@pytest.mark.parametrize("show", OPENINGS.values(), ids=OPENINGS.keys())
def test_a_secret_stays_masked(show: Callable[[Secret], object]) -> None:
    for value in (SECRET, SECRET * 20):
        assert leaks(str(show(Secret(value))), blocks([value])) == []


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret(SECRET), protocol)


def test_a_secret_is_no_json() -> None:
    with pytest.raises(TypeError):
        json.dumps({"secret": Secret(SECRET)})


def test_a_secret_is_logged_masked(caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("somebody").debug("a %s and a %r", Secret(SECRET), Secret(SECRET))
    assert "••••••••" in caplog.text
    assert leaks(caplog.text, blocks([SECRET])) == []
