"""What every command shares: the store it works on, the clock, how it answers and how it fails."""

import functools
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from cs_core.cli import show
from cs_core.context.newest import newest_on
from cs_core.context.store import MADE_UNTIL, Store, is_there, open_store
from cs_core.errors import BadInput, CSError
from cs_core.progress import Clock, Stopped, in_words
from cs_core.settings import Settings, from_env, own_files_only

DAY = click.DateTime(["%Y-%m-%d"])


def wall() -> datetime:
    """The wall clock in UTC, read here and nowhere below."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


class Progress:
    """One line on standard error where a person watches: share, what is being done, time left. A file or a program gets none of it."""

    open = False
    """Whether the line has begun and not ended."""
    clock: Clock | None = None

    def __call__(self, done: float, what: str) -> None:
        if sys.stderr.isatty():
            now = time.monotonic()
            self.clock = self.clock or Clock(now)
            left = "" if done >= 1 else in_words(self.clock.left(done, now))
            click.echo(f"\r{min(done, 1):4.0%}  {what:<50.50}  {left:<28.28}", err=True, nl=done >= 1)
            self.open = done < 1

    def end(self) -> None:
        """Whatever is said next begins on a line of its own."""
        self.clock = None
        if self.open:
            click.echo(err=True)
            self.open = False


progress = Progress()


@contextmanager
def stoppable() -> Iterator[Callable[[float], None]]:
    """A sleep that ends in KeyboardInterrupt once Ctrl-C (or a polite kill) came; work is not torn apart, unless it comes twice."""
    stop = threading.Event()

    def on_signal(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    def sleep(seconds: float) -> None:
        if stop.wait(seconds):
            raise KeyboardInterrupt

    before = {kind: signal.signal(kind, on_signal) for kind in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield sleep
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


class Call:
    """One command's surroundings: settings, the open store, and how to answer."""

    def __init__(self, settings: Settings, debug: bool, *, named: bool = False):
        self.settings, self.debug, self.named = settings, debug, named
        self.quit: Callable[[int], None] = sys.exit

    def store(self) -> Store:
        return open_store(self.settings.store)

    def existing(self) -> Store:
        """The store, which must hold something: a typing error in a path must not make an empty one."""
        self.must_exist()
        return self.store()

    def must_exist(self) -> None:
        """Raises BadInput, which says how to begin, where no store stands at the path."""
        path = Path(self.settings.store)
        try:
            there = is_there(path)
        except OSError:
            there = True  # opening it says what is wrong
        if not there:
            same = f", with `--store {path}` before `demo` or `import`" if self.named else ""
            raise BadInput(f"No store at {path}: run `python -m cs_core demo` or `python -m cs_core import PATH` first{same}")

    def tell_past(self, store: Store) -> None:
        """One line on standard error where own data is of the past: as of which day it is looked at, and how to choose another."""
        now, today = wall(), store.now(wall()).date()
        if today < now.date() and not store.get(MADE_UNTIL):
            click.echo(OF_THE_PAST.format(day=today, ahead=AHEAD.days), err=True)


