"""The list of commands in --help, grouped by what somebody wants, and names that people try for a command."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

GROUPS = {
    "Walk through the line": {
        "step": "explain-ecr step 1..3",
        "talk": "explain-ecr talk --minutes 10",
        "record": "explain-ecr record talk.jsonl",
        "lessons": "explain-ecr lessons",
        "lesson": "explain-ecr lesson pipe",
        "site": "explain-ecr site",
    },
    "Run one part of it": {
        "sign": "explain-ecr sign",
        "token": "explain-ecr token --region eu-central-1",
        "decode": "aws ecr get-login-password | explain-ecr decode",
        "pipe": "explain-ecr pipe",
        "login": "explain-ecr login --docker stand-in",
        "inspect": "explain-ecr inspect --docker-config ~/.docker",
        "expire": "explain-ecr expire",
    },
    "Your own line, error and machine": {
        "command": "explain-ecr command 'aws ecr get-login-password | docker login HOST'",
        "why": "explain-ecr why 'no basic auth credentials'",
        "status": "explain-ecr status",
        "doctor": "explain-ecr doctor",
    },
    "Try it": {
        "practice": "explain-ecr practice monday",
        "lab": "explain-ecr lab",
        "trace": "explain-ecr trace --follow",
        "clock": "explain-ecr clock +13h",
    },
    "A room of learners": {
        "preflight": "explain-ecr preflight --minutes 60",
        "room": "explain-ecr room open ecr-friday",
    },
    "Look after it": {
        "check": "explain-ecr check my-lesson.md",
        "reset": "explain-ecr reset",
    },
}
"""The commands by what they are for, each with an example, in the order in which somebody needs them."""

OTHERS = "More"
"""The group of a command that is in no other."""

ALIASES = {
    "demo": ("step", "1..3"),
    "walk": ("step", "1..3"),
    "next": ("lesson", "next"),
    "glossary": ("lesson", "glossary"),
    "version": ("--version",),
}
"""What people type, and what they mean by it."""


class Grouped(TyperGroup):
    """Lists its commands in groups, none of them cut, and understands `help` and other names."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for commands in GROUPS.values():
            for name, example in commands.items():
                if name in self.commands:
                    self.commands[name].epilog = f"Example: {example}"

    # typer has a copy of click inside, whose context and formatter it does not hand out.
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Replace an alias, or `help COMMAND`, with the command that it means."""
        if args and args[0] == "help":
            args = [*args[1:], "--help"]
        elif args and args[0] in ALIASES:
            args = [*ALIASES[args[0]], *args[1:]]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 (typer hands it on)
        """Write the commands, group by group, each with the first sentence of its help."""
        grouped = {name for commands in GROUPS.values() for name in commands}
        others = {name: "" for name in self.commands if name not in grouped}
        widest = max(map(len, self.commands))
        for title, commands in {**GROUPS, OTHERS: others}.items():
            listed = [
                (name.ljust(widest), command.get_short_help_str(limit=1000))
                for name in commands
                if (command := self.commands.get(name)) and not command.hidden
            ]
            if listed:
                with formatter.section(title):
                    formatter.write_dl(listed)
