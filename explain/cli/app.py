"""The commands and their options. What they do is in `explain.cli.commands`, imported when one runs.

So `explain-ecr --help` imports typer and nothing else of weight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from explain import __version__
from explain.cli import lab_app, outlived
from explain.cli.grouped import Grouped
from explain.cli.no_pager import NoPagerOption
from explain.cli.words import WordsCommand

Output = Literal["auto", "rich", "plain", "json"]
CommandOutput = Literal["auto", "rich", "plain", "json", "github"]
Docker = Literal["auto", "real", "stand-in"]

# Plain help and plain errors: drawing them with rich would double the time that --help takes.
app = typer.Typer(
    name="explain-ecr",
    cls=Grouped,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Watch one line of shell happen: aws ecr get-login-password | docker login."
    " Every step is performed for real, on a cloud of your own machine; nothing leaves it.",
)


def _offers(kind: str) -> Callable[[str], list[str]]:
    """Return what completes a word, imported at a Tab and not before."""

    def complete(incomplete: str) -> list[str]:
        from explain.cli import completing

        offered: Callable[[str], list[str]] = getattr(completing, kind)
        return offered(incomplete)

    return complete


Region = Annotated[str, typer.Option(help="The AWS region of the registry.")]
Account = Annotated[
    str, typer.Option(help="The 12 digits of the AWS account that owns the registry.")
]
OutputOption = Annotated[
    Output,
    typer.Option(
        help="auto is rich on a terminal and plain in a pipe; json is one object an event."
    ),
]
CommandOutputOption = Annotated[
    CommandOutput,
    typer.Option(
        help="auto is rich on a terminal and plain in a pipe; json is one object an event;"
        " github is workflow commands."
    ),
]
DockerOption = Annotated[
    Docker,
    typer.Option(
        help="The real docker command line, or a stand-in; auto takes docker where it is."
    ),
]

OptionalSpec = Annotated[
    str,
    typer.Argument(
        metavar="[SPEC]",
        autocompletion=_offers("specs"),
        help="1, 2, 3, 1..3 or all.",
        show_default=False,
    ),
]
Start = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="ACT",
        autocompletion=_offers("acts"),
        help="Begin at this act, in the player.",
    ),
]
RecordingOption = Annotated[
    str | None,
    typer.Option(
        "--from-recording",
        metavar="FILE",
        help="Play what `record` wrote, in place of a SPEC; nothing is performed.",
    ),
]

FallbackOption = Annotated[
    str | None,
    typer.Option(
        "--fallback",
        metavar="FILE",
        help="A recording that r takes an act from when that act fails; by default that of your last walk"
        " which was performed to its end.",
    ),
]


REGION = "ap-south-1"
ACCOUNT = "381492183358"


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
            autocompletion=_offers("specs"),
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
        typer.Option(
            min=1, help="The time you have; by default what the speaker's notes add up to."
        ),
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
    """Show the walkthrough to a room: with a timer, a clicker, and a screen that can be blanked.

    The keys are those of `step`, and on ? are all of them. In a pipe it is `step`.
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
            help="talk.jsonl, to be played; talk.html, a page; talk.cast, for asciinema; act.svg.",
        ),
    ],
    spec: OptionalSpec = "",
    act: Annotated[
        str, typer.Option(metavar="ACT", help="The act that an .svg is a picture of.")
    ] = "",
    beat: Annotated[
        str, typer.Option(metavar="BEAT", help="One beat of that act, in place of all of it.")
    ] = "",
    recording: RecordingOption = None,
    region: Region = REGION,
    account: Account = ACCOUNT,
    docker: DockerOption = "auto",
) -> None:
    """Perform some steps, all three by default, and keep what they show in a file.

    Play a .jsonl with `step --from-recording FILE` or `talk --from-recording FILE`: it needs no cloud and no
    network. An .html is one page with all screens, a .cast a film, an .svg a picture. None holds a secret.
    """
    from explain.cli import playing
    from explain.cli import recording as keeping

    options = playing.Options(region, account, "plain", docker)
    keeping.record(file, spec, options, keeping.Wishes(act, beat, recording))


_ACTS = {
    "sign": "Sign the request for a token; let the server check it.",
    "token": "Ask for a token: masked, its length, its expiry.",
    "pipe": "Run both sides of the pipe, and look at it in between.",
    "login": "Log docker in; then watch three logins fail.",
    "expire": "Move the clock on 12 h 1 min; the login is refused.",
}
"""The acts that take no argument of their own; `decode` and `inspect` have one each, below."""


def _act_command(name: str) -> Callable[..., None]:
    def play_it(
        region: Region = REGION,
        account: Account = ACCOUNT,
        output: OutputOption = "auto",
        docker: DockerOption = "auto",
        _no_pager: NoPagerOption = False,
    ) -> None:
        from explain.cli import playing

        playing.play_act(name, playing.Options(region, account, output, docker))

    return play_it


