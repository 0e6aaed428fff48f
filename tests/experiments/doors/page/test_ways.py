"""The addresses beside the pages: files of a view, forms that are sent, stop."""

import time
from xml.etree import ElementTree

import pytest

from contagion.models.scenarios.scenario import FOLDER

TWENTY = "years=1&set=training.places%3D20"


@pytest.fixture
def compared(working_client, working_desk):
    """The comparison of twenty places with the reference, to its end."""
    working_client.get(f"/en/compare?{TWENTY}")
    job = next(job for job in working_desk._jobs.values() if job.asked.set == ("training.places=20",))
    job.readers += 1
    while not job.ended:
        time.sleep(0.02)
    return job


def test_a_scenario_goes_and_comes_back(client):
    sent = client.get("/fr/scenario.toml?years=5&set=training.places%3D20")
    assert sent.headers["content-type"] == "application/toml"
    assert sent.headers["content-disposition"] == 'attachment; filename="programme.toml"'
    for form in ({"files": {"file": ("programme.toml", sent.content)}}, {"content": sent.content}):
        done = client.post("/fr/scenario?years=2", **form)
        assert done.status_code == 303
        assert done.headers["location"] == "/fr/compare?set=training.places%3D20&years=5"


def test_a_dropped_scenario_is_compared(client):
    content = (FOLDER / "mentoring.toml").read_bytes()
    where = client.post("/en/scenario", files={"file": ("mentoring.toml", content)}).headers["location"]
    assert where.startswith("/en/compare?scenario=ref&scenario=own-")
    assert client.get(where).status_code == 200


def test_a_file_with_a_mistake_is_a_page_that_says_it_and_no_html_of_its_own(client):
    content = b'[training]\n"<script>" = 3'
    done = client.post("/fr/scenario", files={"file": ("<img>.toml", content)})
    assert done.status_code == 400
    assert "&lt;script&gt;" in done.text
    assert "<script>" not in done.text.replace("<script type", "")
    assert "<img" not in done.text


def test_a_form_without_a_file_is_told_so(client):
    assert client.post("/fr/scenario", data={"file": "no file"}).status_code == 400
    assert client.post("/fr/scenario", files={"other": ("x.toml", b"")}).status_code == 400


def test_prices_are_kept_and_a_wrong_one_changes_nothing(client, desk):
    done = client.post("/fr/prices", data={"seat": "640,5", "back": "/fr/money"})
    assert (done.status_code, done.headers["location"]) == (303, "/fr/money")
    assert client.post("/fr/prices", data={"seat": "much"}).status_code == 400
    assert desk.kept.prices() == {"seat": 640.5}


def test_a_job_is_stopped_and_the_visitor_goes_back(client, desk):
    client.get("/fr/compare")
    (job,) = desk._jobs.values()
    done = client.post(f"/stop/{job.id}", data={"back": "/fr/compare?years=10"})
    assert (done.status_code, done.headers["location"]) == (303, "/fr/compare?years=10")
    assert job.ended
    client.get("/fr/compare?stopped=1")
    client.get("/fr/table.csv?table=ends")
    assert desk._jobs == {job.id: job}  # nothing of it has begun again
    client.get("/fr/compare")
    assert desk._jobs[job.id] is not job
    assert client.post(f"/stop/{job.id}", data={"back": "//example.org"}).headers["location"] == "/"
    assert client.post("/stop/compare-0").status_code == 404


def test_what_nobody_looked_at_any_more_begins_again(client, desk):
    client.get("/fr/compare")
    (job,) = desk._jobs.values()
    job.stop()  # as the desk does
    client.get("/fr/table.csv?table=ends")
    assert desk._jobs[job.id] is not job


@pytest.mark.slow
def test_tables_are_those_of_the_answer(working_client, compared):
    done = working_client.get(f"/en/table.csv?{TWENTY}&table=ends")
    assert done.content.startswith(b"\xef\xbb\xbfscenario,world,people")
    assert len(done.text.splitlines()) == 401
    assert working_client.get(f"/en/table.csv?{TWENTY}&table=runs").status_code == 404
    assert working_client.get(f"/en/table.csv?{TWENTY}&table=__class__").status_code == 404


@pytest.mark.slow
def test_a_chart_is_a_picture_that_stands_alone(working_client, compared):
    sent = working_client.get(f"/fr/picture.svg?{TWENTY}&picture=map-chart")
    assert sent.headers["content-type"] == "image/svg+xml"
    assert sent.headers["content-disposition"] == 'attachment; filename="map-chart.svg"'
    assert ElementTree.fromstring(sent.text).tag == "{http://www.w3.org/2000/svg}svg"
    for name in ("nothing", ".*", "map"):
        assert working_client.get(f"/fr/picture.svg?{TWENTY}&picture={name}").status_code == 404


@pytest.mark.slow
def test_the_report_is_made_of_the_answer(working_client, compared):
    done = working_client.get(f"/fr/report.html?{TWENTY}")
    assert (done.status_code, '<html lang="fr"' in done.text) == (200, True)
    policy = done.headers["content-security-policy"]
    assert "style-src 'sha256-" in policy
    assert "img-src data:" in policy
    assert "unsafe" not in policy


def test_a_report_waits_for_its_comparison(client):
    done = client.get("/en/report.html?set=training.places%3D20")
    assert done.status_code == 400
    assert "not worked out yet" in done.text
    assert '<a href="/en/compare?set=training.places%3D20">Back to the comparison</a>' in done.text
    assert "Back to the comparison" not in client.get("/en/nothing").text


def test_the_description_tells_what_a_view_may_say(client):
    paths = client.get("/openapi.json").json()["paths"]
    said = {one["name"] for one in paths["/stream/{kind}"]["get"]["parameters"]}
    assert {"kind", "page", "which", "lang", "epci", "scenario", "set", "assume", "years", "above"} <= said
    assert {"/{lang}/scenario", "/{lang}/prices", "/stop/{job}"} <= set(paths)
