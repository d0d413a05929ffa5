"""What happens to the customers week by week: use, people who leave, complaints, touches, renewals, growth."""

import numpy as np

from cs_core.demo import response, vendor
from cs_core.demo.portfolio import QUIET_TRADES, Portfolio
from cs_core.demo.weeks import Weeks, add_months, season

NEVER = 1 << 20
RECENT = 8
"""Weeks within which a touch still bears on a decision."""
REASONS = ("Price", "Missing feature", "Low usage", "Champion left", "Poor support", "Business closed")


class Course:
    """The state of every account in every week (arrays accounts x weeks) and the decisions they took; filled by `run`."""

    def __init__(self, who: Portfolio, weeks: Weeks, rng: np.random.Generator) -> None:
        n, t = who.size, weeks.count
        self.who, self.weeks, self.rng, self.season = who, weeks, rng, season(weeks)
        self.began = weeks.of(who.start)
        self.engagement = np.zeros((n, t), np.float32)
        self.active = np.zeros((n, t), np.int32)
        self.seats = np.zeros((n, t), np.int32)
        self.price = np.zeros((n, t), np.float32)
        self.complaint, self.human, self.agent = (np.zeros((n, t), bool) for _ in range(3))
        self.tickets = np.zeros((n, t), np.int16)
        self.champion_left, self.champion_new = np.full(n, NEVER), np.full(n, NEVER)
        self.sponsor_left, self.decline_from = np.full(n, NEVER), np.full(n, NEVER)
        self.asked_on, self.ended_on, self.reason = np.full(n, NEVER), np.full(n, NEVER), np.full(n, -1)
        self.decisions: list[dict[str, np.ndarray]] = []
        self.growth: list[dict[str, np.ndarray]] = []
        self._seats_now, self._price_now = who.seats.copy(), who.price.copy()
        self._rise, self._cut, self._settles = np.zeros(n), np.ones(n), np.full(n, -1)
        self.deciding, self.renewing = renewal_days(self)
        self.faulty = _faulty(self)

    def under_contract(self, t: int) -> np.ndarray:
        """Accounts that have started by the end of week t and had not ended when it began."""
        return (self.began <= t) & (self.ended_on >= self.weeks.starts(t))

    def champion(self, t: int) -> np.ndarray:
        return (t < self.champion_left) | (t >= self.champion_new)

    def sponsor(self, t: int) -> np.ndarray:
        return t < self.sponsor_left

    def tenure(self, t: int) -> np.ndarray:
        """Weeks since the start."""
        return np.maximum(t - self.began, 0)

    def stalled(self, t: int) -> np.ndarray:
        return self.who.slow & (self.tenure(t) < 26)

    def touched(self, touches: np.ndarray, t: int) -> np.ndarray:
        """Whether a touch fell in the eight weeks up to t."""
        return touches[:, max(0, t - RECENT + 1) : t + 1].any(axis=1)

    def next_rise(self) -> np.ndarray:
        """Price rise due at the next annual renewal, as a share: more for those far below list."""
        return np.where(self.who.monthly, 0.0, np.where(self._price_now < 0.9, 0.08, 0.04))

    def state(self, t: int) -> response.State:
        """Every account's drivers in week t."""
        who, then = self.who, max(0, t - 8)
        trend = np.where(self.began <= then, self.engagement[:, t] - self.engagement[:, then], 0.0)
        return response.State(
            self.engagement[:, t], trend, self.champion(t), self.sponsor(t), self.complaint[:, t], self.stalled(t),
            self.tenure(t) / 52, self.next_rise(), np.isin(who.trade, QUIET_TRADES), *who.noise.T,
        )  # fmt: skip


def run(course: Course) -> Course:
    """Let the window's weeks pass, in order."""
    for t in range(course.weeks.count):
        live = course.under_contract(t)
        _people_leave(course, t, live)
        _use(course, t, live)
        _complain(course, t, live)
        _touch(course, t, live)
        _decide(course, t, live)
        _renew(course, t, live)
    return course


