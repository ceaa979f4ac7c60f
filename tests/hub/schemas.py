"""Check what we write for other people's programs against their own schemas, from copies of their sources:

    python tests/hub/schemas.py --chart zero-to-jupyterhub-k8s/jupyterhub
    python tests/hub/schemas.py --workshop 01-crds-workshop.yaml

The chart's folder has its values and their schema; Educates' file defines its resource (session-manager).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from explain.engines import educates
from explain.practice import course
from explain.room.hub.configuration import files


def main() -> None:
    """Check. Raises `jsonschema.ValidationError`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--workshop", type=Path)
    wishes = parser.parse_args()
    if wishes.chart:
        check_values(wishes.chart)
    if wishes.workshop:
        check_workshop(wishes.workshop)


def check_values(chart: Path) -> None:
    """Check rooms of several sizes. helm lays our values over the chart's before it checks them."""
    defaults, schema = (
        yaml.safe_load((chart / name).read_text()) for name in ("values.yaml", "values.schema.yaml")
    )
    for learners in (1, 30, 300, 3000):
        ours = yaml.safe_load(files("kubernetes", learners)["values.yaml"])
        jsonschema.validate(laid_over(defaults, ours), schema)
    print("values.yaml fits the chart's schema.")


def laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay values over others, as helm does: tables are merged, everything else is replaced."""
    merged = dict(below)
    for name, value in above.items():
        both = isinstance(value, dict) and isinstance(below.get(name), dict)
        merged[name] = laid_over(below[name], value) if both else value
    return merged


def check_workshop(definition: Path) -> None:
    """Check the workshop's resource. A name that Educates does not know is an error, too."""
    resource = next(filter(None, yaml.safe_load_all(definition.read_text())))
    schema = resource["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    for part in objects(schema["properties"]["spec"]):
        part.setdefault("additionalProperties", False)
    text = educates.files(course.exercises())["resources/workshop.yaml"]
    jsonschema.validate(yaml.safe_load(text), schema)
    print("workshop.yaml fits Educates' schema.")


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Return every part of a schema that lists the names an object may have."""
    if isinstance(schema, dict):
        is_open = schema.get("x-kubernetes-preserve-unknown-fields")
        if "properties" in schema and schema.get("type") == "object" and not is_open:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


if __name__ == "__main__":
    main()
