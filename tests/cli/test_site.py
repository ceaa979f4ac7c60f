"""`explain-ecr site`: what is served, to whom, and what is not."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from explain.cli import site
from explain.cli.site import Site

PAGES = {
    "index.html": "<title>Front</title>",
    "reference/commands.html": "<title>Commands</title>",
    "errors/index.html": "<title>Errors</title>",
    "assets/a.css": "p {}",
    "assets/a.js": "1;",
    "assets/a.svg": "<svg/>",
    "assets/a.json": "{}",
    "assets/a.bin": "?",
    "a page, 100% ours.html": "<title>Name</title>",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("served")
    for name, text in PAGES.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (tmp_path / "secret.html").write_text("not of the site", "utf-8")
    return tmp_path / "site"


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with Site(folder) as served:
        yield served.port


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=False)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", PAGES["index.html"]),
        ("/index.html", "text/html; charset=utf-8", PAGES["index.html"]),
        ("/index.html?a=b", "text/html; charset=utf-8", PAGES["index.html"]),
        ("/errors/", "text/html; charset=utf-8", PAGES["errors/index.html"]),
        ("/assets/a.css", "text/css; charset=utf-8", "p {}"),
        ("/assets/a.js", "text/javascript; charset=utf-8", "1;"),
        ("/assets/a.svg", "image/svg+xml", "<svg/>"),
        ("/assets/a.json", "application/json", "{}"),
        ("/assets/a.bin", "application/octet-stream", "?"),
        ("/a%20page%2c%20100%25%20ours.html", "text/html; charset=utf-8", "<title>Name</title>"),
    ],
)
def test_files_are_served_as_what_they_are(port: int, path: str, kind: str, body: str) -> None:
    status, headers, text = ask(port, path)
    assert (status, headers["Content-Type"], text) == (200, kind, body)
    assert headers["Content-Length"] == str(len(body))
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere.html", "/reference/", "/reference", "/assets/", "/INDEX.html/", "/index.html/",
        "/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "/..%5csecret.html",
        "//secret.html", "/reference/../../secret.html", "/%00", "/index.html%00", "*", "secret.html",
        "/" + "a" * 5000,
    ],
)  # fmt: skip
def test_what_is_not_a_file_of_the_site_is_not_there(port: int, path: str) -> None:
    status, headers, text = ask(port, path)
    assert (status, headers["Content-Type"], text) == (
        404,
        "text/plain",
        "There is no such page.\n",
    )


def test_head_has_the_headers_alone(port: int) -> None:
    status, headers, text = ask(port, "/", "HEAD")
    assert (status, text) == (200, "")
    assert headers["Content-Length"] == str(len(PAGES["index.html"]))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE", "X"])
def test_nothing_but_get_and_head_is_answered(port: int, method: str) -> None:
    assert ask(port, "/", method)[0] == 405


def test_one_connection_serves_several_pages(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path in ("/", "/nowhere", "/assets/a.js", "/"):
        connection.request("GET", path)
        assert connection.getresponse().read()
    connection.close()


def test_it_listens_on_loopback_alone(folder: Path) -> None:
    with Site(folder) as served:
        assert served._listening._servers[0].listener.getsockname() == ("127.0.0.1", served.port)
        assert served.url == f"http://127.0.0.1:{served.port}/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Host: 127.0.0.1", 200),
        ("Host: localhost\r\nSec-Fetch-Site: same-origin", 200),
        ("Host: localhost\r\nOrigin: http://localhost", 200),
        ("Host: rebound.example", 403),
    ],
)
def test_its_own_pages_may_ask_and_no_name_that_was_turned(
    port: int, headers: str, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n".encode())
        assert int(connection.recv(100).split()[1]) == status


# --- the command ---------------------------------------------------------------------------------

Play = Callable[..., Any]

STARTED = """
import sys
from pathlib import Path
from explain.cli import main, site
folder = Path(sys.argv.pop(1))
site.built = lambda: folder
main()
"""
"""The command with a site of the test's."""


@pytest.mark.parametrize("arguments", [(), ("--no-browser",)])
def test_it_says_where_it_is_opens_it_and_ends_with_ctrl_c(
    learner: Any, folder: Path, shim: Any, interrupt: Any, tmp_path: Path, arguments: Sequence[str]
) -> None:
    opened = tmp_path / "opened"
    browser = shim("browser", f'echo "$1" > "{opened}.tmp"; mv "{opened}.tmp" "{opened}"')
    command = [sys.executable, "-c", STARTED, str(folder), "site", *arguments]
    environment = {**learner.environment, **browser, "BROWSER": "browser", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        said = process.stdout.readline() + process.stdout.readline()
        url = said.split()[4]
        assert said == f"The site is at {url}\nPress Ctrl-C to stop.\n"
        assert ask(urlsplit(url).port, "/")[2] == PAGES["index.html"]
        patience = time.monotonic() + 30
        while not arguments and not opened.exists() and time.monotonic() < patience:
            time.sleep(0.02)
        assert opened.exists() == (not arguments)
        assert not opened.exists() or opened.read_text().strip() == url
        interrupt(process)
        assert process.wait(30) == 0
        assert process.stderr.read() == ""


def test_a_port_that_is_taken(play: Play, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "built", lambda: folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        played = play(("site", "--no-browser", "--port", str(port)))
    assert played.exit_code == 2
    assert played.error.startswith(f"error: Cannot listen on port {port}: ")
    assert "remedy: Choose another port with --port" in played.error


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_that_is_none(play: Play, port: str) -> None:
    assert play(("site", "--port", port)).exit_code == 2


def test_a_checkout_without_a_built_site_says_what_to_do(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explain.__file__", str(tmp_path / "explain" / "__init__.py"))
    played = play(("site",))
    assert (played.exit_code, played.stdout) == (1, "")
    assert "error: This copy of explain-ecr does not contain the site." in played.error
    assert "remedy: In a checkout, `make site` builds it." in played.error


@pytest.mark.parametrize("place", ["explain/site", "site"])
def test_the_site_of_the_wheel_or_of_the_checkout_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr("explain.__file__", str(tmp_path / "explain" / "__init__.py"))
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "index.html").write_text("")
    assert site.built() == tmp_path / place


def test_a_target_that_nobody_can_read_is_a_page_that_is_not_there(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"GET //[ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 404 ")


def test_a_browser_that_leaves_before_its_page_is_sent_is_no_fault(port: int, capfd: Any) -> None:
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert ask(port, "/")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_fault_of_ours_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Site(folder) as served:
        monkeypatch.setattr(site, "_path_of", lambda _: 1 / 0)
        assert ask(served.port, "/")[0] == 500
    assert "explain-ecr has a fault: ZeroDivisionError" in capsys.readouterr().err
