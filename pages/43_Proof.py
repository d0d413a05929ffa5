"""Does it work: a randomised pilot with its holdout, a replay of the past, and the old model against the new on the demo company."""

from pages._ui.frame import frame
from pages._ui.parts import open_part
from pages._ui.proof_backtest import backtest_part
from pages._ui.proof_models import models_part
from pages._ui.proof_pilot import pilot_part

PARTS = {"Pilot": pilot_part, "Backtest": backtest_part, "Old model, new model": models_part}

LEAD = "Does it work? A trial in which chance decides who gets agents, and a replay of the agents over your own past."

with frame("Proof", LEAD) as here:
    open_part(PARTS, here)
