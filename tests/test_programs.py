from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from explain import programs
from explain.errors import ToolProblem
from explain.programs import (
    Program,
    environment,
    find,
    finish,
    path_without_stores,
    require_success,
    stand_in,
    start,
    stop,
)
from explain.sandbox import Sandbox

LEARNERS = {
    "AWS_ACCESS_KEY_ID": "AKIALEARNER",
    "AWS_CONFIG_FILE": "/home/learner/.aws/config",
    "AWS_ENDPOINT_URL": "https://learner.example",
    "AWS_PROFILE": "production",
    "AWS_REGION": "us-east-1",
    "AWS_SECRET_ACCESS_KEY": "learners-secret",
    "AWS_SESSION_TOKEN": "learners-session",
    "DOCKER_AUTH_CONFIG": '{"auths":{}}',
    "DOCKER_CONFIG": "/home/learner/.docker",
    "DOCKER_CONTEXT": "production",
    "DOCKER_HOST": "ssh://production",
    "DOCKER_TLS_VERIFY": "learners-choice",
    "ALL_PROXY": "socks5://proxy.example",
    "FTP_PROXY": "http://proxy.example",
    "HTTPS_PROXY": "http://user:password@proxy.example",
    "HTTP_PROXY": "http://proxy.example",
    "https_proxy": "http://proxy.example",
    "http_proxy": "http://proxy.example",
    "BOTO_CONFIG": "/home/learner/.boto",
    "LD_PRELOAD": "/home/learner/spy.so",
    "PYTHONPATH": "/home/learner/modules",
    "PYTHONSTARTUP": "/home/learner/startup.py",
    "REGISTRY_AUTH_FILE": "/home/learner/auth.json",
    "SSL_CERT_FILE": "/home/learner/ca.crt",
    "XDG_CONFIG_HOME": "/home/learner/.config",
    "GITHUB_TOKEN": "learners-token",
}

needs_sh = pytest.mark.skipif(not Path("/bin/sh").exists(), reason="there is no /bin/sh")


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "sandbox")


def python(code: str) -> Program:
    return Program("docker", (sys.executable, "-c", code), stand_in=False)


def script(folder: Path, text: str, mode: int = 0o755) -> Program:
    folder.mkdir(exist_ok=True)
    path = folder / "docker"
    path.write_text(text)
    path.chmod(mode)
    return Program("docker", (str(path),), stand_in=False)


# Finding


