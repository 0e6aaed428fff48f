"""Parameters of what a participant saves. They are read after a run, from its events, and change nothing in it."""

from contagion.models.parameters.declaring import SHARE, P, Section


class Footprint(Section):
    """Emissions that participants avoid, and how much of them is believed."""

    saving: float = P(
        1.2,
        "t CO2e/year",
        (0, 100),
        (0.3, 1.5),
        "A: S14",
        "what a completer says to save a year, beyond people who did not take part (one study, in Switzerland)",
    )
    self_report: float = P(
        0.7, "share", SHARE, (0.4, 1), "D: S14", "part of it that is real: people say more, and the willing come"
    )
    spread: float = P(
        0.8, "of ln", (0, 3), None, "D: S14", "standard deviation of the logarithm of the saving, between people"
    )
    decay: float = P(
        0.15,
        "1/year",
        (-1, 10),
        (-0.1, 0.35),
        "B: S14",
        "rate at which a saving fades after the group (below 0: grows)",
    )
    rebound: float = P(0.15, "share", SHARE, (0, 0.35), "B: S14", "saving lost again through what it lets one afford")
    spillover: float = P(0.2, "share", (0, 5), (0, 0.5), "D: S14", "saving by others of the household, if any, on top")
    other_share: float = P(
        0.3, "share", SHARE, (0, 0.6), "D: S14", "saving of those who started and did not complete, as part of the same"
    )
    cap: float = P(4.5, "t CO2e/year", (0.01, 1000), None, "D: S14", "most that one person saves a year")
