"""What stands before every answer: names of this machine alone, small bodies, and what browsers are told."""

import pytest

from contagion.experiments.doors.page.safety import MOST_BYTES, only_within, policy


def test_this_machine_is_called_by_its_names(client):
    for host in ("127.0.0.1:8765", "localhost:8765", "LOCALHOST:8765"):
        assert client.get("/fr/method", headers={"host": host}).status_code == 200


def test_another_name_is_refused(client):
    for host in ("example.org", "example.org:8765", "127.0.0.1", "127.0.0.1:80", "localhost.evil:8765"):
        done = client.get("/fr/method", headers={"host": host})
        assert done.status_code == 403
        assert "ne répond qu’à cette machine" in done.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://example.org"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:8765"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"},
    ],
)
def test_no_other_page_sends_a_form(client, desk, headers):
    assert client.post("/fr/prices", data={"seat": "640"}, headers=headers).status_code == 403
    assert desk.kept.prices() == {}


def test_its_own_pages_send_forms(client, desk):
    own = {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "same-origin"}
    assert client.post("/fr/prices", data={"seat": "640"}, headers=own).status_code == 303
    assert desk.kept.prices() == {"seat": 640.0}


def test_a_link_from_elsewhere_is_followed_and_nothing_else(client):
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert client.get("/fr/method", headers={**elsewhere, "sec-fetch-mode": "navigate"}).status_code == 200
    assert client.get("/fr/method", headers={**elsewhere, "sec-fetch-mode": "no-cors"}).status_code == 403


@pytest.mark.parametrize("pieces", [1, 8])
def test_a_body_that_is_too_large_is_refused(client, pieces):
    whole = b"x" * (MOST_BYTES + 1)
    content = whole if pieces == 1 else (whole[at::pieces] for at in range(pieces))
    done = client.post("/en/scenario", content=content)
    assert done.status_code == 413
    assert "at most 1,000,000 bytes are taken" in done.text


def test_browsers_are_told_what_a_page_may_do(client):
    for path in ("/fr/method", "/static/page.css", "/fr/nothing", "/openapi.json", "/"):
        told = client.get(path).headers
        assert told["content-security-policy"] == policy()
        assert "unsafe" not in told["content-security-policy"]
        assert (told["x-content-type-options"], told["referrer-policy"]) == ("nosniff", "same-origin")
        assert told["cross-origin-opener-policy"] == told["cross-origin-resource-policy"] == "same-origin"


def test_who_is_refused_is_told_so_as_well(client):
    told = client.get("/fr/method", headers={"host": "example.org"}).headers
    assert told["content-security-policy"] == policy()


def test_no_file_is_served_but_those_of_the_page(client):
    for path in ("../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "%00"):
        assert client.get(f"/static/{path}").status_code == 404, path


def test_an_address_to_go_back_to_leads_nowhere_else():
    for back in ("//example.org", "http://example.org", "/fr\\@example.org", "/de/", "", "/fr/\r\nx: y"):
        assert only_within(("fr", "en"), back) == "/"


def test_an_address_of_the_page_is_gone_back_to():
    assert only_within(("fr", "en"), "/fr/compare?set=training.places%3D20") == "/fr/compare?set=training.places%3D20"
