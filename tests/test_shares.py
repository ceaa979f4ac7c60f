"""How the tests of a run are shared: each once, the website's never before a screen's in one process."""

from __future__ import annotations

import shares
from hypothesis import given
from hypothesis import strategies as st

FILES = (
    *shares.DEAREST,
    "tests/site/test_other.py",
    "tests/site/test_every_page.py[part 2]",
    "tests/player/test_other.py",
    "tests/room/test_board_screen.py",
    "tests/cli/test_other.py",
)


def shared(names: list[str], processes: int, turns: list[int]) -> list[list[str]]:
    """Hand out shares to some processes, in the order in which they come for more."""
    waiting, taken, at_end = list(names), [list[str]() for _ in range(processes)], set[int]()
    while waiting and len(at_end) < processes:
        turn = turns.pop() % processes if turns else min(set(range(processes)) - at_end)
        others = [own for number, own in enumerate(taken) if number != turn]
        name = None if turn in at_end else shares.following(waiting, taken[turn], others)
        if name is None:
            at_end.add(turn)
        else:
            waiting.remove(name)
            taken[turn].append(name)
    return taken


@given(
    st.lists(st.sampled_from(FILES), unique=True),
    st.integers(1, 4),
    st.lists(st.integers(0, 11), max_size=60),
)
def test_each_share_is_taken_once_and_no_screen_comes_after_the_website(
    names: list[str], processes: int, turns: list[int]
) -> None:
    taken = shared(names, processes, turns)
    assert sorted(name for own in taken for name in own) == sorted(names)
    for own in taken:
        websites = [place for place, name in enumerate(own) if name.startswith(shares.WEBSITE)]
        screens = [place for place, name in enumerate(own) if name.startswith(shares.SCREENS)]
        assert not websites or not screens or max(screens) < min(websites)


def test_one_process_begins_with_the_website() -> None:
    taken = shared(sorted(FILES), 3, [2, 1, 0] * len(FILES))
    assert [own[0].startswith(shares.WEBSITE) for own in taken] == [True, False, False]


def test_the_dearest_come_first() -> None:
    waiting = ["tests/cli/test_other.py", shares.DEAREST[5], shares.DEAREST[2]]
    assert shares.following(waiting, (), [["tests/site/test_other.py"]]) == shares.DEAREST[2]
    assert shares.following(waiting[:1], (), [()]) == waiting[0]


def test_a_process_with_a_browser_takes_no_screen() -> None:
    waiting = ["tests/player/test_app.py"]
    assert shares.following(waiting, ["tests/site/test_theme.py"], [()]) is None
    assert shares.following(waiting, ["tests/cli/test_edges.py"], [()]) == waiting[0]
