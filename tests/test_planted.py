"""No secret that people type, paste or store is shown by any command, in any output, nor by an error.

Each holder of a secret (a line, a log, a file) is given to the commands that take it. Six characters of the
secret in a row are a leak: of a long token the first eight are shown, and of all others nothing. And what
stands around the secret must be shown: who hides everything, leaks nothing.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from string import ascii_letters, digits
from urllib.parse import quote

import pytest

from explain.cli.running import run

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
MASK = "••••••••"
OUTPUTS = ("plain", "rich", "json")
PIECE = 6
SHOWN = 8
LONG = 64
"""Characters of a secret of which the first eight are shown, by which people know it."""

_random = Random(10)


def _ecr_password() -> str:
    fields = {"payload": base64.b64encode(_random.randbytes(200)).decode(), "version": "2"}
    return base64.b64encode(json.dumps(fields).encode()).decode()


SECRETS = {
    "word": "kumquatvexjock",
    "password": "zebra-Quince7fjordW",
    "key": "".join(_random.choices(ascii_letters + digits + "+/", k=40)),
    "password of ECR": _ecr_password(),
}

LINES = """
curl -sS -u AWS:{plain} https://HOST/v2/
curl --user "AWS:{plain}" https://HOST/v2/
curl -H "Authorization: Bearer {plain}" https://HOST/v2/
curl -H 'Authorization: Basic {basic}' https://HOST/v2/
curl -H "X-Vault-Token: {plain}" https://vault.example/v1/kv
curl -b "session={plain}" https://HOST/v2/
docker pull https://AWS:{url}@HOST/app
HTTPS_PROXY=http://bob:{url}@proxy:3128 docker pull HOST/app
echo {plain} | docker login --username AWS --password-stdin HOST
printf '%s' "{plain}" | podman login --username AWS --password-stdin HOST
yes {plain} | docker login --username AWS --password-stdin HOST
echo {plain} | sudo -S docker login --username AWS --password-stdin HOST
docker login --username AWS --password-stdin HOST <<< {plain}
docker login --username AWS --password-stdin HOST <<< "$(echo {plain})"
docker login --username AWS --password-stdin HOST < <(echo {plain})
docker login --username AWS --password-stdin HOST <<EOF⏎{plain}⏎EOF
cat <<'EOF' | docker login --username AWS --password-stdin HOST⏎{plain}⏎EOF
docker login -u AWS -p {plain} HOST
docker login -uAWS -p{plain} HOST
docker login -u AWS -p "$(echo {plain})" HOST
docker login -u AWS --password={plain} HOST
docker login \\⏎  -u AWS \\⏎  -p {plain} \\⏎  HOST
PASSWORD={plain}; echo "$PASSWORD" | docker login --username AWS --password-stdin HOST
PASSWORD=$(printf %s {plain}) && docker login -u AWS -p "$PASSWORD" HOST
echo {plain} > ~/ecr-password.txt
skopeo copy --dest-creds AWS:{plain} docker://app docker://HOST/app
crictl pull --creds "AWS:{plain}" HOST/app
kubectl create secret docker-registry ecr --docker-server=HOST --docker-username=AWS --docker-password={plain}
kubectl create secret generic ecr --from-literal=.dockerconfigjson='{config}'
AWS_SECRET_ACCESS_KEY={plain} aws ecr get-login-password --region ap-south-1
docker run -e AWS_SESSION_TOKEN={plain} amazon/aws-cli ecr get-login-password
$env:AWS_SECRET_ACCESS_KEY = "{plain}"
$secure = ConvertTo-SecureString "{plain}" -AsPlainText -Force
aws configure set aws_secret_access_key {plain}
machine HOST login AWS password {plain}
machine HOST⏎  login AWS⏎  password {plain}
{{"auths":{{"HOST":{{"auth":"{basic}"}}}}}}
echo '{{"auths":{{"HOST":{{"username":"AWS","password":"{plain}"}}}}}}' > ~/.docker/config.json
  .dockerconfigjson: {config}
