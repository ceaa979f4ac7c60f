"""All exercises as one workshop for Educates: its resource, a page each, and a test for each page.

The form is that of Educates' own samples (github.com/educates/educates-training-platform,
workshop-samples): pages are Markdown with clickable actions, and a test is a program that exits with 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from explain.engines import pages
from explain.practice.exercise import Exercise

NAME = "explain-ecr"
_WHEELS = "/opt/workshop/wheels"
_IMAGE = f"$(image_repository)/{NAME}-files:$(workshop_version)"


def files(exercises: Sequence[Exercise]) -> dict[str, str]:
    """Return the files of the workshop, by their paths."""
    # JSON is YAML, too (YAML 1.2, section 1.3), and needs no rules about what has to be quoted.
    made = {
        "resources/workshop.yaml": json.dumps(_resource(exercises), indent=2, ensure_ascii=False)
        + "\n",
        "workshop/setup.d/explain-ecr.sh": pages.INSTALL.format(
            place="$HOME/.explain-ecr-venv", wheels=_WHEELS, programs="$HOME/bin"
        ),
        "workshop/content/00-workshop-overview.md": _page("Before you begin", _overview()),
    }
    for number, exercise in enumerate(exercises, 1):
        path = f"workshop/content/{number:02}-{exercise.name}.md"
        made[path] = _page(exercise.title, "\n\n".join(_parts(exercise)))
        made[f"workshop/examiner/tests/{exercise.name}"] = pages.VERIFY.format(name=exercise.name)
    return made


def _resource(exercises: Sequence[Exercise]) -> dict[str, object]:
    included = ["/workshop/**"]
    application = {"enabled": True}
    return {
        "apiVersion": "training.educates.dev/v1beta1",
        "kind": "Workshop",
        "metadata": {"name": NAME},
        "spec": {
            "title": "One line of shell: aws ecr get-login-password | docker login",
            "description": "Exercises in a small cloud that plays AWS and ECR. No account is needed.",
            "difficulty": "intermediate",
            "duration": f"{sum(exercise.minutes for exercise in exercises)}m",
            "publish": {"image": _IMAGE},
            "workshop": {"files": [{"image": {"url": _IMAGE}, "includePaths": included}]},
            "session": {
                "namespaces": {"security": {"token": {"enabled": False}}},
                "applications": {"terminal": application, "examiner": application},
            },
        },
    }


def _overview() -> str:
    return (
        "explain-ecr is installed in the terminal. It brings a small cloud, which plays AWS and ECR in this"
        " session: you need no account, and no password of yours is used."
    )


def _parts(exercise: Exercise) -> Iterator[str]:
    yield pages.task(exercise, _click)
    yield _action("examiner:execute-test", name=exercise.name, title="Is it solved?")
    yield f"## What you have learned\n\n{pages.learned(exercise)}"


def _page(title: str, text: str) -> str:
    return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{text}\n"


def _click(command: str) -> str:
    return _action("terminal:execute", command=command)


def _action(kind: str, **facts: str) -> str:
    lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in facts.items())
    return f"```{kind}\n{lines}\n```"
