"""A lab's folder: alive as long as its lock is held, swept afterwards, found by name."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from explain import marked
from explain.errors import SandboxProblem, UsageProblem
from explain.files import PROGRAM, write_whole
from explain.lab import folder, furniture
from explain.lab.folder import Address
from explain.sandbox import Sandbox

LOOK = """
import fcntl, sys, time
with open(sys.argv[1], "w") as file:
    fcntl.flock(file, fcntl.LOCK_SH)
    print("looking", flush=True)
    time.sleep(0.3)
"""


@pytest.fixture
def labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXPLAIN_ECR_SANDBOX", str(tmp_path / "sandbox"))
    monkeypatch.delenv("EXPLAIN_ECR_LAB", raising=False)
    return tmp_path / "sandbox-labs"


@pytest.fixture
def place(labs: Path) -> Path:
    return folder.new_name()


@pytest.fixture
def lab(place: Path) -> Iterator[Sandbox]:
    with folder.claimed(place) as sandbox:
        yield sandbox


def address(name: str = "lab-1") -> Address:
    url = "http://127.0.0.1:1"
    return Address(name, os.getpid(), url, url, "tcp://127.0.0.1:1", url, "/ca.pem", url, "key")


def test_every_lab_has_a_folder_of_its_own_beside_the_sandbox(labs: Path) -> None:
    names = {folder.new_name() for _ in range(50)}
    assert len(names) == 50
    assert {name.parent for name in names} == {labs}
    assert not labs.exists()


def test_inside_a_lab_its_neighbours_are_the_other_labs(
    labs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = labs / "lab-1"
    marked.claim(labs, marked.LABS, "")
    monkeypatch.setenv("EXPLAIN_ECR_LAB", str(inside))
    monkeypatch.setenv("EXPLAIN_ECR_SANDBOX", str(inside))
    assert folder.labs_folder() == labs


def test_the_folders_are_their_owners_alone(labs: Path, place: Path) -> None:
    labs.mkdir(mode=0o755)
    with folder.claimed(place):
        assert [stat.S_IMODE(each.stat().st_mode) for each in (labs, place)] == [0o700, 0o700]
        assert stat.S_IMODE((place / "alive").stat().st_mode) == 0o600


def test_a_lab_is_alive_until_it_is_gone(place: Path) -> None:
    assert not folder.is_alive(place)
    with folder.claimed(place):
        assert folder.is_alive(place)
    assert not place.exists()
    assert not folder.is_alive(place)


def test_it_is_removed_after_a_failure_too(place: Path) -> None:
    with pytest.raises(ZeroDivisionError), folder.claimed(place):
        raise ZeroDivisionError
    assert not place.exists()


def test_those_that_look_do_not_see_each_other(lab: Sandbox) -> None:
    with open(lab.folder / "other", "w") as file:  # what a lab that was killed leaves: no lock
        fcntl.flock(file, fcntl.LOCK_SH)
        dead = lab.folder.parent / "lab-dead"
        dead.mkdir()
        os.link(lab.folder / "other", dead / "alive")
        assert not folder.is_alive(dead)


def test_looking_at_a_new_lab_does_not_take_its_lock_away(place: Path) -> None:
    """Somebody looks just when the lab takes its lock; the lab waits for a moment."""
    place.mkdir(parents=True)
    (place / "this-is-an-explain-ecr-sandbox").touch()
    looker = subprocess.Popen(
        [sys.executable, "-c", LOOK, str(place / "alive")], stdout=subprocess.PIPE
    )
    assert looker.stdout
    assert looker.stdout.readline() == b"looking\n"
    descriptor = os.open(place / "alive", os.O_RDWR)
    started = time.monotonic()
    folder.take(descriptor)
    assert time.monotonic() - started > 0.1
    assert folder.is_alive(place)
    os.close(descriptor)
    looker.communicate()


def test_a_killed_lab_is_swept_by_the_next(labs: Path, place: Path) -> None:
    with folder.claimed(place):
        pass
    for left_over in ("lab-00000001", "lab-00000002"):
        Sandbox(labs / left_over)
    (labs / "lab-00000001" / "alive").touch()
    (labs / "notes").mkdir()
    with folder.claimed(place):
        assert {each.name for each in labs.iterdir()} == {"lock", "notes", place.name, marked.LABS}


def test_a_lab_that_runs_is_not_swept(place: Path) -> None:
    with folder.claimed(place), folder.claimed(folder.new_name()):
        assert folder.is_alive(place)


def test_a_place_that_cannot_be_used_is_told_in_a_sentence(labs: Path, place: Path) -> None:
    labs.write_text("a file")
    with pytest.raises(SandboxProblem, match="cannot be used"), folder.claimed(place):
        pass


def test_an_address_comes_back_as_it_was(lab: Sandbox) -> None:
    folder.publish(lab, address())
    assert folder.address_of(lab.folder) == address()
    assert stat.S_IMODE((lab.folder / "lab.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", '{"process_id": "x"}', "[1]", '"text"',
     json.dumps({**asdict(address()), "more": 1}), json.dumps({"process_id": 1}),
     json.dumps({**asdict(address()), "process_id": None})],
)  # fmt: skip
def test_a_damaged_address_is_none(lab: Sandbox, text: str) -> None:
    (lab.folder / "lab.json").write_text(text)
    assert folder.address_of(lab.folder) is None


def test_the_address_of_a_dead_lab_is_none(place: Path) -> None:
    with folder.claimed(place) as sandbox:
        folder.publish(sandbox, address())
        kept = (place / "lab.json").read_text()
    place.mkdir()
    (place / "lab.json").write_text(kept)
    assert folder.address_of(place) is None


def test_the_youngest_lab_is_found_or_the_named_one(labs: Path) -> None:
    older, younger = labs / "lab-bbbbbbbb", labs / "lab-aaaaaaaa"
    with folder.claimed(older) as one, folder.claimed(younger) as other:
        folder.publish(one, address("lab-bbbbbbbb"))
        folder.publish(other, address("lab-aaaaaaaa"))
        os.utime(older / "alive", (1, 1))
        assert folder.find(None)[0] == younger
        assert folder.find("lab-bbbbbbbb") == (older, address("lab-bbbbbbbb"))


def test_inside_a_lab_it_is_the_one_that_is_found(
    labs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        folder.claimed(labs / "lab-aaaaaaaa") as one,
        folder.claimed(labs / "lab-bbbbbbbb") as other,
    ):
        folder.publish(one, address("lab-aaaaaaaa"))
        folder.publish(other, address("lab-bbbbbbbb"))
        os.utime(labs / "lab-aaaaaaaa" / "alive", (1, 1))
        monkeypatch.setenv("EXPLAIN_ECR_LAB", str(labs / "lab-aaaaaaaa"))
        assert folder.find(None)[1].name == "lab-aaaaaaaa"
        assert folder.find("lab-bbbbbbbb")[1].name == "lab-bbbbbbbb"


@pytest.mark.parametrize(
    "name", [None, "lab-x", "", "*", "lab-*", "/", "/etc", "..", "a/b", "[", "\0"]
)
def test_where_there_is_none_it_is_said_so(labs: Path, name: str | None) -> None:
    (labs / "lab-left-over").mkdir(parents=True)
    with pytest.raises(UsageProblem, match="no lab running"):
        folder.find(name)


def test_no_pattern_is_a_name(lab: Sandbox) -> None:
    folder.publish(lab, address())
    with pytest.raises(UsageProblem):
        folder.find("lab-*")


# --- what stands in it -----------------------------------------------------------------------------


def test_everything_that_stands_in_it_is_private(lab: Sandbox) -> None:
    furniture.furnish(lab)
    for path in lab.folder.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() or path.parent.name == "bin" else 0o600), path


def test_stand_ins_stand_in_for_what_is_missing(
    lab: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "path").mkdir()
    write_whole(tmp_path / "path" / "docker", "#!/bin/sh\n", PROGRAM)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    furniture.furnish(lab)
    assert furniture.stand_ins(lab.folder) == ["aws"]
    assert sorted(path.name for path in (lab.folder / "bin").iterdir()) == ["aws", "explain-ecr"]


def test_our_program_starts_wherever_it_stands(lab: Sandbox) -> None:
    furniture.furnish(lab)
    done = subprocess.run(
        [lab.folder / "bin" / "explain-ecr", "--version"],
        env={"PATH": os.defpath, "PYTHONPATH": "/made/up"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.startswith("explain-ecr ")


def test_a_python_with_an_odd_name_is_started_all_the_same(
    lab: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    odd = tmp_path / 'it\'s $HOME `id` "so"'
    write_whole(odd, '#!/bin/sh\necho "$@"\n', PROGRAM)
    monkeypatch.setattr(sys, "executable", str(odd))
    furniture.furnish(lab)
    text = (lab.folder / "bin" / "explain-ecr").read_text()
    assert shlex.quote(str(odd)) in text
    done = subprocess.run([lab.folder / "bin" / "explain-ecr", "a  b"], capture_output=True)
    assert done.stdout == b"-P -m explain.cli a  b\n"


def test_logging_out_puts_dockers_configuration_back(lab: Sandbox) -> None:
    furniture.furnish(lab)
    config = lab.docker_config / "config.json"
    born = config.read_text()
    config.write_text('{"auths": {"x": {"auth": "eA=="}}, "credsStore": "desktop"}')
    config.chmod(0o644)
    lab.remember("login", {"made": "up"})
    furniture.log_out(lab)
    assert config.read_text() == born
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert lab.recall("login") == {}


def test_a_private_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = write_whole(tmp_path / "new" / "file", "before")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(UnicodeEncodeError):
        write_whole(file, "half\ud800")
    assert [path.name for path in file.parent.iterdir()] == ["file"]
    assert file.read_text() == "before"
