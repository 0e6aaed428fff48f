"""X08. The demand side: partners, invitations and word of mouth, and when registrations are short.

Contacts a coordinator makes in a month, by people a completer invites, by the strength of such an invitation. R_P is
the share of participants whom a participant or a facilitator of a group brought along; what was short is read week by
week. The rest stays at the reference. Both strengths and numbers of invitations are assumptions.

    contagion question x08_demand
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from experiments.figures.style import CAUSES, PAPER, SHADES, SOFT, styled, titled
from experiments.questions.publishing import Finding, Question
from experiments.studies.lab import laboratory
from experiments.studies.uncertainty import interval
from experiments.words.numbers import signed
from models.outcomes.shortages import IN_WORDS, SHORTAGES
from models.parameters import Parameters
from models.runs.cases import points
from sim.laboratory.laboratory import Laboratory
from sim.statistics.designs import grid

CONTACTS, INVITED, STRENGTH = "partners.contacts_per_month", "invitations.per_completer", "registering.word_of_mouth"
AXES = [CONTACTS, INVITED, STRENGTH]
FULL = {CONTACTS: [0.0, 2.0, 4.0, 8.0], INVITED: [0.0, 4.0, 10.0], STRENGTH: [0.05, 0.37, 0.9]}
QUICK = {CONTACTS: [0.0, 4.0], INVITED: [0.0, 4.0], STRENGTH: [0.37, 0.9]}
SHORT = ("short_registrations", "short_receptive")  # registrations are short
FIGURES = ["participants", "r_participants", "r_word_of_mouth", "short", *(f"short_{name}" for name in SHORTAGES)]
LEVELS = np.linspace(0, 1, 11)  # of R_P, a share


def main(quick: bool = False, lab: Laboratory | None = None) -> Finding:
    """R_P and what was short over the grid, their figure, and what they say."""
    lab = lab or laboratory()
    runs = lab.run(
        points(Parameters(), grid(QUICK if quick else FULL)), range(1, 3 if quick else 17), 3 if quick else 10
    )
    made = runs.table.assign(short=lambda one: one[list(SHORT)].sum(axis=1))
    table = over_the_grid(made)
    return Finding(_in_words(table, made), table, _figure(table, made))


def over_the_grid(made: pd.DataFrame) -> pd.DataFrame:
    """A row a point: means and 95 % intervals of people, R_P and the shares of weeks in which each thing was short."""
    rows = [
        one.iloc[0][AXES].to_dict() | interval(one.astype(dict.fromkeys(FIGURES, float)), FIGURES)
        for _, one in made.groupby(AXES)
    ]
    return pd.DataFrame(rows)


def effect(made: pd.DataFrame, axis: str, figure: str) -> dict[str, float]:
    """Change of a figure from the lowest to the highest value of one axis, the others at the reference, by seed."""
    usual = Parameters().model_dump()
    at = made
    for name in AXES:
        if name != axis:
            section, field = name.split(".")
            at = at[at[name] == usual[section][field]]
    low, high = (
        at[at[axis] == end].set_index("seed")[figure].astype(float) for end in (at[axis].min(), at[axis].max())
    )
    return interval((high - low).to_frame("change"), ["change"])


def _in_words(table: pd.DataFrame, made: pd.DataFrame) -> str:
    names = {
        CONTACTS: "contacts a month",
        INVITED: "people invited by a completer",
        STRENGTH: "strength of invitations",
    }
    changes = []
    for axis, words in names.items():
        ends = f"{words} from {table[axis].min():g} to {table[axis].max():g}"
        people, r, short = (effect(made, axis, name) for name in ("participants", "r_participants", "short"))
        changes.append(
            f"{ends}: people {signed(people['change'])} ({signed(people['change_low'])} to "
            f"{signed(people['change_high'])}), R_P {_spread(r, '{:+z.2f}')}, share of weeks in which registrations "
            f"are short {_spread({end: 100 * share for end, share in short.items()}, '{:+z.0f}', ' points')}"
        )
    short = table[table["short_low"] > 0.5]
    most = table.loc[table["r_participants"].idxmax()]
    return (
        f"Changes in {made['years'].iloc[0]} years with the others at the reference, means and 95 % intervals over "
        f"{made['seed'].nunique()} seeds (shares change by percentage points): {'; '.join(changes)}. R_P lies between "
        f"{table['r_participants'].min():.2f} and {most['r_participants']:.2f} "
        f"({most['r_participants_low']:.2f} to {most['r_participants_high']:.2f}) at the {len(table)} points. "
        f"Registrations are short in more than half of the weeks, with the whole interval, at {len(short)} of the "
        f"points{_up_to(short[CONTACTS].max()) if len(short) else ''}."
    )


def _up_to(contacts: float) -> str:
    return f", all with at most {contacts:g} contacts a month" if contacts else ", all without contacts"


def _spread(found: dict[str, float], form: str, unit: str = "") -> str:
    middle, low, high = (form.format(found[f"change{end}"]) for end in ("", "_low", "_high"))
    return f"{middle}{unit} ({low} to {high})"


@styled
def _figure(table: pd.DataFrame, made: pd.DataFrame) -> Figure:
    strengths = np.sort(table[STRENGTH].unique())
    figure = Figure(figsize=(1 + 4.3 * len(strengths), 8.2))
    axes = figure.subplots(2, len(strengths), sharey="row")
    for (above, below), strength in zip(axes.T, strengths, strict=True):
        at = table[table[STRENGTH] == strength]
        contours = _contours(above, at)
        _bars(below, at)
        above.set_title(f"Strength of invitations {strength:g}")
    axes[0, 0].set_ylabel("people invited by a completer")
    axes[1, 0].set_ylabel("weeks in which it was short, %")
    beside = axes[0, -1].inset_axes((1.04, 0, 0.04, 1))
    figure.colorbar(contours, cax=beside, label="R_P", ticks=LEVELS[::2], format="{x:.1f}")
    axes[1, -1].legend(loc="upper left", bbox_to_anchor=(1.02, 1), fontsize=8.5, reverse=True)
    lowest, highest = table["r_participants"].min(), table["r_participants"].max()
    titled(
        figure,
        f"Participants and facilitators bring {lowest:.0%} to {highest:.0%} of the participants; registrations are "
        f"short in {table['short'].min():.0%} to {table['short'].max():.0%} of the weeks",
        f"Above: R_P (shades, drawn between points) and people reached in {made['years'].iloc[0]} years (numbers) · "
        f"below: what was short, each group of bars one number of contacts a month, in it from left the numbers "
        f"invited ({', '.join(f'{value:g}' for value in np.sort(table[INVITED].unique()))}) · means of "
        f"{made['seed'].nunique()} runs of each point, with the same seeds",
    )
    return figure


def _contours(ax: Axes, at: pd.DataFrame) -> QuadContourSet:
    """Shades and lines of R_P, the same in all panels, so that no line needs a label among the numbers."""
    r = at.pivot(index=INVITED, columns=CONTACTS, values="r_participants")
    filled = ax.contourf(r.columns, r.index, r, LEVELS, cmap=SHADES)
    ax.contour(r.columns, r.index, r, LEVELS, colors=PAPER, linewidths=0.8)
    for _, row in at.iterrows():
        people = ax.text(
            row[CONTACTS], row[INVITED], f"{row['participants']:,.0f}", ha="center", va="center", fontsize=9
        )
        people.set_path_effects([withStroke(linewidth=3, foreground=PAPER)])
    (left, right), (low, high) = ((at[name].min(), at[name].max()) for name in (CONTACTS, INVITED))
    aside, above = (right - left) / 10, (high - low) / 10
    ax.set(xlim=(left - aside, right + aside), ylim=(low - above, high + above), xlabel="contacts a month")
    ax.set_xticks(r.columns)
    ax.set_yticks(r.index)
    return filled


def _bars(ax: Axes, at: pd.DataFrame) -> None:
    contacts, invited = (np.sort(at[name].unique()) for name in (CONTACTS, INVITED))
    at = at.sort_values([CONTACTS, INVITED])
    x = (
        np.searchsorted(contacts, at[CONTACTS])
        + (np.searchsorted(invited, at[INVITED]) + 0.5) / (len(invited) + 1)
        - 0.4
    )
    bottom = np.zeros(len(at))
    for name in SHORTAGES:
        share = 100 * at[f"short_{name}"].to_numpy(float)
        ax.bar(x, share, 0.85 / (len(invited) + 1), bottom=bottom, color=CAUSES[name], label=IN_WORDS[name])
        bottom += share
    ax.set_xticks(range(len(contacts)), [f"{value:g}" for value in contacts])
    ax.set(xlabel="contacts a month", ylim=(0, 100))
    ax.tick_params(axis="x", colors=SOFT)


QUESTION = Question(main)
