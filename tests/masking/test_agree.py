"""The page masks what the terminal masks."""

from __future__ import annotations

import json
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from explain.masking import masked

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "lessons/assets"
NODE = shutil.which("node")

SCRIPT = """
globalThis.window = globalThis;
const fs = require("fs");
const [texts, ...scripts] = JSON.parse(fs.readFileSync(0, "utf8"));
for (const script of scripts) (0, eval)(script);
process.stdout.write(JSON.stringify(texts.map((text) => window.explainMasking.masked(text))));
"""

TOKEN = "github_pat_jYdOhCgOIPOZx9eRmm0Eql_TaWEIT\nclorXwIS8HGNWkz2YS5ofA75UyiCDmO46ayJKP4G\nY08vDuPngU30Z"
LINES = (
    f"crictl pull --creds AWS:{TOKEN} x",
    TOKEN.replace("\n", "\\n"),
    TOKEN.replace("\n", "\n    ") + " | cat",
    "docker login -u AWS -p hunter2secret HOST",
    "docker pull https://AWS:P@ssw0rd@h.example/app",
    "mysql -u root -phunter2 -P3306",
)


def corpora() -> list[str]:
    """Return what must be hidden, each look in each form, and what must be shown."""
    hidden, shown = (
        runpy.run_path(str(Path(__file__).with_name(f"test_{name}.py")))
        for name in ("hidden", "shown")
    )
    secrets = [
        hidden["written"](secret, form)
        for secret in hidden["secrets"](7).values()
        for form in hidden["FORMS"]
    ]
    lines = hidden["LINES"]
    planted = [lines[at % len(lines)].format(secret) for at, secret in enumerate(secrets)]
    cookies = [line.format("kumquatvexjock") for line in hidden["COOKIES"]]
    gaps = [line.format(gap) for line in shown["CARRIERS"] for gap in shown["GAPS"]]
    return [*planted, *cookies, "\n".join(hidden["pem"](7)), *gaps, *shown["things"](7)]


@pytest.mark.skipif(NODE is None, reason="node, which runs the page's script, is not on PATH")
def test_the_script_masks_what_python_masks() -> None:
    lessons = (path.read_text("utf-8") for path in sorted((ROOT / "lessons").rglob("*.md")))
    texts = [*LINES, *corpora(), *lessons]
    scripts = [(ASSETS / name).read_text("utf-8") for name in ("tables-masking.js", "masking.js")]
    ran = subprocess.run(
        [NODE or "", "-e", SCRIPT],
        input=json.dumps([texts, *scripts]), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for text, shown in zip(texts, json.loads(ran.stdout), strict=True):
        assert shown == masked(text)
    assert all("••••" in masked(line) for line in LINES)
