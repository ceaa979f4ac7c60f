"""The files of a room on a JupyterHub: the hub's own programs read them, and what was measured is in them."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from explain.room.hub import configuration, measured, proxied
from explain.room.hub.configuration import KINDS, MOST, files

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


class Settings(dict[str, Any]):
    """What JupyterHub hands to its configuration: a class's settings are there as soon as one is set."""

    def __getattr__(self, name: str) -> Any:
        return self.setdefault(name, Settings())

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def littlest(learners: int, prefix: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Run the file for The Littlest JupyterHub as the hub would; returns what it has set."""
    (prefix / "config").mkdir()
    (prefix / "config/room-password").write_text("a-room-password\n")
    (prefix / "config/trainer-password").write_text("a-password-of-the-trainer-with-32\n")
    monkeypatch.setenv("TLJH_INSTALL_PREFIX", str(prefix))
    settings = Settings()
    settings.JupyterHub.services = [{"name": "cull-idle"}, {"name": "theirs"}]
    text = files("littlest", learners)["explain_ecr_room.py"]
    exec(compile(text, "explain_ecr_room.py", "exec"), {"get_config": lambda: settings})
    return settings


def test_the_littlest_hub_gets_a_room(tmp_path: Path, monkeypatch) -> None:
    settings = littlest(30, tmp_path, monkeypatch)
    names = settings.Authenticator.allowed_users
    assert (len(names), min(names), max(names)) == (30, "learner-01", "learner-30")
    assert settings.Spawner.default_url == "/terminals/1"
    assert settings.SystemdSpawner.unit_extra_properties["IPAddressDeny"] == "any"
    services = {service["name"]: service for service in settings.JupyterHub.services}
    assert set(services) == {"theirs", "cull-idle", "start-ahead"}
    compile(services["start-ahead"]["command"][2], "start ahead", "exec")
    assert services["start-ahead"]["command"][3:] == ["30", "2"]
    roles = {role["name"]: role["scopes"] for role in settings.JupyterHub.load_roles}
    assert set(roles) == {"cull-idle", "start-ahead"}
    limit = int(settings.Spawner.mem_limit.removesuffix("M"))
    assert limit >= 2 * max(run.exercise_mb for run in measured.runs())


def test_no_file_holds_a_password(tmp_path: Path, monkeypatch) -> None:
    settings = littlest(3, tmp_path, monkeypatch)
    assert settings.SharedPasswordAuthenticator.user_password == "a-room-password"
    for kind in KINDS:
        assert not re.search(r"_password\s*[:=]\s*[\"'][^\"']", "".join(files(kind, 3).values()))


def test_the_cluster_gets_a_room(monkeypatch) -> None:
    values = yaml.safe_load(files("kubernetes", 300)["values.yaml"])
    place = values["singleuser"]
    egress = place["networkPolicy"]["egressAllowRules"]
    assert [name for name, is_allowed in egress.items() if is_allowed] == [
        "dnsPortsKubeSystemNamespace"
    ]
    assert place["networkPolicy"]["egress"] == []
    assert values["scheduling"]["userPlaceholder"]["replicas"] == 300
    assert place["extraEnv"]["EXPLAIN_ECR_ROOM"].startswith(configuration.ROOM)
    guarantee, limit = (
        int(place["memory"][name].removesuffix("M")) for name in ("guarantee", "limit")
    )
    assert limit == 2 * guarantee
    settings = Settings()
    code = values["hub"]["extraConfig"]["explain-ecr"]
    monkeypatch.setenv("ROOM_PASSWORD", "a-room-password")
    monkeypatch.setenv("TRAINER_PASSWORD", "a-password-of-the-trainer-with-32")
    exec(code, {"c": settings})
    assert len(settings.Authenticator.allowed_users) == 300
    assert "learner-001" in settings.Authenticator.allowed_users
    uids = {settings.KubeSpawner.uid(SimpleNamespace(user=SimpleNamespace(id=n))) for n in (1, 2)}
    assert len(uids) == 2
    compile(values["hub"]["extraFiles"]["start_ahead"]["stringData"], "start ahead", "exec")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("learners", [1, 30, MOST])
def test_every_size_is_filled_in(kind, learners: int) -> None:
    for name, text in files(kind, learners).items():
        assert "${" not in text, name
        assert "explain-ecr room hub" in text[:400], name


def test_the_website_is_started_as_our_own_command_can_be() -> None:
    from typer.main import get_command

    from explain.cli.app import app

    entry = proxied.site()
    program, command, *options = [part.replace("{port}", "8000") for part in entry["command"]]
    assert program == "explain-ecr"
    group: Any = get_command(app)
    group.commands[command].make_context(command, options).close()
    points = tomllib.loads(PROJECT.read_text())["project"]["entry-points"]
    module, _, function = points["jupyter_serverproxy_servers"]["explain-ecr-site"].partition(":")
    assert getattr(importlib.import_module(module), function) is proxied.site
