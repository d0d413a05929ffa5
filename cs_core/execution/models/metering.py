"""What a model was asked, what that cost, and when it is left alone: counted under a lock, so that threads lose nothing.

Limits are decided by turns. A question may look only at those that were certainly settled when its turn came, so that which drafts a
budget still covers depends on the answers alone, and never on which thread was quicker.
"""

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from pydantic import BaseModel

from cs_core.execution.models.asking import key_of_question, messages_of


class Price(NamedTuple):
    """Of a million tokens, in one currency; unknown unless all three are set."""

    tokens_in: float | None = None
    tokens_out: float | None = None
    currency: str = ""

    def of(self, tokens_in: int, tokens_out: int) -> float | None:
        """What so many tokens cost, or None where no price is known."""
        if self.tokens_in is None or self.tokens_out is None or not self.currency:
            return None
        return round((tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6, 8)


UNKNOWN = Price()


class Call(NamedTuple):
    """One request to an endpoint, as the table `model_call` keeps it."""

    key: str
    """Of the question: a repaired or repeated request has the key of the first."""
    agent: str
    account_id: str
    model: str
    prompt_version: str
    mode: str
    """How JSON was asked for."""
    tokens_in: int
    tokens_out: int
    cost: float | None
    ms: float
    answer: str
    """The valid answer as JSON; what was said instead where there is a problem."""
    problem: str
    """Why it cannot be used, in one line; empty where it can."""


class Turn(NamedTuple):
    """A place in the order of questions."""

    at: int
    settled: int
    """So many turns before it are over for certain."""


@dataclass
class Bill:
    """Who asks, and what it has cost; filled in while the question is asked."""

    agent: str = ""
    account_id: str = ""
    prompt_version: str = ""
    turn: Turn | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        """Read and written, over all calls."""
        return sum(call.tokens_in + call.tokens_out for call in self.calls)

    @property
    def cost(self) -> float:
        """Of all calls, as far as a price is known."""
        return round(sum(call.cost or 0.0 for call in self.calls), 8)


class Turns:
    """Tokens spent and failures in a row as of any turn."""

    def __init__(self) -> None:
        self._taken, self._lock = 0, Lock()
        self._over: dict[int, tuple[int, bool | None]] = {}
        self._sums = [(0, 0)]

    def take(self, at_once: int = 1) -> Turn:
        """The next turn, of which `at_once` run at a time: taken in order, by one thread."""
        with self._lock:
            at, self._taken = self._taken, self._taken + 1
        return Turn(at, max(at - at_once + 1, 0))

    def settle(self, turn: Turn, tokens: int, failed: bool | None) -> None:
        """What the turn came to; `failed` None where nobody was asked."""
        with self._lock:
            self._over[turn.at] = (tokens, failed)

    def before(self, turn: Turn) -> tuple[int, int]:
        """(tokens spent, failures in a row) of the turns that are over for certain; one that never asked counts as nothing."""
        with self._lock:
            for at in range(len(self._sums) - 1, turn.settled):
                tokens, failed = self._over.pop(at, (0, None))
                spent, row = self._sums[-1]
                self._sums.append((spent + tokens, row if failed is None else row + 1 if failed else 0))
            return self._sums[turn.settled]


class Metered:
    """The name of a model and its counters, for one cycle: a model is made anew for the next."""

    def __init__(
        self, name: str, *, price: Price = UNKNOWN, budget: int | None = None, at_once: int = 1, max_tokens: int = 0, hides: bool = True
    ) -> None:
        self.name, self.price, self.budget, self.at_once, self.max_tokens = name, price, budget, at_once, max_tokens
        self.hides = hides
        self.calls = self.tokens = self.cached = 0
        self.fallbacks = 0
        """Questions that it was asked in vain: the composer's words stand, or the rules' reading."""
        self.over_budget = 0
        """Questions that were not asked any more, because the budget was spent."""
        self.problems: Counter[str] = Counter()
        """Why questions were asked in vain, in one line each."""
        self.kept: dict[str, str] = {}
        """Question -> the JSON that answered it, of this cycle and of earlier ones: see `key_of_question`."""
        self.turns = Turns()
        self._ms, self._cost, self._lock, self._log = 0.0, 0.0, Lock(), []

    @property
    def cost(self) -> float | None:
        """In the currency of the price; None where no price is known."""
        return None if self.price.of(0, 0) is None else round(self._cost, 8)

    def key(self, instructions: str, brief_text: str, answer: type[BaseModel], version: str) -> str:
        """Of the question, under which its answer is kept."""
        return key_of_question(self.name, version, messages_of(instructions, brief_text), answer, self.max_tokens)

    def enter(self, call: Call, bill: Bill) -> None:
        """Put one call on the bill and on every counter."""
        with self._lock:
            bill.calls.append(call)
            self.calls += 1
            self.tokens += call.tokens_in + call.tokens_out
            self._cost += call.cost or 0.0
            self._ms += call.ms
            self._log.append((bill.turn.at if bill.turn else 0, len(bill.calls), call))

    def count(self, counter: str) -> None:
        """One more of `fallbacks`, `cached` or `over_budget`."""
        with self._lock:
            setattr(self, counter, getattr(self, counter) + 1)

    def failed(self, problem: str) -> None:
        """One more question that was asked in vain, and why."""
        with self._lock:
            self.fallbacks += 1
            self.problems[problem] += 1

    def taken_calls(self) -> list[Call]:
        """The calls since the last time, in the order of turns whichever thread made them; each is given out once."""
        with self._lock:
            log, self._log = self._log, []
        return [call for _, _, call in sorted(log, key=lambda entry: entry[:2])]

    def used(self) -> dict:
        """What it was asked and cost, as a cycle's document tells it."""
        return {
            "name": self.name, "calls": self.calls, "tokens": self.tokens, "fallbacks": self.fallbacks, "cached": self.cached,
            "over_budget": self.over_budget, "budget_spent": self.budget is not None and self.tokens >= self.budget,
            "problem": next((said for said, _ in self.problems.most_common(1)), ""),
            "cost": self.cost, "currency": self.price.currency if self.cost is not None else None, "ms": round(self._ms, 1),
        }  # fmt: skip
