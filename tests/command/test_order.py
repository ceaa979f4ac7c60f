"""The order of the rules: what comes after what is said, and nothing else depends on it."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import random
from pathlib import Path

import pytest

from explain.command import findings as module
from explain.command import rules as package
from explain.command.findings import corrected, findings
from explain.command.rules import AFTER, COMPLETING, RULES, SPELLING, ordered
from explain.command.rules.found import Rule

HERE = Path(__file__).parent
LINES = [
    case.get("line") or case["input"]
    for name in ("cases.json", "variations.json", "strangers.json")
    for case in json.loads((HERE / name).read_text("utf-8"))
    if case["findings"]
]


def named(rule: Rule) -> str:
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


def said(line: str) -> tuple[list[tuple[str, str]], str | None]:
    return [(finding.id, finding.subject) for finding in findings(line)], corrected(line)


def reorder(monkeypatch: pytest.MonkeyPatch, spelling: list[Rule], rules: list[Rule]) -> None:
    monkeypatch.setattr(module, "SPELLING", ordered(*spelling))
    monkeypatch.setattr(module, "RULES", ordered(*rules))


def test_every_rule_is_listed_once_and_comes_after_listed_ones_of_its_group() -> None:
    for group, other in ((SPELLING, RULES), (RULES, SPELLING)):
        assert len(set(group)) == len(group)
        assert not set(group) & set(other)
    for rule, before in AFTER.items():
        group = SPELLING if rule in SPELLING else RULES
        assert rule in group
        assert set(before) <= set(group)
        assert all(group.index(earlier) < group.index(rule) for earlier in before)


def test_no_rule_is_left_out() -> None:
    written = {
        rule
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for name, rule in inspect.getmembers(importlib.import_module(info.name), inspect.isfunction)
        if not name.startswith("_")
        and rule.__module__ == info.name
        and rule.__annotations__ == {"analysis": "Analysis", "return": "Iterator[Found]"}
    }
    left = [named(rule) for rule in written - {*SPELLING, *RULES, *COMPLETING}]
    assert not left, f"Put these into RULES, in explain/command/rules/__init__.py: {left}"
    assert len(written) > 50


def test_rules_that_come_after_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = RULES[:2]
    monkeypatch.setitem(AFTER, first, (second,))
    monkeypatch.setitem(AFTER, second, (first,))
    with pytest.raises(ValueError, match=first.__name__):
        ordered(*RULES)


def test_no_finding_depends_on_the_order_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(10)
    sample = chance.sample(LINES, 60)  # corrections take most of the time
    lines = chance.sample(LINES, 250)
    expected = [findings(line) for line in lines]
    right = [corrected(line) for line in sample]
    spelling, rules = [*SPELLING], [*RULES]
    for shuffle in (list.reverse, chance.shuffle):
        shuffle(spelling)
        shuffle(rules)
        reorder(monkeypatch, spelling, rules)
        assert [findings(line) for line in lines] == expected
        assert [corrected(line) for line in sample] == right


HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
ASK = "aws ecr get-login-password --region us-east-1"
LOGIN = f"docker login -u AWS --password-stdin {HOST}"

DECIDED = {
    "pipes.forgotten after shells.quoted_pipe": f"{ASK} '|' {LOGIN}",
    "options.misspelt after pipes.forgotten": f"{ASK} > {LOGIN}",
    "options.unknown after options.typography": f"{ASK} | docker login --username\u00a0AWS {HOST}",
    "options.unknown after placeholders.placeholders": f"{ASK} | docker login --password<YOUR_PASSWORD>",
    "options.unknown after pipes.forgotten": f"{ASK} {LOGIN}",
    "options.unknown after inputs.no_file": f"{LOGIN} < {ASK}",
    "options.unknown after options.one_dash": f"{ASK} -region eu-west-1 | {LOGIN}",
    "options.unknown after options.swallowed": f"docker login -u AWS -p -e none {HOST}",
    "lines.beginning after lines.continuation": f"{ASK} \\ \n| {LOGIN}",
    "hosts.no_host after pipes.nothing_piped": "docker login -u AWS --password-stdin",
    "hosts.no_host after pipes.unread": f"{ASK} | docker login -u AWS",
    "hosts.path after hosts.scheme": f"{ASK} | {LOGIN.replace(HOST, f'https://{HOST}/app')}",
    "users.user after passwords.typed_out": f"docker login -u eyJ{'wYXls' * 8} {HOST}",
}
"""A line for every pair, of which another order says something else."""


@pytest.mark.parametrize("pair", [(rule, earlier) for rule in AFTER for earlier in AFTER[rule]],
                         ids=lambda pair: " after ".join(map(named, pair)))  # fmt: skip
def test_what_a_rule_comes_after_decides_what_is_said(
    pair: tuple[Rule, Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    rule, earlier = pair
    line = DECIDED[" after ".join(map(named, pair))]
    expected = said(line)
    monkeypatch.setitem(AFTER, rule, tuple(one for one in AFTER[rule] if one != earlier))
    others = [[one for one in group if one not in pair] for group in (SPELLING, RULES)]
    for group, rest in zip((SPELLING, RULES), others, strict=True):
        rest[:] = [rule, *rest, earlier] if rule in group else rest
    reorder(monkeypatch, *others)
    assert said(line) != expected


def test_a_rule_says_what_it_finds() -> None:
    """A docstring that tells a truth ("A login takes one host.") does not say what the rule does."""
    rules = (*SPELLING, *RULES)
    assert [rule.__name__ for rule in rules if not str(rule.__doc__).startswith("Find ")] == []
