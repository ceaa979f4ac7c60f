"""`explain-ecr site`: the built website, served to this machine alone."""

from __future__ import annotations

import http.server
import sys
import threading
import webbrowser
from functools import partial
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

import explain
from explain.cli.report import reporting, say
from explain.errors import SiteProblem, UsageProblem

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
    with reporting("plain"), _listening(built(), port) as server:
        say(f"The site is at {server.url}\nCtrl-C ends it.")
        if browser:
            # Beside the server: a browser of the terminal holds us up until it is left.
            threading.Thread(target=webbrowser.open, args=(server.url,), daemon=True).start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say()


def built() -> Path:
    """Return the folder of the built site: inside the wheel, or in a checkout. Raises `SiteProblem`."""
    package = Path(explain.__file__).parent
    for folder in (package / "site", package.parent / "site"):
        if (folder / "index.html").is_file():
            return folder
    raise SiteProblem(
        "This copy of explain-ecr has no built site.",
        "In a checkout, `make site` builds it. `explain-ecr lessons` lists what can be read without it.",
    )


def _listening(folder: Path, port: int) -> Server:
    try:
        return Server(folder, port)
    except (OSError, OverflowError) as error:
        raise UsageProblem(
            f"Port {port} of this machine cannot be listened at: {error}.",
            "Choose another one with --port, or leave it out and the system chooses.",
        ) from None


class Server(http.server.ThreadingHTTPServer):
    """A folder's files on loopback. Port 0 lets the system choose."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        found = (file for file in folder.rglob("*") if file.is_file())
        files = {f"/{file.relative_to(folder).as_posix()}": file for file in found}
        super().__init__(("127.0.0.1", port), partial(_Page, files))

    def handle_error(self, *_: object) -> None:
        """Say nothing where a browser has gone before its page was sent: it closed the tab, or loads anew."""
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, OSError):
            from explain.cli.faults import report_of

            say(report_of(error), error=True, end="")

    @property
    def url(self) -> str:
        """The address of the front page."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Page(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD with the files of a table. What is not in the table does not exist."""

    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds, for a browser that opened a connection and says nothing

    def __init__(self, files: dict[str, Path], *given: object) -> None:
        self.files = files
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.wfile.write(self._head())

    def do_HEAD(self) -> None:
        self._head()

    def _head(self) -> bytes:
        """Send the status and the headers, and return the body."""
        path = _path_of(self.path)
        file = self.files.get(f"{path}index.html" if path.endswith("/") else path)
        status = HTTPStatus.OK if file else HTTPStatus.NOT_FOUND
        body = file.read_bytes() if file else b"There is no such page.\n"
        self.send_response(status)
        kind = _TYPES.get(file.suffix, "application/octet-stream") if file else "text/plain"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")  # the next version may be at the same address
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        return body

    def log_message(self, *_: object) -> None:
        """Say nothing: the terminal is the reader's."""


def _path_of(target: str) -> str:
    """Return the path that a request asks for; none where its target cannot be read, as in `//[`."""
    try:
        return unquote(urlsplit(target).path)
    except ValueError:
        return ""