def at_once(status: int) -> None:
    """End the program without waiting for what its threads are doing: for work that another process takes over."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _status(error: CSError) -> int:
    """2 for a wrong call, 130 where a person stopped it (as shells have it), else 1."""
    return 2 if isinstance(error, BadInput) else 130 if isinstance(error, Stopped) else 1


def _answer(function: Callable, call: Call, options: dict, tell: Callable[[dict], str]) -> tuple[str, int]:
    try:
        answer = function(call, **options)
    finally:
        progress.end()
    document, status = answer if isinstance(answer, tuple) else (answer, 0)
    return tell(document), status


def _stoppable(function: Callable, call: Call, options: dict, tell: Callable[[dict], str]) -> tuple[str, int]:
    """The answer as it is told, and the status; Ctrl-C, and what nobody foresaw, end in one line, and what was being written is undone."""
    try:
        return _answer(function, call, options, tell)
    except KeyboardInterrupt as error:
        raise Stopped from error
    except (CSError, click.exceptions.Exit, click.ClickException, click.Abort):
        raise
    except Exception as error:
        raise CSError(UNFORESEEN.format(kind=type(error).__name__, said=(str(error).splitlines() or ["no reason given"])[0])) from error


def _as_json(document: dict) -> str:
    return json.dumps(document, default=str, ensure_ascii=False, allow_nan=False)


def command(parent: click.Group, name: str) -> Callable:
    """A command with ``--json``; its function returns the document, or (document, exit status)."""

    def wrap(function: Callable) -> Callable:
        @parent.command(name, help=function.__doc__)
        @click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
        @click.pass_obj
        @functools.wraps(function)
        def run(call: Call, as_json: bool, **options: object) -> None:
            tell = _as_json if as_json else functools.partial(show.text, name)
            try:
                text, status = _stoppable(function, call, options, tell)
            except CSError as error:
                if call.debug:
                    raise
                if as_json:
                    click.echo(json.dumps({"ok": False, "error": str(error)}))
                click.echo(f"{error}", err=True)
                call.quit(_status(error))
            click.echo(text)
            call.quit(status)

        return run

    return wrap


class Answering(click.Group):
    """A wrong call ends in one line and status 2; with ``--json`` the document says it too."""

    def main(self, args: Sequence[str] | None = None, **options: object) -> object:
        words = list(sys.argv[1:] if args is None else args)
        try:
            return super().main(args=words, **{**options, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            sys.exit(2)
        except click.ClickException as error:
            if "--json" in words:
                click.echo(json.dumps({"ok": False, "error": error.format_message()}))
            click.echo(f"{error.format_message()} See `python -m cs_core --help`.", err=True)
            sys.exit(2)
        except click.Abort:
            sys.exit(1)


@click.group(cls=Answering, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--store", type=click.Path(path_type=Path), help="The context store; default $CS_STORE, else data/context.db.")
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def cli(context: click.Context, store: Path | None, debug: bool) -> None:
    """An agentic Customer Success organisation, and the console that leads it."""
    own_files_only()
    try:
        settings = from_env()
    except BadInput as error:
        raise click.ClickException(str(error)) from error
    context.obj = Call(settings.model_copy(update={"store": store}) if store else settings, debug, named=bool(store))


def day(given: datetime | None, store: Store) -> date:
    """The day to look at: as asked for, else today; a demo store lives on its own last day.

    Raises BadInput for a day so far ahead of the data that silence would read as an answer: nobody would have left by then.
    """
    now = store.now(wall())
    if given is None:
        return now.date()
    if given.date() > now.date() + AHEAD:
        newest = newest_on(store, now)
        known = f"the newest row is of {newest}" if newest else "the store holds nothing that happened"
        raise BadInput(f"Nothing is known of {given:%Y-%m-%d} yet: {known}. Give --as-of up to {now.date() + AHEAD}")
    return given.date()


def day_come(given: datetime | None, store: Store) -> date:
    """The day of what is kept under it, as `day` has it. Raises BadInput for one that has not come yet, by the wall's clock or a demo's."""
    asked, now = day(given, store), wall()
    today = max(now, store.now(now)).date()
    if asked > today:
        raise BadInput(NOT_COME.format(day=asked, today=today))
    return asked


UNFORESEEN = (
    "It failed ({kind}: {said}). See by `check` whether the store is whole, else put a backup back by `restore FILE`; --debug shows where"
)
NOT_COME = (
    "{day} has not come yet, and until then no cycle of an earlier day would be kept. Leave out --as-of for the cycle of today, or give a "
    "day up to {today}"
)
OF_THE_PAST = (
    "The newest row of this data is of {day}: it is looked at as of that day. Choose another by --as-of, up to {ahead} days later; "
    "newer usage, tickets, invoices, messages, meetings or surveys move it on"
)
AHEAD = timedelta(days=7)
"""So far ahead of the store's now a day may be looked at: the next cycle's."""
