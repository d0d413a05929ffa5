"""Three to five questions for a call: the first whose reason is in the facts; none states what is not known."""

from collections.abc import Callable
from typing import NamedTuple

from cs_core.execution.papers.pack import Text, just
from cs_core.execution.review_pack.book import Book

MOST, FEWEST = 5, 3


class Question(NamedTuple):
    """When it is worth asking, and its words with slots for facts."""

    when: Callable[[Book], bool]
    words: str


def questions(book: Book) -> tuple[Text, ...]:
    """At most five in the order of QUESTIONS; where fewer than three have a reason, those that always have one fill up."""
    asked = [said for q in QUESTIONS if q.when(book) and (said := book.say(q.words)) is not None]
    more = [just(words) for words in ALWAYS[: max(FEWEST - len(asked), 0)]]
    return tuple((*asked, *more)[:MOST])


def _unknown(key: str) -> Callable[[Book], bool]:
    return lambda book: book.value(key) is None


def _known(key: str) -> Callable[[Book], bool]:
    return lambda book: book.value(key) is not None


def _below(key: str, most: float) -> Callable[[Book], bool]:
    return lambda book: book.value(key) is not None and book.value(key) <= most


def _is(key: str, *values: str) -> Callable[[Book], bool]:
    return lambda book: book.value(key) in values


QUESTIONS: tuple[Question, ...] = (
    Question(_known("notice_given_on"), "What would have had to go otherwise for you to stay?"),
    Question(
        _unknown("desired_outcome"), "What has to be true a year from now for this to have been worth it, and how will you measure it?"
    ),
    Question(
        lambda b: b.value("outcome_target") is not None and b.value("outcome_figure") is None,
        "Where does {outcome_metric|quote} stand today?",
    ),
    Question(_known("champion_left_on"), "Who carries this inside your company now?"),
    Question(_known("ticket"), "How much does your ticket {ticket|quote} hold you up, and what would be good enough for now?"),
    Question(_below("usage_change", -20), "What changed in how your teams work over the past weeks?"),
    Question(_is("onboarding_status", "behind", "stuck"), "What stands between your team and {next_milestone|quote}?"),
    Question(_below("days_to_renewal", 120), "What has to happen on your side before {renewal_on}, and who decides?"),
    Question(_known("unused_feature"), "What keeps {unused_feature|feature} from being of use to you?"),
    Question(_unknown("sponsor"), "Who above you will be asked whether this was worth it?"),
)  # fmt: skip
ALWAYS = ("What should we stop doing?", "What will your team be judged on next quarter?", "Who else should we be talking to?")