curl "https://prod-ap-south-1-starport.s3.amazonaws.com/x?X-Amz-Security-Token={url}&X-Amz-Expires=60"
curl "https://prod-ap-south-1-starport.s3.amazonaws.com/x?X-Amz-Expires=60&X-Amz-Signature={hexadecimal}"
+ echo {plain}⏎+ docker login --username AWS --password-stdin HOST
+ docker login --username AWS --password-stdin HOST⏎+ echo {plain}
+ echo {plain} | docker login --username AWS --password-stdin HOST
++ aws ecr get-login-password⏎+ PASSWORD={plain}⏎+ docker login -u AWS -p {plain} HOST
echo "::add-mask::{plain}"
  run: echo {plain} | docker login --username AWS --password-stdin HOST
sh 'docker login -u AWS -p {plain} HOST'
subprocess.run(["docker", "login", "-u", "AWS", "-p", "{plain}", "HOST"])
client.login("AWS", "{plain}", registry="HOST")
"""  # fmt: skip
HOLDERS = [line.replace("HOST", HOST).replace("⏎", "\n") for line in LINES.strip().split("\n")]


def forms(secret: str) -> dict[str, str]:
    """Return a secret as the holders have it."""
    basic = base64.b64encode(f"AWS:{secret}".encode()).decode()
    config = json.dumps({"auths": {HOST: {"auth": basic}}})
    return {
        "plain": secret,
        "basic": basic,
        "url": quote(secret, safe=""),
        "hexadecimal": (secret.encode().hex() * 5)[:64],
        "config": base64.b64encode(config.encode()).decode(),
    }


def filled(text: str, secret: str) -> str:
    """Put a secret into a holder."""
    return text.format(**forms(secret))


def leaks(shown: str, secret: str, holder: str) -> list[str]:
    """Return the pieces of a secret, and of what the holder has it as, that a text shows."""
    texts = {secret, *(form for name, form in forms(secret).items() if f"{{{name}}}" in holder)}
    return [
        text[at : at + PIECE]
        for text in texts
        for at in range(len(text) - PIECE + 1)
        if text[at : at + PIECE] in shown
        and not (len(text) >= LONG and text[at : at + PIECE] in text[:SHOWN])
    ]


def squeezed(text: str) -> str:
    """Return a text without blanks, ends of lines (output is folded) and the backslashes of JSON."""
    return re.sub(r"[\s\\]", "", text)


def beside(text: str) -> list[str]:
    """Return the words of a holder that have no secret in them; the `+` of a trace is taken off."""
    return [squeezed(word) for word in text.split() if "{" not in word and word.strip("+")]


Console = Callable[..., tuple[int, str]]


@pytest.fixture
def console(here, monkeypatch, capsys) -> Console:
    """Run a command in this process as the console script does; return its exit code and all it wrote."""

    def typed(*arguments: str, stdin: str = "") -> tuple[int, str]:
        monkeypatch.setenv("COLUMNS", "80")
        monkeypatch.setattr(sys, "argv", ["explain-ecr", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            run()
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return int(ended.value.code or 0), re.sub(r"\x1b\[[0-9;]*m", "", out + err)

    return typed


def rotated(holder: str, times: int) -> Iterator[tuple[str, str]]:
    """Give some outputs, each with another secret; the next holder has others."""
    secrets = list(SECRETS.values())
    place = HOLDERS.index(holder)
    for number in range(place, place + times):
        yield OUTPUTS[number % 3], secrets[number % len(secrets)]


# --- what is typed or piped in ---------------------------------------------------------------------


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_secret_in_a_line_is_hidden_and_the_line_is_shown(console: Console, holder: str) -> None:
    for output, secret in rotated(holder, 3):
        text = filled(holder, secret)
        typed = ("-",) if output == "rich" else (text,)
        code, shown = console("command", "--output", output, *typed, stdin=text)
        assert leaks(shown, secret, holder) == [], shown
        assert code in (0, 1)
        assert MASK in shown
        assert [word for word in beside(holder) if word not in squeezed(shown)] == []


@pytest.mark.parametrize("holder", HOLDERS)
def test_a_secret_in_a_log_is_hidden_and_the_log_is_shown(console: Console, holder: str) -> None:
    for output, secret in rotated(holder, 2):
        text = filled(holder, secret)
        typed = (text,) if output == "rich" else ("-",)
        code, shown = console("why", "--output", output, *typed, stdin=text)
        assert leaks(shown, secret, holder) == [], shown
        assert code == 1
        lines = [beside(line) for line in holder.split("\n")]
        assert any(all(word in squeezed(shown) for word in line) for line in lines), shown


def test_a_file_and_a_log_with_every_holder_show_none_of_their_secrets(
    console: Console, tmp_path: Path
) -> None:
    for number, secret in enumerate(SECRETS.values()):
        text = "\n".join(filled(holder, secret) for holder in HOLDERS)
        file = tmp_path / "deploy.sh"
        file.write_text(text)
        output = (*OUTPUTS, "github")[number]
        code, shown = console("command", "--output", output, str(file))
        assert leaks(shown, secret, LINES) == []
        assert (code, HOST in shown, "deploy.sh" in shown) == (1, True, True)
        code, shown = console("why", "-", "--output", OUTPUTS[number % 3], "--more", stdin=text)
        assert leaks(shown, secret, LINES) == []
        assert (code, bool(shown)) == (1, True)


# --- what is stored ------------------------------------------------------------------------------

CONFIGURATIONS = {
    "auth": '{"auths": {"HOST": {"auth": "BASIC"}}}',
    "password": '{"auths": {"HOST": {"username": "AWS", "password": "PLAIN"}}}',
    "bare password in auth": '{"auths": {"HOST": {"auth": "PLAIN"}}}',
    "identity token": '{"auths": {"HOST": {"auth": "BASIC", "identitytoken": "PLAIN"}}}',
    "registry token": '{"auths": {"HOST": {"registrytoken": "PLAIN"}}}',
    "user": '{"auths": {"HOST": {"username": "PLAIN", "password": "x"}}}',
    "key with a login": '{"auths": {"https://AWS:URL@HOST": {"auth": "BASIC"}, "HOST": {}}}',
    "key with a query": '{"auths": {"HOST?token=URL": {"auth": 7}, "HOST": {}}}',
    "header": '{"HttpHeaders": {"X-Meta": "PLAIN"}, "auths": {"HOST": {}}}',
    "proxy": '{"proxies": {"default": {"httpProxy": "http://u:URL@p:1"}}, "auths": {"HOST": {}}}',
    "server address": '{"auths": {"HOST": {"serveraddress": "PLAIN", "auth": "BASIC"}}}',
    "helper": '{"credHelpers": {"HOST": "PLAIN"}}',
    "secret of Kubernetes": '{"kind": "Secret", "data": {".dockerconfigjson": "CONFIG"}}',
    "manifest": "kind: Secret\ndata:\n  .dockerconfigjson: CONFIG\n",
    "torn": '{"auths": {"HOST": {"auth": "BASIC',
    "netrc": "machine HOST login AWS password PLAIN\n",
}
NAMES = ("user", "helper")
"""Here a word without a sign is a name, which nobody can tell from a secret."""


def written(template: str, secret: str) -> str:
    """Return a configuration with a secret in the place that is named in capitals."""
    names = {"PLAIN": "plain", "BASIC": "basic", "URL": "url", "CONFIG": "config"}
    text = template.replace("HOST", HOST)
    for place, form in names.items():
        text = text.replace(place, json.dumps(forms(secret)[form])[1:-1])
    return text


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_secret_in_a_configuration_is_hidden_and_its_host_is_shown(
    console: Console, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "config.json"
    for number, secret in enumerate(SECRETS.values()):
        if name in NAMES and secret == SECRETS["word"]:
            continue
        file.write_text(written(CONFIGURATIONS[name], secret))
        for command in ("inspect", "status"):
            named = ("--docker-config", str(file), "--output", OUTPUTS[number % 3])
            code, shown = console(command, *named)
            assert leaks(shown, secret, "{plain}{basic}{url}{config}") == [], shown
            assert code in (0, 1)
            is_read = CONFIGURATIONS[name].startswith("{") and name != "torn"
            assert not is_read or HOST in squeezed(shown) or name == "secret of Kubernetes"
            assert MASK in shown or not is_read or command == "status"


@pytest.mark.parametrize("way", ["says", "fails"])
def test_what_a_helper_hands_out_is_hidden(console, here, shim, monkeypatch, way: str) -> None:
    file = here.folder / "config.json"
    file.write_text(json.dumps({"credHelpers": {HOST: "vault"}}))
    for number, secret in enumerate(SECRETS.values()):
        answer = json.dumps({"Username": "AWS", "Secret": secret})
        says = f"cat >/dev/null; echo '{answer}'"
        script = says if way == "says" else f"{says}; echo 'token={secret}' >&2; exit 1"
        monkeypatch.setenv("PATH", shim("docker-credential-vault", script)["PATH"])
        named = ("--docker-config", str(file), "--output", OUTPUTS[number % 3])
        code, shown = console("status", "--ask-helpers", *named)
        assert leaks(shown, secret, "{plain}") == [], shown
        assert (code in (0, 1), HOST in squeezed(shown)) == (True, True)


# --- what is decoded -----------------------------------------------------------------------------

PIPED = {
    "a password": "{plain}",
    "a token": "{basic}",
    "an answer of the API": '{{"authorizationData": [{{"authorizationToken": "{basic}"}}]}}',
    "a header": "Authorization: Basic {basic}",
    "a line": "docker login -u AWS -p {plain} " + HOST,
}


@pytest.mark.parametrize("way", PIPED.values(), ids=PIPED.keys())
def test_what_is_decoded_is_hidden(console: Console, way: str) -> None:
    for number, secret in enumerate(SECRETS.values()):
        output = OUTPUTS[number % 3]
        code, shown = console("decode", "--output", output, stdin=filled(way, secret))
        assert leaks(shown, secret, way) == [], shown
        assert code in (0, 1, 2)
        assert ("error: " in shown or '"failed"' in shown) == (code != 0)
    assert "payload" in console("decode", stdin=forms(SECRETS["password of ECR"])["basic"])[1]


# --- what is echoed ------------------------------------------------------------------------------

TYPED = (
    "{key}",
    "{token}",
    "dckr_pat_{letters}",
    "AWS:{password}@" + HOST,
    "https://AWS:{password}@" + HOST + "/app",
    "--password={password}",
    "--x-token={letters}",
)
"""What tells a secret that is typed where none belongs: its look, or what stands before it."""

PLACES = (
    ("{}",),
    ("--{}",),
    ("token", "--{}"),
    ("lesson", "--", "{}"),
    ("lesson", "lychee {}"),
    ("inspect", "--docker-config", "{}"),
    ("status", "--docker-config", "{}"),
    ("status", "--docker-config", "lychee {}/config.json"),
    ("doctor", "--docker-config", "{}"),
    ("preflight", "--read", "--", "{}"),
    ("preflight", "--read", "ana={}"),
    ("status", "--", "{}"),
    ("clock", "{}"),
    ("step", "--", "{}"),
    ("step", "1", "--region", "{}"),
    ("step", "1", "--account", "{}"),
    ("step", "1", "--output", "{}"),
    ("step", "--from-recording", "{}"),
    ("record", "{}/talk.jsonl"),
    ("record", "talk.jsonl", "--", "{}"),
    ("record", "talk.{}"),
    ("record", "talk.html", "--act", "{}"),
    ("record", "talk.html", "--from-recording", "{}"),
    ("inspect", "--region", "{}"),
    ("inspect", "--account", "{}"),
    ("decode", "--", "{}"),
    ("decode", "--region", "{}"),
    ("check", "--", "{}"),
    ("command", "lychee.{}.yml"),
    ("site", "--port", "{}"),
    ("lab", "{}"),
    ("lab", "env", "--shell", "{}"),
    ("lab", "down", "--lab", "{}"),
    ("lab", "exec", "--", "{}"),
    ("trace", "{}"),
    ("trace", "--since", "{}"),
    ("trace", "--save", "{}"),
)
WITH_OUTPUT = (
    "inspect",
    "status",
    "doctor",
    "preflight",
    "clock",
    "step",
    "lesson",
    "decode",
    "command",
)


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_a_secret_that_is_typed_in_a_wrong_place_is_not_echoed(console: Console, place) -> None:
    first = PLACES.index(place)
    for number in range(first, first + 4):
        typed = TYPED[number % len(TYPED)]
        values = {
            "key": SECRETS["key"],
            "token": SECRETS["password of ECR"],
            "password": SECRETS["password"],
            "letters": SECRETS["word"] * 2,
        }
        name = next(name for name in values if f"{{{name}}}" in typed)
        arguments = [part.format(typed.format(**values)) for part in place]
        if place[0] in WITH_OUTPUT:
            arguments[1:1] = ["--output", OUTPUTS[number % 3]]
        code, shown = console(*arguments)
        assert leaks(shown, values[name], "{plain}") == [], (arguments, shown)
        assert shown.strip()
        assert code != 0 or place[0] in ("doctor", "decode", "command")
        assert "lychee" in shown or "lychee" not in " ".join(place)
