from __future__ import annotations

import base64
import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.credentials.dockerconfig import DockerConfig, file_mode, looked_at, read
from explain.credentials.jsonfile import LARGEST
from explain.errors import BadConfig
from explain.secret import Secret

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
SECRET = "correct-horse-battery-staple"
AUTH = base64.b64encode(f"AWS:{SECRET}".encode()).decode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.json"


def written(file: Path, found: Any) -> DockerConfig:
    file.write_text(json.dumps(found))
    return read(file)


# Reading


def test_a_stored_login_is_read(file: Path) -> None:
    config = written(file, {"auths": {HOST: {"auth": AUTH}}})
    (login,) = config.logins
    assert (login.key, login.user, login.password) == (HOST, "AWS", Secret(SECRET))
    assert login.auth == Secret(AUTH)
    assert config.logins[0].expires_at() is None  # that is no ECR password


def test_a_login_of_ecrs_tells_when_it_ends(file: Path) -> None:
    inside = {"payload": "x", "datakey": "x", "version": "2", "type": "DATA_KEY", "expiration": 60}
    password = base64.b64encode(json.dumps(inside).encode())
    auth = base64.b64encode(b"AWS:" + password).decode()
    ends = written(file, {"auths": {HOST: {"auth": auth}}}).logins[0].expires_at()
    assert ends is not None
    assert ends.timestamp() == 60


def test_a_folder_stands_for_the_file_in_it(file: Path) -> None:
    file.write_text("{}")
    assert read(file.parent).path == file


def test_a_file_that_is_not_there_is_an_empty_configuration(file: Path) -> None:
    config = read(file)
    assert (config.logins, file_mode(config), config.masked) == ((), "", "")
    assert not file.exists()


@pytest.mark.parametrize("text", ["", " \n", "null", "{}", '{"auths": null}', '{"auths": {}}'])
def test_an_empty_file_stores_no_login(file: Path, text: str) -> None:
    file.write_text(text)
    assert read(file).logins == ()


def test_reading_changes_nothing(file: Path) -> None:
    file.write_text('{"auths":   {}}')
    file.chmod(0o644)
    before = file.stat()
    assert file_mode(read(file)) == stat.filemode(before.st_mode) == "-rw-r--r--"
    after = file.stat()
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert file.read_text() == '{"auths":   {}}'


def test_an_entry_whose_secret_a_helper_holds_is_empty(file: Path) -> None:
    config = written(file, {"auths": {HOST: {}}, "credsStore": "desktop"})
    (login,) = config.logins
    assert (login.key, login.password, login.is_empty) == (HOST, None, True)
    assert config.creds_store == "desktop"


@pytest.mark.parametrize("auth", ["not base64!", "bm9jb2xvbg==", "OnA=", "\ud800"])
def test_an_entry_that_cannot_be_decoded_is_still_an_entry(file: Path, auth: str) -> None:
    login = written(file, {"auths": {HOST: {"auth": auth}}}).logins[0]
    assert login.password is None
    assert login.fault in ("not-base64", "no-user-name")
    assert login.expires_at() is None


# Which entry


@pytest.mark.parametrize(
    "key", [HOST, f"https://{HOST}", f"http://{HOST}/", f"https://{HOST}/v2/", f"{HOST}/v1/"]
)
def test_a_login_is_found_under_old_forms_of_its_key(file: Path, key: str) -> None:
    found = written(file, {"auths": {key: {"auth": AUTH}}}).login_for(HOST)
    assert found is not None
    assert (found.key, found.host) == (key, HOST)


@pytest.mark.parametrize("order", [1, -1])
def test_the_exact_key_wins_over_an_old_form(file: Path, order: int) -> None:
    keys = [f"https://{HOST}", HOST][::order]
    found = written(file, {"auths": {key: {"auth": AUTH} for key in keys}}).login_for(HOST)
    assert found is not None
    assert found.key == HOST


@pytest.mark.parametrize("key", ["ghcr.io", f"x{HOST}", f"{HOST}.evil.example", f"{HOST}:443", ""])
def test_another_hosts_login_is_not_found(file: Path, key: str) -> None:
    assert written(file, {"auths": {key: {"auth": AUTH}}}).login_for(HOST) is None


