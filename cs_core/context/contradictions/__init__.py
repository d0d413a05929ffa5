"""Where what we know contradicts itself: general rules over the nouns, whatever system they came from.

Nothing is mended here: both sides are kept, and the audit says how often they differ, with examples that show both and their rows.
"""

from cs_core.context.contradictions.added import same_contract_twice, several_currencies
from cs_core.context.contradictions.agree import (
    deal_against_term,
    note_against_system,
    owner_not_in_team,
    plan_against_contract,
    stage_against_contract,
    systems_differ,
    won_without_contract,
)
from cs_core.context.contradictions.order import (
    contract_before_customer,
    departure_while_paying,
    disputed_departures,
    ends_before_it_begins,
    flag_without_departure,
    flag_without_end,
    ticket_before_customer,
    use_after_the_end,
    use_before_contract,
    wrote_after_leaving,
)
from cs_core.context.contradictions.rule import Rule, counted
from cs_core.context.contradictions.twice import same_event_twice, same_id_twice
from cs_core.context.snapshot import Snapshot

__all__ = ["RULES", "contradictions", "disputed_departures"]


def contradictions(snap: Snapshot) -> list[dict]:
    """rule, says, count, of, share, knowledge, examples of every rule with a hit, by share; `of` is how many things were checked.

    An example has thing, left, left_row, right, right_row and all of it in one line as says.
    """
    found = [counted(rule, snap) for rule in RULES]
    return sorted((row for row in found if row["count"]), key=lambda row: (-row["share"], row["rule"]))


CONTRACT, PROFILE = ("contract",), ("profile",)
RULES: tuple[Rule, ...] = (
    Rule(
        "churn flag against departures", "Companies whose churn flag disagrees with recorded departures", CONTRACT, flag_without_departure
    ),
    Rule("churn flag against end date", "Subscriptions whose churn flag disagrees with their end", CONTRACT, flag_without_end),
    Rule(
        "departure while paying",
        "Accounts that left and did not return, with an older subscription still running",
        CONTRACT,
        departure_while_paying,
    ),
    Rule("use before contract", "Usage rows dated before their subscription started", ("usage", "contract"), use_before_contract),
    Rule("use after the end", "Accounts whose contracts ended, and that use the product on", ("usage", "contract"), use_after_the_end),
    Rule("ticket before customer", "Tickets opened before the account was a customer", ("support", "profile"), ticket_before_customer),
    Rule(
        "contract before customer",
        "Subscriptions started before the account was a customer",
        ("contract", "profile"),
        contract_before_customer,
    ),
    Rule(
        "plan against contract",
        "Subscriptions on another plan than their company record says",
        ("contract", "profile"),
        plan_against_contract,
    ),
    Rule(
        "stage against contract",
        "Companies called former customers while a paid contract runs",
        ("contract", "profile"),
        stage_against_contract,
    ),
    Rule(
        "one contract in two records",
        "Accounts with contracts in several of their records, two of which state the same one, and both count",
        CONTRACT,
        same_contract_twice,
    ),
    Rule(
        "contracts in several currencies", "Accounts with contracts in several currencies, added as if in one", CONTRACT, several_currencies
    ),
    Rule(
        "renewal deal against term",
        "Open renewal deals planned for another time than the term's end",
        ("renewal date", "pipeline"),
        deal_against_term,
    ),
    Rule(
        "renewal won without a contract",
        "Renewals won whose new contract is not entered, though the one on record has ended",
        ("contract", "pipeline"),
        won_without_contract,
    ),
    Rule("ends before it begins", "Records that end before they begin", ("contract", "support", "billing"), ends_before_it_begins),
    Rule("wrote after leaving", "People who left, and wrote to us afterwards", ("people", "roles"), wrote_after_leaving),
    Rule("owner outside the team", "Companies owned by somebody who is not in the team", PROFILE, owner_not_in_team),
    Rule("note against system", "Notes that differ from a system of record", ("renewal date", "roles"), note_against_system),
    Rule("same id, other content", "Record ids given twice with different content", ("profile", "contract", "people"), same_id_twice),
    Rule("same usage id, other content", "Usage ids given twice with different content", ("usage",), same_event_twice),
    *(
        Rule(f"systems differ: {field}", f"Accounts whose systems disagree on {field}", knowledge, systems_differ(field))
        for field, knowledge in (
            ("domain", PROFILE),
            ("country", PROFILE),
            ("industry", PROFILE),
            ("segment", PROFILE),
            ("currency", CONTRACT),
            ("owner", PROFILE),
            ("plan", CONTRACT),
            ("seats", CONTRACT),
        )
    ),
)
