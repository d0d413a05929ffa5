"""Goals that bind the system, and guardrails; what a change would do is shown before it is saved."""


from pages._ui.channels import channels_part
from pages._ui.frame import Here, frame
from pages._ui.health import health_tab
from pages._ui.parts import open_part
from pages._ui.strategy_change import change_part
from pages._ui.strategy_cost import cost_part
from pages._ui.strategy_goals import drift_part, goals_part, standing
from pages._ui.strategy_limits import history_part, limits_part
from pages._ui.strategy_rates import rates_part
from pages._ui.voice import voice_part


def goals(here: Here) -> None:
    """Where goals stand, what a change would do, where the effort went, and who changed what."""
    document = standing(here)
    goals_part(here, document)
    change_part(here, document)
    drift_part(here, document)
    history_part(here)


def limits(here: Here) -> None:
    """The guardrails as they are set."""
    limits_part(here, standing(here))


PARTS = {
    "Goals": goals, "Guardrails": limits, "Health score": health_tab, "Cost to serve": cost_part, "Currencies": rates_part,
    "Voice": voice_part, "Channels": channels_part,
}  # fmt: skip

with frame(
    "Strategy", "Goals become weights, quotas and stop rules, guardrails become limits; routing, contact caps and coverage read them."
) as here:
    open_part(PARTS, here)
