"""What a lead is expected to be worth a year, between a low and a high figure, and how that was worked out; or that nobody can tell.

It is what the customer would pay on top if the lead came true as it stands, not multiplied by any chance. No figure of it goes to a
customer: a person prices what is sold.
"""

import polars as pl

from cs_core.context.signals.plan_use import plan_features
from cs_core.context.snapshot import Snapshot

USUAL_ROOM = 0.85
"""Share of seats in use that leaves room to grow, where peers do not tell."""
WIDEST_ROOM = 0.75
"""The share at the high end."""
ROOM = (0.6, 0.95)
"""What peers do counts within these bounds."""
NO_SEAT_PRICE = "Cannot tell: no price of a seat is known"
COUNTED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
MORE_SEATS = (
    rf"(\d{{1,4}}|\b(?:{'|'.join(COUNTED)})\b)"
    r" (?:(?:more|additional|extra|further) )?(?:[a-z]+ )?(?:seats?|licen[cs]es?|users?|people|colleagues)\b"
)
"""A number of seats as customers write it: “ten more seats”, “15 additional user licences”, “about 40 people”."""


def with_plans(frame: pl.DataFrame, snap: Snapshot) -> pl.DataFrame:
    """The signals with list_price (a seat and year on their plan), next_plan and next_price.

    The next plan is the cheapest one that costs more and holds all that theirs holds, and more.
    """
    own = plan_features(snap).drop_nulls("list_price")
    pairs = own.join(own.select(next_plan="plan", next_price="list_price", more="has"), how="cross")
    wider = pairs.filter(
        pl.col("next_price") > pl.col("list_price"),
        pl.col("has").list.set_difference("more").list.len() == 0,
        pl.col("more").list.len() > pl.col("has").list.len(),
    )
    nearest = wider.sort("next_price").unique("plan", keep="first").select("plan", "next_plan", "next_price")
    known = own.select("plan", "list_price").join(nearest, on="plan", how="left")
    return frame.join(known, on="plan", how="left", maintain_order="left")


def wish_value() -> dict[str, pl.Expr]:
    """The seats they name times the price of one; where they name none, nobody can tell."""
    said = pl.col("buying_said").str.to_lowercase().str.extract(MORE_SEATS)
    seats = pl.coalesce(said.str.to_integer(strict=False), said.replace_strict(COUNTED, default=None, return_dtype=pl.Int64))
    price, whose = _seat_price()
    worth = seats * price
    how = pl.format(
        "Seats they ask for: {}; times {} {} a seat and year, {}",
        seats, price.round(0).cast(pl.Int64), pl.col("currency").fill_null(""), whose,
    )  # fmt: skip
    why_not = pl.when(seats.is_null()).then(pl.lit("Cannot tell: they name no number of seats")).otherwise(pl.lit(NO_SEAT_PRICE))
    return {"low": worth, "expected": worth, "high": worth, "how": how, "why_not": why_not}


def _seat_price() -> tuple[pl.Expr, pl.Expr]:
    """What a seat costs them now, else its list price; and which of them it is."""
    own = pl.when((pl.col("contract_kind") == "seats") & (pl.col("seats") > 0) & (pl.col("arr") > 0)).then(pl.col("arr") / pl.col("seats"))
    whose = pl.when(own.is_not_null()).then(pl.lit("what a seat costs them now")).otherwise(pl.lit("the list price of their plan"))
    return pl.coalesce(own, "list_price"), whose


def seats_value() -> dict[str, pl.Expr]:
    """Seats short times the price of a seat: what it costs them now, else the list price of their plan."""
    (price, whose), people = _seat_price(), pl.col("active_users_4w")
    peers = (pl.col("peer_utilisation") / 100).clip(*ROOM)
    room = pl.coalesce(peers, pl.lit(USUAL_ROOM))
    short = {
        "low": people - pl.col("seats"),
        "expected": (people / room).ceil() - pl.col("seats"),
        "high": (people / pl.min_horizontal(room, pl.lit(WIDEST_ROOM))).ceil() - pl.col("seats"),
    }
    short = {name: seats.clip(lower_bound=0 if name == "low" else 1) for name, seats in short.items()}
    usual = pl.when(peers.is_not_null()).then(pl.lit("as among peers")).otherwise(pl.lit("which leaves room to grow"))
    how = pl.format(
        "Seats short: {}, to put {} people on {}% of the seats, {}; times {} {} a seat and year, {}",
        short["expected"].cast(pl.Int64), people, (100 * room).round(0).cast(pl.Int64), usual, price.round(0).cast(pl.Int64),
        pl.col("currency").fill_null(""), whose,
    )  # fmt: skip
    why_not = pl.lit(NO_SEAT_PRICE)
    return {name: seats * price for name, seats in short.items()} | {"how": how, "why_not": why_not}


def consumption_value() -> dict[str, pl.Expr]:
    """Units beyond the commitment times the price of one: of a unit beyond, else of a committed one."""
    beyond = pl.col("overage_amount") / pl.when(pl.col("overage_expected") > 0).then("overage_expected")
    committed = pl.when(pl.col("contract_kind") == "consumption").then(pl.col("arr") / pl.when(pl.col("commitment") > 0).then("commitment"))
    price = pl.coalesce(pl.when(beyond > 0).then(beyond), pl.when(committed > 0).then(committed))
    units = {"low": "consumed_by_end_low", "expected": "consumed_by_end", "high": "consumed_by_end_high"}
    over = {name: (pl.col(column) - pl.col("commitment")).clip(lower_bound=0) for name, column in units.items()}
    contract, now = pl.lit("the contract's price of a unit beyond"), pl.lit("what a committed unit costs them now")
    whose = pl.when(beyond > 0).then(contract).otherwise(now)
    how = pl.format(
        "Beyond the commitment by the end of the term at the present rate: {} {}; times {} {}, {}",
        over["expected"].round(0).cast(pl.Int64), pl.col("meter_unit").fill_null("units"), price.round(4),
        pl.col("currency").fill_null(""), whose,
    )  # fmt: skip
    return {name: n * price for name, n in over.items()} | {"how": how, "why_not": pl.lit("Cannot tell: no price of a unit is known")}


def plan_value() -> dict[str, pl.Expr]:
    """The difference of the list prices, over all seats; at the low end over the people who are active."""
    step, seats = pl.col("next_price") - pl.col("list_price"), pl.col("seats")
    how = pl.format(
        "Seats: {}; times {} {} a year, the difference of the list prices of {} and {}; at the low end for the active people only",
        seats, step.round(0).cast(pl.Int64), pl.col("currency").fill_null(""), "next_plan", "plan",
    )  # fmt: skip
    low, why_not = pl.min_horizontal("active_users_4w", "seats") * step, pl.lit("Cannot tell: no price of a larger plan is known")
    return {"low": low, "expected": seats * step, "high": seats * step, "how": how, "why_not": why_not}


def feature_value() -> dict[str, pl.Expr]:
    """Nothing: they pay for it already."""
    none = pl.lit(None, pl.Float64)
    why = pl.lit("No revenue of its own: the feature is part of the plan that they pay for")
    return {"low": none, "expected": none, "high": none, "how": pl.lit(None, pl.String), "why_not": why}


VALUES = {
    "stated wish": wish_value, "seats": seats_value, "consumption": consumption_value, "plan upgrade": plan_value, "feature": feature_value,
}  # fmt: skip
