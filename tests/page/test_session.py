from __future__ import annotations

import os
import re
from html import unescape

import pytest

pytest.importorskip("markdown")

from explain.errors import LessonProblem
from explain.lesson import new_parser
from explain.page import session
from explain.page.fences import perform
from explain.sandbox import VARIABLE

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LOGIN = (
    "aws ecr get-login-password --region ap-south-1 | docker login --username AWS"
    f" --password-stdin {HOST}\n"
)


def words(html: str) -> str:
    without_drawings = re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", without_drawings))


def test_commands_are_run_in_one_lab_and_shown_with_what_they_print() -> None:
    held = session.held(
        (
            ("console run", LOGIN),
            ("sequence", "GET /v2/ 401: Nothing in its hands.\n"),
            ("console run exit=1", f"explain-ecr clock +13h\ndocker push {HOST}/my-image\n"),
        )
    )
    login, sequence, push = (words(fence) for fence in held.fences)
    assert "Login Succeeded" in login
    assert "$EXPLAIN_ECR_SANDBOX/docker/config.json" in login
    assert "Nothing in its hands." in sequence
    assert len(set(re.findall(r"with the secret\s+([0-9a-f]{12})", sequence))) == 1
    assert "denied: Your authorization token has expired. Reauthenticate" in push
    assert "exit code 1" in push
    assert re.search(r"by (the real|a stand-in for)\s+aws\s+and (the real|a stand-in for)\s+docker",
                     words(held.circumstances))  # fmt: skip


def test_a_session_is_the_same_each_time() -> None:
    fences = (("console run", LOGIN), ("console run", "explain-ecr trace\nexplain-ecr clock +1h"))
    first = session.held.__wrapped__(fences)
    assert session.held.__wrapped__(fences) == first


def test_every_page_has_a_lab_of_its_own() -> None:
    session.held((("console run", "echo here > file\n"),))
    found = session.held((("console run", "ls; true\n"),))
    assert "file" not in words(found.fences[0])


@pytest.mark.parametrize(
    ("information", "body", "complaint"),
    [
        ("console run", "exit 3\n", "`exit 3` ended with exit code 3, not 0"),
        ("console run exit=3", "true\n", "`true` ended with exit code 0, not 3"),
        ("console run exit=3", "exit 3\nexit 3\n", "`exit 3` ended with exit code 3, not 0"),
        ("sequence", "GET /v2/ 200: Never.\n", "Nothing on the wire was GET /v2/ 200"),
    ],
)
def test_an_unexpected_end_fails_the_page(information: str, body: str, complaint: str) -> None:
    with pytest.raises(LessonProblem) as caught:
        session.held((("console run", "docker version; true\n"), (information, body)))
    assert complaint in caught.value.message


def test_an_expected_exit_code_is_that_of_the_last_command() -> None:
    held = session.held((("console run exit=3", "true\nexit 3\n"),))
    assert words(held.fences[0]).count("exit code 3") == 1


def test_a_secret_that_a_command_prints_is_masked() -> None:
    command = "aws ecr get-login-password --region ap-south-1\ncat $AWS_SHARED_CREDENTIALS_FILE\n"
    shown = words(session.held((("console run", command),)).fences[0])
    assert re.search(r"eyJ\w{5}•••••••• \([0-9,]+ characters\)", shown)
    assert re.search(r"aws_secret_access_key = ••••••••\s", shown)
    assert not re.search(r"[A-Za-z0-9+/]{40}", shown)


def test_nothing_of_the_builders_own_reaches_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "poison")
    monkeypatch.setenv("EDITOR", "poison")
    monkeypatch.setenv(VARIABLE, "/poison")
    shown = words(session.held((("console run", "env\n"),)).fences[0])
    assert "poison" not in shown
    assert os.environ[VARIABLE] == "/poison"


def test_fences_in_lists_and_other_fences_are_only_shown() -> None:
    source = "- x\n  ```console run\n  exit 9\n  ```\n\n```console\nexit 9\n```\n"
    tokens = new_parser().parse(source)
    assert perform(tokens, source) == ""
    assert all("played" not in token.meta for token in tokens)


def test_a_page_may_have_a_second_account() -> None:
    script = "grep '^\\[' $AWS_SHARED_CREDENTIALS_FILE\n"
    held = session.held((("console run", "true\n"), ("console run account=111122223333", script)))
    assert "[default] [other]" in " ".join(words(held.fences[1]).split())


def test_a_fence_that_needs_a_missing_program_is_only_shown() -> None:
    fences = (("console run needs=no-such-program", "no-such-program <here>\n"),)
    held = session.held(fences)
    assert held.fences == (
        '<pre><code class="language-console">no-such-program &lt;here&gt;\n</code></pre>\n',
    )
    assert "<code>no-such-program</code> were not run" in held.circumstances
    run = session.held((("console run needs=sh", "true\n"),))
    assert "explain-session" in run.fences[0]
    assert "were not run" not in run.circumstances
