"""The commands and their options. What they do is in `explain.cli.commands`, imported when one runs.

So `explain-ecr --help` imports typer and nothing else of weight.
"""

from __future__ import annotations

from typing import Annotated

import typer

from explain import __version__
from explain.cli import acts_app, lab_app, outlived, own_app, practice_app, room_app
from explain.cli.grouped import Grouped
from explain.cli.no_pager import NoPagerOption
from explain.cli.options import (
    ACCOUNT,
    REGION,
    Account,
    DockerOption,
    FallbackOption,
    OptionalSpec,
    OutputOption,
    RecordingOption,
    Region,
    Start,
    offers,
)
from explain.cli.words import WordsCommand

# Plain help and plain errors: drawing them with rich would double the time that --help takes.
app = typer.Typer(
    name="explain-ecr",
    cls=Grouped,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Watch one line of shell happen: aws ecr get-login-password | docker login."
    " Every step really happens, with a cloud on your own machine; nothing leaves it.",
)


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    _no_pager: NoPagerOption = False,
) -> None:
    if version:
        print(f"explain-ecr {__version__}")
        return
    if context.invoked_subcommand != "lab":  # whose callback does it
        outlived.leave_if_over()
    if context.invoked_subcommand is None:
        from explain.cli import commands

        commands.welcome()


@app.command()
def step(
    spec: Annotated[
        str,
        typer.Argument(
            metavar="SPEC",
            autocompletion=offers("specs"),
            help="1, 2, 3, 1..3 or all.",
            show_default=False,
        ),
    ] = "",
    region: Region = REGION,
    account: Account = ACCOUNT,
    output: OutputOption = "auto",
    docker: DockerOption = "auto",
    everything: Annotated[
        bool, typer.Option("--all", help="Show everything at once, without the player.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="All of it in two screens, each act in a line or two.")
    ] = False,
    start: Start = "",
    recording: RecordingOption = None,
    fallback: FallbackOption = None,
    _no_pager: NoPagerOption = False,
) -> None:
    """Walk through the line: one step, several, or all three.

    On a terminal it opens a player, which shows one screen at a time. In a pipe, or with --all or
    --output, everything comes at once.
    """
    from explain.cli import playing

    options = playing.Options(region, account, output, docker)
    if recording is not None:
        asked = bool(spec or brief)
        playing.play_recording(recording, output, everything=everything, start=start, asked=asked)
    elif brief:
        playing.play_brief(spec, options)
    else:
        playing.play_steps(spec, options, everything=everything, start=start, fallback=fallback)


@app.command()
def talk(
    spec: OptionalSpec = "",
    minutes: Annotated[
        int | None,
        typer.Option(min=1, help="The time you have; by default the sum of the speaker's notes."),
    ] = None,
    hold: Annotated[
        bool, typer.Option("--hold", help="Perform an act only when you press x.")
    ] = False,
    start: Start = "",
    recording: RecordingOption = None,
    fallback: FallbackOption = None,
    notes: Annotated[
        bool,
        typer.Option(
            "--notes", help="Follow a talk in another terminal, with the speaker's notes."
        ),
    ] = False,
    region: Region = REGION,
    account: Account = ACCOUNT,
    docker: DockerOption = "auto",
) -> None:
    """Present the walkthrough to a room: with a timer, a clicker, and a key that blanks the screen.

    The keys are those of `step`; press ? to see them all. In a pipe it behaves like `step`.
    """
    from explain.cli import playing

    options = playing.Options(region, account, "auto", docker)
    if notes:
        playing.show_notes()
    elif recording is not None:
        asked = bool(spec or hold)
        playing.play_recording(
            recording, "auto", start=start, asked=asked, room=True, minutes=minutes
        )
    else:
        playing.give_talk(
            spec or "1..3", options, start=start, minutes=minutes, hold=hold, fallback=fallback
        )


@app.command()
def record(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="talk.jsonl, to play again; talk.html, a page; talk.cast, for asciinema; act.svg.",
        ),
    ],
    spec: OptionalSpec = "",
    act: Annotated[str, typer.Option(metavar="ACT", help="The act to draw in an .svg.")] = "",
    beat: Annotated[
        str, typer.Option(metavar="BEAT", help="One beat of that act, instead of all of it.")
    ] = "",
    recording: RecordingOption = None,
    region: Region = REGION,
    account: Account = ACCOUNT,
    docker: DockerOption = "auto",
) -> None:
    """Perform some steps, by default all three, and save what they show to a file.

    Play a .jsonl with `step --from-recording FILE` or `talk --from-recording FILE`: it needs no cloud and no
    network. An .html is one page with all screens, a .cast a film, an .svg a picture. None contains a secret.
    """
    from explain.cli import playing
    from explain.cli import recording as keeping

    options = playing.Options(region, account, "plain", docker)
    keeping.record(file, spec, options, keeping.Wishes(act, beat, recording))


acts_app.add_to(app)


@app.command()
def lessons(
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """List the lessons."""
    from explain.cli import commands

    commands.list_lessons(output)


@app.command()
def lesson(
    name: Annotated[
        str,
        typer.Argument(
            help="The lesson's name, as `explain-ecr lessons` lists it, or its step.",
            autocompletion=offers("lessons"),
        ),
    ],
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Read one lesson, without performing its acts."""
    from explain.cli import commands

    commands.read_lesson(name, output)


@app.command()
def site(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="By default any free port.", show_default=False)
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
) -> None:
    """Show the website of the lessons in a browser, served from this machine."""
    from explain.cli import site as commands

    commands.serve(port, browser)


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="The lessons to check; by default, those that come with the program.",
        ),
    ] = None,
) -> None:
    """Check lessons that you have written."""
    from explain.cli import commands

    commands.check_lessons(files or [])


app.command("command", cls=WordsCommand)(own_app.command_)
app.command(cls=WordsCommand)(own_app.why)
app.command()(own_app.status)
app.command()(own_app.doctor)
app.command()(own_app.preflight)


@app.command()
def reset() -> None:
    """Empty the sandbox: its keys and its stored login."""
    from explain.cli import commands

    commands.reset_sandbox()


app.add_typer(lab_app.lab, name="lab")
app.add_typer(practice_app.practice, name="practice")
app.add_typer(room_app.room, name="room")
app.command()(lab_app.trace)
app.command(cls=WordsCommand)(lab_app.clock)  # -1h is not an option
