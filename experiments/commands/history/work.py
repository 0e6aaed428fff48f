"""What became of a facilitator, or of a commune, in one run: year by year, event by event, and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import pandas as pd

from contagion.experiments.commands.history.biographies import (
    CHANNEL_TEXTS,
    commune_in_words,
    commune_life,
    in_short,
    life,
    life_in_words,
    must_be_there,
    names,
    numbers,
    source,
    when,
)
from contagion.experiments.commands.verb import Kept
from contagion.experiments.say.answers import Answer, Answered
from contagion.experiments.say.asked import asked_in_words
from contagion.experiments.say.sentences import counted, listed, paragraphs, table_lines
from contagion.models.parameters.decisions import LOST
from contagion.models.records import NONE
from contagion.models.runs.simulation import simulate
from contagion.models.territory.territory import communes_named
from contagion.sim.errors import InputError
from contagion.sim.files import as_json
from contagion.sim.model import WEEKS_A_YEAR
from contagion.sim.reading import given

if TYPE_CHECKING:
    from collections.abc import Callable

    from contagion.experiments.commands.asking import Ask
    from contagion.models.scenario import Scenario
    from contagion.models.territory.territory import Territory
    from contagion.sim.files import Results


FACILITATOR_WORDS = r"facilitator|animat(?:eur|rice|eur·rice)|(?:la )?personne"
FACILITATOR = re.compile(rf"(?:{FACILITATOR_WORDS})?\s*(?:no\.?|n°)?\s*(\d+)", re.IGNORECASE)
OF_A_GROUP = ("group opened", "hosts", "group postponed", "group cancelled", "group started", "group ended", "trained")
OF_SOMEBODY = ("registered", "group opened", "hosts", "partner contacted", "partner active", "partner dormant")
"""Events whose `other` is a person or an organisation, and no number."""
SHOCK = "shock"
MIDDLE_OF = 11  # runs


@dataclass(frozen=True, repr=False)
class History(Answered):
    """The course of one facilitator or one commune in one run.

    Attributes
    ----------
    scenario : Scenario
    results : Results
        Of the run.
    about : int or str
        The number of a facilitator, or the INSEE code of a commune.
    years : DataFrame, a row a year
        What there was in that year. Of a facilitator: told, people who registered since they were told by them;
        groups_started; participants; completers; facilitators_made, of those who came from these groups. Of a commune:
        registrations, by who told of the groups (people here, people elsewhere, otherwise); told_elsewhere, people
        elsewhere who were told by somebody from here; participants, completers, groups_started, facilitators_trained,
        and facilitators_active at its end.
    events : DataFrame, a row an event
        week, month, kind (`models.records`); facilitator, the number of who it is about, where they are or come to be
        one; commune; group, in the order of their opening; leaders, its own by number; told_by, the number of a
        facilitator, and told_from, where they live who told; number and detail, what the kind has; programme, empty
        for the groups.
    middle_of : int
        Of how many runs it is the middle one (`middle_seed`); 0 where its seed was asked for.
    """

    scenario: Scenario
    results: Results
    about: int | str
    years: pd.DataFrame
    events: pd.DataFrame
    middle_of: int = 0

    @cached_property
    def story(self: Any) -> tuple[str, ...]:
        """Tell the story in the language in use."""
        return tuple(story(self))

    @property
    def name(self) -> str:
        """Of a commune, or "facilitator 12"."""
        about = self.about
        return names(self.results)[about] if isinstance(about, str) else f"facilitator {about}"

    def __repr__(self) -> str:
        return f"<History of {self.name} in {self.scenario.name}: {len(self.events):,} events>"

    def _answer(self) -> Answer:
        summary = self.results.summary
        where = f"{person_label(self)} in one run of {counted(summary['years'], 'year')}, seed {summary['seed']}."
        years = self.years.rename(columns=COLUMNS)
        return Answer([where, *self.story], years.iloc[:, :5], ["One run is one of many possible outcomes."])

    def _in_words(self, _ask: Ask) -> str:
        """Return the text for the terminal."""
        return in_words(self)

    def _to_keep(self, _ask: Ask) -> Kept:
        """Return the tables, the scenario and the provenance to save."""
        made_with = as_json(self.results.provenance)
        tables = {"history.csv": self.years, "events.csv": self.events}
        return Kept(
            None,
            {"scenario": self.scenario},
            tables,
            more=lambda folder: (folder / "provenance.json").write_text(made_with, "utf-8"),
        )


def whom(name: object, territory: Territory) -> int | str:
    """Return the number of the facilitator, or the INSEE code of the commune, that a name means.

    Raises
    ------
    InputError
        If it is neither, with the nearest name.
    """
    text = str(name).strip() if isinstance(name, str | Integral) and not isinstance(name, bool) else ""
    if not text:
        raise InputError(
            f"name {given(name)}: must be a commune, by name or INSEE code, or the number of a facilitator"
        )
    number = FACILITATOR.fullmatch(text)
    if number and text not in territory.index:
        return int(number[1][:18])
    rows = communes_named(territory, (text,))
    if len(rows) > 1:
        raise InputError(f"name {given(name)}: is {len(rows)} communes; give one of them")
    return territory.codes[rows[0]]


def middle_seed(
    in_world: Callable[[int], tuple[Scenario, Territory]], years: int, rules: Any = (), number: int = MIDDLE_OF
) -> int:
    """Return the seed, from 1 to `number`, of the run with the median number of participants: its story is neither a
    happy nor a sad one."""

    def people(seed: int) -> int:
        results = simulate(*in_world(seed), years=years, seed=seed, rules=rules)
        return results.summary["participants"]

    return sorted(range(1, number + 1), key=people)[number // 2]


def history(results: Results, scenario: Scenario, about: int | str) -> History:
    """Return the course of a facilitator, by number, or of a commune, by code.

    Raises
    ------
    InputError
        If the run has no such facilitator.
    """
    if isinstance(about, int):
        must_be_there(results, about)
    events = events_of(results, scenario, about)
    return History(scenario, results, about, _years(results, about, events), events)


def events_of(results: Results, scenario: Scenario, about: int | str) -> pd.DataFrame:
    """Return the events of a facilitator or a commune, as described in `History`."""
    table, groups, events = (results.tables[name] for name in ("facilitators", "groups", "events"))
    if isinstance(about, str):
        rows = events[events["where"] == about]
    else:
        who = table["facilitator"].iloc[about - 1]
        own_groups = groups.loc[(groups["leader_a"] == who) | (groups["leader_b"] == who), "group"]
        theirs = events["kind"].isin(OF_A_GROUP) & events["group"].isin(own_groups)
        has_told = (events["kind"] == "registered") & (events["other"] == who)
        rows = events[(events["who"] == who) | theirs | has_told]
    names_of, places, homes = numbers(table), names(results), _homes(results)
    leaders = {
        group: ", ".join(str(names_of[one]) for one in dict.fromkeys(pair) if one in names_of)
        for group, *pair in groups[["group", "leader_a", "leader_b"]].to_numpy().tolist()
    }
    registered, counts = rows["kind"] == "registered", (rows["other"] != NONE) & ~rows["kind"].isin(OF_SOMEBODY)
    groups_of_others = events[(events["kind"] == "group opened") & (events["programme"] != "")]
    number_of_group = {
        group: n for _, of in groups_of_others.groupby("programme") for n, group in enumerate(of["group"])
    }
    shock_weeks = {shock.start for shock in scenario.parameters.shock if shock.kind == LOST}
    detail, start = rows["detail"].astype(str), pd.Timestamp(scenario.parameters.calendar.start)
    detail[(rows["kind"] == "facilitator left") & rows["week"].isin(shock_weeks)] = SHOCK
    return pd.DataFrame(
        {
            "week": rows["week"],
            "month": (start + pd.to_timedelta(7 * rows["week"], "D")).dt.strftime("%Y-%m"),
            "kind": rows["kind"].astype(str),
            "facilitator": rows["who"].map(names_of).astype("Int64"),
            "commune": [places.get(code, "") for code in rows["where"].astype(str)],
            "group": rows["group"]
            .where(rows["programme"] == "", rows["group"].map(number_of_group))
            .where(rows["group"] != NONE)
            .astype("Int64"),
            "leaders": ["" if of else leaders.get(group, "") for group, of in rows[["group", "programme"]].to_numpy()],
            "told_by": rows["other"].map(names_of).where(registered).astype("Int64"),
            "told_from": [places.get(homes.get(one, ""), "") for one in rows["other"].where(registered, NONE)],
            "number": rows["other"].where(counts).astype("Int64"),
            "detail": detail,
            "programme": rows["programme"].astype(str),
        }
    ).reset_index(drop=True)


def _homes(results: Results) -> dict[int, str]:
    """Where those live who are known by id."""
    of = [results.tables["residents"].set_index("resident"), results.tables["facilitators"].set_index("facilitator")]
    return {int(who): str(home) for table in of for who, home in table["commune"].items()}


def _years(results: Results, about: int | str, events: pd.DataFrame) -> pd.DataFrame:
    """Count what happened in each year, as described in `History`."""
    kinds, counts = events["kind"], events["number"].fillna(0)
    years = pd.RangeIndex(1, results.summary["years"] + 1, name="year")

    def summed(rows: pd.Series, weeks: pd.Series = events["week"]) -> pd.Series:
        return rows.groupby(weeks // WEEKS_A_YEAR + 1).sum().reindex(years, fill_value=0).astype(int)

    if isinstance(about, int):
        columns = {
            "told": summed((kinds == "registered") & (events["told_by"] == about).fillna(False)),
            "groups_started": summed(kinds == "group started"),
            "participants": summed(counts.where(kinds == "group started", 0)),
            "completers": summed(counts.where(kinds == "group ended", 0)),
            "facilitators_made": summed((kinds == "trained") & (events["facilitator"] != about)),
        }
        return pd.DataFrame(columns).reset_index()
    registrations = results.tables["events"].query("kind == 'registered'")
    here, home = registrations["where"] == about, registrations["other"].map(_homes(results))
    by_people_here, week = home == about, registrations["week"]
    active = results.tables["communes"].query("commune == @about").set_index("year")["facilitators_active"]
    columns = {
        "registrations": summed(here, week),
        "told_by_people_here": summed(here & by_people_here, week),
        "told_by_people_elsewhere": summed(here & home.notna() & ~by_people_here, week),
        "told_otherwise": summed(here & home.isna(), week),
        "told_elsewhere": summed(~here & by_people_here, week),
        "participants": summed(kinds == "started"),
        "completers": summed(kinds == "completed"),
        "groups_started": summed(kinds == "group started"),
        "facilitators_trained": summed(kinds == "trained"),
        "facilitators_active": active.reindex(years, fill_value=0),
    }
    return pd.DataFrame(columns).reset_index()


MOST_ROWS, MOST_NAMED = 60, 12  # events, and facilitators of a commune, in the terminal
HAPPENED = {
    "registered": "{who} hears of the groups {heard}, and registers.",
    "gave up waiting": "{who} waits for a group too long, and gives up.",
    "gave up": "{who} waits for a group too long, and gives up.",
    "gave up with the group": "{who} gives up, as the group is cancelled.",
    "moved away while waiting": "{who} moves away.",
    "moved away while registered": "{who} moves away.",
    "moved away": "{who} moves away.",
    "group opened": "Group {group:d} is opened {place} by {leaders}.",
    "hosts": "A partner organisation is the host of group {group:d}.",
    "group postponed": "Group {group:d} is put off: {number:,} registered.",
    "group cancelled": "Group {group:d} is cancelled: {number:,} registered.",
    "no-show": "{who} is registered for group {group:d}, and does not come.",
    "started": "{who} comes to group {group:d}, led by {leaders}.",
    "group started": "Group {group:d} starts {place}: {people}.",
    "stipend": "{who} is paid for group {group:d}.",
    "mentored": "{who} is mentored for group {group:d}.",
    "dropped": "{who} leaves group {group:d} before its end.",
    "completed": "{who} completes group {group:d}.",
    "did not complete": "{who} misses too much of group {group:d} to complete it.",
    "group ended": "Group {group:d} ends: {number:,} completed it.",
    "aspires": "{who} wishes to lead groups.",
    "declined a seat": "{who} declines a seat in training.",
    "trained": "{who} is trained to lead groups ({source}).",
    "never active": "{who} does not become active.",
    "lost interest": "{who} wishes to lead groups no more.",
    "facilitator left": "{who} stops, after {groups}.",
    SHOCK: "{who} stops, after {groups}, in the week of a shock that takes facilitators away.",
    "partner contacted": "A coordinator contacts an organisation {place}.",
    "partner active": "An organisation {place} becomes a partner.",
    "partner dormant": "A partner {place} falls silent.",
    "event": "A public event is held {place}: {number:,} people.",
    "not paid": "Group {group:d} waits for money.",
    "leads": "{who} becomes a leader.",
    "leads own group": "{who} becomes the leader of group {group:d}, their own.",
    "stopped": "{who} stops, after {groups}.",
}
"""What happened, by the kind of the event (`models.records`)."""
LED_BY_NOBODY_KNOWN = {  # of another programme nobody is known by a number
    "group opened": "Group {group:d} is opened {place}.",
    "started": "{who} comes to group {group:d}.",
}


def story(history: History) -> list[str]:
    """Tell the story in a few sentences."""
    start = history.scenario.parameters.calendar.start
    if isinstance(history.about, int):
        return life_in_words(life(history.results, history.about), start)
    facts = commune_life(history.results, history.about)
    return [
        " ".join([*commune_in_words(facts, start), *_who_told_whom(history)]),
        *_facilitators(history, facts, start),
    ]


def _who_told_whom(history: History) -> list[str]:
    totals = history.years.sum()
    here, elsewhere, others = (
        totals[name] for name in ("told_by_people_here", "told_by_people_elsewhere", "told_elsewhere")
    )
    if not (here or elsewhere or others):
        return []
    told_here = (
        f"{totals['registrations']}, {here} of them of people told by somebody from here and {elsewhere} by somebody"
    )
    told_elsewhere = f"registrations elsewhere of people told by somebody from here: {others}"
    return [f"Registrations from here: {told_here} from elsewhere; {told_elsewhere}."]


def _facilitators(history: History, facts: dict[str, Any], start: str) -> list[str]:
    numbers = facts["facilitators"]
    lines = [in_short(life(history.results, number), start) for number in numbers[:MOST_NAMED]]
    more = len(numbers) - MOST_NAMED
    return [*lines, f"and {counted(more, 'facilitator')} more"] if more > 0 else lines


def in_words(history: History) -> str:
    """All of it, for the terminal."""
    summary, events, start = history.results.summary, history.events, history.scenario.parameters.calendar.start
    where = f"“{history.scenario.title}”, {counted(summary['years'], 'year')}, seed {summary['seed']}"
    about = [*asked_in_words(history.scenario), f"{person_label(history)} in {where}: one possible course."]
    if history.middle_of:
        about.append(f"Of {history.middle_of} runs it is the middle one by how many people came.")
    lines = [*paragraphs(about), "", *paragraphs(story(history))]
    lines += ["", *table_lines(history.years.rename(columns=COLUMNS))]
    if len(events):
        rows = events.head(MOST_ROWS).to_dict("records")
        table = pd.DataFrame(
            {"month": [when(start, row["week"]) for row in rows], "what happens": [event(row) for row in rows]}
        )
        lines += ["", *table_lines(table)]
    if (more := len(events) - MOST_ROWS) > 0:
        lines.append(f"and {more:,} {'event' if more == 1 else 'events'} more")
    return "\n".join(lines)


def person_label(history: History) -> str:
    """Whom or what it is of."""
    return f"Facilitator {history.about}" if isinstance(history.about, int) else history.name


COLUMNS = {
    "told": "told by them",
    "told_by_people_here": "told from here",
    "told_by_people_elsewhere": "told from elsewhere",
    "told_otherwise": "otherwise",
    "told_elsewhere": "they tell elsewhere",
    "participants": "people",
    "completers": "to the end",
    "groups_started": "groups started",
    "facilitators_trained": "trained",
    "facilitators_made": "facilitators made",
    "facilitators_active": "active facilitators",
}


def event(row: dict[str, Any]) -> str:
    """Describe an event in one line."""
    kind = SHOCK if row["detail"] == SHOCK else row["kind"]
    values: dict[str, Any] = {"who": _who(row), "place": f"in {row['commune']}" if row["commune"] else "online"}
    values |= {name: row[name] for name in ("group", "number") if not pd.isna(row[name])}
    if kind == "registered":
        values["heard"] = _channel_text(row)
    elif kind == "trained":
        values["source"] = source(row["detail"])
    elif not pd.isna(row["number"]):
        values["people"], values["groups"] = (counted(row["number"], noun) for noun in ("participant", "group"))
    if row["leaders"]:
        values["leaders"] = listed(f"facilitator {number}" for number in row["leaders"].split(", "))
    text = (HAPPENED if row["leaders"] else HAPPENED | LED_BY_NOBODY_KNOWN)[kind].format(**values)
    return f"{text} (“{row['programme']}”)" if row["programme"] else text


def _who(row: dict[str, Any]) -> str:
    if not pd.isna(row["facilitator"]):
        return f"Facilitator {row['facilitator']}"
    return f"Somebody from {row['commune']}"


def _channel_text(row: dict[str, Any]) -> str:
    if not pd.isna(row["told_by"]):
        return f"from facilitator {row['told_by']}"
    return f"from somebody from {row['told_from']}" if row["told_from"] else CHANNEL_TEXTS[row["detail"]]