def renewal_days(course: Course) -> tuple[np.ndarray, np.ndarray]:
    """For each account and week: the renewal day that is decided on in that week, and that falls in it (0 for none).

    Annual contracts are decided 31 to 45 days ahead (30 days' notice), monthly ones 3 to 10 days ahead.
    """
    who, weeks = course.who, course.weeks
    deciding, renewing = np.zeros((who.size, weeks.count), np.int32), np.zeros((who.size, weeks.count), np.int32)
    lead = np.where(who.monthly, course.rng.integers(3, 11, who.size), course.rng.integers(31, 46, who.size))
    for month in range(1, (weeks.end + 60 - int(who.start.min())) // 30 + 1):
        day = add_months(who.start, month)
        due = who.monthly | (month % 12 == 0)
        for table, week in ((deciding, weeks.of(day - lead)), (renewing, weeks.of(day))):
            at = np.flatnonzero(due & (week >= 0) & (week < weeks.count))
            table[at, week[at]] = day[at]
    return deciding, renewing


def _faulty(course: Course) -> np.ndarray:
    """Accounts x faults: who is hit. Plan and luck decide (45 % of those who hold the feature)."""
    held = np.array([p.features for p in vendor.PLANS])[course.who.plan]
    needs = np.array([vendor.feature_index(f.feature) for f in vendor.FAULTS])
    return (needs < held[:, None]) & (course.rng.random((course.who.size, len(needs))) < 0.45)


def hit(course: Course, t: int) -> np.ndarray:
    """Accounts that a product fault troubles in week t."""
    spans = vendor.fault_weeks(course.weeks.count)
    return (course.faulty & np.array([a <= t < b for a, b in spans])).any(axis=1)


def _people_leave(c: Course, t: int, live: np.ndarray) -> None:
    """Champions leave at 0.6 % a week, with a successor after about 12 weeks; sponsors at 0.35 %; decline begins at 0.4 %."""
    roll = c.rng.random((4, c.who.size))
    c.champion_left[live & (c.champion_left == NEVER) & (roll[0] < 0.006)] = t
    gone = live & (c.champion_left < t) & (c.champion_new == NEVER)
    c.champion_new[gone & (roll[1] < 0.08)] = t
    c.sponsor_left[live & (c.sponsor_left == NEVER) & (roll[2] < 0.0035)] = t
    c.decline_from[live & (c.decline_from == NEVER) & (roll[3] < 0.004)] = t


def _use(c: Course, t: int, live: np.ndarray) -> None:
    """Engagement follows fit, people and trouble as an AR(1); seats in use follow engagement, onboarding and the season."""
    who, tenure = c.who, c.tenure(t)
    trouble = 0.35 * hit(c, t) + 0.8 * c.stalled(t) + (0.4 * c.complaint[:, t - 1] if t else 0.0)
    fade = np.clip((t - c.decline_from) * 0.06, 0, 1.6)
    target = 0.2 + 0.7 * who.fit + np.where(c.champion(t), 0.25, -0.75) - trouble - fade
    before = c.engagement[:, t - 1] if t else target
    fresh = (c.began == t) | (t == 0)
    drift = np.where(fresh, target, 0.86 * before + 0.14 * target) + 0.14 * c.rng.standard_normal(who.size)
    c.engagement[:, t] = np.where(live, drift, 0)
    ramp = 1 - np.exp(-(tenure + 0.7) / np.where(who.slow, 14, 3.0))
    leaving = np.where(c.asked_on <= c.weeks.starts(t), 0.6, 1.0)
    share = c.season[t] * ramp * leaving * response.chance(0.55 + 0.95 * drift)
    c.active[:, t] = c.rng.binomial(c._seats_now, np.where(live, np.clip(share, 0, 0.98), 0))
    c.seats[:, t], c.price[:, t] = c._seats_now, c._price_now


def _complain(c: Course, t: int, live: np.ndarray) -> None:
    """Tickets rise with seats, newness, faults and poor use; some become complaints, which close at 25 % a week."""
    low = np.maximum(-c.engagement[:, t], 0)
    rate = 0.022 * np.sqrt(c._seats_now) * (1 + 1.6 * (c.tenure(t) < 8)) * (1 + 3.0 * hit(c, t)) * (1 + 0.35 * low)
    c.tickets[:, t] = c.rng.poisson(np.where(live, rate * c.season[t], 0))
    roll = c.rng.random((2, c.who.size))
    opens = (c.tickets[:, t] > 0) & (roll[0] < np.where(hit(c, t), 0.08, 0.03))
    stays = c.complaint[:, t - 1] & (roll[1] > 0.25) if t else np.zeros_like(live)
    c.complaint[:, t] = live & (opens | stays)


def _touch(c: Course, t: int, live: np.ndarray) -> None:
    """The vendor's habit, which confounds: people call on the big, the friendly, the complaining and the soon due.

    Automatic campaigns went out twice, each to a quarter of all accounts drawn at random.
    """
    soon = np.zeros(c.who.size, bool)
    for ahead in range(t, min(t + 6, c.weeks.count)):
        soon |= c.deciding[:, ahead] > 0
    owned = np.where(c.who.owner >= 0, 1.0, 0.5)
    habit = np.array([0.15, 0.06, 0.006])[c.who.segment] * owned
    habit = habit * (1 + 0.8 * c.complaint[:, t]) * (1 + 0.3 * c.champion(t)) * (1 + 0.5 * (soon & ~c.who.monthly))
    roll = c.rng.random((2, c.who.size))
    c.human[:, t] = live & (roll[0] < habit * c.season[t])
    wave = t in (int(0.35 * c.weeks.count), int(0.75 * c.weeks.count))
    c.agent[:, t] = live & wave & (roll[1] < 0.25)


def _decide(c: Course, t: int, live: np.ndarray) -> None:
    """Renewals that are decided this week: the true response, and a draw. A monthly decision is a sixth of half a year's."""
    due = np.flatnonzero(live & (c.deciding[:, t] > 0) & (c.ended_on == NEVER))
    s = c.state(t)
    human, agent = c.touched(c.human, t), c.touched(c.agent, t)
    logit = response.kept_logit(s) + human * response.human_shift(s) + agent * response.agent_shift(s)
    kept = response.chance(logit) ** np.where(c.who.monthly, 1 / 6, 1.0)
    stays = c.rng.random(c.who.size) < kept
    go = due[~stays[due]]
    c.ended_on[go] = c.deciding[go, t]
    c.asked_on[go] = np.minimum(c.weeks.starts(t) + c.rng.integers(0, 7, len(go)), c.ended_on[go] - 1)
    c.reason[go] = _reasons(c, t, go)
    keep = due[stays[due] & ~c.who.monthly[due]]
    use = c.active[keep, max(0, t - 7) : t + 1].mean(axis=1) / c._seats_now[keep]
    c._rise[keep] = c.next_rise()[keep]
    c._cut[keep] = np.where((use < 0.35) & (c._seats_now[keep] > 3) & (c.rng.random(len(keep)) < 0.45), 0.75, 1.0)
    seen = {"account": due, "week": np.full(len(due), t), "renews_on": c.deciding[due, t], "kept": stays[due]}
    c.decisions.append(seen | {"human": human[due], "agent": agent[due], "chance": kept[due]})


def _reasons(c: Course, t: int, go: np.ndarray) -> np.ndarray:
    """The reason given: what weighed most, or one of the rest."""
    s = c.state(t)
    other = c.rng.choice([0, 0, 1, 1, 5], len(go))
    cases = [s.complaint[go], ~s.champion[go], s.engagement[go] < -0.4, s.rise[go] > 0.05]
    return np.select(cases, [4, 3, 2, 0], other)


def _renew(c: Course, t: int, live: np.ndarray) -> None:
    """Terms change on the renewal day; in between, accounts that fill their seats buy more."""
    now = live & (c.renewing[:, t] > 0) & (c.ended_on == NEVER) & ~c.who.monthly
    c._price_now = np.where(now, (c._price_now * (1 + c._rise)).round(3), c._price_now)
    smaller = np.maximum(np.floor(c._seats_now * c._cut), 2).astype(int)
    cut = np.flatnonzero(now & (smaller < c._seats_now))
    _resize(c, t, cut, smaller[cut])
    c._rise, c._cut = np.where(now, 0, c._rise), np.where(now, 1, c._cut)
    full = c.active[:, max(0, t - 3) : t + 1].mean(axis=1) > 0.8 * c._seats_now
    wants = live & full & (c.ended_on == NEVER) & (c.tenure(t) > 12) & (c.rng.random(c.who.size) < 0.02)
    at = np.flatnonzero(wants)
    _resize(c, t, at, c._seats_now[at] + np.maximum(1, np.round(c._seats_now[at] * c.rng.uniform(0.15, 0.4, len(at)))).astype(int))


def _resize(c: Course, t: int, at: np.ndarray, seats: np.ndarray) -> None:
    c.growth.append({"account": at, "week": np.full(len(at), t), "before": c._seats_now[at], "after": seats})
    c._seats_now[at] = seats
    c.seats[:, t] = c._seats_now
    c.price[:, t] = c._price_now
