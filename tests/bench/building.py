"""The website: how long it takes to build, every transcript performed, and how that grows with the lessons.

(Not `site`, which is a module of Python's own and would be imported in its stead.)
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml
from measure import BIN, clean, run

ROOT = Path(__file__).parent.parent.parent
GOAL = 15.0
"""Seconds on two cores."""

COPIES = (2, 4, 8)
RUNS = 3
LESSON = """# A lesson

```console run
aws ecr get-login-password --region ap-south-1 | docker login --username AWS --password-stdin {host}
docker logout {host} # {number}
```

```sequence
GET /v2/ 401: It knocks with nothing in its hands.
```
"""
"""Each copy differs in a remark, so that each is performed for itself."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        _whole(place)
        _growth(place)


def _whole(place: Path) -> None:
    build = _build(ROOT / "mkdocs.yml", place)
    build()
    seconds = statistics.median(build() for _ in range(RUNS))
    pages = len(list((place / "site").rglob("*.html")))
    verdict = "met" if seconds <= GOAL else "missed"
    print(f"{f'the website, {pages} pages':44} {seconds:9.3f} s   goal ≤ {GOAL:.0f} s: {verdict}\n")


def _growth(place: Path) -> None:
    """Compare what a lesson costs among few with what it costs among many."""
    builds = [_build(_copies(place / str(copies), copies), place) for copies in COPIES]
    builds[0]()
    few, some, many = zip(*[[build() for build in builds] for _ in range(RUNS)], strict=True)
    for copies, seconds in zip(COPIES, (few, some, many), strict=True):
        print(f"{f'{copies} copies of a lesson':44} {statistics.median(seconds):9.3f} s")
    low, middle, high = map(statistics.median, (few, some, many))
    among_few = (middle - low) / (COPIES[1] - COPIES[0])
    among_many = (high - middle) / (COPIES[2] - COPIES[1])
    ratio = among_many / among_few
    verdict = "met" if ratio <= 1.25 else "missed"
    print(f"{'a lesson, among few and among many':44} {among_few:9.3f} s, {among_many:.3f} s")
    print(f"{'ratio':44} {ratio:9.2f}   goal ≤ 1.25 (linear): {verdict}\n")


def _copies(folder: Path, copies: int) -> Path:
    """Make a site of copies of one lesson, with the website's own configuration."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    del settings["nav"]
    settings["theme"]["custom_dir"] = str(ROOT / settings["theme"]["custom_dir"])
    settings["hooks"] = [str(ROOT / hook) for hook in settings["hooks"]]
    (folder / "lessons").mkdir(parents=True)
    host = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
    for number in range(copies):
        name = f"{number}.md" if number else "index.md"
        (folder / "lessons" / name).write_text(LESSON.format(host=host, number=number), "utf-8")
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), "utf-8")
    return folder / "mkdocs.yml"


def _build(config: Path, place: Path) -> Callable[[], float]:
    environment = clean(place) | {"PYTHONPATH": str(ROOT)}
    command = [str(BIN / "mkdocs"), "build", "--strict", "-q", "-f", str(config)]
    return run([*command, "-d", str(place / "site")], environment)
