"""Whatever befalls a command, it ends with a sentence and a remedy, and never with a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from explain.cli.faults import report_of
from explain.cli.running import run
from explain.errors import SandboxProblem

SENTENCE = re.compile(r"(?s)error: .+[.]\nremedy: .+[.]\n+")
HOSTILE = "\x1b[2J\x1b]0;t\x07\u202eab\u200b\x9b\r\b"
SECRET = "hunter2secret"


def failing(error: Exception) -> Exception:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError:
            raise error from None
    except Exception as failed:
        return failed


# What was typed


@pytest.mark.parametrize(
    "arguments",
    [
        (HOSTILE,),
        (f"--{HOSTILE}",),
        ("step", "1", "--output", HOSTILE),
        ("step", HOSTILE),
        ("step", "1", "--region", HOSTILE),
        ("step", "1", "--account", HOSTILE),
        ("step", "--from-recording", HOSTILE),
        ("record", f"{HOSTILE}/talk.jsonl"),
        ("lesson", HOSTILE),
        ("check", HOSTILE),
        ("clock", HOSTILE),
        ("site", "--port", HOSTILE),
        ("inspect", "--docker-config", HOSTILE),
        ("status", "--docker-config", HOSTILE),
        ("doctor", "--docker-config", HOSTILE),
        ("status", HOSTILE),
        ("lab", "env", "--shell", HOSTILE),
        ("lab", "down", "--lab", HOSTILE),
        ("why", HOSTILE),
        ("command", HOSTILE),
    ],
    ids=lambda arguments: " ".join(arguments).replace(HOSTILE, "…"),
)
def test_what_was_typed_is_echoed_with_every_character_visible(learner, arguments) -> None:
    done = learner.run(*arguments)
    shown = done.stdout + done.stderr
    assert done.returncode in (0, 1, 2)
    assert shown.strip()
    assert (
        re.findall("[^\\S\n ]|[^\\s -~\xa1-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u2fff]", shown)
        == []
    )
    assert "Traceback" not in shown


WITH_OUTPUT = {"inspect", "status", "doctor", "clock", "step"}


@pytest.fixture
def written(here, monkeypatch, capsys) -> Callable[..., str]:
    """Run a command in this process as the console script does, in each output that it has."""

    def write(*arguments: str) -> str:
        outputs = ("plain", "rich", "json") if arguments[0] in WITH_OUTPUT else ("",)
        shown = ""
        for output in outputs:
            chosen = ("--output", output) if output else ()
            monkeypatch.setattr(sys, "argv", ["x", arguments[0], *chosen, *arguments[1:]])
            with pytest.raises(SystemExit):
                run()
            shown += "".join(capsys.readouterr())
        return re.sub(r"\x1b\[[0-9;]*m|\s", "", shown)

    return write


@pytest.mark.parametrize("word", ["dev/app:1.0", "/home/ann/config.json", "@sha256:" + "0a" * 32])
@pytest.mark.parametrize("arguments", [("lesson", "{}"), ("{}",), ("clock", "{}")], ids=" ".join)
def test_what_was_typed_and_is_no_secret_is_echoed(written, arguments, word: str) -> None:
    assert word in written(*(part.format(word) for part in arguments))


def test_bad_usage_ends_with_2(learner) -> None:
    done = learner.run("step", "1", "--output", HOSTILE)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: explain-ecr step")
    assert r"'\x1b[2J\x1b]0;t\x07\u202eab" in done.stderr


@pytest.mark.parametrize("argument", [b"\xff\xfe", b"a\x80b"])
@pytest.mark.parametrize("command", ["step", "lesson", "command", "check"])
def test_bytes_that_are_no_text(learner, command: str, argument: bytes) -> None:
    process = learner.start(command, os.fsdecode(argument))
    out, err = process.communicate(timeout=60)
    assert process.returncode in (0, 1, 2)
    assert b"Traceback" not in err
    assert b"\\udc" in out + err


# The streams


CLOSED = [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", "| true", "2>&1 | head -c 1"]
FULL = [">/dev/full", "2>/dev/full", ">/dev/full 2>&1"]
COMMANDS = ["--help", "lessons", "lesson nope", "why denied", "command aws", "step 9"]
ENCODINGS = [
    {"LC_ALL": "C"},
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.skipif(os.name == "nt", reason="these are a POSIX shell's redirections")
@pytest.mark.parametrize("streams", [*CLOSED, *FULL])
@pytest.mark.parametrize("command", COMMANDS)
def test_streams_that_are_closed_or_full(learner, command: str, streams: str) -> None:
    if "/dev/full" in streams and not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    line = f'"$PYTHON" -c "from explain.cli import main; main()" {command} {streams}'
    done = subprocess.run(
        ["sh", "-c", line],
        env={**learner.environment, "PYTHON": sys.executable},
        cwd=learner.folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    shown = (done.stdout + done.stderr).decode()
    assert "Traceback" not in shown
    assert "Exception ignored" not in shown
    assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize(
    "arguments",
    [(), ("why", "“é”"), ("command", "aws “é” →"), ("lesson", "line"), ("lesson", "→"), ("é",)],
    ids=" ".join,
)
def test_a_locale_that_knows_fewer_letters(learner, arguments, encoding) -> None:
    process = learner.start(*arguments, env=encoding)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (0, 1, 2)
    assert out + err
    assert b"Traceback" not in err
    if "PYTHONIOENCODING" in encoding:
        assert (out + err).isascii()


# What nobody expected


@pytest.mark.parametrize(
    "error",
    [
        KeyError(SECRET),
        ValueError(SECRET),
        RecursionError(SECRET),
        MemoryError(),
        OSError(28, "No space left on device"),
        PermissionError(13, "Permission denied", "/x"),
        OSError(SECRET),
        UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, SECRET),
        SandboxProblem("It is so.", "Do this."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_error_is_a_sentence_and_a_remedy_without_a_value(error, monkeypatch) -> None:
    monkeypatch.delenv("EXPLAIN_ECR_DEBUG", raising=False)
    assert SENTENCE.fullmatch(report_of(failing(error)))
    monkeypatch.setenv("EXPLAIN_ECR_DEBUG", "1")
    traced = report_of(failing(error))
    assert re.search(r"test_running\.py, line \d+, in failing\n", traced)
    assert f"\n{type(error).__name__}\n" in traced
    assert SENTENCE.search(traced)
    assert SECRET not in traced


FAULTY = (
    "import explain.library as library\n"
    "def catalogue():\n"
    f"    password = '{SECRET}'\n"
    "    return {}[password]\n"
    "library.lessons = catalogue\n"
    "from explain.cli import main; main()"
)


@pytest.mark.parametrize("debug", ["", "1"])
def test_a_fault_of_ours_is_told_and_traced_only_on_request(learner, debug: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", FAULTY, "lessons"],
        env={**learner.environment, "EXPLAIN_ECR_DEBUG": debug},
        capture_output=True,
        timeout=60,
        check=False,
    )
    err = process.stderr.decode()
    assert process.returncode == 1
    assert "error: explain-ecr has a fault: KeyError in explain/cli/commands.py, line " in err
    assert SECRET not in err
    assert ("in list_lessons" in err) == bool(debug)
    assert "Traceback" not in err


HOMELESS = (
    "import pwd\n"
    "def nobody(*_):\n"
    "    raise KeyError('no such user')\n"
    "pwd.getpwuid = nobody\n"
    "from explain.cli import main; main()"
)


@pytest.mark.skipif(os.name == "nt", reason="there is no table of users")
@pytest.mark.parametrize("command", ["status", "doctor", "reset", "inspect", "trace", "lessons"])
def test_a_user_without_a_home(learner, command: str) -> None:
    given = ("HOME", "EXPLAIN_ECR_SANDBOX", "XDG_DATA_HOME")
    kept = {name: value for name, value in learner.environment.items() if name not in given}
    process = subprocess.run(
        [sys.executable, "-c", HOMELESS, command],
        env=kept,
        cwd=learner.folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    err = process.stderr.decode()
    assert process.returncode in (0, 1, 2)
    assert "Traceback" not in err
    assert "a fault" not in err


# What is nested


@pytest.mark.parametrize("sign", ["(", "$(", "`", '"', "'", "{", "<(", "sudo ", "sh -c '"])
def test_a_line_that_is_nested_deeply_is_drawn_or_refused_in_a_sentence(written, sign: str) -> None:
    for times in (9_000 // len(sign), 10_000):
        shown = written("command", f"{sign * times}docker login")
        assert shown
        assert "Traceback" not in shown
        assert "afault" not in shown


@pytest.mark.parametrize("command", ["inspect", "status"])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"auths":' * 100_000 + "1" + "}" * 100_000])
def test_a_configuration_that_is_nested_deeply(written, tmp_path, command: str, text: str) -> None:
    file = tmp_path / "config.json"
    file.write_text(text)
    assert "nestedtoodeeply" in written(command, "--docker-config", str(file))