# Names, as docker 28.2.2 was seen to find them: a pull of HOST/app, and what it then sent to its engine
FOUND = [
    HOST, f"https://{HOST}", f"foo://{HOST}/x", f"https://u:p@{HOST}", f"https://{HOST}?token=1",
    f"{HOST}/app/x", f"{HOST}/\n",
]  # fmt: skip
NOT_FOUND = [
    f"u:p@{HOST}", f"{HOST}?token=1", f"{HOST}\n", f"https://{HOST}\n", f"https://{HOST}/v1/\n",
    HOST.upper(), f"{HOST}:443", f"https://{HOST}:443", f"{HOST}.", "", f" {HOST}", "*.amazonaws.com",
]  # fmt: skip


@pytest.mark.parametrize("key", FOUND + NOT_FOUND)
def test_a_login_is_found_as_docker_finds_it(file: Path, key: str) -> None:
    config = written(file, {"auths": {key: {"auth": AUTH}}})
    assert (config.login_for(HOST) is not None) is (key in FOUND)
    assert config.source(HOST).kind == ("file" if key in FOUND else "nobody")


@pytest.mark.parametrize("key", [f"{HOST}/app", f"https://{HOST}", "*.dkr.ecr.*.amazonaws.com"])
def test_a_helper_is_found_by_the_bare_name_alone(file: Path, key: str) -> None:
    assert written(file, {"credHelpers": {key: "mine"}}).source(HOST).kind == "nobody"


@pytest.mark.parametrize("nothing", ["", None])
def test_no_helper_for_a_host_turns_the_store_off_there(file: Path, nothing: object) -> None:
    found = {"credsStore": "mine", "credHelpers": {HOST: nothing}, "auths": {HOST: {"auth": AUTH}}}
    assert written(file, found).source(HOST).kind == "file"
    assert written(file, found).source("ghcr.io").kind == "store"


def test_names_of_settings_are_read_in_any_case(file: Path) -> None:
    config = written(file, {"AUTHS": {HOST: {"AUTH": AUTH}}, "credsstore": "mine"})
    assert config.creds_store == "mine"
    assert config.logins[0].user == "AWS"


def test_a_setting_that_is_written_twice_is_merged(file: Path) -> None:
    file.write_text(
        f'{{"auths": {{"{HOST}": {{"auth": "{AUTH}"}}}}, "auths": {{"b.example": {{}}}}}}'
    )
    assert {login.key for login in read(file).logins} == {HOST, "b.example"}


def test_what_follows_the_first_object_is_not_read(file: Path) -> None:
    file.write_text(json.dumps({"auths": {HOST: {"auth": AUTH}}}) + "\n{}")
    config = read(file)
    assert config.source(HOST).kind == "file"
    assert [(fault.id, fault.words) for fault in config.faults] == [("text-behind", "line 2")]
    assert [fault.id for fault in looked_at(file, "podman").faults] == ["config-not-json"]


# Who wins


def test_the_sources_win_in_dockers_order(file: Path) -> None:
    everything = {
        "auths": {HOST: {"auth": AUTH}},
        "credsStore": "desktop",
        "credHelpers": {HOST: "ecr-login", "ghcr.io": "gh"},
    }
    config = written(file, everything)
    assert str(config.source(HOST, in_variable=True)) == "the variable DOCKER_AUTH_CONFIG"
    assert str(config.source(HOST)).endswith("helper docker-credential-ecr-login")
    del everything["credHelpers"]
    assert str(written(file, everything).source(HOST)).endswith("store docker-credential-desktop")
    del everything["credsStore"]
    assert str(written(file, everything).source(HOST)) == "auths in config.json"
    del everything["auths"]
    assert str(written(file, everything).source(HOST)).startswith("nobody")


def test_a_helper_answers_only_for_its_host(file: Path) -> None:
    config = written(file, {"auths": {HOST: {"auth": AUTH}}, "credHelpers": {"ghcr.io": "gh"}})
    assert str(config.source(HOST)) == "auths in config.json"


# What is shown

