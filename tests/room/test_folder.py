"""The folder of a room, which everybody writes to: nothing in it is trusted, waited for or followed."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from explain.errors import RoomProblem
from explain.room.folder import MARK, NEVER, RoomFolder
from explain.room.model import NO_WORD, Entry
from explain.room.record import Record
from explain.room.seats import Seats

ADA = Record("Ada")


@pytest.fixture
def folder(tmp_path: Path) -> RoomFolder:
    found = RoomFolder(tmp_path / "room")
    found.open("ecr-friday")
    return found


@pytest.fixture
def seats(folder: RoomFolder) -> Seats:
    return Seats(folder)


def only(folder: RoomFolder) -> Entry:
    (entry,) = folder.entries()
    return entry


def test_a_room_is_opened_and_read(folder: RoomFolder) -> None:
    room = folder.room()
    assert (room.name, room.hints, room.over) == ("ecr-friday", 0, False)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o755
    assert stat.S_IMODE(folder.learners.stat().st_mode) == 0o1777
    assert stat.S_IMODE((folder.path / "room.json").stat().st_mode) == 0o644
    assert folder.is_ours()
    assert folder.is_kept_apart()
    assert folder.entries() == ()


def test_what_the_trainer_says_is_replaced(folder: RoomFolder) -> None:
    folder.say(folder.room()._replace(hint="Read the host.", hints=1))
    assert (folder.room().hint, folder.room().hints) == ("Read the host.", 1)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_room_has_a_short_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(RoomProblem, match="1 to 40"):
        RoomFolder(tmp_path / "room").open(name)


def test_control_characters_in_a_rooms_name_are_visible(tmp_path: Path) -> None:
    assert RoomFolder(tmp_path / "room").open("a\x1bb").name == r"a\x1bb"


# --- whose folder it is ----------------------------------------------------------------------------


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(RoomProblem, match="contains other files"):
        RoomFolder(tmp_path).open("x")
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_open_room_is_not_opened_again(folder: RoomFolder) -> None:
    with pytest.raises(RoomProblem, match="open already"):
        folder.open("again")


def test_a_room_that_is_over_leaves_its_folder_to_the_next(
    folder: RoomFolder, seats: Seats
) -> None:
    seats.write(seats.claim(), ADA)
    before = folder.room()
    folder.say(before._replace(over=True))
    assert folder.open("monday").id != before.id
    assert folder.entries() == ()


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_mark_that_is_no_file_is_none(tmp_path: Path, kind: str) -> None:
    mark = tmp_path / MARK
    mark.symlink_to("/etc/passwd") if kind == "link" else mark.mkdir()
    with pytest.raises(RoomProblem, match="contains other files"):
        RoomFolder(tmp_path).open("x")


def test_a_folder_that_everybody_could_replace_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(RoomProblem, match="Everybody can write") as problem:
        RoomFolder(tmp_path / "room").open("x")
    assert f"chmod +t {tmp_path}" in problem.value.remedy
    tmp_path.chmod(0o1777)
    RoomFolder(tmp_path / "room").open("x")


def test_a_folder_of_another_user_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    with pytest.raises(RoomProblem, match="another user") as problem:
        RoomFolder(tmp_path).open("x")
    assert f"--folder {tmp_path / 'room'}" in problem.value.remedy


def test_a_disk_without_modes_has_rooms_and_says_that_nobody_is_kept_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")  # as Linux does on FAT

    monkeypatch.setattr(os, "chmod", refuse)
    folder = RoomFolder(tmp_path / "room")
    folder.open("x")
    seats = Seats(folder)
    seats.write(seats.claim(), ADA)
    assert only(folder).record == ADA
    assert not folder.is_kept_apart()


# --- what is read ----------------------------------------------------------------------------------


def test_a_learner_takes_a_seat_and_writes_a_record(folder: RoomFolder, seats: Seats) -> None:
    assert seats.claim() == 1
    assert only(folder).record is None
    assert only(folder).problem == ""
    seats.write(1, ADA)
    assert only(folder).record == ADA
    assert stat.S_IMODE(folder.record(1).stat().st_mode) == 0o644
    assert seats.age(1) == pytest.approx(0, abs=5)


def test_learners_who_come_at_once_have_different_seats(seats: Seats) -> None:
    taken: list[int] = []
    threads = [threading.Thread(target=lambda: taken.append(seats.claim())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 13))


def test_a_room_has_an_end(
    folder: RoomFolder, seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explain.room.seats.SEATS", 9)
    for seat in range(1, 10):
        folder.seat(seat).touch()
    with pytest.raises(RoomProblem, match="seats of the room are taken"):
        seats.claim()
    folder.seat(5).unlink()
    assert seats.claim() == 5


def _link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def _big(path: Path) -> None:
    path.write_text("x" * 2_000_000)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "link": (_link, "it is a link."),
    "fifo": (os.mkfifo, "it is not a file."),
    "folder": (os.mkdir, "it is not a file."),
    "huge": (_big, "it has more than 1000 bytes."),
    "bytes": (lambda path: path.write_bytes(b"\xff\xfe"), "decode"),
    "half": (lambda path: path.write_text('{"name": "Ad'), "not JSON"),
    "another's": (lambda path: path.write_text("[]"), "must be an object"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_lies_where_a_record_should_be_is_told_and_not_followed(
    folder: RoomFolder, seats: Seats, kind: str
) -> None:
    make, said = BROKEN[kind]
    make(folder.record(seats.claim()))
    entry = only(folder)
    assert entry.record is None
    assert said in entry.problem
    if kind != "folder":
        seats.write(1, ADA)  # the learner's next record takes its place
        assert only(folder).record == ADA


def test_a_folder_in_a_records_place_is_told_to_the_learner(
    folder: RoomFolder, seats: Seats
) -> None:
    folder.record(seats.claim()).mkdir()
    with pytest.raises(RoomProblem, match="cannot be used: Is a directory"):
        seats.write(1, ADA)


def test_a_record_of_another_owner_than_its_seats_is_not_believed(
    folder: RoomFolder, seats: Seats
) -> None:
    seats.write(seats.claim(), ADA)
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(folder.record(1), 4321, -1)
    assert "belongs to the user 4321, not to 0" in only(folder).problem


def test_a_seat_of_another_user_is_not_written_to(
    seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = seats.claim()
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    with pytest.raises(RoomProblem, match="is not yours any more"):
        seats.write(seat, ADA)


def test_names_that_are_no_seats_are_passed_over(folder: RoomFolder) -> None:
    for name in ("readme", "1", "0001", "007.json", ".007.json-abcdefgh", "٠٠٧"):
        (folder.learners / name).touch()
    assert folder.entries() == ()


# --- time ------------------------------------------------------------------------------------------


def test_a_record_ages_by_the_folders_clock(folder: RoomFolder, seats: Seats) -> None:
    seats.write(seats.claim(), ADA)
    then = folder.record(1).stat().st_mtime - NO_WORD
    os.utime(folder.record(1), (then, then))
    assert NO_WORD <= only(folder).age < NO_WORD + 60


def test_the_programs_own_clock_is_not_asked(
    folder: RoomFolder, seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 4e9)  # a machine in the year 2096
    seats.write(seats.claim(), ADA)
    assert only(folder).age < 60
    age = seats.age(1)
    assert age is not None
    assert age < 60


def test_a_learner_learns_the_time_by_their_own_seat(
    folder: RoomFolder, seats: Seats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 4e9)
    seats.write(seats.claim(), ADA)
    (folder.path / ".clock").unlink()  # the trainer's, which a learner may not touch
    (entry,) = folder.entries(folder.seat(1))
    assert entry.age < 60


def test_a_record_from_the_future_is_old(folder: RoomFolder, seats: Seats) -> None:
    seats.write(seats.claim(), ADA)
    os.utime(folder.record(1), (4e9, 4e9))
    assert only(folder).age == NEVER


# --- what can happen to a folder -------------------------------------------------------------------


def test_a_folder_that_is_gone_is_told_and_one_that_is_back_goes_on(
    folder: RoomFolder, seats: Seats
) -> None:
    seat = seats.claim()
    away = folder.path.with_name("away")
    folder.path.rename(away)
    for attempt in (folder.room, folder.entries, seats.claim, lambda: seats.write(seat, ADA)):
        with pytest.raises(RoomProblem):
            attempt()
    assert not folder.path.exists()  # nobody has made it again
    away.rename(folder.path)
    seats.write(seat, ADA)
    assert only(folder).record == ADA


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[" * 3000, "x" * 5000, '{"id": 1}', None],
    ids=["empty", "list", "object", "deep", "huge", "fields", "link"],
)
def test_a_room_that_cannot_be_read_is_told(folder: RoomFolder, text: str | None) -> None:
    file = folder.path / "room.json"
    file.unlink()
    file.symlink_to("/etc/passwd") if text is None else file.write_text(text)
    with pytest.raises(RoomProblem, match="cannot be used"):
        folder.room()


@pytest.mark.parametrize(
    "change",
    [
        {"hint": "x" * 201},
        {"hint": "\x1b[2J"},
        {"name": "a\nb"},
        {"exercise": "\u202e"},
        {"id": "../x"},
        {"opened": -1},
        {"opened": 10**20},
    ],
)
def test_what_a_trainer_cannot_have_said_is_not_shown(
    folder: RoomFolder, change: dict[str, object]
) -> None:
    file = folder.path / "room.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(RoomProblem, match="what no room can have"):
        folder.room()


def test_a_folder_without_a_room_is_told(tmp_path: Path) -> None:
    with pytest.raises(RoomProblem, match="not the folder of a room"):
        RoomFolder(tmp_path).room()


def test_all_that_learners_made_is_removed_and_nothing_else(
    folder: RoomFolder, seats: Seats
) -> None:
    seats.write(seats.claim(), ADA)
    seats.claim()
    (folder.learners / ".002.json-abcdefgh").touch()  # of a learner's machine that was killed
    (folder.learners / "notes.txt").touch()
    folder.record(2).mkdir()
    folder.keep_history("{}")
    assert folder.clear() == 1
    assert {each.name for each in folder.learners.iterdir()} == {"notes.txt", "002.json"}
    assert folder.history() == ""
