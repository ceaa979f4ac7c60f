import gc
import shlex
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.command.calls import words_of
from explain.command.flat import flat
from explain.command.model import Script, Sign, Word
from explain.command.words import parse
from explain.hosts.meant import HOLE

LINE = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS"
    " --password-stdin 381492183358.dkr.ecr.ap-south-1.amazonaws.com"
)


def commands(line: str) -> list[list[str]]:
    return [
        [word.text for word in command.words]
        for pipeline in parse(line).pipelines
        for command in pipeline.commands
    ]


def only_word(line: str) -> Word:
    [pipeline] = parse(line).pipelines
    [command] = pipeline.commands
    [word] = command.words
    return word


def words(script: Script) -> Iterator[Word]:
    for pipeline in script.pipelines:
        for command in pipeline.commands:
            yield from words_of(command)


def texts(signs: tuple[Sign, ...]) -> list[str]:
    return [sign.text for sign in signs]


def test_the_line_is_two_commands_and_a_pipe() -> None:
    script = parse(LINE)
    [pipeline] = script.pipelines
    assert [[word.text for word in command.words] for command in pipeline.commands] == [
        LINE.split(" | ")[0].split(),
        LINE.split(" | ")[1].split(),
    ]
    assert texts(pipeline.pipes) == ["|"]
    assert all(word.literal for word in words(script))
    assert not script.problems


@pytest.mark.parametrize(
    ("line", "text", "literal"),
    [
        ("a", "a", True),
        ("'a b'", "a b", True),
        ('"a b"', "a b", True),
        ("\"a\"'b'c", "abc", True),
        (r"a\ b", "a b", True),
        (r'"\"\$\x"', '"$\\x', True),
        (r"'\'", "\\", True),
        ("a\\\nb", "ab", True),
        ('"a\\\nb"', "ab", True),
        ("$'a b'", "a b", True),
        ("a#b", "a#b", True),
        ("a\\", "a\\", True),
        ("don''t", "dont", True),
        ("$A", "$A", False),
        ('"${A:-x y}"', "${A:-x y}", False),
        ("'$A'", "$A", True),
        ("$(a b)", "$(a b)", False),
        ('"x$(a "b c")"', 'x$(a "b c")', False),
        ("`a b`", "`a b`", False),
        ("$((1 + 2))", "$((1 + 2))", False),
        ("*.tar", "*.tar", False),
        ("~/.aws", "~/.aws", False),
        ("a~b", "a~b", True),
        ("<account-id>.dkr", "<account-id>.dkr", False),
        ("<aws account id>", "<aws account id>", False),
        ("%ACCOUNT%.dkr", "%ACCOUNT%.dkr", False),
        ("$env:AWS_REGION", "$env:AWS_REGION", False),
        ("a\u00a0b", "a\u00a0b", True),
    ],
)
def test_a_word_has_its_quotes_taken_off(line: str, text: str, literal: bool) -> None:
    word = only_word(line)
    assert (word.text, word.literal, word.raw) == (text, literal, line)


