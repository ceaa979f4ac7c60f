from __future__ import annotations

from pathlib import Path

from explain.logins.machine import Machine
from explain.logins.places import places


def found(environment: dict[str, str], home: Path, system: str = "linux") -> list[str]:
    return [str(place) for place in places(Machine(environment, home, system, 1000))]


def test_by_default_every_tools_place_is_looked_at(tmp_path: Path) -> None:
    assert found({}, tmp_path) == [
        f"{tmp_path}/.docker/config.json",
        f"{tmp_path}/snap/docker/current/.docker/config.json",
        "/run/containers/1000/auth.json",
        f"{tmp_path}/.config/containers/auth.json",
        f"{tmp_path}/.ecr/cache.json",
    ]


def test_variables_lead_elsewhere(tmp_path: Path) -> None:
    environment = {
        "DOCKER_CONFIG": "/d",
        "REGISTRY_AUTH_FILE": "/auth.json",
        "AWS_ECR_CACHE_DIR": "~/cache",
        "DOCKER_AUTH_CONFIG": "{}",
        "XDG_RUNTIME_DIR": "/not/looked/at",
    }
    listed = found(environment, tmp_path)
    assert listed[:2] == ["DOCKER_AUTH_CONFIG", "/d/config.json"]
    assert "/auth.json" in listed
    assert f"{tmp_path}/cache/cache.json" in listed
    assert not [each for each in listed if "/not/looked/at" in each or ".config" in each]


def test_the_runtime_folder_is_podmans_first(tmp_path: Path) -> None:
    listed = found({"XDG_RUNTIME_DIR": "/r", "XDG_CONFIG_HOME": "/c"}, tmp_path)
    assert listed.index("/r/containers/auth.json") < listed.index("/c/containers/auth.json")


def test_on_a_mac_podman_has_no_runtime_folder(tmp_path: Path) -> None:
    assert "/run/containers/1000/auth.json" not in found({}, tmp_path, "darwin")


def test_inside_a_lab_only_the_labs_own_places_are_looked_at(tmp_path: Path) -> None:
    config = tmp_path / "lab" / "config.json"
    environment = {
        "EXPLAIN_ECR_LAB": str(tmp_path / "lab"),
        "DOCKER_CONFIG": str(tmp_path / "lab"),
        "REGISTRY_AUTH_FILE": str(config),
        "XDG_RUNTIME_DIR": "/r",
    }
    assert found(environment, tmp_path / "home") == [str(config)]


def test_one_file_under_two_names_is_one_place(tmp_path: Path) -> None:
    (tmp_path / ".docker").mkdir()
    (tmp_path / ".docker" / "config.json").write_text("{}")
    (tmp_path / "auth.json").symlink_to(tmp_path / ".docker" / "config.json")
    listed = found({"REGISTRY_AUTH_FILE": str(tmp_path / "auth.json")}, tmp_path)
    assert str(tmp_path / "auth.json") not in listed


def test_a_link_to_itself_and_a_nul_are_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / ".docker").symlink_to(tmp_path / ".docker")
    assert found({"DOCKER_CONFIG": "a\0b"}, tmp_path)[0] == f"{tmp_path}/.docker/config.json"
