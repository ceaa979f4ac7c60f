"""The machines that a stick serves, and what a wheel needs to be installed on each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import NamedTuple

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
_GLIBC = range(5, 29)  # manylinux_2_5 is the oldest (PEP 600), 2.28 that of Debian 10 and RHEL 8
_MACOS = (12, 0)  # and newer


@dataclass(frozen=True)
class Target:
    """A system, a processor and a version of Python."""

    system: str
    processor: str
    python: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.system} {self.processor}, Python {self.version}"

    @property
    def version(self) -> str:
        """The version of Python as it is written."""
        return ".".join(map(str, self.python))

    @property
    def platforms(self) -> list[str]:
        """The platform tags of its wheels, the newest first (packaging.python.org, platform tags)."""
        if self.system == "Windows":
            return ["win_amd64"]
        if self.system == "macOS":
            return list(mac_platforms(_MACOS, {"x86-64": "x86_64"}.get(self.processor, "arm64")))
        kind = {"x86-64": "x86_64", "arm64": "aarch64"}[self.processor]
        return [
            *(f"manylinux_2_{minor}_{kind}" for minor in reversed(_GLIBC)),
            f"manylinux2014_{kind}",
            f"manylinux2010_{kind}",
            f"manylinux1_{kind}",
        ]

    @property
    def tags(self) -> frozenset[Tag]:
        """The tags of the wheels that it can install."""
        interpreter = f"cp{self.version.replace('.', '')}"
        return frozenset(
            [
                *cpython_tags(self.python, platforms=self.platforms),
                *compatible_tags(self.python, interpreter, self.platforms),
            ]
        )

    @property
    def environment(self) -> dict[str, str]:
        """What the markers of requirements are compared with on this machine (PEP 508)."""
        machine = {"x86-64": "x86_64", "arm64": "arm64"}[self.processor]
        system, platform, name = {
            "Linux": ("Linux", "linux", "posix"),
            "macOS": ("Darwin", "darwin", "posix"),
            "Windows": ("Windows", "win32", "nt"),
        }[self.system]
        if self.system != "macOS":
            machine = {"Windows x86-64": "AMD64", "Linux arm64": "aarch64"}.get(
                f"{self.system} {self.processor}", machine
            )
        return {
            **default_environment(),
            "os_name": name,
            "platform_machine": machine,
            "platform_release": "",
            "platform_system": system,
            "platform_version": "",
            "python_full_version": f"{self.version}.0",
            "python_version": self.version,
            "sys_platform": platform,
        }

    def serves(self, wheel: str) -> bool:
        """Whether a wheel, by its file's name, can be installed on it."""
        return not self.tags.isdisjoint(parse_wheel_filename(wheel)[3])


TARGETS = tuple(
    Target(system, processor, python)
    for system, processor in (
        ("Linux", "x86-64"),
        ("Linux", "arm64"),
        ("macOS", "x86-64"),
        ("macOS", "arm64"),
        ("Windows", "x86-64"),
    )
    for python in PYTHONS
)


class Need(NamedTuple):
    """A package that is needed, as `pip` is asked for it: as the tests have seen it, or as it is allowed."""

    tested: str
    allowed: str


def needed(name: str, environment: Mapping[str, str]) -> dict[str, Need]:
    """Return what a package needs on a machine, itself left out, by its name.

    The versions are those that are installed here. What is not installed here, as it is for another system
    alone, is asked for as its requirement allows.
    """
    allowed: dict[str, SpecifierSet] = {}
    waiting, known = [Requirement(name)], set[tuple[str, ...]]()
    while waiting:
        for each in _requirements(waiting.pop(), environment):
            key = canonicalize_name(each.name)
            allowed[key] = allowed.get(key, SpecifierSet()) & each.specifier
            if (identity := (each.name, *sorted(each.extras))) not in known:
                known.add(identity)
                waiting.append(each)
    return {key: _need(key, specifier) for key, specifier in allowed.items()}


def _need(name: str, specifier: SpecifierSet) -> Need:
    package = _installed(name)
    allowed = f"{name}{specifier}"
    return Need(f"{name}=={package.version}" if package else allowed, allowed)


def _requirements(of: Requirement, environment: Mapping[str, str]) -> Iterator[Requirement]:
    """List what a package needs directly, its chosen extras counted."""
    package = _installed(of.name)
    for text in (package.requires or []) if package else []:
        requirement = Requirement(text)
        extras = ("", *of.extras)
        marker = requirement.marker
        if not marker or any(marker.evaluate({**environment, "extra": extra}) for extra in extras):
            yield requirement


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None