@pytest.fixture
def empty_path(monkeypatch, tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_the_real_program_is_taken_where_it_is_on_path(empty_path: Path) -> None:
    real = script(empty_path, "#!/bin/sh\n")
    assert find("docker") == find("docker", "real") == real


def test_without_the_real_program_our_stand_in_takes_its_place_and_says_why(empty_path) -> None:
    found = find("docker")
    assert found.stand_in
    assert found.reason == "because there is no `docker` on PATH"


def test_the_stand_in_can_be_asked_for_although_the_real_one_is_there(empty_path: Path) -> None:
    script(empty_path, "#!/bin/sh\n")
    found = find("docker", "stand-in")
    assert found.stand_in
    assert found.reason == "because you asked for it"


def test_a_real_program_that_is_asked_for_and_missing_is_told_of(empty_path: Path) -> None:
    with pytest.raises(ToolProblem, match="no `docker` on PATH") as caught:
        find("docker", "real")
    assert "--docker real" in caught.value.remedy


def test_a_file_that_is_not_executable_is_not_taken(empty_path: Path) -> None:
    script(empty_path, "#!/bin/sh\n", mode=0o644)
    assert find("docker").stand_in


# The environment


def test_a_program_inherits_nothing_of_the_learners(monkeypatch, sandbox: Sandbox) -> None:
    for name, value in LEARNERS.items():
        monkeypatch.setenv(name, value)
    made = environment(sandbox, {})
    assert set(made.values()) & set(LEARNERS.values()) == set()
    assert made.keys() & LEARNERS.keys() <= {"HTTP_PROXY", "HTTPS_PROXY"}  # ours, below


def test_a_program_that_would_leave_the_machine_finds_no_way_out(monkeypatch, sandbox) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    made = environment(sandbox, {})
    assert made["HTTPS_PROXY"] == made["HTTP_PROXY"] == "http://127.0.0.1:0"
    assert made["NO_PROXY"] == "127.0.0.1,localhost"


def test_what_is_handed_over_wins(monkeypatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("DOCKER_HOST", "ssh://production")
    made = environment(sandbox, {"DOCKER_HOST": "tcp://127.0.0.1:1", "HOME": "/elsewhere"})
    assert made["DOCKER_HOST"] == "tcp://127.0.0.1:1"
    assert made["HOME"] == "/elsewhere"


def test_a_program_is_at_home_in_the_sandbox(monkeypatch, sandbox: Sandbox, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "learner"))
    made = environment(sandbox, {})
    assert made["HOME"] == made["USERPROFILE"] == str(sandbox.home)


def test_a_version_manager_still_finds_its_programs(monkeypatch, sandbox, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    assert "PYENV_ROOT" not in environment(sandbox, {})
    (tmp_path / ".pyenv").mkdir()
    assert environment(sandbox, {})["PYENV_ROOT"] == str(tmp_path / ".pyenv")


def test_only_the_environment_that_was_made_reaches_the_program(monkeypatch, sandbox) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    program = python("import json, os; print(json.dumps(dict(os.environ)))")
    done = finish(program, (), start(program, (), env=environment(sandbox, {})))
    assert "HOME" in done.stdout
    assert "production" not in done.stdout


def test_a_stand_in_finds_this_package_from_anywhere(monkeypatch, sandbox, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    program = stand_in("docker", "for a test")
    done = finish(
        program, ("frobnicate",), start(program, ("frobnicate",), env=environment(sandbox, {}))
    )
    assert "only knows" in done.stderr


def test_a_stand_in_imports_nothing_from_the_folder_it_runs_in(
    monkeypatch, sandbox, tmp_path
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(tmp_path)
    program = stand_in("docker", "for a test")
    done = finish(program, (), start(program, (), env=environment(sandbox, {})))
    assert "not this one" not in done.stderr


def test_docker_finds_no_credential_store_that_it_might_choose_by_itself(
    monkeypatch, tmp_path: Path
) -> None:
    stores, others = tmp_path / "stores", tmp_path / "others"
    for file in (stores / "docker-credential-pass", others / "docker-credential-ecr-login"):
        file.parent.mkdir()
        file.write_text("#!/bin/sh\n")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stores}{os.pathsep}{others}")
    assert path_without_stores() == str(others)


# Running to the end


def test_a_program_is_run_to_its_end_and_its_words_are_kept(sandbox: Sandbox) -> None:
    program = python("import sys; print(input()[::-1]); sys.exit('too bad')")
    process = start(program, ("login",), env=environment(sandbox, {}), stdin=subprocess.PIPE)
    done = finish(program, ("login",), process, stdin=b"abc\n")
    assert (done.argv, done.exit_code) == (("docker", "login"), 1)
    assert (done.stdout, done.stderr) == ("cba", "too bad")


def test_bytes_that_are_no_text_are_no_reason_to_fail(sandbox: Sandbox) -> None:
    program = python(r"import sys; sys.stdout.buffer.write(b'a\xff\r\nb')")
    done = finish(program, (), start(program, (), env=environment(sandbox, {})))
    assert done.stdout == "a\ufffd\nb"


def test_a_program_that_does_not_read_what_it_is_given_is_no_reason_to_fail(sandbox) -> None:
    program = python("")
    process = start(program, (), env=environment(sandbox, {}), stdin=subprocess.PIPE)
    assert finish(program, (), process, stdin=b"x" * 1_000_000).exit_code == 0


def test_without_an_input_a_program_does_not_wait_for_ours(sandbox: Sandbox) -> None:
    program = python("import sys; print(repr(sys.stdin.read()))")
    assert finish(program, (), start(program, (), env=environment(sandbox, {}))).stdout == "''"


def test_a_failure_is_told_with_the_programs_own_words(sandbox: Sandbox) -> None:
    program = python("import sys; sys.exit('too bad')")
    done = finish(program, ("login",), start(program, ("login",), env=environment(sandbox, {})))
    with pytest.raises(
        ToolProblem, match="`docker login` ended with exit code 1: too bad"
    ) as caught:
        require_success(done, "Do this.")
    assert caught.value.remedy == "Do this."


def test_a_success_is_no_problem(sandbox: Sandbox) -> None:
    program = python("")
    require_success(finish(program, (), start(program, (), env=environment(sandbox, {}))), "")


# Programs that cannot be started, or do not end


@needs_sh
@pytest.mark.parametrize(
    ("text", "mode"),
    [("#!/bin/sh\n", 0o644), ("", 0o755), ("#!/nonexistent/interpreter\n", 0o755)],
    ids=["not executable", "empty", "no interpreter"],
)
def test_a_program_that_cannot_be_started_is_told_of_in_one_sentence(
    sandbox: Sandbox, tmp_path: Path, text: str, mode: int
) -> None:
    program = script(tmp_path / "bin", text, mode)
    with pytest.raises(ToolProblem, match=r"`.*/docker` cannot be started: [A-Z].*\.$") as caught:
        start(program, (), env=environment(sandbox, {}))
    assert "--docker stand-in" in caught.value.remedy


def test_a_program_that_hangs_is_stopped_and_told_of(sandbox: Sandbox) -> None:
    program = python("import time; time.sleep(60)")
    process = start(program, (), env=environment(sandbox, {}))
    began = time.monotonic()
    with pytest.raises(ToolProblem, match=r"`docker` did not end within 0\.2 seconds") as caught:
        finish(program, (), process, patience=0.2)
    assert time.monotonic() - began < 30
    assert "docker --version" in caught.value.remedy
    assert not psutil.pid_exists(process.pid)


@needs_sh
def test_what_a_hanging_program_started_is_stopped_with_it(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    # As a version manager's shim does: the shell stays, and the real program holds the pipe open.
    program = script(tmp_path / "bin", f"#!/bin/sh\nsleep 60 &\necho $! >{tmp_path}/pid\nwait\n")
    process = start(program, (), env=environment(sandbox, {}))
    began = time.monotonic()
    with pytest.raises(ToolProblem, match="did not end"):
        finish(program, (), process, patience=3)
    assert time.monotonic() - began < 30
    assert not alive(int((tmp_path / "pid").read_text()))


def alive(process_id: int) -> bool:
    """Whether a process is at work; one that has ended may wait a moment for its parent to notice."""
    for _ in range(100):
        try:
            if psutil.Process(process_id).status() == psutil.STATUS_ZOMBIE:
                return False
        except psutil.NoSuchProcess:
            return False
        time.sleep(0.02)
    return True


def test_ctrl_c_stops_the_program_as_well(sandbox: Sandbox, monkeypatch) -> None:
    program = python("import time; time.sleep(60)")
    process = start(program, (), env=environment(sandbox, {}))
    communicate = process.communicate

    def interrupted(*given: object, **named: object) -> tuple[bytes, bytes]:
        monkeypatch.setattr(process, "communicate", communicate)
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "communicate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        finish(program, (), process)
    assert not psutil.pid_exists(process.pid)


def test_a_program_that_has_ended_can_be_stopped_all_the_same(sandbox: Sandbox) -> None:
    program = python("")
    process = start(program, (), env=environment(sandbox, {}))
    process.wait()
    stop(process)
    assert process.stderr is not None
    assert process.stderr.closed


def test_patience_is_longer_than_the_slowest_program_takes() -> None:
    assert programs.PATIENCE >= 20


def test_no_variable_that_is_kept_names_a_credential_a_proxy_or_a_host() -> None:
    telling = ("AWS", "DOCKER", "PROXY", "HOST", "TOKEN", "KEY", "CONFIG", "HOME")
    assert [name for name in programs._KEPT if any(part in name.upper() for part in telling)] == []
    assert os.environ.keys() & set(programs._KEPT) >= {"PATH"}
