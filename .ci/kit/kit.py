"""`make kit`: one folder for a USB stick, from which a room without a network installs everything.

It holds the wheel with its website, the wheels of all dependencies for every target, the website as files, a
recording, a card to print, and the commands to install. It is tried on this machine before it counts as made.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename
from targets import TARGETS, Need, Target, needed
from trying import tried

HERE = Path(__file__).parent
PACKAGE = "explain-ecr"
ALWAYS = ("pip",)  # its wheel runs as it is, where a Python came without pip
COPIED = ("install.sh", "install.cmd", "card.html")
_MEGABYTE = 1_000_000


def main(wheel: Path, kit: Path) -> None:
    """Make the kit in a folder that is not there yet, or that an earlier run has made."""
    wheels = kit / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    for old in wheels.glob("explain_ecr-*.whl"):
        old.unlink()
    shutil.copy(wheel, wheels)
    missing = collected(wheels)
    for name in COPIED:
        shutil.copy(HERE / name, kit)
    _site(wheel, kit / "site")
    _recording(kit)
    text = readme(kit, missing, tried(kit))
    (kit / "README.md").write_text(text, "utf-8")
    (kit / "SHA256SUMS").write_text("".join(sums(kit)), "utf-8")
    print(text)


def collected(wheels: Path) -> Mapping[Target, list[str]]:
    """Download what is not there yet. Returns what each target lacks, because nobody published a wheel."""
    return {target: lacking for target in TARGETS if (lacking := _collect(target, wheels))}


def _collect(target: Target, wheels: Path) -> list[str]:
    print(f"{target} ...", flush=True)
    wanted = needed(PACKAGE, target.environment) | dict.fromkeys(ALWAYS, Need(*ALWAYS, *ALWAYS))
    lacking = [name for name in wanted if not _serving(target, name, wheels)]
    if lacking and not _downloaded(target, [wanted[name].tested for name in lacking], wheels):
        for name in lacking:  # one of them has no wheel in this version: which?
            any(_downloaded(target, [text], wheels) for text in dict.fromkeys(wanted[name]))
    return [wanted[name].allowed for name in wanted if not _serving(target, name, wheels)]


def _serving(target: Target, name: str, wheels: Path) -> list[Path]:
    """List the wheels of a package that a target can install."""
    return [
        wheel
        for wheel in wheels.glob("*.whl")
        if parse_wheel_filename(wheel.name)[0] == canonicalize_name(name)
        and target.serves(wheel.name)
    ]


def _downloaded(target: Target, wanted: Sequence[str], wheels: Path) -> bool:
    platforms = [part for platform in target.platforms for part in ("--platform", platform)]
    chosen = ["--only-binary=:all:", "--no-deps", "--implementation", "cp", *platforms]
    argv = [sys.executable, "-m", "pip", "--quiet", "download", *chosen]
    argv += ["--python-version", target.version, "--dest", str(wheels), *wanted]
    return subprocess.run(argv, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _site(wheel: Path, place: Path) -> None:
    """Unpack the website, which opens as files too."""
    shutil.rmtree(place, ignore_errors=True)
    prefix = "explain/site/"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(prefix)]
        if not names:
            raise SystemExit("The wheel has no website in it: build it with `make wheel`.")
        for name in names:
            file = place / name.removeprefix(prefix)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(name))


def _recording(kit: Path) -> None:
    ours = [sys.executable, "-m", "explain.cli", "record"]
    recording = str(kit / "talk.jsonl")
    subprocess.run([*ours, recording], check=True, stdout=subprocess.DEVNULL)
    page = [*ours, str(kit / "talk.html"), "--from-recording", recording]
    subprocess.run(page, check=True, stdout=subprocess.DEVNULL)


def readme(kit: Path, missing: Mapping[Target, list[str]], experience: str) -> str:
    """Write the page about the kit, with the sizes that its parts have."""
    parts = ("wheels", "site", "talk.jsonl", "talk.html", "card.html")
    template = (HERE / "README.md").read_text("utf-8")
    return template.format(
        size=_size(kit),
        sizes="\n".join(f"| `{part}` | {_size(kit / part)} |" for part in parts),
        targets="\n".join(_rows(kit / "wheels")),
        missing="\n".join([*_told(missing), "", *older(kit / "wheels")]).rstrip(),
        tried=experience,
    )


def _rows(wheels: Path) -> Iterator[str]:
    """Write a row for each system and processor."""
    everywhere = {target: _of(target, wheels) for target in TARGETS}
    for machine in dict.fromkeys((target.system, target.processor) for target in TARGETS):
        ours = _together(everywhere, machine, same=True)
        alone = ours - _together(everywhere, machine, same=False)
        sizes = f"{_amount(ours)} | {_amount(alone)}"
        yield f"| {' '.join(machine)}, Python 3.11 to 3.14 | {len(ours)} | {sizes} |"


def _together(
    everywhere: Mapping[Target, set[Path]], machine: tuple[str, str], *, same: bool
) -> set[Path]:
    chosen = [
        files
        for target, files in everywhere.items()
        if ((target.system, target.processor) == machine) is same
    ]
    return set().union(*chosen)


def _of(target: Target, wheels: Path) -> set[Path]:
    return {wheel for wheel in wheels.glob("*.whl") if target.serves(wheel.name)}


def older(wheels: Path) -> Iterator[str]:
    """Say which machines get another version than the tested one, which has no wheel for them."""
    lines: dict[str, list[str]] = {}
    for target in TARGETS:
        for name, need in needed(PACKAGE, target.environment).items():
            served = sorted(
                {str(parse_wheel_filename(w.name)[1]) for w in _serving(target, name, wheels)}
            )
            tested = need.tested.partition("==")[2]
            if served and tested and tested not in served:
                text = f"{name} {', '.join(served)}, because {tested} has no wheel for it"
                lines.setdefault(text, []).append(str(target))
    for text, machines in lines.items():
        yield f"- {'; '.join(machines)}: {text}."


def _told(missing: Mapping[Target, list[str]]) -> Iterator[str]:
    if not missing:
        yield "Every dependency has a wheel for each of them."
    for target, packages in missing.items():
        yield f"- {target}: nobody has published a wheel of {', '.join(packages)}, so it cannot be installed."


def sums(kit: Path) -> Iterator[str]:
    """Write the SHA-256 of every file, as `sha256sum` does."""
    for file in sorted(kit.rglob("*")):
        if file.is_file() and file.name != "SHA256SUMS":
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            yield f"{digest}  {file.relative_to(kit).as_posix()}\n"


def _size(place: Path) -> str:
    files = [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]
    return _amount(files)


def _amount(files: Sequence[Path] | set[Path]) -> str:
    size = sum(file.stat().st_size for file in files)
    return f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE / 10 else f"{size / 1000:.0f} kB"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
