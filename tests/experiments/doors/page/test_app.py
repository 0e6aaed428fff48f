"""Which address gives what: every page in both languages, mistakes as pages, and nothing that breaks it."""

import re
import time

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient

from contagion.experiments.doors.page import views
from contagion.experiments.doors.page.app import application
from contagion.experiments.doors.page.asked import Asked
from contagion.experiments.doors.page.desk import MOST_WAITING
from tests.helpers.html import checked

NAME = "127.0.0.1:8765"

PARTS = ('class="skip" href="#main"', '<main id="main"', '<nav class="places" aria-label=', 'role="status"')
PAGES = ("", "compare", "commune/25056", "facilitator/1", "money", "measure", "method", "accessibility")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_there_in_each_language(client, lang, page):
    done = client.get(f"/{lang}/{page}")
    assert done.status_code == 200
    checked(done.text)
    for part in (f'<html lang="{lang}">', *PARTS):
        assert part in done.text
    assert "http://" not in done.text.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "https://" not in done.text


@pytest.mark.parametrize("page", ["compare", "money", "measure"])
def test_a_reading_is_chosen_in_the_form_and_goes_along(client, page):
    done = client.get(f"/en/{page}?reading=talk-informs")
    assert done.status_code == 200
    if page == "compare":
        assert '<option value="talk-informs" selected>talk informs and no more</option>' in done.text
    else:
        assert "Under the reading “talk informs and no more”" in done.text
    assert "reading=talk-informs" in done.text
    wrong = client.get(f"/fr/{page}?reading=talks")
    assert wrong.status_code == 400
    assert "il n’y a pas de telle lecture" in wrong.text


def test_the_page_begins_in_french(client):
    assert client.get("/").headers["location"] == "/fr/"


@pytest.mark.parametrize(
    "path", ["/de/", "/fr/nothing", "/fr", "/fr/commune/x%3Cb", "/fr/story/1", "/docs", "/redoc", "/fr/commune/", "/x"]
)
def test_what_is_not_there_is_said_to_be(client, path):
    done = client.get(path)
    assert done.status_code == 404
    assert "Cette page n’existe pas." in done.text


def test_a_mistake_is_said_on_the_page_in_its_language_and_is_no_html(client):
    for lang, words in (("fr", "doit être un nombre entier"), ("en", "must be a whole number")):
        done = client.get(f"/{lang}/compare", params={"years": "<b>400"})
        assert done.status_code == 400
        assert words in done.text
        assert "&lt;b&gt;400" in done.text
        assert "<b>400" not in done.text


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("compare?years=0", "years"),
        ("compare?above=x&set=training.places%3D20", "above"),
        ("compare?epci=Nowhere+at+all", "epci"),
        ("compare?set.training.places=-3", "training-places"),
        ("compare?scenario=nothing", "scenario-1"),
        ("money?euros=3", "euros"),
        ("commune/25056?world=0", "world"),
    ],
)
def test_a_mistake_stands_at_its_field_and_leads_there(client, desk, path, field):
    done = client.get(f"/en/{path}")
    assert done.status_code == 400
    checked(done.text)
    assert f'<a href="#{field}">' in done.text
    assert re.search(rf'id="{field}"[^>]* aria-describedby="[^"]*{field}-wrong" aria-invalid="true"', done.text)
    assert f'<span class="wrong" id="{field}-wrong">' in done.text
    assert done.text.count('aria-invalid="true"') == 1
    assert not desk._jobs


def test_what_else_was_asked_stays_and_what_was_wrong_can_be_corrected(client):
    html = client.get("/en/compare?above=7&set.training.places=-3&set.outreach.letters=900").text
    for field, value in (("training-places", "-3"), ("outreach-letters", "900"), ("above", "7")):
        assert re.search(rf'id="{field}"[^>]* value="{value}"', html)


def test_a_page_asks_for_its_jobs(client, desk):
    client.get("/fr/compare?set=training.places%3D20")
    assert [job.kind for job in desk._jobs.values()] == ["compare"]
    client.get("/fr/compare?set=training.places%3D20&ask=limits")
    assert sorted(job.kind for job in desk._jobs.values()) == ["compare", "limits"]


def test_too_many_questions_are_put_off(client, desk):
    for number in range(MOST_WAITING):
        desk.job("compare", Asked(set=(f"outreach.letters={100 + number}",), kept=desk.kept))
    done = client.get("/fr/compare?set=outreach.letters%3D99")
    assert done.status_code == 429
    assert "questions attendent déjà" in done.text


def test_what_breaks_is_told_without_its_insides(desk, monkeypatch):
    def breaks(_context):
        raise RuntimeError("inside")

    monkeypatch.setitem(views.PAGES, "method", breaks)
    with TestClient(application(desk), base_url=f"http://{NAME}", raise_server_exceptions=False) as client:
        done = client.get("/en/method")
    assert done.status_code == 500
    assert "Something went wrong here" in done.text
    assert "inside" not in done.text


@pytest.mark.slow
def test_nothing_that_the_description_allows_breaks_the_server(client):
    """Streams end at once here, as nobody works at the desk."""
    client.app.state.bell.end()
    schema, tried = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers={"host": NAME}), []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        for mode in GenerationMode:

            @settings(max_examples=5, derandomize=True, suppress_health_check=list(HealthCheck))
            @given(operation.as_strategy(mode))
            def each(case):
                done = case.call(headers={"host": NAME})
                assert done.status_code < 500, case.as_curl_command()
                tried.append((case.operation.label, done.status_code))

            each()
    assert len({label for label, _ in tried}) >= 11
    assert {200, 400, 404, 422} <= {status for _, status in tried}


def test_a_territory_that_may_be_meant_is_a_link(client):
    done = client.get("/fr/compare?epci=Paris&years=3")
    assert done.status_code == 400
    assert done.text.count('<a href="/fr/compare?epci=200054781&amp;years=3">Métropole du Grand Paris</a>') == 2


def test_a_facilitator_who_is_not_there_is_not_found(working_client, working_desk):
    address = "/fr/facilitator/99999?years=1"
    working_client.get(address)
    job = next(job for job in working_desk._jobs.values() if job.kind == "run" and job.asked.years == 1)
    job.readers += 1
    while not job.ended:
        time.sleep(0.02)
    done = working_client.get(address)
    assert done.status_code == 404
    assert "this run has" not in done.text
    assert working_client.get("/fr/facilitator/1?years=1").status_code == 200


@pytest.mark.parametrize(
    "lang,here,nothing",
    [
        ("en", "agree with what was observed here", "Nothing was observed here"),
        ("fr", "2019, avec sa part de hasard. Tous", "Rien n’a été observé ici"),
    ],
)
def test_a_page_says_where_what_worlds_agree_with_was_observed(client, lang, here, nothing):
    there, home = (client.get(f"/{lang}/compare{query}").text for query in ("?epci=200068989", ""))
    assert nothing in there
    assert here not in there
    assert nothing not in home
    assert here in home
