"""The true response: an account's chance of being kept, and how a person or an agent changes it. Size is not an argument."""

from typing import NamedTuple

import numpy as np


class State(NamedTuple):
    """What drives an account's next decision, one value an account. All but the last three can be read off the exports."""

    engagement: np.ndarray
    """Latent, about -2.5 to 2.5; seen as the share of seats in use."""
    trend: np.ndarray
    """Engagement now less engagement eight weeks ago."""
    champion: np.ndarray
    sponsor: np.ndarray
    complaint: np.ndarray
    """A complaint is open."""
    stalled: np.ndarray
    """In its first half-year without having reached value."""
    years: np.ndarray
    """Tenure."""
    rise: np.ndarray
    """Price rise at the next renewal, as a share."""
    quiet_trade: np.ndarray
    """A trade that buys once and wants to be left alone."""
    base_noise: np.ndarray
    human_noise: np.ndarray
    agent_noise: np.ndarray


def kept_logit(s: State) -> np.ndarray:
    """Log-odds of being kept if nobody gets in touch."""
    people = np.where(s.champion, 0.45, -0.75) + np.where(s.sponsor, 0.15, -0.35)
    trouble = 0.9 * s.complaint + 0.9 * s.stalled + 7.0 * s.rise
    return 1.5 + 1.25 * s.engagement + 0.7 * s.trend + people - trouble + 0.3 * np.minimum(s.years, 3) + 0.35 * s.base_noise


def human_shift(s: State) -> np.ndarray:
    """What a person's touch adds to the log-odds: most where a champion is gone, a complaint is open or onboarding is stuck."""
    wants = 0.15 + 1.2 * ~s.champion + 1.0 * s.complaint + 0.9 * s.stalled + 0.9 * np.maximum(-s.trend - 0.1, 0)
    return _reached(wants - 0.1 - 1.0 * _rather_left_alone(s) + 0.3 * s.human_noise, s)


def agent_shift(s: State) -> np.ndarray:
    """What an agent's touch adds: guides the new and the stuck, and annoys whoever waits for an answer to a complaint."""
    wants = 0.9 * s.stalled + 0.35 * ~s.champion + 0.5 * np.maximum(-s.trend - 0.1, 0) + 0.35 * (s.years < 0.5)
    return _reached(wants + 0.05 - 1.0 * s.complaint - 0.6 * _rather_left_alone(s) + 0.25 * s.agent_noise, s)


def _rather_left_alone(s: State) -> np.ndarray:
    """Settled accounts of quiet trades: a call reminds them that they pay."""
    return s.quiet_trade & s.champion & ~s.complaint & ~s.stalled & (s.years > 1.5) & (s.engagement > 0)


def _reached(shift: np.ndarray, s: State) -> np.ndarray:
    """A gain needs someone who still cares: with use gone and no sponsor, hardly anything helps."""
    cares = 1 / (1 + np.exp(-5 * (s.engagement + 0.9 + 0.3 * s.sponsor)))
    return np.where(shift > 0, shift * cares, shift)


def chance(logit: np.ndarray) -> np.ndarray:
    """Log-odds to a probability."""
    return 1 / (1 + np.exp(-logit))


def kind(kept: np.ndarray, effect: np.ndarray) -> np.ndarray:
    """The four kinds, by the untouched chance of being kept and the change that a person's touch makes to it."""
    calm = np.where(kept >= 0.5, "sure thing", "lost cause")
    return np.where(effect >= PERSUADED, "persuadable", np.where(effect <= PUT_OFF, "sleeping dog", calm))


PERSUADED, PUT_OFF = 0.05, -0.02
