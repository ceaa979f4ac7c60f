import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from explain import reference

TOP = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return dict(reference.pages())


def test_every_generated_text_stands_where_it_belongs(generated: dict[Path, str]) -> None:
    stale = [str(path) for path, text in generated.items() if _is_stale(path, text)]
    assert not stale, "run `make reference`"


def _is_stale(path: Path, text: str) -> bool:
    """Compare; what other versions of moto and botocore know is not for this test to say."""
    from explain.cloud.aws.operations import versions

    written = path.read_text("utf-8")
    return written != text and (path.name != "the-cloud.md" or versions() in written)


def test_the_reference_names_every_command(generated: dict[Path, str]) -> None:
    help_text = subprocess.run(
        [sys.executable, "-c", "from explain.cli import main; main()", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = re.findall(r"^  ([a-z]+) +\S", help_text.partition("Walk through")[2], re.M)
    assert len(commands) >= 12
    page = generated[TOP / "lessons" / "reference" / "commands.md"]
    readme = (TOP / "README.md").read_text("utf-8")
    for command in commands:
        assert f"\n## {command}\n" in page
        assert re.search(rf"(?:explain-ecr |`){command}\b", readme), command


def test_the_readme_shows_a_picture_of_the_real_thing(generated: dict[Path, str]) -> None:
    picture = TOP / "lessons" / "assets" / "decode.svg"
    assert picture.relative_to(TOP).as_posix() in (TOP / "README.md").read_text("utf-8")
    words = re.sub(r"<[^>]*>|&#160;", " ", generated[picture])
    assert "explain-ecr" in words
    assert "envelope" in words
    assert "http" not in re.sub(
        r'xmlns="[^"]*"|<!--.*?-->', "", generated[picture], flags=re.DOTALL
    )


def test_the_published_schema_is_a_schema() -> None:
    schema = json.loads((TOP / "lessons" / "reference" / "events.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    judge = jsonschema.Draft202012Validator(schema)
    good = {"event": "act_began", "act": "sign"}
    assert judge.is_valid(good)
    assert not judge.is_valid({**good, "extra": 1})
    assert not judge.is_valid({"event": "act_began"})
