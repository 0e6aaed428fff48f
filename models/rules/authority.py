"""What the authority decides in the course of a run (stage 2). In the week of a change (`[[change]]` in a scenario)
its parameters take their new values, for all that happens from then on; what happened before is as it would have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.rules.outreach import Audience

if TYPE_CHECKING:
    from models.programme import ConversationModel


def decide(model: ConversationModel) -> None:
    """Put this week's changes into effect."""
    if any(change.week == model.week for change in model.parameters.change):
        model.parameters = model.parameters.as_of(model.week)
        model.audience = Audience()  # what was worked out ahead no longer holds
