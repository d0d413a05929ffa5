"""A customer of whom nearly everything is known."""

from tests.worlds import (
    ago,
    with_company,
    with_deal,
    with_desired_outcome,
    with_invoice,
    with_knowledge,
    with_meeting,
    with_message,
    with_milestone,
    with_person,
    with_release,
    with_subscription,
    with_team_member,
    with_ticket,
    with_touch,
    with_usage,
)


def a_rich_world(store, company="acme"):
    """A customer of whom nearly everything is known."""
    acme = with_company(store, company, domain=f"{company}.example", segment="mid-market", industry="Lifts")
    with_team_member(store)
    with_subscription(store, acme, mrr=1_000.0, seats=20, plan="Pro", currency="EUR", term_start_on=ago(300), term_end_on=ago(-65))
    with_usage(store, acme, weekly=[50] * 20 + [10] * 4, person=f"ada@{company}.example")
    with_person(store, acme, "Ada Lind", role="champion")
    with_person(store, acme, "Bo Berg", role="sponsor", opted_out=True)
    with_person(store, acme, "Cleo Dahl", left_on=ago(100))
    with_person(store, acme, "Dag Ek", email=None)
    with_ticket(store, acme, "Boards load slowly", tags="speed;dispatch_board")
    with_message(store, acme, "When is the next release?", sender=f"ada@{company}.example", recipients="mia@ours.example")
    with_meeting(store, acme)
    with_invoice(store, acme, due=ago(10))
    with_deal(store, acme, close_on=ago(-65))
    with_desired_outcome(
        store, acme, "Halve planning", metric="hours", baseline=8.0, target=4.0, unit="hours/week", quote="Half would be grand."
    )
    with_knowledge(store, "plan", "Pro", amount=480.0, unit="EUR")
    with_knowledge(store, "policy", "renewal_notice_days", value="30", unit="days", text="Give notice 30 days ahead.")
    with_milestone(store, "First board", event="dispatch_board", threshold=100, days=30, main=True)
    with_release(store, "Faster boards", published=ago(5), event="dispatch_board", fixes="speed")
    with_touch(store, acme)
    return acme
