"""The week of the alternative programmes: from their beginning to their end."""

from pathlib import Path

import numpy as np
import pytest

from contagion.models.programme.layout import ACTIVE_FACILITATORS
from contagion.models.records import COMPLETER, WAITING
from contagion.models.runs.simulation import build, must_fit
from contagion.models.scenario import read
from contagion.sim.errors import InputError
from tests.helpers.alternative_programmes import FEEDS_NOTHING, UNLIMITED, WORKSHOP, by_year, listed, of, programme_of
from tests.helpers.inspected import by_id
from tests.helpers.made_weeks import live_in
from tests.helpers.mistakes import mistake, refused, two
from tests.helpers.what_happened import log, tables_of


def test_nothing_before_the_beginning_and_an_end_after_the_end(lived_with):
    plain = lived_with(years=3)
    dated = lived_with(WORKSHOP | {"from": 60, "until": 110, "telling": 1.0}, years=3)
    until = [event for event in log(dated) if event.week < 60]
    assert until == [event for event in log(plain) if event.week < 60]
    weeks = {what: [week for week, kind, *_ in of(dated, "fresk") if kind.startswith(f"fresk: {what}")] for what in
             ("registered: ", "group opened", "leads", "stopped", "group started")}  # fmt: skip
    assert min(weeks["leads"]) == 60 <= min(weeks["registered: "]) < 70
    assert max(weeks["registered: "] + weeks["group opened"] + weeks["leads"]) < 110
    assert max(weeks["stopped"]) <= 110 + 4
    assert not listed(dated, ACTIVE_FACILITATORS)


def test_what_a_programme_did_is_written_down_each_year_and_at_the_end_of_the_run(lived_with):
    """Totals of the state, told year by year in the table; a year and a half are two rows."""
    model = lived_with(WORKSHOP | {"initial_leaders": 3}, settings=UNLIMITED, years=1.5)
    rows, programme = model.rows("alternative_years"), programme_of(model)
    assert rows["year"].tolist() == [1, 2]
    assert rows["programme"].tolist() == [1, 1]
    assert rows["participants"][1] == programme["participants"] > rows["participants"][0] > 0
    assert by_year(model).tolist() == [rows["participants"][0], rows["participants"][1] - rows["participants"][0]]
    assert by_year(model).sum() == sum(kind == "fresk: started" for _, kind, *_ in log(model))
    assert rows["leaders_active"][1] == len(listed(model, ACTIVE_FACILITATORS))


def test_programmes_live_their_week_one_after_the_other_in_the_order_of_their_rows(lived_with):
    rows = {"fresk": WORKSHOP | FEEDS_NOTHING, "second": WORKSHOP | FEEDS_NOTHING | {"name": "second"}}
    for names in (["fresk", "second"], ["second", "fresk"]):
        weeks = {}
        for week, kind, *_ in log(lived_with(*(rows[name] for name in names), settings=UNLIMITED, years=0.5)):
            name = kind.partition(":")[0]
            if name in rows:
                weeks.setdefault(week, []).append(names.index(name))
        assert all(order == sorted(order) for order in weeks.values())
        assert sum(set(order) == {0, 1} for order in weeks.values()) > 10


# ---- the tables that a run leaves behind say who was who -------------------------------------------------------------


def test_the_tables_say_who_was_who(crowded):
    model = crowded()
    made, world = tables_of(model), model.world
    participants, facilitators = made["participants"], made["facilitators"]
    started = [event for event in log(model) if event.what == "started"]
    keys = ["week", "person", "group"]
    told = [(week, person, group) for week, _, person, _, group, _ in started]
    assert sorted(participants[keys].itertuples(index=False, name=None)) == sorted(told)
    assert participants["week"].is_monotonic_increasing
    assert len(participants) == model.total("participants") > 50
    homes = world.home(participants["person"].to_numpy())
    assert participants["commune"].tolist() == [model.territory.codes[home] for home in homes]
    assert set(participants["channel"]) <= {"word of mouth", "facilitator", "partner", "event", "letter"}
    for table, column in ((participants, "person"), (facilitators, "facilitator")):
        ids = table[column].to_numpy()
        assert np.array_equal(table["student"], world.student(ids))
        assert np.array_equal(table["elected"], world.elected(ids))
        index = world.group(ids)
        assert table["target_group"].tolist() == [world.groups[n] for n in index]
    assert participants["student"].any()
    assert participants["elected"].any()


