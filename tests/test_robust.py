"""Killed at any moment, twice at once: the sandbox stays good, and nothing is left running."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest

MOMENTS = 12
WALKTHROUGH = ("step", "1..3", "--output", "json")


def events(out: bytes | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def followed(out: bytes | str) -> dict[str, Any]:
    (found,) = [event for event in events(out) if event["event"] == "followed"]
    return found


def assert_sound(learner) -> None:
    """See that what is in the sandbox is whole."""
    for file in (learner.config, learner.sandbox / "access-key.json"):
        if file.exists():
            json.loads(file.read_text())
    master = learner.sandbox / "master.key"
    assert not master.exists() or len(bytes.fromhex(master.read_text())) == 32


@pytest.fixture(scope="module")
def length(new_learner) -> float:
    """How long a walkthrough takes here and now, from its start to its end."""
    began = time.monotonic()
    assert new_learner().run(*WALKTHROUGH).returncode == 0
    return time.monotonic() - began


def test_killed_at_any_moment_nothing_is_lost_and_nothing_lives_on(new_learner, length) -> None:
    """Like a power cut, again and again in one sandbox, at moments all over the walkthrough."""
    chance = random.Random(2)
    moments = [length * (number + chance.random()) / MOMENTS for number in range(MOMENTS)]
    with ThreadPoolExecutor(2) as both:
        killed = sum(
            both.map(_kill_at, [new_learner(), new_learner()], [moments[::2], moments[1::2]])
        )
    assert killed >= MOMENTS / 2


def _kill_at(learner, moments: list[float]) -> int:
    """Kill a walkthrough at each moment in turn; return how many were not over by then."""
    killed = 0
    for moment in moments:
        process = learner.start(*WALKTHROUGH, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moment)
        killed += process.poll() is None
        process.kill()
        process.wait()
        learner.wait_until_alone()
        assert_sound(learner)
    done = learner.run(*WALKTHROUGH)
    assert (done.returncode, done.stderr) == (0, "")
    assert followed(done.stdout)["same"]
    assert len(followed(done.stdout)["sightings"]) == 5
    assert not list(learner.sandbox.glob("scratch-*")), "the next walkthrough sweeps"
    learner.assert_untouched()
    return killed


def test_killed_right_after_the_login_was_stored(learner) -> None:
    process = learner.start(*WALKTHROUGH, "--docker", "stand-in", bufsize=0)
    assert process.stdout
    for line in iter(process.stdout.readline, b""):
        if json.loads(line)["event"] == "stored":
            break
    process.kill()
    process.communicate()
    learner.wait_until_alone()
    assert_sound(learner)
    done = learner.run("inspect", "--docker", "stand-in", "--output", "json")
    assert (done.returncode, done.stderr) == (0, "")


def ended(both: list[subprocess.Popen[bytes]]) -> list[tuple[bytes, bytes]]:
    """Return what two have printed, read at once: one with the sandbox may print more than a pipe holds."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda process: process.communicate(timeout=60), both))


def test_two_at_once_in_one_new_sandbox(learner) -> None:
    """They make the sandbox at the same time, wait for each other, and each follows one secret."""
    both = [learner.start(*WALKTHROUGH) for _ in range(2)]
    outcomes = ended(both)
    for process, (out, err) in zip(both, outcomes, strict=True):
        assert (process.returncode, err) == (0, b""), out[-2000:]
        found = followed(out)
        assert found["same"]
        assert len(found["sightings"]) == 5
        assert len({sighting["fingerprint"] for sighting in found["sightings"]}) == 1
    assert_sound(learner)


def test_two_different_accounts_at_once(learner) -> None:
    accounts = ("111111111111", "222222222222")
    options = ("--docker", "stand-in", "--output", "json")
    both = [learner.start("login", "--account", account, *options) for account in accounts]
    outcomes = ended(both)
    assert [
        (process.returncode, err) for process, (_, err) in zip(both, outcomes, strict=True)
    ] == [
        (0, b""),
        (0, b""),
    ]
    hosts = json.loads(learner.config.read_text())["auths"]
    assert {host.partition(".")[0] for host in hosts} == set(accounts)


def _listening(process: psutil.Process) -> set[int]:
    connections = process.net_connections(kind="inet")
    return {each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN}


def test_no_port_and_no_thread_is_left(here, play) -> None:
    import threading

    me = psutil.Process()
    before = (_listening(me), threading.active_count(), me.children())
    assert play(("step", "3", "--docker", "stand-in")).exit_code == 0
    assert (_listening(me), threading.active_count(), me.children()) == before


def test_no_port_is_left_after_a_failure(here, play, shim, monkeypatch) -> None:
    me = psutil.Process()
    before = _listening(me)
    monkeypatch.setenv("PATH", shim("docker", "exit 1")["PATH"])
    assert play(("login",)).exit_code == 1
    assert _listening(me) == before


def test_only_loopback_is_listened_on(learner, shim, tmp_path) -> None:
    started, ended = tmp_path / "started", tmp_path / "ended"
    os.mkfifo(started)
    os.mkfifo(ended)
    env = shim("docker", f"echo > {started}; cat {ended}")
    process = learner.start("login", env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started.read_text()
    connections = psutil.Process(process.pid).net_connections(kind="inet")
    listening = [each for each in connections if each.status == psutil.CONN_LISTEN]
    ended.write_text("")
    process.communicate(timeout=60)
    assert len(listening) == 3
    assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


@pytest.mark.skipif(shutil.which("docker") is None, reason="there is no docker")
def test_changing_from_the_real_docker_to_ours_and_back(here, play) -> None:
    """Both write the same file; each goes on from what the other left."""
    for docker in ("real", "stand-in", "real"):
        assert play(("login", "--docker", docker)).exit_code == 0
        assert play(("expire", "--docker", docker)).exit_code == 0
    assert len(json.loads(here.config.read_text())["auths"]) == 1