def test_a_word_knows_its_variables() -> None:
    word = only_word('"$A.dkr.${B}.%C%.$env:D.x"')
    assert texts(word.variables) == ["$A", "${B}", "%C%", "$env:D"]
    assert [word.raw[sign.start : sign.end] for sign in word.variables] == texts(word.variables)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a|b", [["a"], ["b"]]),
        ("a |& b", [["a"], ["b"]]),
        ("a && b || c ; d & e", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("a\nb", [["a"], ["b"]]),
        ("a |\n\n  b", [["a"], ["b"]]),
        ("a \\\n  b", [["a", "b"]]),
        ("a `\n  b `\n  c", [["a", "b", "c"]]),
        ("a ^\n  b", [["a", "b"]]),
        ("a \\\r\n  b\r\n", [["a", "b"]]),
        ("$ a b", [["a", "b"]]),
        ("% a b", [["a", "b"]]),
        ("# aws b", [["aws", "b"]]),
        ("# a comment", []),
        ("PS C:\\Users\\me> a b", [["a", "b"]]),
        ("PS> a", [["a"]]),
        ("me@host:~/x$ a", [["a"]]),
        ("[root@host ~]# a", [["a"]]),
        ("C:\\work> a", [["a"]]),
        ("$ a\n$ b", [["a"], ["b"]]),
        ("$ a \\\n> b", [["a", "b"]]),
        ("a # b | c", [["a"]]),
        ("a 'b # c'", [["a", "b # c"]]),
        ("", []),
        (" \n ", []),
    ],
)
def test_commands_are_told_apart(line: str, expected: list[list[str]]) -> None:
    assert commands(line) == expected


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a 2>&1", ("2", ">&", "1")),
        ("a >b", ("", ">", "b")),
        ("a >> b", ("", ">>", "b")),
        ("a < b", ("", "<", "b")),
        ("a <<< b", ("", "<<<", "b")),
        ("a 2>/dev/null", ("2", ">", "/dev/null")),
        ("a &> b", ("", "&>", "b")),
        ("a *> b", ("*", ">", "b")),
        ("a 2> $null", ("2", ">", "$null")),
        ("> b a", ("", ">", "b")),
    ],
)
def test_a_redirection_is_no_word(line: str, found: tuple[str, str, str]) -> None:
    [pipeline] = parse(line).pipelines
    [command] = pipeline.commands
    assert [word.text for word in command.words] == ["a"]
    [redirection] = command.redirections
    assert redirection.target is not None
    assert (redirection.descriptor, redirection.operator, redirection.target.text) == found


def test_digits_that_end_a_word_are_no_descriptor() -> None:
    assert commands("a b2>c") == [["a", "b2"]]


def test_assignments_stand_before_the_words() -> None:
    [pipeline] = parse("A=1 B='x y' env C=2").pipelines
    [command] = pipeline.commands
    assert [word.text for word in command.assignments] == ["A=1", "B=x y"]
    assert [word.text for word in command.words] == ["env", "C=2"]


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ("a $(b c)", "b c"),
        ('a "$(b c)"', "b c"),
        ("a `b c`", "b c"),
        ("(b c).Password | a", "b c"),
        ("a -Command (b c).Command", "b c"),
        ("a < <(b c)", "b c"),
        ("{ b c; } | a", " b c; "),
        ("(b c) | a", "b c"),
        ("A=$(b c)", "b c"),
    ],
)
def test_what_is_inside_brackets_is_a_script_with_spans_in_the_whole_line(
    line: str, inside: str
) -> None:
    [inner] = [inner for word in words(parse(line)) for inner in word.inner]
    assert line[inner.start : inner.end] == inside
    [command] = inner.pipelines[0].commands
    assert [line[word.start : word.end] for word in command.words] == ["b", "c"]


def test_scripts_nest() -> None:
    word = only_word('"$(a "$(b `c`)")"')
    [a] = word.inner
    [b] = a.pipelines[0].commands[0].words[1].inner
    [c] = b.pipelines[0].commands[0].words[1].inner
    assert c.pipelines[0].commands[0].words[0].text == "c"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a 'b", "'"),
        ('a "b', '"'),
        ("a $(b", "$("),
        ("a `b", "`"),
        ("a ${b", "${"),
        ("(a", "("),
        ("a |", "|"),
        ("| a", "|"),
        ("a )", ")"),
        ("a >", ">"),
        ("a <<E\nb", "E"),
    ],
)
def test_what_is_unfinished_is_a_problem(line: str, problem: str) -> None:
    assert texts(parse(line).problems) == [problem]


def test_a_here_document_belongs_to_no_command() -> None:
    line = "docker login --password-stdin <<EOF h\nsecret\nEOF\nls"
    script = parse(line)
    assert commands(line) == [["docker", "login", "--password-stdin", "h"], ["ls"]]
    assert texts(script.bodies) == ["secret\nEOF"]


def test_asides_are_kept_by_the_whole_line() -> None:
    script = parse("$ a \\\n> b $(c # d\n) # e")
    assert texts(script.prompts) == ["$", ">"]
    assert texts(script.continuations) == ["\\\n"]
    assert texts(script.comments) == ["# d", "# e"]


