"""How fast drafts come from a model that takes its time, beside what its latency allows at best: `python bench/model_path.py`.

A real endpoint on loopback, in a process of its own, answers after 200 ms (`--latency`). For each number of questions at a time
(`--at-once 1 4 16`) the drafts that a cycle of a made company asks for are written, as many as take FOR_S at best, two ways in turn:

  ours    the cycle's own stage: brief hidden and worded, question asked, answer validated, names put back, letter framed
  bare    the same questions by the openai client in threads, answers thrown away: what no code of ours can beat

The ideal is questions at a time / latency. Tokens are those of the question, at four characters each, as this server counts none.
Medians of TIMES. Exit status 1 where what ours takes of the processor beyond the client's is more than OWN of a draft's whole time (a busy
machine shows in drafts a second, not in that), or a draft is not the model's.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

import openai

sys.path.insert(0, str(Path(__file__).parents[1]))

from cs_core.context.store import Store, open_store
from cs_core.demo.first_start import make_demo
from cs_core.execution.models.asking import CHARS_A_TOKEN, MODES, messages_of
from cs_core.execution.models.endpoint import OpenAIModel
from cs_core.execution.models.model import ScriptedModel
from cs_core.execution.models.prompt import Answer
from cs_core.execution.roster import roster_of
from cs_core.orchestration.flow.drafting import write
from cs_core.orchestration.flow.stages import Known, Noticed, know, notice
from cs_core.orchestration.flow.steps import Steps
from cs_core.orchestration.runner import InlineRunner
from cs_core.settings import Settings
from tests.orchestration.model_server import ModelServer

LATENCY_MS, AT_ONCE, FOR_S, TIMES, OWN = 200, (1, 4, 16), 6.0, 3, 0.05
ACCOUNTS, WEEKS, DAY, NAME = 600, 26, date(2026, 6, 30), "model"
SAID = {"subject": "Your use", "claims": [{"text": "We looked at it.", "fact_ids": [], "new_paragraph": True}]}


class Took(NamedTuple):
    """One way of asking so many questions."""

    s: float
    cpu: float
    drafts: int


@contextmanager
def serving(latency_ms: int) -> Iterator[str]:
    """The address of an endpoint in a process of its own."""
    command = [sys.executable, __file__, "--serve", str(latency_ms)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline().strip()
        server.stdin.close()


def serve(latency_ms: int) -> None:
    """Say where the endpoint is, and answer until standard input ends."""
    with ModelServer(latency_s=latency_ms / 1000) as server:
        print(server.url, flush=True)
        sys.stdin.read()


def noticed_by(store: Store) -> tuple[Noticed, Known]:
    """What a cycle knows, and what it would have put into words."""
    roster = roster_of(store)
    steps = Steps("bench", ticks=perf_counter)
    known = know(store, roster, roster, steps, as_of=DAY, cycle_id="bench", learn=False)
    return notice(known, roster, steps), known


def by_ours(noticed: Noticed, known: Known, model: OpenAIModel | ScriptedModel) -> Took:
    """The stage of a cycle that writes drafts; a draft that is not the model's is an error."""
    start, cpu = perf_counter(), process_time()
    made = write(noticed, known, model, InlineRunner(), Steps("bench", ticks=perf_counter), cycle_id="bench")
    took = Took(perf_counter() - start, process_time() - cpu, len(made))
    if any(p.drafted_by != NAME for p in made):
        sys.exit(f"of {len(made)} drafts {sum(p.drafted_by != NAME for p in made)} are not the model's")
    return took


def by_client(url: str, questions: list[list[dict]], at_once: int) -> Took:
    """The same questions by the client alone."""
    with openai.OpenAI(api_key="none", base_url=url, max_retries=0) as client, ThreadPoolExecutor(at_once) as pool:
        shape, most = MODES["json_schema"](Answer), Settings().max_tokens

        def ask(messages: list[dict]) -> object:
            return client.chat.completions.create(model=NAME, messages=messages, max_tokens=most, **shape)

        ask(questions[0])
        start, cpu = perf_counter(), process_time()
        done = sum(1 for _ in pool.map(ask, questions))
        return Took(perf_counter() - start, process_time() - cpu, done)


def compared(url: str, noticed: Noticed, known: Known, at_once: int, latency_s: float) -> bool:
    """Print a line for so many questions at a time; whether the bound holds."""
    some = noticed._replace(asked=noticed.asked[: int(FOR_S * at_once / latency_s)])
    scripted = ScriptedModel(lambda *_: SAID, name=NAME)
    by_ours(some, known, scripted)
    questions = [messages_of(*asked) for asked in scripted.history]
    tokens = median(sum(len(m["content"]) for m in messages) for messages in questions) / CHARS_A_TOKEN
    settings, ours, bare = Settings(base_url=url, concurrency=at_once), [], []
    by_ours(some._replace(asked=some.asked[:1]), known, OpenAIModel(settings, NAME))
    for _ in range(TIMES):
        ours.append(by_ours(some, known, OpenAIModel(settings, NAME)))
        bare.append(by_client(url, questions, at_once))
    rate, theirs = (median(len(questions) / took.s for took in ways) for ways in (ours, bare))
    own, client = (1000 * median(took.cpu / len(questions) for took in ways) for ways in (ours, bare))
    ideal, beyond = at_once / latency_s, max(own - client, 0) / (1000 * latency_s + own)
    print(
        f"{at_once:>8}{len(questions):>8}{ideal:>9.1f}{rate:>9.1f}{rate / ideal:>8.0%}{theirs:>9.1f}{rate / theirs:>8.0%}"
        f"{own:>9.1f}{client:>9.1f}{beyond:>9.1%}{tokens:>9,.0f}",
        flush=True,
    )
    return beyond <= OWN


def main() -> int:
    """0 where every bound holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--accounts", type=int, default=ACCOUNTS, help="customers of the made company")
    parser.add_argument("--latency", type=int, default=LATENCY_MS, help="milliseconds until the model answers")
    parser.add_argument("--at-once", type=int, nargs="+", default=AT_ONCE)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, open_store(Path(name) / "context.db") as store, serving(asked.latency) as url:
        noon = datetime.combine(DAY, time(12))
        make_demo(store, Path(name) / "exports", accounts=asked.accounts, seed=7, weeks=WEEKS, end=DAY, now=noon)
        noticed, known = noticed_by(store)
        print(f"{'at once':>8}{'drafts':>8}{'ideal/s':>9}{'ours/s':>9}{'ideal':>8}{'bare/s':>9}{'of bare':>8}"
              f"{'ours ms':>9}{'bare ms':>9}{'own time':>9}{'tokens':>9}")  # fmt: skip
        held = [compared(url, noticed, known, n, asked.latency / 1000) for n in asked.at_once]
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024**2
    print("ms: of the processor for each draft; own time: what ours takes beyond the client's, as a share of a draft's whole time")
    print(f"peak {peak:.2f} GB; own time at most {OWN:.0%}: {'held' if all(held) else 'BROKEN'}")
    return 0 if all(held) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        sys.exit(main())
