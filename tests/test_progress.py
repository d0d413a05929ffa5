"""Time left is told from the share done and the time it took, and not before it can be told."""

from cs_core.progress import Clock, in_words, paced, part, seconds_left


def test_at_the_start_nobody_can_tell():
    assert seconds_left([(0.0, 0.0)], 5.0) is None
    assert seconds_left([(0.0, 0.0), (0.2, 0.5)], 0.3) is None
    assert in_words(None) == "cannot tell yet how long"


def test_an_even_pace_gives_the_rest_of_the_time():
    told = [(float(n), n / 100) for n in range(51)]
    assert abs(seconds_left(told, 50.0) - 50.0) < 1e-9
    assert abs(seconds_left(told, 60.0) - 40.0) < 1e-9, "what passed since the last word is taken off"


def test_a_slower_stretch_counts_more_than_its_share():
    told = [(float(n), n / 20) for n in range(11)] + [(10.0 + 5 * n, 0.5 + n / 40) for n in range(1, 9)]
    even = (told[-1][0] / told[-1][1]) * (1 - told[-1][1])
    assert seconds_left(told, told[-1][0]) > even


def test_it_is_never_below_nothing_and_none_at_the_end():
    assert seconds_left([(0.0, 0.0), (10.0, 0.9)], 500.0) == 0.0
    assert seconds_left([(0.0, 0.0), (10.0, 1.0)], 10.0) == 0.0


def test_a_share_told_again_moves_nothing():
    clock = Clock(0.0)
    assert clock.left(0.5, 10.0) == 10.0
    assert clock.left(0.5, 12.0) == 8.0
    assert clock.left(0.4, 12.0) == 8.0


def test_it_is_told_in_words():
    assert in_words(2) == "a few seconds left"
    assert in_words(42) == "about 40 s left"
    assert in_words(200) == "about 3 min left"
    assert in_words(3 * 3600) == "about 3.0 h left"


def test_a_part_is_told_within_its_stretch():
    told = []
    tell = part(lambda share, what: told.append((round(share, 3), what)), 0.4, 0.8, before="Week 2: ")
    tell(0.0, "Notice")
    tell(2.0, "Done")
    assert told == [(0.4, "Week 2: Notice"), (0.8, "Week 2: Done")]
    part(None, 0.0, 1.0)(0.5, "nobody listens")


def test_steps_that_take_longer_than_their_share_says_are_told_by_their_time():
    told = []
    tell = paced(lambda share, what: told.append(round(share, 3)), ((0.0, 0.0), (0.2, 0.5), (1.0, 1.0)))
    for share in (0.0, 0.1, 0.2, 0.6, 1.0):
        tell(share, "")
    assert told == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert paced(None, ((0.0, 0.0), (1.0, 1.0))) is None
