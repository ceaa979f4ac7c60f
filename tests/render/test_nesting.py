import pytest

from explain.narration import Part
from explain.render.nesting import placed


def part(start: int, end: int, kind: str, note: str = "") -> Part:
    return Part(start, end, f"{start}-{end}", kind, note or f"note {start}")


@pytest.mark.parametrize(
    ("parts", "depths"),
    [
        ([part(0, 1, "program"), part(2, 3, "subcommand"), part(4, 5, "argument")], [0, 1, 1]),
        ([part(0, 1, "program"), part(2, 3, "option"), part(4, 5, "value")], [0, 1, 2]),
        ([part(0, 1, "program"), part(2, 3, "option"), part(4, 5, "argument")], [0, 1, 1]),
        ([part(0, 1, "program"), part(2, 3, "option"), part(4, 5, "option")], [0, 1, 1]),
        ([part(0, 1, "assignment"), part(2, 3, "program"), part(4, 5, "argument")], [0, 0, 1]),
        ([part(0, 1, "program"), part(2, 3, "operator"), part(4, 5, "program")], [0, 0, 0]),
        ([part(0, 1, "program"), part(2, 3, "operator"), part(4, 5, "unknown")], [0, 0, 0]),
        ([part(0, 1, "program"), part(2, 9, "argument"), part(2, 4, "value")], [0, 1, 2]),
        (
            [
                *(part(0, 1, "program"), part(2, 3, "option"), part(4, 30, "substitution")),
                *(part(6, 7, "program"), part(8, 9, "option"), part(10, 11, "value")),
                part(31, 32, "argument"),
            ],
            [0, 1, 2, 3, 4, 5, 1],
        ),
    ],
)
def test_a_part_stands_under_what_it_belongs_to(parts: list[Part], depths: list[int]) -> None:
    assert [each.depth for each in placed(parts)] == depths


def test_nothing_is_told_twice() -> None:
    same = Part(0, 3, "aws", "program", "The CLI.")
    again = Part(4, 7, "aws", "program", "The CLI.")
    assert [each.note for each in placed([same, again])] == ["The CLI.", ""]


def test_a_value_does_not_repeat_its_option() -> None:
    option = Part(0, 2, "-p", "option", "The password.")
    value = Part(3, 5, "$P", "variable", "The password. A variable.")
    assert [each.note for each in placed([option, value])] == ["The password.", "A variable."]
