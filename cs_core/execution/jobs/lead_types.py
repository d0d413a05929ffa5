"""What a customer-success-qualified lead may be of: when one is qualified, when its reason is gone, and which play opens the talk."""

from typing import NamedTuple


class LeadType(NamedTuple):
    """One type of lead, in conditions of plain words over the signals."""

    name: str
    opens: tuple[str, ...]
    """All must hold."""
    gone: tuple[str, ...]
    """Any of them ends it: the reason is gone."""
    says: tuple[str, ...]
    evidence: tuple[str, ...]
    """Signals and facts that bear it out."""
    play: str
    priced: bool
    """Whether it would be paid for; a person prices it, and an account has one such lead at a time."""
    grows: str | None = None
    """The signal that shows that it came true without a deal."""
    stated: bool = False
    """Said by the customer: it takes the place of a lead that would be paid for and was guessed from use, and may be said again."""


SETTLED_USE = ("tenure_days >= 60",)
LEAD_TYPES: tuple[LeadType, ...] = (
    LeadType(
        "stated wish",
        opens=("buying_said_on known", "low_answer_on unknown"),
        gone=("buying_said_on unknown",),
        says=("On {buying_said_on} they wrote {buying_said|quote}.", "They wished to buy more on {buying_said_on}."),
        evidence=("buying_said_on", "buying_said", "buying_asks", "seats", "plan", "arr"),
        play="answer the wish to buy",
        priced=True,
        stated=True,
    ),
    LeadType(
        "consumption",
        opens=(*SETTLED_USE, "term_share >= 20", "consumed_by_end_low > commitment"),
        gone=("consumed_by_end_high < commitment",),
        says=("{consumed_share} of the commitment is used after {term_share} of the term; at this rate it is used up on {exhausted_on}.",
              "At this rate they use {consumed_by_end|n} by the end of the term, and committed to {commitment}."),
        evidence=("consumed_share", "term_share", "commitment", "consumed_by_end", "consumed_by_end_low", "consumed_by_end_high",
                  "overage_expected", "overage_amount", "exhausted_on"),
        play="talk about the commitment",
        priced=True,
        grows="commitment",
    ),
    LeadType(
        "seats",
        opens=(*SETTLED_USE, "utilisation in 90..150", "usage_change >= 0"),
        gone=("utilisation < 75",),
        says=("{active_users_4w|people} active on {seats}, {utilisation} of what they have, and use changed by {usage_change}.",
              "{active_users_4w|people} active on {seats}, and {usage_4w} in the last four weeks."),
        evidence=("active_users_4w", "seats", "utilisation", "usage_4w", "usage_change", "peer_utilisation"),
        play="talk about seats",
        priced=True,
        grows="seats",
    ),
    LeadType(
        "plan upgrade",
        opens=(*SETTLED_USE, "plan_in_use >= 100", "utilisation >= 70", "usage_change >= 0"),
        gone=("utilisation < 50",),
        says=("All of the {plan} plan is in use: {features_4w} in the last four weeks, by {active_users_4w|people}.",
              "All of the {plan} plan is in use: {features_4w} in the last four weeks."),
        evidence=("plan", "features_4w", "active_users_4w", "seats", "utilisation", "plan_price"),
        play="talk about the plan",
        priced=True,
        grows="plan",
    ),
    LeadType(
        "feature",
        opens=(*SETTLED_USE, "unused_feature known", "utilisation >= 50 or utilisation unknown"),
        gone=(),
        says=("Most peers on the plan use {unused_feature|feature} and they never have; what they use most is {top_feature|feature}.",
              "Most peers on the plan use {unused_feature|feature} and they never have."),
        evidence=("unused_feature", "top_feature", "features_4w", "plan"),
        play="show the unused feature",
        priced=False,
    ),
)  # fmt: skip
"""In order of precedence."""
