"""Nothing of the user's is lost: what explain-ecr did not make keeps its bytes and its mode."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from explain import marked
from explain.errors import ExplainError
from explain.lab import folder as labs
from explain.lab import guard
from explain.lab.removal import remove
from explain.sandbox import VARIABLE, Sandbox

State = dict[str, tuple[int, bytes | str | None]]

# --- what is there, and whose it is ----------------------------------------------------------------

MADE_IN_A_SANDBOX = re.compile(
    r"docker|home|master\.key|access-key\.json|login-.+\.json|rehearsal-.+\.jsonl|lock|scratch-[0-9a-f]{16}"
    rf"|\.(?:master\.key|access-key\.json|login-.+\.json|rehearsal-.+\.jsonl)-.{{8}}|{marked.SANDBOX}"
)


def state(root: Path) -> State:
    """Read everything below a folder: its mode, and a file's bytes or a link's target."""
    read: State = {}
    for path in root.rglob("*"):
        facts = path.lstat()
        content: bytes | str | None = None
        if stat.S_ISLNK(facts.st_mode):
            content = os.readlink(path)
        elif stat.S_ISREG(facts.st_mode):
            content = path.read_bytes()
        read[str(path.relative_to(root))] = (facts.st_mode, content)
    return read


def users(root: Path) -> State:
    """Read what is the user's: all but what explain-ecr marked and named, by rules of this test."""
    return {name: what for name, what in state(root).items() if not _is_ours(root, Path(name))}


def _is_ours(root: Path, path: Path) -> bool:
    """Whether a path is one of ours, or inside of one. A folder that is empty may become ours."""
    first, *rest = path.parts
    top = root / first
    if first not in ("ecr", "ecr-labs") or top.is_symlink():
        return False
    sandbox = first == "ecr"
    if not _has(top, marked.SANDBOX if sandbox else marked.LABS):
        return top.is_dir() and not any(top.iterdir())
    if not rest:
        return True
    if sandbox:
        return bool(MADE_IN_A_SANDBOX.fullmatch(rest[0]))
    lab = top / rest[0]
    is_lab = bool(re.fullmatch("lab-[0-9a-f]{8}", rest[0])) and not lab.is_symlink()
    return rest[0] in ("lock", marked.LABS) or (is_lab and _has(lab, marked.SANDBOX))


def _has(folder: Path, mark: str) -> bool:
    return (folder / mark).is_file() and not (folder / mark).is_symlink()


