"""A language model behind an OpenAI-compatible endpoint: the only file that knows the client."""

import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from cs_core.errors import BadInput, BudgetSpent, ModelError
from cs_core.execution.models.asking import MODES, SAID_CHARS, counted, in_a_line, json_in, messages_of, repair
from cs_core.execution.models.metering import Bill, Call, Metered, Price
from cs_core.settings import Settings

T = TypeVar("T", bound=BaseModel)


class Manner(NamedTuple):
    """How an endpoint wants to be asked."""

    mode: str
    """One of MODES."""
    limit: str
    """Its name for the most tokens of an answer."""


class OpenAIModel(Metered):
    """Any OpenAI-compatible endpoint, by chat completions with a JSON schema.

    The endpoint is probed once: servers that refuse a schema are asked for a JSON object, then for plain text. Whatever comes back
    is validated here; one repair is asked for, then ModelError. Safe to ask from `at_once` threads. Made anew for each cycle: its
    counters, its budget and its patience are that cycle's.
    """

    def __init__(
        self, settings: Settings, name: str, *, transport: object | None = None, known: dict[tuple[str, str], Manner] | None = None,
        sleep: Callable[[float], None] = time.sleep, ticks: Callable[[], float] = time.perf_counter,
    ) -> None:  # fmt: skip
        """`transport`: of the HTTP client; `known`: how endpoints want to be asked, default those of this process.

        Raises BadInput where the address of the endpoint cannot be one.
        """
        import openai  # noqa: PLC0415  (slow to import, and the offline path does not need it)

        price = Price(settings.price_in, settings.price_out, settings.currency)
        limits = {"budget": settings.token_budget, "at_once": settings.concurrency, "max_tokens": settings.max_tokens}
        super().__init__(name, price=price, hides=settings.hide_people, **limits)
        try:
            self._client = openai.OpenAI(
                api_key=settings.api_key or "none", base_url=settings.base_url or None, max_retries=0,
                timeout=openai.Timeout(settings.timeout_s, connect=min(CONNECT_S, settings.timeout_s)),
                http_client=openai.DefaultHttpx2Client(transport=transport) if transport else None,
            )  # fmt: skip
        except Exception as error:
            raise BadInput(f"OPENAI_BASE_URL is no address of an endpoint: {in_a_line(error, secret=settings.api_key)}") from error
        self._shape_refused = (openai.BadRequestError, openai.UnprocessableEntityError)
        self._refused = (*self._shape_refused, openai.InternalServerError)
        self._passing = (openai.RateLimitError, openai.InternalServerError, openai.APIConnectionError)
        self._timed_out = openai.APITimeoutError
        self._secret, self._where = settings.api_key, (settings.base_url, name)
        self._known = KNOWN if known is None else known
        self._probing, self._sleep, self._ticks = Lock(), sleep, ticks

    def write(self, instructions: str, brief_text: str, answer: type[T], bill: Bill | None = None) -> T:
        """One validated answer. Raises ModelError in one line, whatever the endpoint does, and BudgetSpent where it was not asked."""
        bill = bill or Bill()
        key = self.key(instructions, brief_text, answer, bill.prompt_version)
        turn = bill.turn = bill.turn or self.turns.take()
        known = self._kept(key, answer)
        if known is not None:
            self.count("cached")
            return known
        spent, in_a_row = self.turns.before(turn)
        if self.budget is not None and spent >= self.budget:
            self.count("over_budget")
            raise BudgetSpent(f"The {self.budget:,} tokens of this cycle are spent: raise CS_MODEL_TOKEN_BUDGET")
        if in_a_row >= GIVE_UP_AFTER:
            self.count("fallbacks")
            raise ModelError(f"{self.name} failed {in_a_row} times in a row and is left alone for the rest of this run")
        try:
            found = self.ask(messages_of(instructions, brief_text), answer, key, bill)
        except Exception as error:  # whatever a client, a proxy or a server comes up with: the cycle goes on
            self.turns.settle(turn, bill.tokens, True)
            problem = in_a_line(error, secret=self._secret)
            self.failed(problem)
            told = ModelError(f"{self.name} gave no usable answer: {problem}")
            raise told from (None if self._repeats(error) else error)
        self.turns.settle(turn, bill.tokens, False)
        self.kept[key] = found.model_dump_json()
        return found

    def _repeats(self, error: Exception) -> bool:
        """Whether an error may repeat the key: servers say what they were sent, and a wrong answer is shown in part."""
        return isinstance(error, ValidationError) or bool(self._secret and self._secret in str(error))

    def _kept(self, key: str, answer: type[T]) -> T | None:
        try:
            return answer.model_validate_json(self.kept[key]) if key in self.kept else None
        except ValidationError:
            return None

    def ask(self, messages: list[dict], answer: type[T], key: str, bill: Bill) -> T:
        """The answer, after one repair at most; what each call cost is on the bill. Raises whatever a client, a proxy or a server does."""
        call = self._say(messages, answer, key, bill)
        try:
            return self._entered(call, answer, bill)
        except ValidationError as error:
            return self._entered(self._say(repair(messages, call.answer, error), answer, key, bill), answer, bill)

    def _entered(self, call: Call, answer: type[T], bill: Bill) -> T:
        try:
            found = answer.model_validate_json(json_in(call.answer))
        except ValidationError as error:
            self.enter(call._replace(answer=call.answer[:SAID_CHARS], problem=in_a_line(error)), bill)
            raise
        self.enter(call._replace(answer=found.model_dump_json()), bill)
        return found

    def _say(self, messages: list[dict], answer: type[BaseModel], key: str, bill: Bill) -> Call:
        """One completion in the manner that this endpoint takes; the first question finds it out, while others wait."""
        if self._where not in self._known:
            with self._probing:
                if self._where not in self._known:
                    return self._probe(messages, answer, key, bill)
        manner = self._known.get(self._where) or Manner(next(iter(MODES)), LIMITS[0])
        try:
            return self._complete(messages, answer, manner, key, bill)
        except self._shape_refused:
            self._known.pop(self._where, None)  # it may not be the server that it was: the next question finds out
            raise

    def _probe(self, messages: list[dict], answer: type[BaseModel], key: str, bill: Bill) -> Call:
        waiting = [Manner(mode, LIMITS[0]) for mode in MODES]
        while True:
            manner, *waiting = waiting
            try:
                call = self._complete(messages, answer, manner, key, bill)
            except self._refused as error:
                if manner.limit == LIMITS[0] and LIMITS[1] in str(error):
                    waiting = [m._replace(limit=LIMITS[1]) for m in (manner, *waiting)]
                if not waiting:
                    raise
            else:
                self._known[self._where] = manner
                return call

    def _complete(self, messages: list[dict], answer: type[BaseModel], manner: Manner, key: str, bill: Bill) -> Call:
        """One completion, not yet on the bill. What passes is waited for if that is short; each request that failed is on the bill."""
        asked = {"model": self.name, "messages": messages, manner.limit: self.max_tokens} | MODES[manner.mode](answer)
        for wait in (*WAITS_S, None):
            began = self._ticks()
            call = Call(key, bill.agent, bill.account_id, self.name, bill.prompt_version, manner.mode, 0, 0, self.price.of(0, 0), 0, "", "")
            try:
                reply = self._client.chat.completions.create(**asked)
            except Exception as error:
                self.enter(call._replace(ms=self._ms_since(began), problem=in_a_line(error, secret=self._secret)), bill)
                pause = self._pause(error, wait)
                if pause is None:
                    raise
                self._sleep(pause)
            else:
                return self._read(reply, asked, call._replace(ms=self._ms_since(began)), bill)
        raise ModelError("no answer after all")

    def _read(self, reply: object, asked: dict, call: Call, bill: Bill) -> Call:
        """The call with what was said and its tokens; what is no answer goes on the bill, and raises."""
        usage, text, problem = getattr(reply, "usage", None), "", "no completion came back"
        choices = getattr(reply, "choices", None)
        if isinstance(choices, list) and choices:
            choice = choices[0]
            message = getattr(choice, "message", None)
            content = getattr(message, "content", None)
            text = content if isinstance(content, str) else ""
            refusal, finish = getattr(message, "refusal", None), getattr(choice, "finish_reason", None)
            problem = f"it refused: {refusal}" if refusal else f"it stopped at {finish}{UNFINISHED[finish]}" if finish in UNFINISHED else ""
            problem = problem or ("" if text else "it said nothing")
            tokens = (counted(usage, "prompt_tokens", str(asked["messages"])), counted(usage, "completion_tokens", text))
            call = call._replace(tokens_in=tokens[0], tokens_out=tokens[1], cost=self.price.of(*tokens))
        if problem:
            self.enter(call._replace(answer=text[:SAID_CHARS], problem=in_a_line(ModelError(problem))), bill)
            raise ModelError(problem)
        return call._replace(answer=text)

    def _pause(self, error: Exception, wait: float | None) -> float | None:
        """Seconds after which to try again, or None: a time-out is not tried again, and a long Retry-After not waited for."""
        if wait is None or not isinstance(error, self._passing) or isinstance(error, self._timed_out):
            return None
        try:
            asked = float(error.response.headers["retry-after"])
        except (AttributeError, KeyError):
            return wait
        except ValueError:  # a date
            return None
        return asked if 0 <= asked <= MOST_WAIT_S else None

    def _ms_since(self, began: float) -> float:
        return round(1000 * (self._ticks() - began), 1)


CONNECT_S = 5.0
WAITS_S = (0.5, 2.0)
"""Pauses before a request is tried again, where the server names none."""
MOST_WAIT_S = 20.0
"""A server that asks for a longer pause is not waited for."""
GIVE_UP_AFTER = 5
"""So many failures in a row mean that the endpoint is down: a cycle does not wait for each time-out."""
UNFINISHED = {"length": ", the most that CS_MODEL_MAX_TOKENS allows one answer", "content_filter": ""}
LIMITS = ("max_tokens", "max_completion_tokens")
KNOWN: dict[tuple[str, str], Manner] = {}
"""(address, model) -> the manner that it takes, found out once in this process."""
