"""What the site's widgets know, taken from the Python that knows it: tables, as classic scripts.

A small widget is written again in JavaScript (`lessons/assets/`); the large ones run the Python itself
(`explain.page.python`). Whatever is not logic of a small one comes from here: texts, patterns, numbers,
and samples made by the real thing.
`python -m explain.reference` writes the files; a test keeps them up to date.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from explain.content.place import folder
from explain.tables import signature, token


def files() -> Mapping[Path, str]:
    """Return each table's file with its content."""
    tables = {
        "token": token.table(),
        "signature": signature.table(),
    }
    place = folder() / "assets"
    return {place / f"tables-{name}.js": _script(name, table) for name, table in tables.items()}


def _script(name: str, table: Mapping[str, object]) -> str:
    """Write a table as a script, which, unlike a file of JSON, may be read on file:// as well."""
    facts = ",\n".join(f"{_json(key)}: {_json(value)}" for key, value in table.items())
    return (
        f"// Generated from explain/tables/{name}.py by `make reference`.\n"
        f'"use strict";\n(window.explainTables ??= {{}}).{name} = {{\n{facts},\n}};\n'
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