def check_script(line: str, script: Script) -> None:
    """Hold that spans nest, that slices are raw, and that there is one pipe fewer than commands."""
    for pipeline in script.pipelines:
        assert len(pipeline.pipes) == len(pipeline.commands) - 1
    for word in words(script):
        assert script.start <= word.start < word.end <= script.end
        assert word.raw == line[word.start : word.end]
        for variable in word.variables:
            assert variable.text == line[variable.start : variable.end]
        for inner in word.inner:
            assert word.start < inner.start <= inner.end <= word.end
            check_script(line, inner)


def covered(line: str, script: Script) -> list[int]:
    """Count, for each character, the parts of the line that it is in."""
    pipes = [pipe for pipeline in script.pipelines for pipe in pipeline.pipes]
    asides = (script.comments, script.prompts, script.continuations, script.bodies)
    top = [
        part
        for pipeline in script.pipelines
        for command in pipeline.commands
        for part in (*command.assignments, *command.words, *command.redirections)
    ]
    outside = [
        sign
        for signs in asides
        for sign in signs
        if not any(part.start <= sign.start < part.end for part in top)
    ]
    counts = [0] * len(line)
    for part in (*top, *script.signs, *pipes, *outside):
        for at in range(part.start, part.end):
            counts[at] += 1
    return counts


def test_any_text_is_read_and_no_character_is_skipped(random_lines) -> None:
    for line in random_lines(3_000):
        script = parse(line)
        check_script(line, script)
        for character, count in zip(line, covered(line, script), strict=True):
            assert count == 1 or (count == 0 and character in " \t\r\n"), line


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("a'b'\"c\"\\d", "abcd"),
        ("'$X'", "$X"),
        ("$X.dkr", "__.dkr"),
        ("$script:X.dkr", "_________.dkr"),
        ("%X%.dkr", "___.dkr"),
        ("a${X:-${Y}}b", "a__________b"),
        ("${{ secrets.X }}.dkr", "________________.dkr"),
        ("{{x}}.dkr", "_____.dkr"),
        ('"{{ x }}.dkr"', "_______.dkr"),
        ('"$(aws sts --query ")").dkr"', "______________________.dkr"),
        ("`date`.dkr", "______.dkr"),
        ("<account-id>.dkr", "<account-id>.dkr"),
        ("$'a b'", "a b"),
        ("a\\\r\nb", "ab"),
    ],
)
def test_what_only_the_shell_knows_is_a_hole(line: str, text: str) -> None:
    assert flat(only_word(line)).text.replace(HOLE, "_") == text


@given(st.text(st.sampled_from("ab${}'\"`\\()%^< \n"), max_size=40))
def test_every_character_has_its_place(line: str) -> None:
    for word in words(parse(line)):
        flattened = flat(word)
        assert "".join(line[place] for place in flattened.at) == word.text
        assert all(word.start <= place < word.end for place in flattened.at)
        assert list(flattened.at) == sorted(set(flattened.at))


@given(st.text(max_size=60))
def test_any_text_at_all_is_read(line: str) -> None:
    check_script(line, parse(line))


@given(st.text(st.sampled_from("ab -./='\"\\\t"), max_size=40))
def test_our_words_are_those_of_shlex_where_both_must_agree(line: str) -> None:
    try:
        expected = shlex.split(line)
    except ValueError:  # an open quote; we go on
        return
    assert [word.text for word in words(parse(line))] == expected


@pytest.mark.parametrize(
    "piece", ["$(", "(", "{ ", "`", "'", '"', "${", "<a ", "a|", "a\n", "x ", "\\"]
)
def test_a_long_line_takes_no_longer_than_its_length(piece: str) -> None:
    def taken(count: int) -> float:
        began = time.process_time()
        parse(piece * count)
        return time.process_time() - began

    gc.disable()  # it looks through all that the other tests have left
    try:
        taken(500)
        assert taken(16_000) < 64 * max(taken(1_000), 0.001)
    finally:
        gc.enable()
