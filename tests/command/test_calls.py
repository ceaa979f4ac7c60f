import pytest

from explain.command.calls import calls, scripts
from explain.command.model import Call
from explain.command.words import parse

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
LINE = (
    "aws ecr get-login-password --region ap-south-1"
    f" | docker login --username AWS --password-stdin {HOST}"
)


def understood(line: str) -> tuple[Call, ...]:
    return calls(parse(line))


def entries(line: str) -> list[str]:
    return [call.entry for call in understood(line)]


def options(call: Call) -> dict[str, str | None]:
    return {given.name: given.value and given.value.text for given in call.options}


def arguments(call: Call) -> list[str]:
    return [word.text for word in call.arguments]


def test_the_line_is_two_calls() -> None:
    aws, docker = understood(LINE)
    assert (aws.program, aws.path, aws.entry) == (
        "aws",
        ("ecr", "get-login-password"),
        "aws ecr get-login-password",
    )
    assert options(aws) == {"--region": "ap-south-1"}
    assert (docker.entry, arguments(docker)) == ("docker login", [HOST])
    assert options(docker) == {"--username": "AWS", "--password-stdin": None}
    assert all(given.known for call in (aws, docker) for given in call.options)


@pytest.mark.parametrize(
    "typed",
    [
        "--username AWS",
        "--username=AWS",
        "-u AWS",
        "-uAWS",
        "-u=AWS",
        '-u "AWS"',
        '"-uAWS"',
        "-u'AWS'",
    ],
)
def test_an_option_is_known_in_every_form(typed: str) -> None:
    line = f"docker login {typed} {HOST}"
    [call] = understood(line)
    given = call.option("--username")
    assert given is not None
    assert given.known
    assert given.value is not None
    assert given.value.text == "AWS"
    assert line[given.value.start : given.value.end].strip("'\"") == "AWS"
    assert arguments(call) == [HOST]


def test_the_last_option_counts() -> None:
    [call] = understood("docker login -u a -u b")
    given = call.option("--username")
    assert given is not None
    assert given.value is not None
    assert given.value.text == "b"


def test_short_options_come_in_bundles() -> None:
    [call] = understood("docker run -itu me image a -b")
    assert options(call) == {"--interactive": None, "--tty": None, "--user": "me"}
    assert arguments(call) == ["image", "a", "-b"]


def test_options_of_the_tool_stand_before_the_subcommand_too() -> None:
    [aws] = understood("aws --region eu-west-1 --profile p ecr get-login-password")
    assert aws.entry == "aws ecr get-login-password"
    assert options(aws) == {"--region": "eu-west-1", "--profile": "p"}
    [docker] = understood("docker --config x login h")
    assert (docker.entry, arguments(docker)) == ("docker login", ["h"])


def test_a_value_that_only_follows_an_equals_sign() -> None:
    [call] = understood("skopeo login --tls-verify h")
    assert (options(call), arguments(call)) == ({"--tls-verify": None}, ["h"])
    [call] = understood("skopeo login --tls-verify=false h")
    assert (options(call), arguments(call)) == ({"--tls-verify": "false"}, ["h"])


def test_an_option_takes_no_option_for_its_value() -> None:
    [call] = understood("docker login --username --password-stdin h")
    assert options(call) == {"--username": None, "--password-stdin": None}


def test_an_option_may_take_several_values() -> None:
    [call] = understood("aws ecr get-login --registry-ids 1 2 --no-include-email")
    assert [given.value and given.value.text for given in call.options] == ["1", "2", None]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("aws ecr get-login-password --no-include-email", "--no-include-email", None),
        ("aws ecr get-login-password --registry-ids 1", "--registry-ids", "1"),
        ("docker login -e none h", "--email", "none"),
        ("aws ecr get-login-password --foo bar", "--foo", "bar"),
        ("docker login --foo", "--foo", None),
        ("docker login -x", "-x", None),
        ("docker login -ux --foo=bar", "--foo", "bar"),
    ],
)
def test_what_the_tool_does_not_have_is_not_known(line: str, name: str, value: str | None) -> None:
    [call] = understood(line)
    given = call.option(name)
    assert given is not None
    assert not given.known
    assert (given.value and given.value.text) == value


@pytest.mark.parametrize(
    ("line", "path", "rest"),
    [
        ("aws ecr get-login-pasword", ("ecr", "get-login-pasword"), []),
        ("aws erc get-login-password", ("erc", "get-login-password"), []),
        ("aws s3 cp a b", ("s3", "cp"), ["a", "b"]),
        ("docker swarm up", ("swarm",), ["up"]),
        ("helm registry lgoin h", ("registry", "lgoin"), ["h"]),
    ],
)
def test_a_subcommand_that_is_not_known(line: str, path: tuple[str, ...], rest: list[str]) -> None:
    [call] = understood(line)
    assert (call.entry, call.path, arguments(call)) == ("", path, rest)


