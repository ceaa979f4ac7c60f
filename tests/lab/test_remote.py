"""A lab in another process, as the acts see it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from explain.clock import Clock
from explain.cloud import Cloud, Principal
from explain.errors import SandboxProblem
from explain.lab import folder
from explain.lab.folder import Address
from explain.lab.remote import LabGone, RemoteCloud, lab_at
from explain.lab.steering import Steering
from explain.secret import Secret


class Running:
    """A cloud of this process with a control route, reached as if it were another's."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.ended = threading.Event()
        key = Principal("learner", "AKIAMADEUPMADEUPMADE", Secret("made/up"))
        self.cloud = Cloud(
            clock=self.clock, master_key=bytes(32), account="381492183358", principals=[key]
        )
        self.steering = Steering(self.cloud, self.clock, "the-key", self.ended.set)
        self.cloud.start()
        self.steering.start()
        self.address = Address(
            "lab-1", os.getpid(), self.cloud.control_url, self.cloud.registry_url,
            self.cloud.engine_url, "", "", self.steering.url, "the-key",
        )  # fmt: skip
        self.remote = RemoteCloud(self.address)

    def stop(self) -> None:
        self.steering.stop()
        self.cloud.stop()


@pytest.fixture
def lab() -> Iterator[Running]:
    lab = Running()
    yield lab
    lab.stop()


def ping(lab: Running) -> None:
    from explain.cloud.engine.login import ping_on

    port = int(lab.address.registry_url.rpartition(":")[2])
    ping_on(port)("381492183358.dkr.ecr.ap-south-1.amazonaws.com", "/v2/", {})


def test_the_clock_is_the_labs(lab: Running) -> None:
    assert lab.remote.clock.offset == timedelta()
    lab.remote.clock.turn(timedelta(hours=13))
    assert lab.clock.offset == lab.remote.clock.offset == timedelta(hours=13)
    ahead = lab.remote.clock.now() - datetime.now(UTC)
    assert timedelta(hours=12, minutes=59) < ahead <= timedelta(hours=13)
    lab.remote.clock.reset()
    assert lab.clock.offset == timedelta()


def test_the_wire_is_the_labs(lab: Running) -> None:
    assert lab.remote.wire.mark() == 0
    ping(lab)
    mark = lab.remote.wire.mark()
    ping(lab)
    here = lab.cloud.wire.since(mark)
    there = lab.remote.wire.since(mark)
    assert len(there) == mark == 1
    assert there == here
    assert type(there[0].evidence) is type(here[0].evidence)


def test_one_can_wait_for_more(lab: Running) -> None:
    threading.Timer(0.1, ping, [lab]).start()
    assert [each.status for each in lab.remote.wire.wait(0, 30)] == [401]
    assert lab.remote.wire.wait(1, 0.1) == ()


def test_it_has_what_the_world_asks_a_cloud_for(lab: Running) -> None:
    for name in ("control_url", "registry_url", "engine_url"):
        assert getattr(lab.remote, name) == getattr(lab.cloud, name)


def test_leaving_it_stops_nothing_and_ends_the_following(lab: Running) -> None:
    lab.remote.follow(60)
    assert lab.cloud._reissue_within == timedelta(seconds=60)
    lab.remote.stop()
    assert lab.cloud._reissue_within == timedelta(0)
    ping(lab)
    assert not lab.ended.is_set()


def test_it_can_be_ended(lab: Running) -> None:
    lab.remote.end()
    assert lab.ended.is_set()


def test_a_refusal_is_told_in_its_words(lab: Running) -> None:
    with pytest.raises(SandboxProblem, match="ten years") as caught:
        lab.remote.clock.turn(timedelta(days=4000))
    assert not isinstance(caught.value, LabGone)


def test_a_lab_that_is_gone_is_told_in_a_sentence() -> None:
    lab = Running()
    lab.stop()
    for ask in (lab.remote.wire.mark, lab.remote.clock.now, lab.remote.end):
        with pytest.raises(LabGone, match="no longer answers"):
            ask()


def test_another_key_opens_nothing(lab: Running) -> None:
    from dataclasses import replace

    with pytest.raises(SandboxProblem, match="not the lab's key"):
        RemoteCloud(replace(lab.address, key="another")).wire.mark()


def test_a_folder_without_a_lab_has_no_cloud(tmp_path: Path) -> None:
    assert lab_at(tmp_path) is None


def test_a_folder_with_a_lab_has_one(lab: Running, tmp_path: Path) -> None:
    with folder.claimed(tmp_path / "labs" / "lab-1") as sandbox:
        folder.publish(sandbox, lab.address)
        found = lab_at(sandbox.folder)
        assert found
        assert found.control_url == lab.cloud.control_url
