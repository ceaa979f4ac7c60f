from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from explain import lock
from explain import sandbox as module
from explain.errors import SandboxProblem
from explain.sandbox import VARIABLE, Sandbox, default_folder

MARK = "this-is-an-explain-ecr-sandbox"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sandbox"


def mode(path: Path) -> str:
    return stat.filemode(path.stat().st_mode)


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def program(code: str, folder: Path) -> subprocess.Popen[str]:
    """Start a Python process that has the sandbox's folder as its argument."""
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(module.__file__).parents[1])},
    )


# Where it is


def test_the_variable_says_where_the_sandbox_is(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "here"))
    assert default_folder() == tmp_path / "here"


def test_a_tilde_in_the_variable_is_the_home(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(VARIABLE, "~/here")
    assert default_folder() == tmp_path / "here"


def test_the_home_of_nobody_is_no_reason_to_fail(monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, "~nobody-of-this-name/here")
    assert default_folder().name == "here"


def test_without_the_variable_it_is_the_systems_place_for_data(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    found = default_folder()
    assert found.is_relative_to(tmp_path)
    assert found.parts[-2:] == ("explain-ecr", "sandbox")


def test_naming_a_sandbox_makes_nothing(monkeypatch, folder: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(folder))
    default_folder()
    assert not folder.exists()


# Who may read it


def test_every_folder_is_its_owners_alone(folder: Path) -> None:
    old = os.umask(0)
    try:
        sandbox = Sandbox(folder)
    finally:
        os.umask(old)
    for path in (folder, sandbox.docker_config, sandbox.home):
        assert mode(path) == "drwx------"


def test_every_file_is_its_owners_alone(folder: Path) -> None:
    old = os.umask(0)
    try:
        sandbox = Sandbox(folder)
        _ = sandbox.master_key, sandbox.access_key
        sandbox.remember("login", {"before": "nothing"})
        with sandbox.locked():
            pass
    finally:
        os.umask(old)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"master.key", "access-key.json", "login.json", "lock"}
    assert {mode(path) for path in files} == {"-rw-------"}


def test_an_open_folder_is_closed_when_it_becomes_a_sandbox(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    Sandbox(folder)
    assert mode(folder) == "drwx------"


def test_a_scratch_folder_is_its_owners_alone_and_goes_away(folder: Path) -> None:
    with Sandbox(folder).scratch() as scratch:
        assert mode(scratch) == "drwx------"
        (scratch / "config.json").write_text("{}")
    assert not scratch.exists()


def test_a_scratch_folder_goes_away_when_its_work_fails(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Sandbox(folder).scratch() as scratch:
        raise KeyboardInterrupt
    assert not scratch.exists()


# What it keeps


def test_a_second_command_finds_the_keys_of_the_first(folder: Path) -> None:
    first, second = Sandbox(folder), Sandbox(folder)
    assert len(first.master_key) == 32
    assert first.master_key == second.master_key
    assert first.access_key == second.access_key


def test_two_sandboxes_have_two_keys(tmp_path: Path) -> None:
    one, other = Sandbox(tmp_path / "one"), Sandbox(tmp_path / "other")
    assert one.master_key != other.master_key
    assert one.access_key.secret != other.access_key.secret


def test_the_access_key_looks_like_one_of_iams(folder: Path) -> None:
    key = Sandbox(folder).access_key
    assert key.id.startswith("AKIA")
    assert key.id.isalnum()
    assert (len(key.id), len(key.secret)) == (20, 40)


def test_facts_are_kept_for_a_later_command(folder: Path) -> None:
    Sandbox(folder).remember("login", {"before": "{}"})
    assert Sandbox(folder).recall("login") == {"before": "{}"}


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"7", b"\xff\xfe"])
def test_damaged_facts_are_no_facts(folder: Path, damage: bytes) -> None:
    sandbox = Sandbox(folder)
    assert sandbox.recall("login") == {}
    (folder / "login.json").write_bytes(damage)
    assert sandbox.recall("login") == {}


def test_a_file_is_written_whole_or_not_at_all(folder: Path, monkeypatch) -> None:
    sandbox = Sandbox(folder)
    sandbox.remember("login", {"is": "old"})

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(SandboxProblem, match="No space left"):
        sandbox.remember("login", {"is": "new"})
    assert sandbox.recall("login") == {"is": "old"}
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_two_processes_that_make_one_new_sandbox_at_once_get_the_same_keys(folder: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from explain.sandbox import Sandbox
        print("ready", flush=True)
        sys.stdin.readline()
        sandbox = Sandbox(Path(sys.argv[1]))
        print(sandbox.master_key.hex(), sandbox.access_key.secret.reveal(), flush=True)
    """
    makers = [program(code, folder) for _ in range(4)]
    for maker in makers:
        assert maker.stdout.readline() == "ready\n"
    for maker in makers:
        maker.stdin.write("\n")
        maker.stdin.flush()
    answers = {maker.communicate(timeout=60)[0] for maker in makers}
    assert [maker.returncode for maker in makers] == [0] * 4
    assert len(answers) == 1


def test_of_two_makers_of_a_key_the_second_takes_the_firsts(folder: Path) -> None:
    sandbox = Sandbox(folder)

    def overtaken() -> str:
        (folder / "master.key").write_text("11" * 32)  # by another process, just now
        return "22" * 32

    assert sandbox._once("master.key", overtaken) == "11" * 32


# The lock


def test_the_lock_is_held_by_one_at_a_time(folder: Path) -> None:
    code = """
        import sys
        from pathlib import Path
        from explain.sandbox import Sandbox
        sandbox, log = Sandbox(Path(sys.argv[1])), Path(sys.argv[1] + ".log")
        for _ in range(30):
            with sandbox.locked():
                count = int(log.read_text() or 0) if log.exists() else 0
                log.write_text(str(count + 1))
    """
    workers = [program(code, folder) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    for worker in workers:
        worker.communicate()
    assert Path(f"{folder}.log").read_text() == "90"


HOLDER = """
    import sys, time
    from pathlib import Path
    from explain.sandbox import Sandbox
    sandbox = Sandbox(Path(sys.argv[1]))
    with sandbox.locked(), sandbox.scratch() as scratch:
        (scratch / "config.json").write_text("left over")
        print("locked", flush=True)
        sys.stdin.readline()
"""


def test_whoever_comes_second_waits_and_then_goes_on(folder: Path) -> None:
    holder = program(HOLDER, folder)
    assert holder.stdout.readline() == "locked\n"
    holder.stdin.write("\n")
    holder.stdin.flush()
    with Sandbox(folder).locked(patience=30):
        pass
    holder.communicate(timeout=30)


def test_whoever_has_waited_long_enough_gets_one_clear_sentence(folder: Path) -> None:
    holder = program(HOLDER, folder)
    assert holder.stdout.readline() == "locked\n"
    began = time.monotonic()
    with (
        pytest.raises(SandboxProblem, match="Another explain-ecr is using") as caught,
        Sandbox(folder).locked(patience=0.2),
    ):
        raise AssertionError("two at once")
    assert 0.2 <= time.monotonic() - began < 30
    assert VARIABLE in caught.value.remedy
    holder.communicate("\n", timeout=30)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here")
def test_a_killed_command_leaves_no_lock_and_its_left_overs_are_swept(folder: Path) -> None:
    holder = program(HOLDER, folder)
    assert holder.stdout.readline() == "locked\n"
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=30)
    assert list(folder.glob("scratch-*")) != []
    with Sandbox(folder).locked(patience=5):
        assert list(folder.glob("scratch-*")) == []


def test_a_file_system_without_locks_is_told_of_in_one_sentence(folder: Path, monkeypatch) -> None:
    def no_locks(_: int) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(lock, "try_lock", no_locks)
    with pytest.raises(SandboxProblem, match="No locks available"), Sandbox(folder).locked():
        raise AssertionError("locked without a lock")


# Folders that are no sandbox


def test_a_folder_that_holds_other_things_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("two years of work")
    tmp_path.chmod(0o755)
    before = contents(tmp_path)
    with pytest.raises(SandboxProblem, match="contains other files") as caught:
        Sandbox(tmp_path)
    assert VARIABLE in caught.value.remedy
    assert contents(tmp_path) == before
    assert mode(tmp_path) == "drwxr-xr-x"


def test_a_folder_below_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxProblem, match="Not a directory") as caught:
        Sandbox(tmp_path / "file" / "sub")
    assert VARIABLE in caught.value.remedy


def test_a_file_cannot_be_a_sandbox_and_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SandboxProblem, match="File exists"):
        Sandbox(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_that_is_too_long_is_told_of_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SandboxProblem, match="too long"):
        Sandbox(tmp_path / ("x" * 300))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_place_cannot_be_used(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(SandboxProblem, match="Permission denied"):
        Sandbox(tmp_path / "sandbox")


# Damage


DAMAGES = [
    b"",
    b"00",
    b"no hexadecimal",
    b"zz" * 32,
    b"00" * 31,
    b"\xff\xfe\x00",
    b"{",
    b"[]",
    b"{}",
]


@pytest.mark.parametrize("damage", [*DAMAGES, b'{"id": "AKIA"}'])
def test_a_damaged_access_key_is_told_of_with_its_remedy(folder: Path, damage: bytes) -> None:
    sandbox = Sandbox(folder)
    (folder / "access-key.json").write_bytes(damage)
    with pytest.raises(SandboxProblem, match=r"access-key\.json is damaged") as caught:
        _ = sandbox.access_key
    assert "explain-ecr reset" in caught.value.remedy


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_master_key_is_told_of_with_its_remedy(folder: Path, damage: bytes) -> None:
    sandbox = Sandbox(folder)
    (folder / "master.key").write_bytes(damage)
    with pytest.raises(SandboxProblem, match=r"master\.key is damaged") as caught:
        _ = sandbox.master_key
    assert "explain-ecr reset" in caught.value.remedy


def test_the_remedy_mends_it(folder: Path) -> None:
    (Sandbox(folder).folder / "master.key").write_bytes(b"damaged")
    Sandbox(folder).reset()
    assert len(Sandbox(folder).master_key) == 32


def test_no_secret_is_in_what_is_said_of_damage(folder: Path) -> None:
    sandbox = Sandbox(folder)
    secret = sandbox.access_key.secret.reveal()
    (folder / "access-key.json").write_text(json.dumps({"secret": secret}))
    with pytest.raises(SandboxProblem) as caught:
        _ = sandbox.access_key
    assert secret not in f"{caught.value.message} {caught.value.remedy}"


# Reset


def test_reset_empties_the_sandbox_but_for_its_mark_and_its_lock(folder: Path) -> None:
    sandbox = Sandbox(folder)
    old = sandbox.master_key
    _ = sandbox.access_key
    (sandbox.docker_config / "config.json").write_text("{}")
    with sandbox.locked():
        sandbox.reset()
    assert {path.name for path in folder.iterdir()} == {MARK, "lock"}
    assert Sandbox(folder).master_key != old


def test_reset_does_not_follow_links(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("two years of work")
    sandbox = Sandbox(folder)
    (folder / "login-a-folder.json").symlink_to(mine)
    (folder / "master.key").symlink_to(mine / "thesis.txt")
    (sandbox.docker_config / "deeper").symlink_to(mine)
    sandbox.reset()
    assert (mine / "thesis.txt").read_text() == "two years of work"
    assert {path.name for path in folder.iterdir()} == {MARK}


def test_reset_leaves_and_names_what_no_sandbox_makes(folder: Path) -> None:
    sandbox = Sandbox(folder)
    names = ["a notebook", "login-.json", "scratch-0123456789abcdef.txt", "scratch-notebook"]
    for name in names:
        (folder / name).mkdir()
    assert sandbox.reset() == names
    assert {path.name for path in folder.iterdir()} == {MARK, *names}


@pytest.mark.parametrize("name", ["docker", "home"])
def test_a_sandbox_does_not_write_through_a_link(folder: Path, tmp_path: Path, name: str) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    Sandbox(folder)
    (folder / name).rmdir()
    (folder / name).symlink_to(mine)
    with pytest.raises(SandboxProblem, match="is a link"):
        Sandbox(folder)
    assert list(mine.iterdir()) == []


def test_the_sweep_does_not_follow_links(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("two years of work")
    (Sandbox(folder).folder / "scratch-0123456789abcdef").symlink_to(mine)
    with Sandbox(folder).locked():
        assert (mine / "thesis.txt").exists()


def test_the_sweep_leaves_a_folder_with_a_name_like_its_own(folder: Path) -> None:
    mine = Sandbox(folder).folder / "scratch-notebook"
    mine.mkdir()
    with Sandbox(folder).locked():
        assert mine.exists()
