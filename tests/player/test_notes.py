"""The speaker's notes in other terminals: what a talk tells, and what each reader of it shows."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from explain.errors import SandboxProblem
from explain.player import notes
from explain.player.listener import screen
from explain.player.notes import Prompt
from explain.player.outline import Item, Outline
from explain.sandbox import Sandbox

TALK = "explain-ecr talk"
PROMPT = Prompt("Sign · send", "Ask the room.", "Sign · wrong-secret", "Ask again.", 1000, 20, 5)


SETS_UP = """
import itertools, sys
from pathlib import Path
from explain.player import notes
from explain.sandbox import Sandbox
sandbox = Sandbox(Path(sys.argv[1]))
"""

WRITES = """
for n in itertools.count():
    notes.tell(sandbox, notes.Prompt(f"{n}", f"{n}" * 9000, "", ""))
"""

TALKS = """
with notes.talking(sandbox):
    notes.tell(sandbox, notes.Prompt("Sign", "", "", ""))
    print(flush=True)
    input()
"""


def started(program: str, sandbox: Sandbox) -> subprocess.Popen[bytes]:
    """Run a program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", SETS_UP + program, str(sandbox.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "sandbox")


def shown(sandbox: Sandbox, now: float = 1060, width: int = 60, height: int = 20) -> str:
    """What a reader shows."""
    lines = screen(notes.read(sandbox), notes.is_on(sandbox), TALK, now, width, height)
    return "\n".join(line.plain for line in lines)


def test_two_readers_see_the_same_and_wait_where_no_talk_is_on(sandbox: Sandbox) -> None:
    readers = [sandbox, Sandbox(sandbox.folder)]
    assert all(shown(reader).startswith("There is no talk") for reader in readers)
    with notes.talking(sandbox):
        notes.tell(sandbox, PROMPT)
        views = [shown(reader) for reader in readers]
        assert views[0] == views[1]
        for words in ("Sign · send", "Ask the room.", "Next: Sign · wrong-secret", "Ask again."):
            assert words in views[0]
        assert "1:00 gone · 19:00 left" in views[0]
    assert all("has ended" in shown(reader, time.time()) for reader in readers)


def test_a_reader_never_sees_half_a_note(sandbox: Sandbox) -> None:
    """Another process writes without a pause while two readers read."""
    writer = started(WRITES, sandbox)
    try:
        prompts: list[Prompt] = []
        while len({prompt.place for prompt in prompts}) < 50:
            assert writer.poll() is None
            prompts += [notes.read(reader) for reader in (sandbox, Sandbox(sandbox.folder))]
    finally:
        writer.kill()
        writer.communicate()
    written = [prompt for prompt in prompts if prompt.place]
    assert all(prompt.note == prompt.place * 9000 for prompt in written)
    assert [int(prompt.place) for prompt in written] == sorted(int(p.place) for p in written)


def test_a_talk_that_was_killed_is_told_from_one_that_goes_on(sandbox: Sandbox) -> None:
    speaker = started(TALKS, sandbox)
    assert speaker.stdout
    speaker.stdout.readline()
    assert notes.is_on(sandbox)
    with pytest.raises(SandboxProblem), notes.talking(sandbox):
        pass
    speaker.kill()
    speaker.communicate()
    assert not notes.is_on(sandbox)
    assert "was cut off at “Sign”" in shown(sandbox)


def test_reset_removes_what_a_talk_left(sandbox: Sandbox) -> None:
    with notes.talking(sandbox):
        notes.tell(sandbox, PROMPT)
    assert sandbox.reset() == []
    assert notes.read(sandbox) == Prompt("", "", "", "")


@pytest.mark.parametrize("text", ["", "[]", "{", '{"begun": "soon", "place": "Sign"}'])
def test_a_damaged_file_is_no_talk(sandbox: Sandbox, text: str) -> None:
    (sandbox.folder / "talk.json").write_text(text)
    assert notes.read(sandbox).begun == 0
    assert shown(sandbox)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (1030, "0:30 gone · 19:30 left"),
        (1000 + 60 * 7, "2:00 behind the plan"),
        (1000 + 60 * 21, "1:00 over"),
    ],
)
def test_the_time_is_held_against_the_plan(now: float, words: str) -> None:
    lines = screen(PROMPT, True, TALK, now, 60, 20)
    assert words in lines[1].plain


def test_a_long_note_fits_a_small_screen() -> None:
    prompt = PROMPT._replace(note="word " * 120, next_note="more " * 120)
    lines = screen(prompt, True, TALK, 1030, 60, 20)
    assert len(lines) == 20
    assert all(line.cell_len <= 60 for line in lines)
    assert sum(line.plain.count("word") for line in lines) == 120


def test_a_note_holds_from_where_all_before_it_is_seen() -> None:
    outline = Outline([])
    outline.items = [
        Item("L", "A", "", "", 5),
        Item("L", "A", "", "", 0, "Ask.", 2),
        Item("L", "A", "sign", "send", 5),
        Item("L", "B", "", "", 5),
        Item("L", "B", "", "", 0, "Point.", 1),
    ]
    outline.planned = 3
    prompts = [notes.prompt_at(outline, block, 0, 30) for block in (0, 1, 3, 4)]
    assert [prompt.note for prompt in prompts] == ["", "Ask.", "Ask.", "Point."]
    assert [prompt.due for prompt in prompts] == [0, 20, 20, 30]
    assert prompts[0].next_note == "Ask."
    assert prompts[1].coming == "A · send"
    assert prompts[3].coming == "the end"


def test_every_note_of_the_walkthrough_comes_up(outline: Outline) -> None:
    seen = {notes.prompt_at(outline, block, 0, 20).note for block in range(len(outline.items))}
    written = {item.note for item in outline.items if item.note}
    assert written
    assert written <= seen
