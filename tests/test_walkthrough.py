"""The commands as somebody types them: whole walkthroughs, single acts, and what can go wrong."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from explain import __version__, library
from explain.render.schema import schema
from explain.sandbox import Sandbox

ACTS = ("sign", "token", "decode", "pipe", "login", "inspect", "expire")
PLACES = [
    "in the API's answer",
    "decoded from base64",
    "through the pipe, at the engine",
    "presented to the registry",
    "in config.json",
]
FINGERPRINT = re.compile(r"[0-9a-f]{12}")


# --- the whole of it -----------------------------------------------------------------------------


def test_one_secret_in_five_places(everything) -> None:
    played = everything.commands["step", "1..3", "--output", "json"]
    (followed,) = [each for each in played.objects if each["event"] == "followed"]
    assert followed["same"] is True
    assert [sighting["place"] for sighting in followed["sightings"]] == PLACES
    assert len({sighting["fingerprint"] for sighting in followed["sightings"]}) == 1
    assert FINGERPRINT.fullmatch(followed["sightings"][0]["fingerprint"])


@pytest.mark.parametrize("output", ["plain", "rich"])
def test_one_secret_in_five_places_for_people(everything, output: str) -> None:
    text = _without_colours(everything.commands["step", "1..3", "--output", output].stdout)
    assert "one secret, in 5 places" in text
    found = re.findall(rf"({FINGERPRINT.pattern})  ({'|'.join(PLACES)})", text)
    assert [place for _, place in found] == PLACES
    assert len({fingerprint for fingerprint, _ in found}) == 1


@pytest.mark.parametrize("output", ["plain", "rich", "json"])
def test_every_command_that_should_ends_well_in_every_output(everything, output: str) -> None:
    commands = [("step", "1..3"), *((act,) for act in ACTS)]
    for command in commands:
        played = everything.commands[(*command, "--output", output)]
        assert (played.exit_code, played.stderr) == (0, ""), command
        assert len(played.stdout) > 500, command


@pytest.mark.parametrize("act", ACTS)
def test_an_act_alone_says_the_same_in_all_outputs(everything, act: str) -> None:
    """What the JSON shows as a label stands in the texts too."""
    objects = everything.commands[act, "--output", "json"].objects
    labels = {each["label"] for each in objects if "label" in each}
    assert labels
    assert [each["act"] for each in objects if each["event"] == "act_began"] == [act]
    for output in ("plain", "rich"):
        text = _without_colours(everything.commands[act, "--output", output].stdout)
        assert {label for label in labels if label not in text} == set()


def test_every_line_of_json_is_an_object_that_names_its_event(everything) -> None:
    judge = jsonschema.Draft202012Validator(schema())
    seen = 0
    for arguments, played in everything.commands.items():
        if arguments[-1] == "json":
            for line in played.stdout.splitlines():
                each = json.loads(line)
                assert re.fullmatch(r"[a-z]+(_[a-z]+)*", each["event"])
                judge.validate(each)
                seen += 1
    assert seen > 400


def test_the_last_object_of_a_walkthrough_is_its_last_word(everything) -> None:
    assert everything.commands["step", "1..3", "--output", "json"].objects[-1]["event"] == "prose"


def test_a_failure_in_json_is_the_last_object_and_nothing_else(everything) -> None:
    (name,) = [key for key in everything.commands if "111111111111" in key and key[-1] == "json"]
    played = everything.commands[name]
    last = played.objects[-1]
    assert (last["event"], last["exit_code"], played.exit_code) == ("failed", 1, 1)
    assert last["message"]
    assert last["remedy"]
    assert played.stderr == ""


def test_json_has_no_colours_and_plain_has_none_either(everything) -> None:
    for arguments, played in everything.commands.items():
        if "rich" not in arguments:
            assert "\x1b" not in played.stdout, arguments


def test_the_steps_together_are_the_steps_one_by_one(everything, here, play) -> None:
    whole = [e["act"] for e in _json(everything, "step", "1..3") if e["event"] == "act_began"]
    one_by_one = [
        each["act"]
        for spec in "123"
        for each in play(("step", spec, "--docker", "stand-in", "--output", "json")).objects
        if each["event"] == "act_began"
    ]
    assert one_by_one == whole == list(ACTS)


@pytest.mark.parametrize("spec", ["all", "1-3", " 1..3 "])
def test_there_are_several_ways_to_say_all_steps(spec: str) -> None:
    assert library.steps(spec) == library.steps("1..3")


def _json(everything, *command: str) -> list[dict[str, Any]]:
    return everything.commands[(*command, "--output", "json")].objects


def _without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_login_then_inspect_as_two_processes(learner) -> None:
    """What separate commands share is in the sandbox."""
    login = learner.run("login", "--output", "json", "--docker", "stand-in")
    inspect = learner.run("inspect", "--output", "json", "--docker", "stand-in")
    assert (login.returncode, inspect.returncode) == (0, 0)
    prints = [
        {line["fingerprint"] for line in _objects(done) if line["event"] == "sighted"}
        for done in (login, inspect)
    ]
    assert prints[0] == prints[1]
    assert len(prints[0]) == 1


def _objects(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_auto_is_plain_in_a_pipe(learner) -> None:
    done = learner.run("decode")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "▶ explain-ecr decode" in done.stdout


@pytest.mark.parametrize("variable", ["NO_COLOR", ""])
def test_auto_is_rich_on_a_terminal_and_respects_no_color(learner, variable: str) -> None:
    pty = pytest.importorskip("pty")
    controller, terminal = pty.openpty()
    env = {"TERM": "xterm-256color", "PAGER": "cat", **({variable: "1"} if variable else {})}
    process = learner.start("decode", env=env, stdout=terminal, stderr=subprocess.PIPE)
    os.close(terminal)
    seen = b""
    try:
        while part := os.read(controller, 65536):
            seen += part
    except OSError:  # Linux says EIO where the other side has closed
        pass
    os.close(controller)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0
    assert (b"\x1b[" in seen) is not bool(variable)
    assert "▶ explain-ecr decode".encode() in re.sub(rb"\x1b\[[0-9;]*m", b"", seen)


# --- the front door ------------------------------------------------------------------------------


def test_a_bare_command_says_what_this_is_and_what_to_type_first(play) -> None:
    played = play(())
    assert (played.exit_code, played.stderr) == (0, "")
    assert "step 1..3 " in played.stdout
    assert "aws ecr get-login-password --region ap-south-1 |" in played.stdout
    assert len(played.stdout.splitlines()) <= 20


def test_the_version(play) -> None:
    assert play(("--version",)).stdout == f"explain-ecr {__version__}\n"


def test_the_help_names_every_act(play) -> None:
    text = play(("--help",)).stdout
    assert [act for act in (*ACTS, "step", "lessons", "lesson", "reset") if act not in text] == []


def test_lessons_are_listed_and_read(everything, play) -> None:
    listed = everything.commands["lessons",]
    assert "password" in listed.stdout
    read = everything.commands["lesson", "password"]
    assert re.search(r"▶ `.* sign` runs this act", read.stdout)  # as it is called here


def test_reset_empties_the_sandbox_and_the_next_token_is_another_one(here, play) -> None:
    first = play(("token", "--output", "json")).objects
    key = (here.sandbox / "access-key.json").read_bytes()
    reset = play(("reset",))
    assert (reset.exit_code, reset.stderr) == (0, "")
    assert str(here.sandbox) in reset.stdout
    assert not (here.sandbox / "access-key.json").exists()
    again = play(("token", "--output", "json")).objects
    assert (here.sandbox / "access-key.json").read_bytes() != key
    sighted = [[e for e in events if e["event"] == "sighted"] for events in (first, again)]
    assert sighted[0] != sighted[1]


# --- what is typed wrongly -----------------------------------------------------------------------

TYPED_WRONGLY = {
    "an account with 11 digits": ("sign", "--account", "38149218335"),
    "an account with letters": ("sign", "--account", "38149218335x"),
    "an account with dashes": ("token", "--account", "3814-9218-3358"),
    "no such region": ("token", "--region", "ap-south-9"),
    "an availability zone": ("token", "--region", "ap-south-1a"),
    "an empty region": ("token", "--region", ""),
    "no such step": ("step", "4"),
    "no step at all": ("step", "first"),
    "steps backwards": ("step", "3..1"),
    "an empty step": ("step", ""),
    "no such lesson": ("lesson", "nope"),
    "no such output": ("sign", "--output", "xml"),
    "no such docker": ("login", "--docker", "podman"),
    "no such command": ("logon",),
    "no such option": ("sign", "--regoin", "ap-south-1"),
    "a missing step": ("step",),
    "no such file": ("inspect", "--docker-config", "no-such-file.json"),
    "a file without a name": ("inspect", "--docker-config", ""),
    "a file name that is too long": ("inspect", "--docker-config", "a" * 300),
    "a home of nobody": ("inspect", "--docker-config", "~nobody-here/config.json"),
}


@pytest.mark.parametrize("arguments", TYPED_WRONGLY.values(), ids=TYPED_WRONGLY.keys())
def test_bad_usage_is_exit_code_2_and_a_sentence_with_a_remedy(arguments, here, play) -> None:
    played = play(arguments)
    assert played.exit_code == 2
    assert played.stdout == ""
    assert "Traceback" not in played.stderr
    ours = re.fullmatch(
        r"error:\s(?P<message>.+)\nremedy: (?P<remedy>.+)\n+", played.stderr, re.DOTALL
    )
    typers = re.search(r"Try '.* (--help|-h)' for help\.\n+Error: .+", played.stderr, re.DOTALL)
    assert ours or typers, played.stderr
    assert not here.sandbox.exists() or not here.config.exists()


def test_the_remedy_for_a_misspelt_region_names_the_right_one(here, play) -> None:
    assert "ap-south-1" in play(("token", "--region", "ap-sout-1")).stderr.partition("remedy:")[2]


@pytest.mark.parametrize("output", ["plain", "rich", "json", "auto"])
def test_a_token_on_the_command_line_is_refused_and_not_repeated(here, play, output: str) -> None:
    token = "eyJwYXlsb2FkIjoiVGhpcyBpcyBhIHNlY3JldCB0aGF0IG5vYm9keSBzaG91bGQgc2VlIn0="
    played = play(("decode", token, "--output", output))
    assert played.exit_code == 2
    assert token[8:] not in played.stdout + played.stderr
    assert "Pipe it in" in played.stdout + played.stderr


NO_TOKENS = {
    "nothing": b"",
    "garbage": b"this is no token\n",
    "bytes": bytes(range(256)) * 8,
    "half a character": b"eyJ\xe2\x80",
    "10 MB": b"A" * 10_000_000,
    "10 MB of blanks": b" " * 10_000_000,
    "zeros": b"\0" * 4096,
}


@pytest.mark.parametrize("given", NO_TOKENS.values(), ids=NO_TOKENS.keys())
def test_what_is_piped_into_decode_and_is_no_token(given: bytes, here, play) -> None:
    played = play(("decode", "-"), given)
    assert played.exit_code == 1
    assert played.stderr.startswith("error: ")
    assert "remedy: " in played.stderr
    assert len(played.stderr) < 600


def test_a_stream_that_never_ends_is_not_read_to_its_end(learner) -> None:
    with open("/dev/zero", "rb") as endless:
        process = learner.start("decode", "-", stdin=endless)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Traceback" not in err


def test_a_token_that_was_cut_is_told_as_such(everything) -> None:
    (name,) = [key for key in everything.commands if "111111111111" in key and key[-1] == "plain"]
    played = everything.commands[name]
    assert played.exit_code == 1
    assert "missing end" in played.stderr


CONFIGS = {"no JSON": b"{", "bytes": b"\xff\xfe", "no object": b"[]", "auths": b'{"auths": 1}'}


@pytest.mark.parametrize("content", CONFIGS.values(), ids=CONFIGS.keys())
def test_another_configuration_that_is_none(content: bytes, here, play, tmp_path) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(content)
    played = play(("inspect", "--docker-config", str(file)))
    assert played.exit_code == 1
    assert played.stderr == "", "a finding of `status` says it, where the others are"
    unfolded = re.sub(r"\s+", "", played.stdout)  # a long path is folded, wherever it is
    assert re.search(f"error:.*{re.escape(str(file))}", unfolded)
    assert "remedy: " in played.stdout
    assert file.read_bytes() == content


def test_another_configuration_may_be_a_folder(everything, here, play) -> None:
    played = play(("inspect", "--docker-config", str(everything.learner.config.parent)))
    assert (played.exit_code, played.stderr) == (0, "")
    assert "answered by auths in config.json" in " ".join(played.stdout.split())


def test_the_sandboxs_own_configuration_torn_by_somebody(here, play) -> None:
    assert play(("token",)).exit_code == 0
    here.config.write_text("{")
    played = play(("login", "--docker", "stand-in"))
    assert played.exit_code == 1
    assert "is not JSON" in played.error
    assert here.config.read_text() == "{"
    assert play(("reset",)).exit_code == 0
    assert play(("login", "--docker", "stand-in")).exit_code == 0


# --- a machine that is not as it should be ---------------------------------------------------------


def _below_a_file(learner) -> str:
    (learner.folder / "file").write_text("")
    return str(learner.folder / "file" / "sandbox")


def _somebody_elses(learner) -> str:
    folder = learner.folder / "others"
    folder.mkdir()
    (folder / "thesis.tex").write_text("")
    return str(folder)


SANDBOXES: dict[str, Callable[[Any], str]] = {
    "below a file": _below_a_file,
    "where nothing can be made": lambda learner: "/proc/explain-ecr",
    "of somebody else": _somebody_elses,
    "with a name that is too long": lambda learner: "/tmp/" + "a" * 300,
    "in the home of nobody": lambda learner: "~nobody-here/sandbox",
}


@pytest.mark.parametrize("place", SANDBOXES)
@pytest.mark.parametrize("command", [("token",), ("reset",)], ids=" ".join)
def test_a_sandbox_that_cannot_be_used(place: str, command, here, play, monkeypatch) -> None:
    monkeypatch.setenv("EXPLAIN_ECR_SANDBOX", SANDBOXES[place](here))
    monkeypatch.chdir(here.folder)
    played = play(command)
    if place == "in the home of nobody":  # then it is a folder of that name, and a good one
        assert played.exit_code in (0, 1)
        return
    assert (played.exit_code, played.stdout) == (1, "")
    assert re.fullmatch(r"error: .+\. remedy: .+\.", played.error)
    assert "EXPLAIN_ECR_SANDBOX" in played.stderr


@pytest.mark.parametrize("name", ["access-key.json", "master.key"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]", b'{"id": 1}'])
def test_a_damaged_file_of_the_sandbox(name: str, content: bytes, here, play) -> None:
    assert play(("token",)).exit_code == 0
    (here.sandbox / name).write_bytes(content)
    played = play(("token",))
    assert played.exit_code == 1
    assert "is damaged. remedy: Empty the sandbox with: explain-ecr reset" in played.error


@pytest.mark.parametrize("command", [("step", "1..3"), ("pipe",), ("login",)], ids=" ".join)
def test_a_docker_that_fails(command, here, play, shim, monkeypatch) -> None:
    script = "echo 'docker: error while loading shared libraries' >&2; exit 127"
    monkeypatch.setenv("PATH", shim("docker", script)["PATH"])
    played = play(command)
    assert played.exit_code == 1
    assert "error while loading shared libraries" in played.error
    assert "--docker stand-in" in played.error
    mended = play((*command, "--docker", "stand-in"))
    assert (mended.exit_code, mended.stderr) == (0, "")


def test_an_aws_that_is_broken_is_replaced_by_ours(here, play, shim, monkeypatch) -> None:
    monkeypatch.setenv("PATH", shim("aws", "echo 'aws: bad interpreter' >&2; exit 127")["PATH"])
    played = play(("step", "1..3", "--output", "json"))
    assert (played.exit_code, played.stderr) == (0, "")
    (followed,) = [each for each in played.objects if each["event"] == "followed"]
    assert followed["same"]
    assert len(followed["sightings"]) == 5
    reasons = [each["reason"] for each in played.objects if each["event"] == "substituted"]
    assert "because the real one ended with exit code 127" in reasons


def test_neither_aws_nor_docker_nor_anything_else_on_path(
    here, play, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    played = play(("step", "1..3", "--output", "json"))
    assert (played.exit_code, played.stderr) == (0, "")
    tools = {each["tool"] for each in played.objects if each["event"] == "substituted"}
    assert tools == {"aws", "docker"}


def test_docker_that_is_asked_for_and_not_there(here, play, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    played = play(("login", "--docker", "real"))
    assert played.exit_code == 1
    assert "There is no `docker` on PATH" in played.error


@pytest.mark.parametrize("output", ["plain", "rich", "json"])
def test_output_that_nobody_reads_to_the_end(learner, output: str) -> None:
    process = learner.start("step", "1..3", "--output", output, bufsize=0)
    assert process.stdout
    assert process.stderr
    assert process.stdout.read(1)
    process.stdout.close()
    err = process.stderr.read()
    process.wait(timeout=60)
    process.stderr.close()
    assert err == b""
    assert process.returncode in (0, 1)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk(learner) -> None:
    with open("/dev/full", "wb") as full:
        process = learner.start("decode", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert re.fullmatch(rb"error: .*No space left on device.*\nremedy: .+\n", err)


@pytest.mark.parametrize(
    ("encoding", "output"), [("ascii", "plain"), ("cp1252", "rich"), ("latin-1", "json")]
)
def test_an_output_that_knows_fewer_characters(learner, encoding: str, output: str) -> None:
    process = learner.start("decode", "--output", output, env={"PYTHONIOENCODING": encoding})
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"fingerprint" in out
    out.decode(encoding)


@pytest.mark.parametrize(
    ("command", "closed"),
    [
        ("decode", ">&-"),
        ("decode -", "<&-"),
        ("decode -", "2>&-"),
        ("step 1 --output json", "<&- >&- 2>&-"),
    ],
)
def test_streams_that_are_closed(learner, closed: str, command: str) -> None:
    import sys

    code = "from explain.cli import main; main()"
    line = f"exec {sys.executable} -c '{code}' {command} {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", line], env=learner.environment, capture_output=True, timeout=30, input=b""
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (1 if command.startswith("decode") else 0)  # the pipe is empty


# --- Ctrl-C --------------------------------------------------------------------------------------


def _interrupted(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    return process.returncode, err.decode()


HANGS = {
    "docker": "echo started >&9; exec sleep 60",
    "docker in a child of its own": "echo started >&9; sleep 60; :",
    "aws": "echo started >&9; sleep 60; :",
}


@pytest.mark.parametrize(
    ("command", "which"),
    [("pipe", "docker"), ("pipe", "aws"), ("login", "docker in a child of its own")],
)
def test_ctrl_c_while_a_program_hangs(command: str, which: str, learner, shim, tmp_path) -> None:
    tool = which.partition(" ")[0]
    fifo = tmp_path / "started"
    os.mkfifo(fifo)
    env = shim(tool, HANGS[which].replace(">&9", f"> {fifo}"))
    process = learner.start(command, env=env, stdout=subprocess.DEVNULL)
    with open(fifo) as started:
        assert started.read() == "started\n"
    code, err = _interrupted(process)
    assert (code, err) == (130, "")
    learner.wait_until_alone()


@pytest.mark.parametrize("marker", ["section_began", "ran", "clock_moved"])
def test_ctrl_c_in_the_middle(marker: str, learner) -> None:
    process = learner.start("step", "1..3", "--output", "json", "--docker", "stand-in", bufsize=0)
    assert process.stdout
    for line in iter(process.stdout.readline, b""):
        if json.loads(line)["event"] == marker:
            break
    code, err = _interrupted(process)
    assert (code, err) == (130, "")
    learner.wait_until_alone()
    with Sandbox(learner.sandbox).locked():  # as the next command does
        assert not list(learner.sandbox.glob("scratch-*"))


def test_the_real_docker_is_used_where_it_is(everything) -> None:
    if not shutil.which("docker"):
        pytest.skip("there is no docker")
    ran = [e for e in _json(everything, "step", "1..3") if e["event"] == "ran"]
    assert {each["stand_in"] for each in ran if each["tool"] == "docker"} == {False}