def test_help_is_no_subcommand() -> None:
    [call] = understood("aws ecr help")
    assert (call.entry, arguments(call)) == ("aws ecr", ["help"])


@pytest.mark.parametrize(
    ("line", "wrappers"),
    [
        ("sudo docker login h", ["sudo"]),
        ("sudo -E -u me A=b docker login h", ["sudo"]),
        ("sudo -Hn env A=b C=d docker login h", ["sudo", "env"]),
        ("time docker login h", ["time"]),
        ("nohup docker login h", ["nohup"]),
        ("command docker login h", ["command"]),
        ("winpty docker login h", ["winpty"]),
        ("timeout -k 1 30 docker login h", ["timeout"]),
        ("aws-vault exec prod -- docker login h", ["aws-vault"]),
        ("if ! docker login h", ["if", "!"]),
        ("$x = docker login h", ["$x"]),
        ("/usr/bin/docker login h", []),
        ("docker.exe login h", []),
    ],
)
def test_a_wrapper_is_around_the_call(line: str, wrappers: list[str]) -> None:
    [call] = understood(line)
    assert [word.text for word in call.wrappers] == wrappers
    assert (call.program, call.entry, arguments(call)) == ("docker", "docker login", ["h"])


def test_the_wrapper_keeps_its_own_options() -> None:
    [call] = understood("sudo -E -u me A=b aws sts get-caller-identity")
    [sudo] = call.around
    assert options(sudo) == {"--preserve-env": None, "--user": "me"}
    assert arguments(sudo) == ["A=b"]
    assert options(call) == {}


def test_a_program_that_nobody_knows_is_a_call_between_two_wrappers() -> None:
    [call] = understood("xargs a bash -c x")
    assert [each.program for each in call.around] == ["xargs", "a"]
    assert call.program == "bash"


def test_a_wrapper_alone_is_a_call() -> None:
    assert entries("sudo -E") == ["sudo"]


@pytest.mark.parametrize(
    "line",
    [
        "docker login -p $(aws ecr get-login-password) h",
        'docker login -p "$(aws ecr get-login-password)" h',
        "docker login -p `aws ecr get-login-password` h",
        "docker login --password-stdin h < <(aws ecr get-login-password)",
        'docker login --password-stdin h <<< "$(aws ecr get-login-password)"',
    ],
)
def test_calls_inside_are_found(line: str) -> None:
    assert entries(line) == ["docker login", "aws ecr get-login-password"]


@pytest.mark.parametrize(
    "line",
    [
        "bash -c 'aws ecr get-login-password | docker login h'",
        'ssh box "aws ecr get-login-password | docker login h"',
        "eval 'aws ecr get-login-password | docker login h'",
    ],
)
def test_a_script_in_quotes_is_understood_where_it_stands(line: str) -> None:
    found = [call for call in understood(line) if call.entry]
    assert [call.entry for call in found][-2:] == ["aws ecr get-login-password", "docker login"]
    for call in found[-2:]:
        assert call.program_word is not None
        assert line[call.program_word.start : call.program_word.end] == call.program


def test_the_image_of_the_aws_cli_is_a_wrapper_too() -> None:
    outer, inner = understood(
        "docker run --rm -it amazon/aws-cli:2.15.0 ecr get-login-password --region eu-west-1"
    )
    assert (outer.entry, inner.entry) == ("docker run", "aws ecr get-login-password")
    assert [word.text for word in inner.wrappers] == ["docker"]
    assert options(inner) == {"--region": "eu-west-1"}


@pytest.mark.parametrize(
    "line", ["docker run alpine ecr", "docker run --entrypoint sh amazon/aws-cli -c x"]
)
def test_another_image_is_none(line: str) -> None:
    assert entries(line) == ["docker run"]


def test_powershell_names_its_parameters_in_any_case_and_shortened() -> None:
    _, call = understood(
        "(get-ecrlogincommand -regio eu-west-1 -profilename:p).Password | docker login"
    )[:2]
    assert call.entry == "Get-ECRLoginCommand"
    assert options(call) == {"-Region": "eu-west-1", "-ProfileName": "p"}


def test_a_shortened_parameter_must_be_clear() -> None:
    [call] = understood("Get-ECRLoginCommand -reg p")  # RegistryId, or Region?
    assert [given.known for given in call.options] == [False]


def test_assignments_alone_are_no_call() -> None:
    assert understood("A=b") == ()
    assert entries("A=$(aws sts get-caller-identity)") == ["aws sts get-caller-identity"]


def test_every_script_of_any_line_is_understood(random_lines) -> None:
    for line in random_lines(700):
        script = parse(line)
        found = calls(script)
        assert [call.command.start for call in found] == sorted(
            call.command.start for call in found
        )
        for call in found:
            for given in call.options:
                assert given.word.raw == line[given.word.start : given.word.end]
                if given.value:
                    assert given.value.raw == line[given.value.start : given.value.end], line
        assert next(iter(scripts(script))) is script