def test_the_tables_of_a_run_in_which_nothing_happened(crowded):
    made = tables_of(crowded({"training": {"first_week": 500}}))
    assert len(made["participants"]) == len(made["facilitators"]) == 0
    assert {"student", "elected"} <= set(made["participants"].columns) & set(made["facilitators"].columns)


# ---- candidates from outside the groups: founders, those whom partners name, and who is none -------------------------

FEW = ["training.founders=6", "training.active_share=1", "training.pairs=0"]


@pytest.fixture
def trained(build, territory):
    """A model of the reference after the training of its first session, of founders alone."""

    def make(*settings, top_up="autonomous"):
        model = build([*FEW, f"training.top_up={top_up}", *settings], 2, checked=False)
        live_in(model, 6, "authority", "training")
        return model

    return make


def houses_of(model):
    """The organisations to which those who are trained belong."""
    return set(model.world.organisation(np.array(list(by_id(model.facilitators)))).tolist())


@pytest.mark.parametrize("partners, founders", [(3, 6), (0, 60)])
def test_founders_are_members_of_the_partners_from_the_start_or_anybody(trained, partners, founders):
    model = trained(f"partners.initial={partners}", f"training.founders={founders}")
    assert [one.source for one in model.facilitators] == ["founder"] * founders
    assert (houses_of(model) <= {partner.number for partner in model.active_partners}) == (partners > 0)


def test_founders_of_named_communes_live_there_and_are_receptive(trained, territory):
    model = trained("training.founder_communes=['25030', '25103']", "training.founders=20")
    people = np.array(list(by_id(model.facilitators)))
    assert len(people) == 20
    assert {territory.codes[home] for home in model.world.home(people).tolist()} == {"25030", "25103"}
    assert model.world.receptive(people, np.zeros(len(people), np.int64)).all()


def test_who_waits_or_was_in_a_group_is_no_candidate(build):
    """Of the one partner's members all wait or were in a group, but every tenth."""
    model = build([*FEW, "training.top_up=autonomous", "partners.initial=1"], 2, checked=False)
    (partner,) = model.active_partners
    members = model.world.members(partner.organisation).tolist()
    free = set(members[::10])
    for n, person in enumerate(members):
        if person not in free:
            model.meet(person).record["status"] = (WAITING, COMPLETER)[n % 2]
    live_in(model, 6, "authority", "training")
    assert set(by_id(model.facilitators)) <= free
    assert len(model.facilitators) > 3


@pytest.mark.parametrize("named, seats", [(0.0, 0), (3.9, 3), (50.0, 8)])
def test_partners_name_candidates_for_the_seats_left_over(build, named, seats):
    """Whole ones, and no more than are left: of ten places two are taken by the founders."""
    settings = ["training.founders=2", "partners.nominations_per_year=1", "training.outside_places=10"]
    model = build(settings, 2, checked=False)
    model.state.array("totals")["nominations"] = named
    live_in(model, 6, "authority", "training")
    sources = [one.source for one in model.facilitators]
    assert sources == ["founder"] * 2 + ["partner"] * seats
    assert houses_of(model) <= {partner.number for partner in model.active_partners}
    assert model.total("nominations") == 0, "they are named for one session"


# ---- what does not fit the territory or the time is refused before the first week, in one line -----------------------


@pytest.mark.parametrize(
    "text, words",
    [
        ('[[shock]]\nkind = "facilitators lost"\nfrom = 104\nshare = 0.5\n', "shock 1 (facilitators lost): from = 104"),
        (
            '[[alternative]]\nkind = "workshop"\nname = "w"\nfrom = 104\n',
            "alternative 'w': from = 104 must be a week of",
        ),
        ('[training]\nfounder_communes = ["25056", "75056"]\n', "founder_communes: '75056' is not a commune of"),
    ],
)
def test_a_run_and_a_study_refuse_before_the_first_week_what_no_run_could_do(scenario_with, territory, text, words):
    chosen = read(scenario_with(before=text))
    for act in (lambda: must_fit(chosen, territory, 2), lambda: build(chosen, territory, years=2, seed=1)):
        line = refused(act)
        assert words in line
    if "104" in text:
        must_fit(chosen, territory, 3)


