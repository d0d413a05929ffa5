"""Why what a cycle proposed waits, in a few words each: most of it waits its turn, some for one of ours, some by a leader's rule."""

from collections import Counter
from collections.abc import Mapping, Sequence

from cs_core.orchestration.routing import ROUTES, Case
from cs_core.orchestration.world import World
from cs_core.records import Proposal, Routed, Verdict

ANOTHER_LETTER, UNHAPPY, CONTACT, LIMIT = (
    "another letter to that customer goes first", "a risk or a complaint there is seen to first", "one of ours is in contact with them",
    "they had as many letters as they should",
)  # fmt: skip
TOO_BUSY = "people's hours are spoken for"
IN_WORDS: Mapping[str, str] = {
    "trouble_first": UNHAPPY,
    "no_sale_into_a_complaint": UNHAPPY,
    "no_push_after_notice": "they gave notice",
    "no_work_against_a_goal": "it would work against a goal",
    "no_play_that_drives_people_off": "too many people asked us to stop after such letters",
    "nobody_is_there": "they are closed or in mourning",
    "serious_complaint_first": UNHAPPY,
    "low_score_first": UNHAPPY,
    "one_call": "a call on the same matter is asked for, or was made",
    "a_call_first": "a person of ours calls or settles something first",
    "one_voice": ANOTHER_LETTER,
    "one_in_the_queue": ANOTHER_LETTER,
    "a_person_just_spoke": CONTACT,
    "a_person_is_about_to_speak": CONTACT,
    "letters_apart": LIMIT,
    "offers_apart": LIMIT,
    "a_pause_after_silence": "they have not answered the last ones",
    "account_cap": LIMIT,
    "person_cap": LIMIT,
    "another letter to that person says it too": "another letter to the same person says it too",
    "reviewers turn such drafts down here": "reviewers turn such letters down",
    "a pilot leaves the customer in standard care": "a pilot keeps the customer in standard care",
    "the agent drafts for the record only": "the agent only drafts for the record there",
    "today is a quiet day there": "it is a quiet day there",
}
"""Rule of the governor, or row of the routing policy -> how it is told."""


def why_held(
    proposals: Sequence[Proposal], verdicts: Mapping[str, Sequence[Verdict]], routed: Sequence[Routed], world: World
) -> dict[str, int]:
    """Reason -> how many of these are held for it, the most first. `world` holds what the governor said."""
    made = {p.id: p for p in proposals}
    held = (Case(made[r.proposal_id], tuple(verdicts[r.proposal_id]), world) for r in routed if r.route == "held")
    return dict(Counter(map(_why, held)).most_common())


def _why(case: Case) -> str:
    row = next(row for row in ROUTES if row.when(case))
    if row.route != "held":
        return TOO_BUSY
    return IN_WORDS.get(row.name) or IN_WORDS[case.world.holds[case.proposal.id].rule]
