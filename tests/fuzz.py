"""Draw new examples for every property test, for a given time: `make fuzz`, or `make fuzz MINUTES=1`.

The tests draw the same examples in each run of the CI. Here each file of property tests gets a new
seed, round after round, in another order each time. What fails is printed with its seed and its
example; keep it in the test as an `@example`.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def files() -> list[Path]:
    """List the files that hold a property test. (One inside a test is drawn with that, and not by itself.)"""
    return [
        path
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "\n@given(" in path.read_text()
    ]


def run(file: Path, seed: int) -> bool:
    """Run the property tests of a file with new examples; return whether they passed."""
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    command = (
        *(sys.executable, "-m", "pytest", str(file), "-m", "hypothesis", "-p", "no:cacheprovider"),
        *("--hypothesis-profile=fuzz", f"--hypothesis-seed={seed}", "--no-header", "--tb=short"),
    )
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    passed = done.returncode == 0
    print(
        f"{'ok  ' if passed else 'FAIL'} {file.relative_to(ROOT)} --hypothesis-seed={seed}",
        flush=True,
    )
    if not passed:
        print(done.stdout, done.stderr, flush=True)
    return passed


def main(minutes: float) -> int:
    """Draw examples until the time is over; return 1 where one of them failed a test."""
    end = time.monotonic() + 60 * minutes
    system = random.SystemRandom()
    waiting: list[Path] = []
    results: list[bool] = []
    while time.monotonic() < end:
        if not waiting:
            waiting = files()
            system.shuffle(waiting)
        results.append(run(waiting.pop(), system.getrandbits(40)))
    print(f"{len(results)} runs, {results.count(False)} failed")
    return 1 if False in results else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
