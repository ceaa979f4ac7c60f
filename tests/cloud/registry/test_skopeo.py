"""The real skopeo, over plain HTTP. We are its proxy, so it believes itself at the real host."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

HOST = "381492183358.dkr.ecr.ap-south-1.amazonaws.com"
IMAGE = "application/vnd.oci.image.manifest.v1+json"

pytestmark = pytest.mark.skipif(not shutil.which("skopeo"), reason="there is no skopeo here")


def layout(folder: Path, describe: Any, make_image: Any) -> Path:
    """Write a small image as an OCI image layout (image-spec, image-layout.md)."""
    files = io.BytesIO()
    with tarfile.open(fileobj=files, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("hello.txt"), io.BytesIO())
    layer = gzip.compress(files.getvalue(), mtime=0)
    rootfs = {"type": "layers", "diff_ids": [describe(files.getvalue())["digest"]]}
    config = {"architecture": "amd64", "os": "linux", "rootfs": rootfs, "config": {}}
    config_bytes = json.dumps(config).encode()
    described = describe(config_bytes, "application/vnd.oci.image.config.v1+json")
    manifest = make_image(layer, config=described)
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for blob in (layer, config_bytes, manifest):
        (blobs / describe(blob)["digest"].partition(":")[2]).write_bytes(blob)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    index = {"schemaVersion": 2, "manifests": [describe(manifest, IMAGE)]}
    (folder / "index.json").write_text(json.dumps(index))
    return folder


@pytest.fixture
def skopeo(registry: Any, tmp_path: Path) -> Any:
    (tmp_path / "policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
    auth = registry.headers["Authorization"].removeprefix("Basic ")
    (tmp_path / "auth.json").write_text(json.dumps({"auths": {HOST: {"auth": auth}}}))
    url = registry.cloud.registry_url
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "HTTP_PROXY": url,
        "HTTPS_PROXY": url,  # which it tries first, and gets nothing but an error
        "REGISTRY_AUTH_FILE": str(tmp_path / "auth.json"),
    }

    def run(*arguments: str) -> str:
        command = ["skopeo", "--policy", str(tmp_path / "policy.json"), *arguments]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_an_image_is_copied_in_and_out(
    registry: Any, skopeo: Any, tmp_path: Path, describe: Any, make_image: Any, moto: Any
) -> None:
    source = layout(tmp_path / "in", describe, make_image)
    there = f"docker://{HOST}/app:v1"
    skopeo("copy", "--dest-tls-verify=false", f"oci:{source}", there)
    (pushed,) = moto().describe_images("app")
    assert pushed.image_tags == ["v1"]
    wanted = json.loads((source / "index.json").read_text())["manifests"][0]["digest"]
    assert pushed.image_digest == wanted
    seen = json.loads(skopeo("inspect", "--tls-verify=false", there))
    assert (seen["Digest"], seen["RepoTags"]) == (wanted, ["v1"])
    skopeo("copy", "--src-tls-verify=false", there, f"oci:{tmp_path / 'out'}:v1")
    (returned,) = json.loads((tmp_path / "out" / "index.json").read_text())["manifests"]
    assert returned["digest"] == wanted
    skopeo("delete", "--tls-verify=false", there)
    assert moto().describe_images("app") == []