SECRETS = {
    "auths": {
        HOST: {
            "auth": AUTH,
            "identitytoken": SECRET,
            "registrytoken": SECRET,
            "password": SECRET,
            "username": "AWS",
            "email": "me@example.com",
            "unheard-of": [SECRET, {"deeper": SECRET}],
        }
    },
    "HttpHeaders": {
        "X-Meta-Token": SECRET,
        "Authorization": f"Bearer {SECRET}",
        "X-Number": 73577357,
    },
    "proxies": {"default": {"httpsProxy": f"http://user:{SECRET}@proxy.example:3128"}},
    "plugins": {"x": {"token": SECRET}},
    "credsStore": "desktop",
    "credHelpers": {"public.ecr.aws": "ecr-login"},
    "psFormat": "table {{.ID}}",
    "features": {"buildkit": True},
}


def test_no_secret_is_in_what_is_shown(file: Path) -> None:
    shown = written(file, SECRETS).masked
    for secret in (SECRET, AUTH, "73577357", "Bearer", "user:"):
        assert secret not in shown


def test_what_is_harmless_is_shown_as_it_is(file: Path) -> None:
    shown = json.loads(written(file, SECRETS).masked)
    assert shown["credsStore"] == "desktop"
    assert shown["credHelpers"] == {"public.ecr.aws": "ecr-login"}
    assert shown["psFormat"] == "table {{.ID}}"
    assert shown["features"] == {"buildkit": True}
    assert shown["auths"][HOST]["email"] == "me@example.com"
    assert shown["auths"][HOST]["username"] == "AWS"


def test_the_shape_is_shown_as_it_is(file: Path) -> None:
    shown = json.loads(written(file, SECRETS).masked)
    assert list(shown) == list(SECRETS)
    names = list(shown["auths"][HOST])
    assert names[:-1] == list(SECRETS["auths"][HOST])[:-1]
    assert names[-1] == "•••••••• (10 characters)", "a name that docker does not know is masked too"
    assert len(shown["auths"][HOST][names[-1]]) == 2


def test_no_secret_is_in_a_configurations_repr(file: Path) -> None:
    config = written(file, SECRETS)
    assert SECRET not in repr(config)
    assert AUTH not in repr(config)


def test_half_a_surrogate_pair_can_be_shown(file: Path) -> None:
    config = written(
        file, {"psFormat": "a\ud800", "auths": {"h\udfff": {}}, "credsStore": "\ud800"}
    )
    shown = [config.masked, config.creds_store, config.logins[0].key, str(config.source(HOST))]
    "".join(shown).encode()


# Files that are no configuration

DAMAGES = [
    b"{", b"[]", b"7", b'"x"', b"\xef\xbb\xbf{}", '{"auths":{}}'.encode("utf-16"), b"\xff",
    b"\0", b"[" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b"1" * 10_000, b'{"x": NaN}',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: repr(damage[:40]))
def test_a_damaged_file_is_told_of_with_a_remedy_and_left_as_it_was(
    file: Path, damage: bytes
) -> None:
    file.write_bytes(damage)
    with pytest.raises(BadConfig) as caught:
        read(file)
    assert str(file) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.remedy
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.remedy}"
    assert file.read_bytes() == damage


