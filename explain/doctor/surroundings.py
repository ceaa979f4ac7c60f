"""What surrounds the line: the network's settings, the shell's, and whose configuration is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from explain.doctor.awsfiles import AwsFiles, Profile
from explain.doctor.findings import found, well
from explain.logins.machine import Machine
from explain.logins.places import docker_folder, snap_folder
from explain.narration import Finding

_METADATA = ("169.254.169.254", "169.254.170.2")
_AUTHORITIES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")
_OF_THE_SYSTEM = ("/etc/ssl/", "/etc/pki/", "/usr/share/ca-certificates/", "/usr/local/share/")
_ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL_ECR_PUBLIC")
_ADDRESSES = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")


def network(machine: Machine, files: AwsFiles, profile: str, by_network: bool) -> Iterator[Finding]:
    """Look at proxies, certificate authorities and endpoints."""
    yield from _proxies(machine, by_network)
    yield from _authorities(machine, files.config.get(profile, Profile()).value("ca_bundle"))
    yield from _endpoints(machine, files.config.get(profile, Profile()).value("endpoint_url"))


def shell(machine: Machine, files: AwsFiles, profile: str) -> Iterator[Finding]:
    """Check what the shell does to the bytes in a pipe, and what else `aws` may write into it."""
    prompt = machine.variable("AWS_CLI_AUTO_PROMPT")
    prompt = prompt or files.config.get(profile, Profile()).value("cli_auto_prompt")
    if prompt.lower() == "on":
        yield found("auto-prompt", "AWS_CLI_AUTO_PROMPT")
    if machine.variable("PSModulePath"):
        name = "powershell" if machine.system == "win32" else "pwsh"
        yield found(name, "PowerShell")
    elif prompt.lower() != "on":
        yield well("shell", "the shell passes bytes through the pipe unchanged")


def configuration(machine: Machine) -> Iterator[Finding]:
    """Look at which docker configuration is read, and whose."""
    folder = docker_folder(machine)
    if folder.exists() and not folder.is_dir():
        yield found("docker-config-not-a-folder", str(folder))
        return
    yield from _sudo(machine)
    yield from _owner(machine, folder)
    if (snap_folder(machine) / "config.json").exists() and (folder / "config.json").exists():
        yield found("two-configurations", str(snap_folder(machine) / "config.json"))
    why = " (DOCKER_CONFIG)" if machine.variable("DOCKER_CONFIG") else ""
    there = "" if (folder / "config.json").exists() else ", which does not exist yet"
    yield well("configuration", f"docker's configuration {folder / 'config.json'}{why}{there}")


def _sudo(machine: Machine) -> Iterator[Finding]:
    user = machine.variable("SUDO_USER")
    if user and user != "root" and not machine.variable("DOCKER_CONFIG"):
        own = machine.home.name == user
        yield found("sudo-own-home" if own else "sudo-home", f"sudo, run by {user[:32]}")


def _owner(machine: Machine, folder: Path) -> Iterator[Finding]:
    """Find what a login under sudo left behind: a folder or file that we may not write."""
    for path in (folder, folder / "config.json"):
        try:
            owner = path.stat().st_uid
        except OSError:
            continue
        foreign = machine.user not in (None, 0, owner)
        if foreign or not os.access(path, os.W_OK):
            yield found("not-ours-to-write", str(path))
            return


def _proxies(machine: Machine, by_network: bool) -> Iterator[Finding]:
    pairs = {name: _either(machine, name) for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")}
    for name in ("HTTPS_PROXY", "NO_PROXY"):
        if len(pairs[name]) == 2 and pairs[name][0] != pairs[name][1]:
            yield found("proxies-differ", f"{name} and {name.lower()}")
    if not pairs["HTTPS_PROXY"]:
        yield well("proxies", "no proxy for HTTPS")
        return
    proxy, exempt = pairs["HTTPS_PROXY"][0], ",".join(pairs["NO_PROXY"])
    if machine.in_lab:
        yield well("proxies", "the lab's own proxy")
        return
    yield found("proxy", f"HTTPS_PROXY: {host_of(proxy)}")
    if by_network and not any(address in exempt for address in _METADATA):
        yield found("metadata-through-proxy", "NO_PROXY")
    host = urlsplit(machine.variable("DOCKER_HOST")).hostname or ""
    if host and pairs["HTTP_PROXY"] and host not in exempt and not host.startswith("127."):
        yield found("engine-through-proxy", "DOCKER_HOST")


def _either(machine: Machine, name: str) -> list[str]:
    """Return the values that a proxy variable has in capitals and in small letters, if any."""
    return [value for each in (name, name.lower()) if (value := machine.variable(each))]


def host_of(proxy: str) -> str:
    """Return a proxy's host and port, without the user and password that may come before them."""
    try:
        parts = urlsplit(proxy if "://" in proxy else f"//{proxy}")
        port = f":{parts.port}" if parts.port else ""
        return f"{(parts.hostname or '')[:253]}{port}"
    except ValueError:
        return "an address that cannot be read"


def _authorities(machine: Machine, in_profile: str) -> Iterator[Finding]:
    named = {name: machine.path(name) for name in _AUTHORITIES}
    if in_profile:
        named["ca_bundle in the profile"] = Path(os.path.expanduser(in_profile))
    missing = [(name, path) for name, path in named.items() if path and not path.exists()]
    for name, path in missing:
        yield found("authority-missing", f"{name}: {path}")
    if missing:
        return
    own = named["AWS_CA_BUNDLE"] or named.get("ca_bundle in the profile")
    other = named["SSL_CERT_FILE"] or named["SSL_CERT_DIR"]
    if own and not other and not str(own).startswith(_OF_THE_SYSTEM):
        yield found("authority-for-aws-alone", str(own))
    else:
        names = [name for name, path in named.items() if path]
        yield well("authorities", f"certificate authorities: {', '.join(names) or 'the system’s'}")


def _endpoints(machine: Machine, in_profile: str) -> Iterator[Finding]:
    if machine.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").lower() == "true":
        return
    if not machine.in_lab:
        for name in _ENDPOINTS:
            if value := machine.variable(name):
                yield found("endpoint", f"{name}: {host_of(value)}")
        if in_profile:
            yield found("endpoint", f"endpoint_url in the profile: {host_of(in_profile)}")
    for name in _ADDRESSES:
        if machine.variable(name).lower() == "true":
            yield found("other-address", name)