PLACES = 'set = { "training.places" = 20 }'
LETTERS = "outreach.letters"


def test_a_contradiction_between_a_name_and_a_code_shows_on_the_territory(scenario_with, territory):
    path = scenario_with(*two('communes = ["Besançon"]', 'communes = ["Thise", "25056"]', LETTERS))
    line = mistake(lambda: must_fit(read(path), territory, 10), path)
    assert line.startswith("line 2 and line 5 contradict each other")
    apart = read(scenario_with(*two('communes = ["Besançon"]', 'communes = ["outside the centre"]', LETTERS)))
    assert build(apart, territory, years=1, seed=1).week == 0


def test_founders_come_from_communes_by_name_or_code(scenario_with, territory):
    text = '[training]\nfounder_communes = ["{}"]\n'
    first, other = (
        build(read(scenario_with(before=text.format(name))), territory, years=1, seed=1)
        for name in ("Amagney", "25014")
    )
    assert first.state.array("founder_communes").tolist() == other.state.array("founder_communes").tolist()


def test_what_is_set_over_a_file_is_no_mistake_of_the_file(territory):
    chosen = read(None, ['training.founder_communes=["Nowhere"]'])
    with pytest.raises(InputError, match=r"^ref: training\.founder_communes: 'Nowhere' is not a commune"):
        must_fit(chosen, territory, 1)


FOR_ONE = 'title = "Here"\ncommunes = ["{}"]\nset = {{ "outreach.letters" = 9 }}'


@pytest.mark.parametrize(
    "name, words",
    [
        ("Bezançon", "Did you mean 'Besançon'?"),
        ("99999", "communes: '99999' is not a commune of"),
        ("25027", "; 25027 Arguel is now part of 25245 Fontain"),
        ("Vaux", "; 25593 Vaux is now part of 25147 Chemaudin et Vaux"),  # there were others, elsewhere
        ("École", "; 25212 École is now 25212 École-Valentin"),
    ],
)
def test_an_unknown_commune_is_told_with_the_nearest_or_what_became_of_it(scenario_with, territory, name, words):
    path = scenario_with(FOR_ONE.format(name))
    chosen = read(path)
    for act in (lambda: must_fit(chosen, territory, 10), lambda: build(chosen, territory, years=1, seed=1)):
        line = mistake(act, path)
        assert line.startswith("line 2 (Here): ")
        assert words in line


@pytest.mark.parametrize(
    "name, number, words",
    [
        ("les deux", 6, "is the name of 2 communes; give a code: "),
        ("outside the centre", 1, "holds a single commune"),
        ("44060", 6, "communes: '44060' is not a commune of "),  # taken over elsewhere, of which nothing is said
    ],
)
def test_a_name_that_means_nothing_here(scenario_with, territory_of, small_rows, name, number, words):
    where = territory_of([row | {"name": "Les Deux"} if n < 2 else row for n, row in enumerate(small_rows[:number])])
    path = scenario_with(FOR_ONE.format(name))
    line = mistake(lambda: must_fit(read(path), where, 10), path)
    assert words in line
    assert "is now" not in line


@pytest.mark.parametrize(
    "start, words",
    [
        ('"2027-01"', "from = 2027-01 is week 520, and the run has weeks 0 to 519"),
        ("2021", 'from = 2021 is week 2021, and the run has weeks 0 to 519 (for the year, write "2021-01")'),
    ],
)
def test_a_decision_after_the_end(scenario_with, territory, start, words):
    path = scenario_with(f"from = {start}\n{PLACES}")
    assert mistake(lambda: must_fit(read(path), territory, 10), path) == f"line 2: {words}"
    must_fit(read(path), territory, 50)


def test_the_command_refuses_before_it_runs(scenario_with, contagion):
    path = scenario_with(FOR_ONE.format("Bezançon"))
    for words in (["run", path], ["compare", "ref", path], ["sweep", path, "--vary", "training.places=1,2"]):
        done = contagion(*words, "--out", "out")
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert f"{path}: line 2 (Here): communes: 'Bezançon' is not a commune" in done.stderr
        assert not Path("out").exists()