# --- what a user may have there -------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        "ecr", "ecr-labs", "lab-1", "lab-deadbeef", "lab-00000001", "lab-DEADBEEF", "lab-deadbeef0", "lab-",
        "lock", "alive", "docker", "home", "storage", "notes", "scratch-notebook", "scratch-0123456789abcdef",
        "master.key", "access-key.json", "login-x.json", "rehearsal-1.jsonl",
        "lab.json", "config.json", ".master.key-abcdefgh",
        "authority", "bin",
    ]
)  # fmt: skip
MODES = st.sampled_from([0o755, 0o700, 0o750, 0o777])
LEAVES = st.one_of(
    st.tuples(st.just("file"), st.binary(max_size=8), st.sampled_from([0o644, 0o600, 0o755])),
    st.tuples(st.just("link"), st.sampled_from(["mine", "../mine", "../../mine", "nowhere", "."])),
    st.just(("mark", marked.SANDBOX)),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(st.just("folder"), MODES, st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12,
)
FOLDERS = st.tuples(st.just("folder"), MODES, st.dictionaries(NAMES, TREES, max_size=5))
PLACES = st.fixed_dictionaries(
    {}, optional={"ecr": FOLDERS, "ecr-labs": FOLDERS, "notes": FOLDERS, "lab-deadbeef": FOLDERS}
)
MARKS = st.sets(
    st.sampled_from(
        ["ecr", "ecr-labs", "ecr-labs/lab-1", "ecr-labs/lab-deadbeef", "ecr-labs/lab-00000001"]
    )
)


def plant(place: Path, tree: tuple) -> None:
    """Make a drawn tree real."""
    kind = tree[0]
    if kind == "file":
        place.write_bytes(tree[1])
        place.chmod(tree[2])
    elif kind == "link":
        place.symlink_to(tree[1])
    elif kind == "mark":
        place.with_name(tree[1]).touch()
    else:
        place.mkdir(exist_ok=True)
        for name, inner in tree[2].items():
            with contextlib.suppress(FileExistsError):
                plant(place / name, inner)
        place.chmod(tree[1])


@contextlib.contextmanager
def users_folder(trees: dict[str, tuple], marks: set[str]) -> Iterator[Path]:
    """Make a folder of a user's, with a sandbox and labs in it or what only looks like them."""
    root = Path(tempfile.mkdtemp()).resolve()
    before = {name: os.environ.get(name) for name in (VARIABLE, "EXPLAIN_ECR_LAB")}
    try:
        plant(root / "mine", ("folder", 0o755, {"notes": ("file", b"two years of work", 0o644)}))
        for name, tree in trees.items():
            plant(root / name, tree)
        for name in marks:
            if (root / name).is_dir() and not (root / name).is_symlink():
                (root / name / (marked.LABS if name == "ecr-labs" else marked.SANDBOX)).touch()
        os.environ[VARIABLE] = str(root / "ecr")
        os.environ.pop("EXPLAIN_ECR_LAB", None)
        yield root
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(root)


# --- what is done there -----------------------------------------------------------------------------


def step(root: Path) -> None:
    sandbox = Sandbox(root / "ecr")
    with sandbox.locked(0.1), sandbox.scratch() as scratch:
        (scratch / "config.json").write_text("{}")
        _ = sandbox.master_key, sandbox.access_key
        sandbox.remember("login-x", {"made": "up"})


def reset(root: Path) -> None:
    sandbox = Sandbox(root / "ecr")
    with sandbox.locked(0.1):
        sandbox.reset()


def lab(root: Path) -> None:
    with labs.claimed(labs.new_name()) as sandbox:
        (sandbox.folder / "storage").mkdir()


def lab_that_a_guard_clears_up(root: Path) -> None:
    for place in (root / "ecr-labs", *(root / "ecr-labs").glob("*"), root / "lab-deadbeef", root):
        remove(place)


def lab_inside_of_something(root: Path) -> None:
    os.environ["EXPLAIN_ECR_LAB"] = str(root / "notes" / "lab-deadbeef")
    lab(root)


COMMANDS: list[Callable[[Path], None]] = [
    step, reset, lab, lab_that_a_guard_clears_up, lab_inside_of_something,
]  # fmt: skip
A_COURSE = {
    "ecr-labs": ("folder", 0o755, {"lab-1": ("folder", 0o755, {"notes": ("file", b"x", 0o644)})})
}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(trees=PLACES, marks=MARKS, commands=st.lists(st.sampled_from(COMMANDS), min_size=1))
@example(trees=A_COURSE, marks=set(), commands=[lab])
@example(trees=A_COURSE, marks={"ecr-labs", "ecr-labs/lab-1"}, commands=[lab, lab])
@example(
    trees={"ecr": ("folder", 0o755, {"docker": ("link", "../mine")})},
    marks={"ecr"},
    commands=[step, reset, lab],
)
def test_whatever_is_not_ours_is_what_it_was(
    trees: dict[str, tuple], marks: set[str], commands: list[Callable[[Path], None]]
) -> None:
    with users_folder(trees, marks) as root:
        before = users(root)
        for command in commands:
            with contextlib.suppress(ExplainError):
                command(root)
            after = users(root)
            assert {name: after.get(name) for name in before} == before, command.__name__


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_lab_that_is_killed_takes_nothing_of_the_users_along(
    tmp_path: Path, number: signal.Signals
) -> None:
    """The real command, killed; then its guard, and the next lab's sweep."""
    with users_folder({"notes": A_COURSE["ecr-labs"]}, set()) as root:
        environment = {**os.environ, "HOME": str(tmp_path)}
        run = [sys.executable, "-m", "explain.cli", "lab", "exec", "--"]
        assert subprocess.run([*run, "true"], env=environment).returncode == 0
        plant(root / "ecr-labs" / "lab-1", A_COURSE["ecr-labs"][2]["lab-1"])
        before = users(root)
        wait = [sys.executable, "-c", "print('inside', flush=True); input()"]
        process = subprocess.Popen(
            [*run, *wait], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdout
        assert process.stdout.readline() == b"inside\n"
        process.send_signal(number)
        process.communicate()
        with guard.posted(root / "ecr-labs" / "lab-1"):
            pass
        assert subprocess.run([*run, "true"], env=environment).returncode == 0
        assert users(root) == before


def test_a_folder_of_labs_that_is_not_ours_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with users_folder(A_COURSE, set()) as root:
        done = subprocess.run(
            [sys.executable, "-m", "explain.cli", "lab", "exec", "--", "true"],
            env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 1
        assert f"{root}/ecr-labs contains other files" in done.stderr.replace("\n", " ")
        assert "EXPLAIN_ECR_SANDBOX" in done.stderr
