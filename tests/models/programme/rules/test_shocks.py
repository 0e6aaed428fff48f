"""Shocks (S16): what each does, that nothing happens before it (S02), and that what must always hold holds."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.outcomes.resilience import resilience
from models.parameters import Parameters
from models.parameters.shocks import AWAY, CUT, LOST, SUSPENDED
from models.programme.model import ConversationModel
from models.runs.simulation import must_fit, simulate
from models.scenarios.scenario import read, write
from sim.errors import InputError
from tests.helpers.what_happened import log

WEEK, LENGTH = 50, 20
SHOCKS = {
    AWAY: {"weeks": LENGTH},
    CUT: {"weeks": LENGTH, "factor": 0.4},
    LOST: {"share": 0.4},
    SUSPENDED: {"weeks": LENGTH},
}


@pytest.fixture(scope="module")
def shaken(territory):
    """A run of the reference, or of given sections of parameters, with one shock (or none)."""

    def make(kind=None, years=2.5, seed=1, where=None, week=WEEK, sections=None, shock=None, stop=None):
        rows = [{"kind": kind, "from": week, **(SHOCKS[kind] if shock is None else shock)}] if kind else []
        parameters = Parameters.model_validate({**(sections or {}), "shock": rows})
        model = ConversationModel(where or territory, parameters, seed, horizon=round(years * 52), checked=True)
        model.run(model.horizon if stop is None else stop)
        return model

    return make


@pytest.fixture(scope="module")
def calm(shaken):
    return shaken()


def between(model, kind, first, last):
    """Events of a kind in the weeks from `first` to `last` − 1."""
    return [event for event in log(model) if event[1] == kind and first <= event[0] < last]


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_shock_leaves_what_was_before_and_acts_after(kind, shaken, calm):
    """S02."""
    model = shaken(kind)
    before, usual = ([e for e in log(m) if e[0] < WEEK] for m in (model, calm))
    assert before == usual
    assert len(before) > 300
    soon, usual = ([e for e in log(m) if WEEK <= e[0] < WEEK + LENGTH] for m in (model, calm))
    assert soon != usual


# ---- coordinator away ----------------------------------------------------------------------------------------------


def test_without_a_coordinator_nobody_is_contacted_or_trained(shaken, calm):
    model, end = shaken(AWAY), WEEK + LENGTH
    assert not between(model, "partner contacted", WEEK, end)
    assert between(calm, "partner contacted", WEEK, end)
    assert between(model, "partner contacted", end, end + 20)
    sessions = [event[0] for event in between(calm, "training session", 0, 130)]
    assert sessions == [6, 58, 110]
    assert [event[0] for event in between(model, "training session", 0, 130)] == [6, 110]


def test_facilitators_stop_sooner_without_a_coordinator(shaken):
    """Half as much again of every week's hazard, for those who lead as for those who rest."""
    kernel = read(None, ["demand.unlimited=true", "retention.loss_per_year=0.01"]).parameters.model_dump()
    begin, end = 30, 72
    usual = shaken(sections=kernel, stop=end)
    model = shaken(AWAY, week=begin, shock={}, sections=kernel, stop=end)
    week, compared, led = 0.01 / 52, 0, 0
    for who, one in model.facilitators.items():
        other = usual.facilitators.get(who)
        if other is None or not (one.active and other.active) or one.load or other.load:
            continue
        if one.groups_led != other.groups_led or one.trained_week > begin:
            continue
        assert one.loss_clock - other.loss_clock == pytest.approx(0.5 * week * (end - begin))
        compared += 1
        led += sum(who in group.parents and begin < group.ended and group.opened < end for group in model.groups)
    assert compared >= 2
    assert led >= 2


