"""Faults of a page fail the build, by both builders."""

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

BUILDERS = ("mkdocs", "properdocs")
Run = Callable[..., subprocess.CompletedProcess[str]]

COMPLAINTS = {
    "All is [well](#t).": "",
    "A [link](nowhere.md).": "nowhere.md",
    "A [link](#nowhere).": "#nowhere",
    "A [link](/index.html).": "absolute link",
    "```act token answer\nauthorizationToken: See [this](nowhere.md).\n```": "nowhere.md",
    "```act token nowhere\n```": "There is no act 'token' with a beat 'nowhere'",
}
"""What is said of a page's text; nothing where all is well."""

MANY = """
import json, os, sys
from importlib import import_module
from pathlib import Path
import explain.build, explain.page.performance
from explain.page import python

scripts = {page: python.script(page) for page in python.BUNDLES}  # the same for each site
python.script = scripts.__getitem__
builder = import_module(sys.argv[1] + ".__main__").cli
import_module(sys.argv[1] + ".commands.build")
codes = []
for config in sys.argv[2:]:
    folder = Path(config).parent
    if not (child := os.fork()):
        said = os.open(folder / "said", os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        builder.main(["build", "--strict", "--config-file", config, "--site-dir", str(folder / "site")])
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(codes))
"""
"""Several builds, each in a fork of one process that has loaded the builder."""


class Build(NamedTuple):
    """How a build ended."""

    code: int
    said: str


@pytest.fixture(scope="module", params=BUILDERS)
def builds(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    configured: Callable[[Path], Path],
    run: Run,
) -> Mapping[str, Build]:
    """Build a page of each text, by one builder."""
    pytest.importorskip(request.param)
    configs = []
    for text in COMPLAINTS:
        configs.append(configured(tmp_path_factory.mktemp("fault")))
        page = f"---\nname: small\nsummary: small\n---\n\n# T\n\n{text}\n"
        (configs[-1].parent / "lessons" / "index.md").write_text(page, "utf-8")
    done = run("-c", MANY, request.param, *map(str, configs))
    assert done.returncode == 0, done.stderr
    said = [(config.parent / "said").read_text("utf-8") for config in configs]
    return dict(zip(COMPLAINTS, map(Build, json.loads(done.stdout), said), strict=True))


@pytest.mark.parametrize(("text", "complaint"), COMPLAINTS.items())
def test_a_fault_fails_the_build(builds: Mapping[str, Build], text: str, complaint: str) -> None:
    assert (builds[text].code == 0) == (not complaint), builds[text].said
    assert complaint in builds[text].said


FAILING = """
import runpy, sys
from explain.acts import ACTS, Act
from explain.errors import ToolProblem
from explain.narration import BeatBegan

def perform(world):
    yield BeatBegan("token", "answer")
    raise ToolProblem("It hangs.", "Mend it.")

ACTS["token"] = Act(perform, ACTS["token"].beats)
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""A build in which one act fails half-way."""


@pytest.mark.parametrize("builder", BUILDERS)
def test_an_act_that_fails_fails_the_build(
    tmp_path: Path, configured: Callable[[Path], Path], run: Run, builder: str
) -> None:
    pytest.importorskip(builder)
    config = str(configured(tmp_path))
    page = "# T\n\nAsk:\n\n```act token answer\n```\n"
    (tmp_path / "lessons" / "index.md").write_text(page, "utf-8")
    site = str(tmp_path / "site")
    done = run("-c", FAILING, builder, "build", "--config-file", config, "--site-dir", site)
    assert done.returncode != 0
    assert "It hangs." in done.stderr
    assert "What to do: Mend it." in done.stderr
