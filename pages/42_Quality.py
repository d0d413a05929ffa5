"""How good the agents' output is: what people made of it, what the gates said, and what a blind sample found that nobody did."""

from pages._ui import quality_blind, quality_gates, quality_lessons, quality_output
from pages._ui.frame import frame
from pages._ui.parts import open_part

with frame(
    "Quality",
    "What people made of the agents' drafts, and whether the automatic checks agree with them. "
    "In brackets: how far off each share may be.",
) as here:
    open_part(
        {
            "Output": quality_output.panel,
            "Versions": quality_output.versions_panel,
            "Gates and people": quality_gates.panel,
            "Blind samples": quality_blind.panel,
            "Lessons": quality_lessons.panel,
        },
        here,
    )
