"""`explain-ecr site`: the built website, served to this machine alone."""

from __future__ import annotations

import threading
import time
import webbrowser
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

import explain
from explain.cli.report import reporting, say
from explain.errors import SiteProblem, UsageProblem
from explain.http.guard import loopback
from explain.http.limits import Limits, affordable
from explain.http.listening import Listening
from explain.http.message import FilePart, Headers, Request, Response
from explain.http.server import Server, on_loopback

# Ours alone, and no system's: Windows' registry may call a script plain text, and no browser runs it then.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


def serve(port: int, browser: bool) -> None:
    """Serve the site until Ctrl-C, and open it in a browser."""
    with reporting("plain"), _listening(built(), port) as site:
        say(f"The site is at {site.url}\nPress Ctrl-C to stop.")
        if browser:
            # In a thread: a browser in the terminal would block us until somebody leaves it.
            threading.Thread(target=webbrowser.open, args=(site.url,), daemon=True).start()
        try:
            while True:  # in pieces: on Windows nothing interrupts a wait that has no end
                time.sleep(1)
        except KeyboardInterrupt:
            say()


def built() -> Path:
    """Return the folder of the built site: inside the wheel, or in a checkout. Raises `SiteProblem`."""
    package = Path(explain.__file__).parent
    for folder in (package / "site", package.parent / "site"):
        if (folder / "index.html").is_file():
            return folder
    raise SiteProblem(
        "This copy of explain-ecr does not contain the site.",
        "In a checkout, `make site` builds it. `explain-ecr lessons` lists what you can read without it.",
    )


def _listening(folder: Path, port: int) -> Site:
    try:
        return Site(folder, port)
    except (OSError, OverflowError) as error:
        raise UsageProblem(
            f"Cannot listen on port {port}: {error}.",
            "Choose another port with --port, or leave it out to use any free port.",
        ) from None


class Site:
    """A folder's files on loopback, served meanwhile. Port 0 lets the system choose.

    What is not a file of the folder when it is made does not exist.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        found = (file for file in folder.rglob("*") if file.is_file())
        self._files = {f"/{file.relative_to(folder).as_posix()}": file for file in found}
        server = Server(
            "site",
            self.respond,
            on_loopback(port),
            hosts=loopback,
            limits=Limits(connections=affordable(1), idle=30),
            pages=True,
            fault=_tell,
        )
        self.port = server.port
        self.url = f"http://127.0.0.1:{self.port}/"
        self._listening = Listening([server])

    def __enter__(self) -> Self:
        self._listening.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def respond(self, request: Request) -> Response:
        """Answer GET and HEAD with the files of the table."""
        if request.method not in ("GET", "HEAD"):
            return Response(405, (("Allow", "GET, HEAD"),))
        path = _path_of(request.path)
        file = self._files.get(f"{path}index.html" if path.endswith("/") else path)
        if not file:
            return Response(404, _headers("text/plain"), b"There is no such page.\n")
        kind = _TYPES.get(file.suffix, "application/octet-stream")
        return Response(200, _headers(kind), FilePart(file, 0, file.stat().st_size))


def _headers(kind: str) -> Headers:
    """Return the headers of every page. The next version of one may be at the same address."""
    return (
        ("Content-Type", kind),
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
    )


def _tell(error: Exception) -> None:
    from explain.cli.faults import report_of

    say(report_of(error), error=True, end="")


def _path_of(target: str) -> str:
    """Return the path that a request asks for; none if its target cannot be read, as in `//[`."""
    try:
        return unquote(urlsplit(target).path)
    except ValueError:
        return ""