def test_the_factor_on_the_rate_of_stopping(shaken):
    idle = {"training": {"ready_after_weeks": 500}, "retention": {"loss_per_year": 0.5, "without_coordinator": 4.0}}
    model = shaken(AWAY, shock={"weeks": 30}, sections=idle)
    week, limits = 0.5 / 52, model.draws.stream("stays")
    founders = [one for one in model.facilitators.values() if one.source == "founder" and one.loss_limit]
    assert sum(WEEK <= one.left_week < WEEK + 30 for one in founders) > 1
    for one in founders:
        clock = 0.0
        for now in range(6, 130):
            clock += week * (4 if WEEK <= now < WEEK + 30 else 1)
            if clock >= limits.exponential(one.seat):
                assert one.left_week == now
                break
        else:
            assert one.active


# ---- budget cut ----------------------------------------------------------------------------------------------------


def test_a_cut_leaves_a_share_of_what_is_bought(shaken, calm):
    year = {"weeks": 52, "factor": 0.4}
    model = shaken(CUT, week=52, shock=year)
    events = [len(between(model, "event", first, first + 52)) for first in (0, 52)]
    assert events == [12, 4]  # 0.4 of twelve, whole ones
    letters = {event[0] // 52: event[5] for event in between(model, "mailing", 0, 130)}
    assert letters == {0: 2500, 1: 1000, 2: 2500}
    trained = Counter(event[0] for event in log(model) if event[1].startswith("trained: "))
    assert [trained[week] for week in (6, 58, 110)] == [10, 4, 10]
    contacts = [len(between(m, "partner contacted", 52, 104)) for m in (model, calm)]
    assert 0 < contacts[0] < 0.7 * contacts[1]


def test_cuts_multiply(territory):
    """Half of half the letters."""
    rows = [{"kind": CUT, "from": 10, "factor": 0.5}, {"kind": CUT, "from": 20, "weeks": 15, "factor": 0.5}]
    model = ConversationModel(territory, Parameters.model_validate({"shock": rows}), 1, horizon=52)
    model.run(52)
    assert [(event[0], event[5]) for event in between(model, "mailing", 0, 52)] == [
        (3, 2500),
        (16, 1250),
        (29, 625),
        (42, 1250),
    ]


# ---- facilitators lost ---------------------------------------------------------------------------------------------


APART = {"training": {"pairs": 0.0}}  # groups that do not all open at once


def not_over(model, key):
    """Whether a group still runs."""
    return any(group.key == key for group in model.running_groups)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_share_of_the_facilitators_is_lost_at_once(share, shaken):
    before = shaken(stop=WEEK, sections=APART)
    model = shaken(LOST, shock={"share": share}, stop=WEEK + 1, sections=APART)
    leading = {one.id for group in before.running_groups for one in group.leaders if not_over(model, group.key)}
    assert leading
    lost = {one.id for one in model.facilitators.values() if one.loss_limit == 0 and one.trained_week < WEEK} - {
        who for who, one in before.facilitators.items() if not one.active
    }
    assert len(lost) == round(share * len(before.active))
    assert all(model.facilitators[who].active == (who in leading) for who in lost)
    model.run(25)
    assert not any(model.facilitators[who].active for who in lost)
    opened = [group for group in model.groups if group.opened >= WEEK]
    assert not lost & {leader.id for group in opened for leader in group.leaders}


def test_groups_that_recruit_are_cancelled_and_those_that_run_are_finished(shaken):
    few = {"outreach": {"factor": 1.0}, **APART}
    before = shaken(stop=WEEK, sections=few, seed=3)
    assert before.running_groups
    assert before.recruiting_groups
    model = shaken(LOST, shock={"share": 1.0}, stop=WEEK + 18, sections=few, seed=3)
    state = {group.key: group.state for group in model.groups}
    assert {state[group.key] for group in before.running_groups} == {"finished"}
    assert {state[group.key] for group in before.recruiting_groups} == {"cancelled"}


# ---- in-person groups suspended ------------------------------------------------------------------------------------

HALF_ONLINE = {"demand": {"online_share": 0.5, "online_acceptance": 1.0}, **APART}


def test_groups_in_person_pause_and_online_groups_go_on(shaken):
    usual, model = (shaken(kind, sections=HALF_ONLINE, seed=11) for kind in (None, SUSPENDED))
    running = {group.key: group for group in usual.groups if 0 <= group.started < WEEK <= group.ended}
    delays = {group.online: set() for group in running.values()}
    for group in model.groups:
        if group.key in running:
            delays[group.online].add(group.ended - running[group.key].ended)
            assert len(group.completers) == len(running[group.key].completers)
    assert delays == {False: {LENGTH}, True: {0}}
    assert {group.online for group in model.groups if WEEK <= group.started < WEEK + LENGTH} == {True}
    assert any(not group.online and group.started >= WEEK + LENGTH for group in model.groups)


def test_no_group_starts_in_person_while_suspended(shaken, calm):
    model, end = shaken(SUSPENDED, shock={"weeks": 40}), WEEK + 40
    assert len(between(calm, "group started", WEEK, end)) > 4
    assert not between(model, "group started", WEEK, end)
    assert len(between(model, "group started", end, end + 5)) > 2
    assert between(model, "registered: event", WEEK, end)


def test_a_suspension_in_the_holidays_counts_once(shaken):
    """Sessions come so many open weeks after the start, whatever closes the others."""
    pause = {"calendar": {"pause_in_holidays": True}}
    model = shaken(SUSPENDED, sections=pause)
    holidays = model.parameters.calendar.holiday_weeks
    ended = [group for group in model.groups if 0 <= group.started < WEEK <= group.ended]
    assert len(ended) > 1
    for group in ended:
        weeks = range(group.started + 1, group.ended + 1)
        assert sum(w % 52 not in holidays and not WEEK <= w < WEEK + LENGTH for w in weeks) == 17


def test_recruiting_time_stands_still_and_people_lose_patience(shaken):
    hasty = {"demand": {"waiting_loss_per_year": 6.0}}
    before = shaken(stop=WEEK, sections=hasty, seed=8)
    closes = {group.key: group.closes for group in before.recruiting_groups}
    listed = {person.id for group in before.recruiting_groups for person in group.registered}
    model = shaken(SUSPENDED, stop=WEEK + LENGTH, sections=hasty, seed=8)
    still = {group.key: group.closes for group in model.recruiting_groups}
    assert closes
    assert all(still[key] == week + LENGTH for key, week in closes.items())
    gone = {event[2] for event in between(model, "gave up waiting", WEEK, WEEK + LENGTH)}
    assert listed & gone


# ---- all of them ---------------------------------------------------------------------------------------------------


@st.composite
def some_shocks(draw):
    kind = draw(st.sampled_from(list(SHOCKS)))
    fields = {name: draw(st.sampled_from([0.0, 0.3, 1.0])) for name in ("factor", "share") if name in SHOCKS[kind]}
    if kind != LOST and draw(st.booleans()):
        fields["weeks"] = draw(st.integers(1, 60))
    return {"kind": kind, "from": draw(st.integers(0, 100)), **fields}


@pytest.mark.parametrize("examples", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_what_must_hold_holds_under_any_shocks(small, examples):
    @settings(max_examples=examples, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(some_shocks(), min_size=1, max_size=4), st.sampled_from([1, 3]), st.integers(0, 999))
    def lived(rows, load, seed):
        busy = {"outreach": {"factor": 10.0}, "demand": {"distance_km": 40.0, "online_share": 0.3}}
        busy |= {"training": {"period_weeks": 13}, "facilitation": {"max_load": load}}
        parameters = Parameters.model_validate({**busy, "shock": rows})
        model = ConversationModel(small, parameters, seed, horizon=110, checked=True)
        model.run(110)
        assert model.week == 110

    lived()


def test_the_loss_of_half_the_facilitators_is_measured(territory):
    """Fewer facilitators at first, for a time; less is reached."""
    scenario = read()
    weeks = []
    for shock in ((), [{"kind": LOST, "from": 104, "share": 0.5}]):
        content = {**scenario.parameters.model_dump(), "shock": shock}
        changed = replace(scenario, parameters=Parameters.model_validate(content))
        weeks.append(simulate(changed, territory, years=4, seed=2).tables["weeks"])
    made = resilience(*weeks, start=104)
    assert made["deepest_active"] > 0.2
    assert made["recovery_active"] is None or made["recovery_active"] > 17
    assert made["loss_active"] > 1
    assert made["loss_participants"] > 0


# ---- scenario files ------------------------------------------------------------------------------------------------


def scenario(tmp_path, text):
    path = tmp_path / "shaken.toml"
    path.write_text(text)
    return path


def test_shocks_are_written_and_read_again(tmp_path):
    rows = [{"kind": kind, "from": n, **fields} for n, (kind, fields) in enumerate(SHOCKS.items())]
    parameters = Parameters.model_validate({"shock": rows})
    text = write(parameters)
    assert 'kind = "budget cut"\nfrom = 1\nweeks = 20\nfactor = 0.4' in text
    assert read(scenario(tmp_path, text)).parameters == parameters
    assert parameters.with_values({"training.places": 20}).shock == parameters.shock


WRONG = [
    ('kind = "flood"\nfrom = 3', ["shock.0.kind", "'flood'", "'coordinator away'", "'in-person groups suspended'"]),
    ('kind = "coordinator away"', ["shock.0.from", "required"]),
    ('kind = "coordinator away"\nfrom = -1', ["shock.0.from", "-1", "week"]),
    ('kind = "coordinator away"\nfrom = "soon"', ["shock.0.from", "'soon'", "week"]),
    ('kind = "coordinator away"\nfrom = 3\nweeks = 0', ["shock.0.weeks", "0", "greater than or equal to 1"]),
    ('kind = "coordinator away"\nfrom = 3\nshare = 0.5', ["coordinator away", "from, weeks", "not share"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 1.5', ["shock.0.share", "1.5", "less than or equal to 1"]),
    ('kind = "facilitators lost"\nfrom = 3', ["facilitators lost", "needs share"]),
    ('kind = "facilitators lost"\nfrom = 3\nshare = 0.5\nweeks = 4', ["facilitators lost", "not weeks"]),
    ('kind = "budget cut"\nfrom = 3\nfactor = -0.5', ["shock.0.factor", "-0.5", "greater than or equal to 0"]),
    ('kind = "budget cut"\nfrom = 3\nweeks = 9', ["budget cut", "needs factor"]),
    ('kind = "budget cut"\nfrom = 3\nfactors = 0.5', ["shock.0.factors"]),
]


@pytest.mark.parametrize("text, words", WRONG, ids=range(len(WRONG)))
def test_a_wrong_shock_is_told_in_one_line(tmp_path, text, words):
    path = scenario(tmp_path, f"[[shock]]\n{text}\n")
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(str(path))
    assert "\n" not in line
    for word in words:
        assert word in line, line


def test_a_shock_after_the_end_is_refused(territory):
    parameters = Parameters.model_validate({"shock": [{"kind": LOST, "from": 104, "share": 0.5}]})
    with pytest.raises(InputError, match=r"shock 1 \(facilitators lost\): from = 104 .*0 to 103"):
        ConversationModel(territory, parameters, 1, horizon=104)
    assert ConversationModel(territory, parameters, 1, horizon=105).week == 0


@pytest.mark.parametrize(
    "text, words",
    [
        ('[[shock]]\nkind = "facilitators lost"\nfrom = 104\nshare = 0.5\n', "shock 1 (facilitators lost): from = 104"),
        (
            '[[alternative]]\nkind = "workshop"\nname = "w"\nfrom = 104\n',
            "alternative 'w': from = 104 must be a week of",
        ),
        ('[training]\nfounder_communes = ["25056", "75056"]\n', "training.founder_communes: '75056' is no commune of"),
    ],
)
def test_a_study_refuses_before_its_first_run_what_no_run_could_do(tmp_path, territory, text, words):
    with pytest.raises(InputError) as caught:
        must_fit(read(scenario(tmp_path, text)), territory, 2)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
