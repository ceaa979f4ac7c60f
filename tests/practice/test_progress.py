"""What was solved is kept: whole, under a lock, and never in place of what cannot be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.errors import SandboxProblem, UsageProblem
from explain.practice import progress as progress_module
from explain.practice.progress import VERSION, Progress, Solved, code, parsed, read_code, written

ONE = Solved("aaaa", "2026-01-31T12:00:00Z", 90)

SOLVED = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9-]{0,40}", fullmatch=True),
    st.builds(Solved, st.text(max_size=12), st.text(max_size=20), st.integers(0, 10**6)),
    max_size=20,
)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress.beside(tmp_path / "sandbox")


def test_nothing_is_solved_at_first_and_nothing_is_written_for_that(progress: Progress) -> None:
    assert progress.solved() == {}
    assert not progress.file.exists()


def test_it_lies_beside_the_sandbox_for_its_owner_alone(progress: Progress, tmp_path: Path) -> None:
    progress.add("monday", ONE)
    assert progress.file.parent == tmp_path
    assert not progress.file.is_relative_to(tmp_path / "sandbox")
    assert progress.file.stat().st_mode & 0o777 == 0o600
    assert progress.solved() == {"monday": ONE}


def test_the_first_time_counts(progress: Progress) -> None:
    progress.add("monday", ONE)
    progress.add("monday", ONE._replace(at="2026-02-01T12:00:00Z", seconds=5))
    assert progress.solved() == {"monday": ONE}


def test_another_edition_is_solved_for_itself(progress: Progress) -> None:
    later = Solved("bbbb", "2026-02-01T12:00:00Z", 5)
    progress.add("monday", ONE)
    progress.add("monday", later)
    assert progress.solved() == {"monday": later}


def test_all_can_be_forgotten(progress: Progress) -> None:
    progress.add("monday", ONE)
    progress.forget()
    assert progress.solved() == {}


@given(SOLVED)
def test_what_is_read_of_what_was_written_is_the_same(solved: dict[str, Solved]) -> None:
    assert parsed(written(solved)) == solved
    assert read_code(code(solved)) == solved
    assert code(solved).replace("-", "").replace("_", "").isalnum()


@given(st.text(max_size=80))
def test_a_text_that_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="does not come from"):
        read_code(text)


@given(SOLVED, st.data())
def test_half_a_code_is_refused(solved: dict[str, Solved], data: st.DataObject) -> None:
    whole = code(solved)
    with pytest.raises(UsageProblem):
        read_code(whole[: data.draw(st.integers(0, len(whole) - 1))])


def test_a_code_may_be_broken_over_lines() -> None:
    whole = code({"monday": ONE})
    assert read_code(f" {whole[:10]}\n  {whole[10:]}\n") == {"monday": ONE}


@pytest.mark.parametrize("text", ["[" * 50_000, "x" * 5_000_000], ids=["deep", "long"])
def test_a_code_that_would_burst_is_refused(text: str) -> None:
    import zlib
    from base64 import urlsafe_b64encode

    with pytest.raises(UsageProblem):
        read_code(urlsafe_b64encode(zlib.compress(text.encode())).decode())


def test_what_is_taken_over_joins_what_is_here(progress: Progress) -> None:
    earlier, later = (
        ONE._replace(edition="bbbb", at=at)
        for at in ("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z")
    )
    for name in ("same", "older there", "newer there"):
        progress.add(name.replace(" ", "-"), ONE)
    there = {
        "same": ONE._replace(seconds=1), "older-there": earlier, "newer-there": later, "new": ONE,
    }  # fmt: skip
    assert progress.merge(there) == 2
    assert progress.solved() == {
        "same": ONE, "older-there": ONE, "newer-there": later, "new": ONE,
    }  # fmt: skip
    assert progress.merge(there) == 0


ENTRY = {"edition": "a", "at": "b", "seconds": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ("{", "Expecting property name"),
        ("[" * 50_000, "recursion"),
        ("[]", "not a record of progress"),
        ('{"version": 1}', "not a record of progress"),
        ('{"version": 1, "solved": []}', "not a record of progress"),
        (json.dumps({"version": VERSION + 1, "solved": {}}), "has the version 2, and this program"),
        (json.dumps({"solved": {}}), "has the version None"),
        (json.dumps({"version": 1, "solved": {"../x": ENTRY}}), "names an exercise '../x'"),
        (json.dumps({"version": 1, "solved": {"x": {**ENTRY, "seconds": "1"}}}), "x.seconds must"),
        (json.dumps({"version": 1, "solved": {"x": {}}}), "x has no edition"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_of_and_left_as_it_is(
    text: str, words: str, progress: Progress
) -> None:
    progress.file.write_text(text)
    for use in (progress.solved, lambda: progress.add("x", ONE), lambda: progress.merge({"x": ONE}),
                progress.forget):  # fmt: skip
        with pytest.raises(SandboxProblem) as told:
            use()
        assert str(progress.file) in told.value.message
        assert words in told.value.message
        assert "Move the file away" in told.value.remedy
        assert progress.file.read_text() == text


def test_a_file_that_is_no_text_is_told_of(progress: Progress) -> None:
    progress.file.write_bytes(b"\xff\xfe")
    with pytest.raises(SandboxProblem, match="cannot be read"):
        progress.solved()
    progress.file.unlink()
    progress.file.mkdir()
    with pytest.raises(SandboxProblem, match="cannot be read"):
        progress.solved()


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxProblem, match="cannot be"):
        Progress.beside(tmp_path / "file" / "sandbox").add("monday", ONE)


def test_a_write_that_fails_leaves_what_there_was(
    progress: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.add("monday", ONE)
    before = progress.file.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SandboxProblem, match="No space left"):
        progress.add("leaks", ONE)
    assert progress.file.read_bytes() == before
    names = {path.name for path in progress.file.parent.iterdir()}
    assert names == {progress.file.name, f".{progress.file.name}.lock"}


WRITER = f"""
import sys
from pathlib import Path
from {progress_module.__name__} import Progress, Solved
progress = Progress(Path(sys.argv[1]))
print("here", flush=True)
sys.stdin.readline()
for number in range(25):
    progress.add(f"{{sys.argv[2]}}-{{number}}", Solved("a", "b", number))
"""


def test_processes_at_once_lose_nothing_of_each_other(progress: Progress) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, progress.file, name], **pipes)
        for name in ("one", "two")
    ]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "here\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert len(progress.solved()) == 50