def _add_acts(*names: str) -> None:
    for name in names:
        app.command(name, help=_ACTS[name])(_act_command(name))


_add_acts("sign", "token")


@app.command()
def decode(
    given: Annotated[
        str | None, typer.Argument(metavar="[-]", help="- waits for a token on standard input.")
    ] = None,
    region: Region = REGION,
    account: Account = ACCOUNT,
    output: OutputOption = "auto",
    docker: DockerOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Decode a token, base64 inside base64, masked. No key is needed.

    It may come through a pipe: a password, an authorizationToken, an `auth`, or the JSON that has one.
    """
    from explain.cli import playing

    playing.play_decode(given, playing.Options(region, account, output, docker))


_add_acts("pipe", "login")


@app.command("inspect")
def inspect_(
    region: Region = REGION,
    account: Account = ACCOUNT,
    output: OutputOption = "auto",
    docker: DockerOption = "auto",
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Another config.json, or its folder; it is only read."),
    ] = None,
    _no_pager: NoPagerOption = False,
) -> None:
    """Look into docker's config.json, masked. Of another one, say who answers and what is odd.

    With --docker-config, ends with 1 where a login is expired, broken or never found.
    """
    if docker_config is not None:
        from explain.cli import inspecting

        inspecting.inspect_file(docker_config, region, account, output)
        return
    from explain.cli import playing

    playing.play_act("inspect", playing.Options(region, account, output, docker))


_add_acts("expire")


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
            autocompletion=_offers("lessons"),
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
        int, typer.Option(min=0, max=65535, help="By default one that is free.", show_default=False)
    ] = 0,
    browser: Annotated[bool, typer.Option(help="Open it in a browser.")] = True,
) -> None:
    """Show the website of the lessons, from this machine alone."""
    from explain.cli import site as commands

    commands.serve(port, browser)


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="Lessons to check; by default ours."),
    ] = None,
) -> None:
    """Check lessons: for those who write them."""
    from explain.cli import commands

    commands.check_lessons(files or [])


@app.command("command", cls=WordsCommand)
def command_(
    line: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="'LINE' | FILE... | -",
            help="A command line, in quotes; or files that hold some; - reads a line from standard input.",
        ),
    ] = None,
    output: CommandOutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Explain every part of a command line, and find what is wrong with it.

    The line may stand where you keep it: in YAML, a Jenkinsfile, a Makefile, a Dockerfile, a crontab, a
    program. A FILE (or several) is searched for such lines, each with its line number: exit code 1 where
    one has an error. With --output github, findings appear beside the lines of a pull request.
    """
    from explain.cli import command as asked

    asked.explain(line or [], output)


@app.command(cls=WordsCommand)
def why(
    message: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MESSAGE | -]",
            autocompletion=_offers("pages"),
            help="What was printed; - reads it, or a whole log, from stdin; or a page's id, or a topic.",
        ),
    ] = None,
    more: Annotated[
        bool, typer.Option("--more", help="All of the page, and not one screen.")
    ] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="One line, for a CI: PAGE-ID: message → fix.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List every page that there is.")] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Say what an error message means: what happened, the causes, the fix.

    It exits with 0 where the message is known, with 1 where it is not, or where an error beside it is
    not, and with 2 where there is no message.
    """
    from explain.cli import why as asked

    if list_:
        asked.list_pages(output)
    else:
        asked.why(message or [], output, asked.Wishes(brief, more))


@app.command()
def status(
    host: Annotated[
        str | None,
        typer.Argument(metavar="[HOST]", help="One registry: its host, an address or an image."),
    ] = None,
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Only this config.json, or the one in this folder."),
    ] = None,
    ask_helpers: Annotated[
        bool, typer.Option("--ask-helpers", help="Ask credential helpers for what they hold, too.")
    ] = False,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Show which registries this machine is logged in to, as whom, and until when.

    Ends with 1 where a login is expired or broken, or docker never finds it; with a host, where that
    host is not logged in.
    """
    from explain.cli import status as asked

    asked.status(host, docker_config, ask_helpers, output)


@app.command()
def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Also ask AWS for the time, to compare the clock.")
    ] = False,
    docker_config: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Only this config.json, or the one in this folder."),
    ] = None,
    output: OutputOption = "auto",
    _no_pager: NoPagerOption = False,
) -> None:
    """Examine what the line needs on this machine: OK, warning or error, with the remedy."""
    from explain.cli import doctor as asked

    asked.doctor(online, docker_config, output)


@app.command()
def reset() -> None:
    """Empty the sandbox: its keys and its stored login."""
    from explain.cli import commands

    commands.reset_sandbox()


app.add_typer(lab_app.lab, name="lab")
app.command()(lab_app.trace)
app.command(cls=WordsCommand)(lab_app.clock)  # -1h is no option
