"""A command whose words are a text of the user's own: a line, an error message, `-1h`."""

from __future__ import annotations

import typer
from typer.core import TyperCommand


class WordsCommand(TyperCommand):
    """Takes a word that begins with a dash for an option only where the command has that very option.

    click takes each letter of a word like this for an option by itself, so that any `- …` with an `h` in it
    would print the help.
    """

    # typer has a copy of click inside, whose context it exports as its own.
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Read the options that are the command's own; all other words come behind `--`."""
        own, words = self._apart(ctx, args)
        return super().parse_args(ctx, [*own, "--", *words] if words else own)

    def _apart(self, ctx: typer.Context, args: list[str]) -> tuple[list[str], list[str]]:
        options = {
            name: param
            for param in self.params
            if param.param_type_name == "option"
            for name in param.opts
        }
        own: list[str] = []
        words: list[str] = []
        at = 0
        while at < len(args):
            word = args[at]
            at += 1
            if word == "--":
                return own, [*words, *args[at:]]
            name, equals, _ = word.partition("=")
            if name in options:
                takes_value = not (getattr(options[name], "is_flag", False) or equals)
                own += [word, *args[at : at + takes_value]]
                at += takes_value
            elif word in ctx.help_option_names and (at == 1 or len(args) == 2):
                own.append(word)  # further on in a line of several words it is the line's
            else:
                words.append(word)
        return own, words
