import pytest

from explain.command.annotate import annotate
from explain.masking import masked
from explain.narration import Part
from explain.render.nesting import placed

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)


def kinds(line: str) -> list[tuple[str, str]]:
    return [(part.text, part.kind) for part in annotate(line)]


def note(line: str, text: str) -> str:
    return next(part.note for part in annotate(line) if part.text == text)


def unknown(line: str) -> list[str]:
    return [part.text for part in annotate(line) if part.kind == "unknown"]


def test_every_part_of_the_line_is_known() -> None:
    assert kinds(LINE) == [
        ("aws", "program"),
        ("ecr", "subcommand"),
        ("get-login-password", "subcommand"),
        ("--region", "option"),
        ("ap-south-1", "value"),
        ("|", "operator"),
        ("docker", "program"),
        ("login", "subcommand"),
        ("--username", "option"),
        ("AWS", "value"),
        ("--password-stdin", "option"),
        (HOST, "argument"),
        ("381492183358", "value"),
        ("dkr.ecr", "value"),
        ("ap-south-1", "value"),
        ("amazonaws.com", "value"),
    ]
    assert all(part.note for part in annotate(LINE))
    assert all(part.text == LINE[part.start : part.end] for part in annotate(LINE))
    assert masked(LINE) == LINE


@pytest.mark.parametrize(
    "line",
    [
        LINE.replace("docker", "podman"),
        LINE.replace("docker", "nerdctl"),
        LINE.replace("docker", "skopeo"),
        LINE.replace("docker login", "helm registry login"),
        LINE.replace("docker login", "crane auth login"),
        LINE.replace("docker login", "oras login"),
        LINE.replace("| docker", "|\\\n  sudo -E docker"),
        LINE.replace("aws ecr", "aws ecr-public").replace(HOST, "public.ecr.aws"),
        "$(aws ecr get-login --no-include-email --region eu-west-1)",
        "aws ecr get-login --registry-ids 381492183358 210987654321",
        f"(Get-ECRLoginCommand -Region eu-west-1).Password | docker login -u AWS --password-stdin {HOST}",
        "Invoke-Expression -Command (Get-ECRLoginCommand -ProfileName p).Command",
        f"docker build -t {HOST}/a:1 . && docker push {HOST}/a:1 2>/dev/null &",
        f"docker tag a:1 {HOST}/a:1; docker pull {HOST}/a@sha256:0; docker logout {HOST}",
        "docker run --rm -v ~/.aws:/root/.aws amazon/aws-cli ecr get-login-password > password",
        "aws ecr get-authorization-token --output text --query 'x' | base64 -d | cut -d: -f2",
        "aws ecr create-repository --repository-name a --region $AWS_REGION",
        "aws ecr describe-repositories --repository-names a b | jq -r .x",
        "aws sts get-caller-identity && aws configure list && aws sso login --profile p && aws login",
        "if ! aws sts get-caller-identity; then exit 1; fi",
        "AWS_PROFILE=p aws ecr get-login-password help",
        f"docker manifest inspect --verbose {HOST}/a:1 # done",
        f'docker login -u AWS --password-stdin {HOST} <<< "$(aws ecr get-login-password)"',
        f"bash -c 'aws ecr get-login-password | docker login -u AWS --password-stdin {HOST}'",
        f"skopeo copy docker://{HOST}/a:1 docker://{HOST}/b:1 --src-creds AWS:$P",
        "$password = aws ecr get-login-password",
    ],
)
def test_the_whole_family_is_known(line: str) -> None:
    assert unknown(line) == []
    assert all(part.note for part in annotate(line))


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("frobnicate --now it", ["frobnicate", "--now", "it"]),
        ("aws ecr get-login-pasword", ["get-login-pasword"]),
        ("aws ecr get-login-password --no-include-email", ["--no-include-email"]),
        ("docker login -e none h", ["-e"]),
        ("docker login a b", ["b"]),
        ("docker login --passwd-stdin", ["--passwd-stdin"]),
        ("docker login -uAWS -xy", ["-xy"]),
        ("(Get-ECRLoginCommand).Pasword", [".Pasword"]),
    ],
)
def test_what_is_not_known_is_said_to_be_so(line: str, parts: list[str]) -> None:
    assert unknown(line) == parts
    assert all(note(line, part) for part in parts)


def test_an_option_that_is_gone_says_where_it_went() -> None:
    assert "17.06" in note("docker login -e none", "-e")
    assert "get-login" in note(
        "aws ecr get-login-password --no-include-email", "--no-include-email"
    )


def test_an_option_and_its_value_in_one_word_are_two_parts() -> None:
    line = 'docker login -uAWS --config=x --password-stdin "h"'
    assert kinds(line)[2:6] == [
        ("-u", "option"),
        ("AWS", "value"),
        ("--config=", "option"),
        ("x", "value"),
    ]
    assert kinds("docker run -it image")[2] == ("-it", "option")
    assert note("docker run -it image", "-it").startswith("`-i`: Keep")


def test_a_host_is_taken_apart_through_the_quotes_within_it() -> None:
    line = "docker login \"$ACCOUNT\".dkr.ecr.'eu-west-1'.amazonaws.com"
    typed = [part.text for part in annotate(line)]
    assert [text for text in typed if text in ("dkr.ecr", "eu-west-1", "amazonaws.com")] == [
        "dkr.ecr",
        "eu-west-1",
        "amazonaws.com",
    ]


