"""Counters that lose nothing to threads, and limits that no thread can shift."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from cs_core.execution.models.metering import Bill, Call, Metered, Price, Turns

CALL = Call("k", "risk", "a1", "m", "1", "text", 2, 1, 0.5, 1.0, "{}", "")


def test_a_price_is_of_a_million_tokens_and_unknown_unless_whole():
    assert Price(2.0, 10.0, "EUR").of(500_000, 100_000) == 2.0
    assert {Price(2.0, None, "EUR").of(1, 1), Price(None, 2.0, "EUR").of(1, 1), Price(2.0, 2.0).of(1, 1)} == {None}
    assert Price(0.0, 0.0, "EUR").of(5, 5) == 0.0


def test_no_count_is_lost_among_threads():
    model = Metered("m", price=Price(1.0, 1.0, "EUR"))

    def work(n: int) -> None:
        bill = Bill("risk", f"a{n}", turn=turns[n])
        for _ in range(3):
            model.enter(CALL._replace(account_id=f"a{n}"), bill)
        model.count("fallbacks")

    turns = [model.turns.take(16) for _ in range(400)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(400)))
    assert (model.calls, model.tokens, model.fallbacks, model.cost) == (1200, 3600, 400, 600.0)
    assert [c.account_id for c in model.taken_calls()] == [f"a{n}" for n in range(400) for _ in range(3)]


def test_a_turn_sees_only_what_was_over_for_certain_in_whatever_order_things_end():
    def seen(order: list[int]) -> list[tuple[int, int]]:
        turns, told = Turns(), {}
        taken = [turns.take(4) for _ in order]
        for n in order:
            told[n] = turns.before(taken[n])
            turns.settle(taken[n], 10, n % 7 != 0 if n % 5 else None)
        return [told[n] for n in range(len(order))]

    plain = seen(list(range(40)))
    for seed in range(20):
        random, order = Random(seed), list(range(40))
        for at in range(0, 40, 4):  # as many as run at once may swap places
            part = order[at : at + 4]
            random.shuffle(part)
            order[at : at + 4] = part
        wave = seen(order)
        assert [wave[n] for n in range(0, 40, 4)] == [plain[n] for n in range(0, 40, 4)]
    assert plain[4] == (10, 0) and plain[10][0] == 70


def test_a_turn_that_asked_nobody_counts_as_nothing():
    turns = Turns()
    first, _, third = (turns.take() for _ in range(3))
    turns.settle(first, 5, True)
    assert turns.before(third) == (5, 1)
