"""What each command does, on top of the library, the stage, the player and a renderer."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer

from explain import library
from explain.cli.app import Docker, Output
from explain.credentials.host import ACCOUNT, REGION, Registry, registry
from explain.errors import ExplainError, UsageProblem
from explain.lesson import Cue, Lesson, Section, Text
from explain.narration import ActEnded, Failed, Prose, SectionBegan
from explain.render import Renderer
from explain.sandbox import Sandbox, default_folder

LINE = (
    f"aws ecr get-login-password --region {REGION} | docker login --username AWS"
    f" --password-stdin {Registry().host}"
)


@dataclass(frozen=True, slots=True)
class Options:
    """The options that every playing command takes."""

    region: str = REGION
    account: str = ACCOUNT
    output: Output = "auto"
    pause: bool = False
    docker: Docker = "auto"


def welcome() -> None:
    """Say in a few lines what this is, and what to type first."""
    typer.echo(
        f"""explain-ecr takes one line of shell apart, and performs every part of it for real:

  {LINE.replace(" | ", " |{}    ").format(chr(10))}

It needs no AWS account, no network and no docker, and leaves your ~/.aws and ~/.docker alone.

  explain-ecr step 1..3   the whole walkthrough; try this first
  explain-ecr step 1      only the first part: where the password comes from
  explain-ecr lessons     what there is to read
  explain-ecr --help      every command"""
    )


def play_steps(spec: str, options: Options) -> None:
    """Play the lessons of some steps."""
    with _reporting(options.output) as renderer:
        chosen = [
            (lesson, section) for lesson in library.steps(spec) for section in lesson.sections
        ]
        _play(chosen, options, renderer)


def play_act(name: str, options: Options) -> None:
    """Play the section that narrates one act."""
    with _reporting(options.output) as renderer:
        _play([library.section_of(name)], options, renderer)


def play_decode(given: str | None, options: Options) -> None:
    """Play decode, on a token from standard input where one was promised."""
    with _reporting(options.output) as renderer:
        if given not in (None, "-"):
            # Anything else would be a token typed into an argument list, for every user to read.
            raise UsageProblem(
                "A token does not belong on a command line, where every user can read it.",
                "Pipe it in: aws ecr get-login-password | explain-ecr decode -",
            )
        text = _standard_input() if given == "-" else None
        _play([library.section_of("decode")], options, renderer, token=text)


def play_inspect(path: str | None, options: Options) -> None:
    """Play inspect, on another configuration where one is named."""
    with _reporting(options.output) as renderer:
        named = Path(path).expanduser() if path else None
        if named and not named.exists():
            raise UsageProblem(
                f"There is no {named}.", "Name a config.json, or the folder that holds one."
            )
        _play([library.section_of("inspect")], options, renderer, docker_config=named)


def list_lessons(output: Output) -> None:
    """List the lessons, their steps and what each is about."""
    with _reporting(output) as renderer:
        renderer.draw(SectionBegan(1, "Lessons", "lessons"))
        items = (
            f"- **{found.name}** {_step_of(found)}: {found.summary}" for found in library.lessons()
        )
        renderer.draw(Prose("\n".join(items)))
        renderer.draw(
            Prose("Read one with `explain-ecr lesson NAME`, play a step with `explain-ecr step 1`.")
        )


def read_lesson(name: str, output: Output) -> None:
    """Show a lesson's text; where an act is performed, say which command performs it."""
    with _reporting(output) as renderer:
        found = library.lesson(name)
        for section in found.sections:
            renderer.draw(SectionBegan(section.level, section.title, found.name))
            for markdown in _readable(section):
                renderer.draw(Prose(markdown))


def check_lessons(files: list[str]) -> None:
    """Check lessons, and list every problem with file, line and remedy."""
    from explain.check import problems

    with _reporting("plain"):
        found = problems([Path(file) for file in files] or None)
        for problem in found:
            typer.echo(f"{problem.message}\n    {problem.remedy}", err=True)
        if found:
            raise typer.Exit(1)
        typer.echo("Every lesson is in order.")


def reset_sandbox() -> None:
    """Empty the sandbox."""
    with _reporting("plain"):
        sandbox = Sandbox(default_folder())
        with sandbox.locked():
            sandbox.reset()
        typer.echo(f"The sandbox is empty: {sandbox.folder}")


def _play(
    chosen: list[tuple[Lesson, Section]],
    options: Options,
    renderer: Renderer,
    *,
    token: str | None = None,
    docker_config: Path | None = None,
) -> None:
    """Set the stage, play, take it down."""
    from explain.play import Player
    from explain.stage import offline

    with_registry = registry(options.account, options.region)
    sandbox = Sandbox(default_folder())
    acts = library.acts_of([section for _, section in chosen])
    with (
        sandbox.locked(),
        offline(
            with_registry,
            sandbox,
            docker=options.docker,
            given_token=token,
            given_docker_config=docker_config,
        ) as world,
    ):
        if "pipe" in acts and not options.pause:
            world.start_left_side()
        player = Player(world)
        last = acts[-1] if acts else ""
        for lesson, section in chosen:
            for event in player.section(lesson, section):
                renderer.draw(event)
                if options.pause and isinstance(event, ActEnded) and event.act != last:
                    _wait_for_enter()


def _readable(section: Section) -> Iterator[str]:
    """Give a section's prose, and where an act is performed, its command and the notes on it."""
    act = ""
    for block in section.blocks:
        if isinstance(block, Text):
            yield block.markdown
        elif isinstance(block, Cue):
            if block.act != act:
                act = block.act
                yield f"▶ `explain-ecr {act}` performs this."
            yield "\n".join(f"- **{label}**: {note}" for label, note in block.notes.items())


def _step_of(lesson: Lesson) -> str:
    return f"(step {lesson.step})" if lesson.step else ""


def _standard_input() -> str:
    from explain.credentials.token import LONGEST

    try:
        return sys.stdin.read(LONGEST + 2)
    except UnicodeDecodeError:
        return "�"  # bytes that are no text are no token either; decoding it will say so


def _wait_for_enter() -> None:
    typer.echo("— Enter goes on —", err=True, nl=False)
    if not sys.stdin.readline():
        typer.echo(err=True)


@contextmanager
def _reporting(output: Output) -> Iterator[Renderer]:
    """Lend the renderer, and report an error of ours with it: one sentence and a remedy."""
    renderer = _renderer(output)
    try:
        yield renderer
    except ExplainError as error:
        _fail(error, output, renderer)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _fail(error: ExplainError, output: Output, renderer: Renderer) -> NoReturn:
    failed = Failed(error.message, error.remedy, error.exit_code)
    if output == "json":
        renderer.draw(failed)
    else:
        _on_stderr(failed)
    raise typer.Exit(error.exit_code) from None


def _on_stderr(failed: Failed) -> None:
    from explain.render.plain import Plain

    Plain(sys.stderr, _width()).draw(failed)


def _renderer(output: Output) -> Renderer:
    if output == "json":
        from explain.render.jsonl import JsonLines

        return JsonLines(sys.stdout)
    if output == "rich" or (output == "auto" and sys.stdout.isatty()):
        from explain.render.terminal import Terminal

        return Terminal(sys.stdout)
    from explain.render.plain import Plain

    return Plain(sys.stdout, _width())


def _width() -> int:
    """The terminal's columns (or COLUMNS), at most 80: plain text is read, not scanned."""
    return min(shutil.get_terminal_size((80, 24)).columns, 80)
