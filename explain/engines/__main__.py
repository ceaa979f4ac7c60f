"""`python -m explain.engines FOLDER`: write the exercises for Educates and killercoda into a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from explain.engines import educates, killercoda
from explain.practice import course


def main(folder: Path) -> None:
    """Write all files; a script can be run."""
    engines = {"educates": educates.files, "killercoda": killercoda.files}
    for engine, files in engines.items():
        for path, text in files(course.exercises()).items():
            file = folder / engine / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8", newline="\n")
            file.chmod(0o755 if text.startswith("#!") else 0o644)
        print(f"{engine}: {folder / engine}")


if __name__ == "__main__":
    main(Path(*sys.argv[1:] or ["build/engines"]))
