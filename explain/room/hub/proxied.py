"""The website in a Jupyter server: what jupyter-server-proxy, where it is installed, asks us for."""

from __future__ import annotations

from typing import Any


def site() -> dict[str, Any]:
    """Return how the website is started, once somebody asks for it.

    The name of the option's keys is jupyter-server-proxy's (its docs, `server-process`). The site answers
    to the loopback's own names alone, so the browser's name for the hub is replaced.
    """
    return {
        "command": ["explain-ecr", "site", "--no-browser", "--port", "{port}"],
        "request_headers_override": {"Host": "127.0.0.1:{port}"},
        "launcher_entry": {"title": "Explain ECR"},
    }