WRONG = [
    '{"auths": []}', '{"auths": "x"}', '{"auths": {"h": "x"}}', '{"auths": {"h": {"auth": 7}}}',
    '{"credHelpers": []}', '{"credHelpers": {"h": {"token": "s3cr3t"}}}',
    '{"credsStore": {"token": "s3cr3t"}}', '{"credsStore": 7}', '{"psFormat": 7}',
    '{"features": {"buildkit": true}}', '{"pruneFilters": "x"}',
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_type_is_a_fault_at_which_docker_breaks_off(file: Path, text: str) -> None:
    """Measured with docker 28.2.2: it warns, asks helpers, and reads no login from the file."""
    file.write_text(text)
    config = read(file)
    assert config.breaks_off
    assert "s3cr3t" not in config.masked


@pytest.mark.parametrize(
    "text", ['{"auths": {"h": null}}', '{"credHelpers": {"h": null}}', '{"auths": {"h": {"auth": null}}}']
)  # fmt: skip
def test_null_is_any_types_nothing(file: Path, text: str) -> None:
    file.write_text(text)
    assert not read(file).breaks_off


def test_what_cannot_be_read_is_a_fault_for_those_who_want_no_error(file: Path) -> None:
    file.write_text("{,}")
    (fault,) = looked_at(file).faults
    assert (fault.id, fault.words) == ("config-not-json", "line 1, column 2: an extra comma")


def test_a_folder_in_the_place_of_the_file_is_told_of(file: Path) -> None:
    file.mkdir()
    with pytest.raises(BadConfig, match="not a docker configuration"):
        read(file.parent)


def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(BadConfig, match="not a docker configuration"):
        read(file)


def test_a_device_in_the_place_of_the_file_is_not_read() -> None:
    with pytest.raises(BadConfig, match="not a docker configuration"):
        read(Path("/dev/zero"))


def test_a_file_that_is_far_too_large_is_not_read(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(LARGEST + 1)
    with pytest.raises(BadConfig, match="not a docker configuration"):
        read(file)


def test_a_name_that_is_too_long_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="too long"):
        read(tmp_path / ("x" * 300))


def test_a_link_to_itself_is_told_of_or_is_not_there(file: Path) -> None:
    file.symlink_to(file)
    assert read(file).logins == ()


def test_a_file_below_a_file_is_not_there(file: Path) -> None:
    file.write_text("{}")
    assert read(file / "config.json").logins == ()


def test_a_file_that_may_not_be_read_is_told_of(file: Path, monkeypatch) -> None:
    file.write_text("{}")

    def forbidden(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)  # as root one may read everything
    with pytest.raises(BadConfig, match="cannot be read: Permission denied") as caught:
        read(file)
    assert "user that owns it" in caught.value.remedy


# Anything at all


def any_json() -> st.SearchStrategy[Any]:
    texts = st.text(alphabet=st.characters(), max_size=20)
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts
    return st.recursive(
        leaves, lambda part: st.lists(part) | st.dictionaries(texts, part), max_leaves=8
    )


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("docker") / "config.json"


def config_like() -> st.SearchStrategy[Any]:
    entries = st.dictionaries(
        st.sampled_from(["auth", "identitytoken", "password", "x"]), any_json()
    )
    auths = st.dictionaries(st.sampled_from([HOST, f"https://{HOST}", "", "ghcr.io"]), entries)
    other = st.dictionaries(
        st.sampled_from(["auths", "credHelpers", "credsStore", "HttpHeaders", "proxies"]),
        any_json(),
    )
    return st.builds(lambda stored, more: {"auths": stored, **more}, auths, other)


@given(config_like() | any_json())
def test_any_json_is_read_or_is_a_bad_configuration(shared_file: Path, found: Any) -> None:
    shared_file.write_text(json.dumps(found))
    try:
        config = read(shared_file)
    except BadConfig as problem:
        f"{problem.message}{problem.remedy}".encode()  # it can be printed
        return
    told = [config.masked, str(config.source(HOST)), *(login.key for login in config.logins)]
    "".join(told).encode()
    for login in config.logins:
        login.expires_at()
    json.loads(config.masked or "{}")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_are_a_bad_configuration(shared_file: Path, data: bytes) -> None:
    shared_file.write_bytes(data)
    with suppress(BadConfig):
        read(shared_file)


def secrets_somewhere() -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["psFormat", "email", "credsStore", "credHelpers", "auths", HOST, "x"])
    return st.recursive(
        st.just(SECRET),
        lambda part: (
            st.lists(part, min_size=1, max_size=2)
            | st.dictionaries(keys, part, min_size=1, max_size=2)
        ),
        max_leaves=6,
    )


@given(secrets_somewhere())
def test_wherever_a_secret_stands_it_is_not_shown(shared_file: Path, found: Any) -> None:
    # Keys that are harmless where docker has them prove nothing anywhere else.
    shared_file.write_text(
        json.dumps({"HttpHeaders": {"X": found}, "proxies": found, "new": found})
    )
    assert SECRET not in read(shared_file).masked


def test_a_password_in_a_key_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"auths": {"https://user:hunter2secret@host.example/v1/": {}}}')
    masked = read(path).masked
    assert "hunter2secret" not in masked
    assert "https://••••••••@host.example/v1/" in masked