def test_a_host_with_variables_is_taken_apart_all_the_same() -> None:
    line = 'docker login "https://$ACCOUNT.dkr.ecr.${REGION}.amazonaws.com.cn:443/x"'
    assert kinds(line)[3:] == [
        ("https://", "value"),
        ("$ACCOUNT", "variable"),
        ("dkr.ecr", "value"),
        ("${REGION}", "variable"),
        ("amazonaws.com.cn", "value"),
        ("443", "value"),
        ("/x", "value"),
    ]
    assert "account" in note(line, "$ACCOUNT")


@pytest.mark.parametrize(
    ("host", "pieces"),
    [
        (
            "381492183358.dkr-ecr.eu-west-1.on.aws",
            ["381492183358", "dkr-ecr", "eu-west-1", "on.aws"],
        ),
        (
            "381492183358.dkr.ecr-fips.us-east-1.amazonaws.com",
            ["381492183358", "dkr.ecr-fips", "us-east-1", "amazonaws.com"],
        ),
        (
            "<account>.dkr.ecr.<region>.amazonaws.com",
            ["<account>", "dkr.ecr", "<region>", "amazonaws.com"],
        ),
        (
            "$(aws sts get-caller-identity).dkr.ecr.eu-west-1.amazonaws.com",
            [
                "$(aws sts get-caller-identity)",
                *("aws", "sts", "get-caller-identity"),
                *("dkr.ecr", "eu-west-1", "amazonaws.com"),
            ],
        ),
        ("public.ecr.aws", []),
        ("localhost:5000", []),
    ],
)
def test_hosts_of_every_kind(host: str, pieces: list[str]) -> None:
    assert [text for text, _ in kinds(f"docker login {host}")[3:]] == pieces


def test_public_is_told_at_the_whole_host() -> None:
    assert "anybody" in note("docker login public.ecr.aws", "public.ecr.aws")


def test_an_image_is_registry_repository_tag_and_digest() -> None:
    line = f"docker pull {HOST}/team/app:1.0@sha256:abc"
    assert [text for text, _ in kinds(line)[3:]] == [
        HOST,
        *("381492183358", "dkr.ecr", "ap-south-1", "amazonaws.com"),
        *("team/app", "1.0", "sha256:abc"),
    ]
    assert [text for text, _ in kinds("docker pull app:1.0")[3:]] == ["app", "1.0"]


def test_a_substitution_is_annotated_inside() -> None:
    line = 'docker login -p "$(aws ecr get-login-password)" 2>&1'
    assert kinds(line)[2:] == [
        ("-p", "option"),
        ('"$(aws ecr get-login-password)"', "substitution"),
        ("aws", "program"),
        ("ecr", "subcommand"),
        ("get-login-password", "subcommand"),
        ("2>&1", "redirection"),
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("docker login 'h", "'h"),
        ("docker login $(aws", "$(aws"),
        ("aws sts get-caller-identity |", "|"),
        ("| docker login", "|"),
    ],
)
def test_what_is_unfinished_is_said_where_it_stands(line: str, text: str) -> None:
    assert any(term in note(line, text) for term in ("never closed", "on both sides"))


def check_parts(line: str, parts: tuple[Part, ...]) -> None:
    """Hold that parts nest, and that every character is in exactly one of the outermost or is blank."""
    ends: list[int] = []
    counts = [0] * len(line)
    for part in parts:
        assert part.note
        assert part.text == line[part.start : part.end] or "•" in part.text
        while ends and part.start >= ends[-1]:
            ends.pop()
        if ends:
            assert part.end <= ends[-1]
        for at in range(part.start, part.end) if not ends else ():
            counts[at] += 1
        ends.append(part.end)
    for character, count in zip(line, counts, strict=True):
        assert count == 1 or (count == 0 and character in " \t\r\n")


def test_no_part_of_any_line_is_skipped_and_no_secret_is_let_through(random_lines) -> None:
    secrets = ("AWS_SECRET_ACCESS_KEY=hunter2", "eyJwYXlsb2FkIjoiaHVudGVyMiJ9", "TOKEN='hunter2'")
    for line in random_lines(1_000, *secrets):
        parts = annotate(line)
        check_parts(line, parts)
        for text in (masked(line), *(part.text for part in parts)):
            assert "hunter2" not in text, line
            assert "wYXlsb2FkIjoiaHVudGVy" not in text, line


def test_a_variable_behind_an_option_without_a_value_is_the_host() -> None:
    parts = annotate("docker login -u AWS --password-stdin $ECR_REGISTRY")
    host = next(part for part in parts if part.text == "$ECR_REGISTRY")
    assert host.kind == "argument"
    depths = {one.part.text: one.depth for one in placed(parts)}
    assert depths["$ECR_REGISTRY"] == depths["--password-stdin"]


def test_the_words_of_an_unknown_program_are_explained_once() -> None:
    notes = [one.note for one in placed(annotate("frobnicate one two three --four five"))]
    assert sum("does not take this argument" in note for note in notes) == 1
