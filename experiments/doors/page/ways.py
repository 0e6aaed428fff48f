"""The addresses beside the pages: streams, files, and forms that are sent."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Path, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from contagion.experiments.doors.page import files, views
from contagion.experiments.doors.page.asked import LONGEST, Asked
from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.desk import Desk, Job
from contagion.experiments.doors.page.kept import Kept
from contagion.experiments.doors.page.kinds import KINDS
from contagion.experiments.doors.page.mistakes import mistakes_of
from contagion.experiments.doors.page.safety import only_within, policy
from contagion.experiments.doors.page.streams import SENT, events
from contagion.experiments.doors.words import page as words
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.sim.errors import InputError

TOML = "application/toml"
MOST_FIELDS = 40
router = APIRouter()


def _described() -> list[dict[str, Any]]:
    """The query of a view (`Asked`), as OpenAPI describes it."""
    said = []
    for one in fields(Asked):
        if one.name not in ("lang", "kept"):
            many = isinstance(one.default, tuple)
            text = {"type": "string", "maxLength": LONGEST}
            said.append({"name": one.name, "in": "query", "schema": {"type": "array", "items": text} if many else text})
    return said


VIEWED = {"parameters": _described()}
SPOKEN = f"^({'|'.join(LANGUAGES)})$"
Language = Annotated[str, Path(pattern=SPOKEN)]


def _asked(request: Request, lang: Language) -> Asked:
    """The view of an address."""
    with speaking(lang):
        return Asked.of(lang, request.query_params.multi_items(), request.app.state.desk.kept)


# ---- streams ---------------------------------------------------------------------------------------------------------


async def _joined(
    request: Request,
    kind: str,
    page: str = "compare",
    lang: Annotated[str, Query(pattern=SPOKEN)] = FRENCH,
    visitor: Annotated[str, Query(max_length=40)] = "",
) -> tuple[Job, Asked]:
    """The job that a stream is of. What many ask at once is read once, in a thread, and the job then found at once: a
    thread for each would keep all waiting."""
    if kind not in KINDS or page not in views.PAGES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    desk: Desk = request.app.state.desk
    pairs = tuple(pair for pair in request.query_params.multi_items() if pair[0] != "visitor")
    asked = await request.app.state.asked.of((lang, pairs), lang, partial(_can_be_run, lang, pairs, desk.kept))
    with speaking(lang):
        return desk.job(kind, asked, visitor), asked


def _can_be_run(lang: str, pairs: tuple[tuple[str, str], ...], kept: Kept) -> Asked:
    asked = Asked.of(lang, pairs, kept)
    asked.scenarios()
    return asked


class _Events(StreamingResponse):
    """Server-sent events that are written out already."""

    media_type = SENT


@router.get("/stream/{kind}", response_class=_Events, openapi_extra=VIEWED)
async def stream(
    request: Request, at: Annotated[tuple[Job, Asked], Depends(_joined)], page: str = "compare", which: str = ""
) -> Response:
    """Server-sent events of a job: progress, part, end, failed."""
    state = request.app.state
    return _Events(events(state.bell, state.renderings, page, *at, which))


@router.post("/stop/{job}")
async def stop(request: Request, job: str, back: Annotated[str, Form()] = "") -> Response:
    """Put a job down."""
    if (found := request.app.state.desk.find(job)) is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    found.held = True
    found.stop()
    return RedirectResponse(only_within(LANGUAGES, back), HTTPStatus.SEE_OTHER)


# ---- files -----------------------------------------------------------------------------------------------------------


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


@router.get("/{lang}/scenario.toml", response_class=PlainTextResponse, openapi_extra=VIEWED)
def scenario(asked: Annotated[Asked, Depends(_asked)]) -> Response:
    """The scenario that is looked at, as `contagion run` reads it."""
    name, text = files.scenario_text(asked)
    return Response(text, media_type=TOML, headers=_attached(name))


@router.get("/{lang}/table.csv", response_class=PlainTextResponse, openapi_extra=VIEWED)
def table(request: Request, asked: Annotated[Asked, Depends(_asked)], table: str) -> Response:
    """A table of the latest answer."""
    job = _compared(request, asked)
    if (text := files.table(job, table) if job.version else None) is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(text, media_type="text/csv; charset=utf-8", headers=_attached(f"{table}.csv"))


@router.get("/{lang}/picture.svg", response_class=Response, openapi_extra=VIEWED)
def picture(request: Request, asked: Annotated[Asked, Depends(_asked)], picture: str) -> Response:
    """A chart of the latest answer."""
    job = _compared(request, asked)
    if (text := files.picture(job, asked, picture) if job.version else None) is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(text, media_type="image/svg+xml", headers=_attached(f"{picture}.svg"))


def _compared(request: Request, asked: Asked) -> Job:
    """The comparison, as far as it has come; one that was stopped does not begin again."""
    desk: Desk = request.app.state.desk
    return desk.held("compare", asked) or desk.job("compare", asked)


def _reported(request: Request, asked: Annotated[Asked, Depends(_asked)]) -> str:
    """The note on a comparison that has come to its end."""
    job = _compared(request, asked)
    with speaking(asked.lang):
        if not (job.ended and job.version):
            raise InputError(words.not_worked_out())
        return files.report(job, asked)


Reported = Annotated[str, Depends(_reported)]


@router.get("/{lang}/report.html", response_class=HTMLResponse, openapi_extra=VIEWED)
def report(html: Reported) -> Response:
    """The note, in one file that needs no other."""
    return HTMLResponse(html, headers={"content-security-policy": policy(style_src=_styles(html), img_src="data:")})


@router.get("/{lang}/report.pdf", response_class=Response, openapi_extra=VIEWED)
def paper(html: Reported, lang: Language) -> Response:
    """The note as a tagged PDF."""
    with speaking(lang):
        return Response(files.paper(html), media_type="application/pdf", headers=_attached("report.pdf"))


def _styles(html: str) -> str:
    """What lets the stylesheets of a page of one file pass, and no others."""
    found = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digests = (b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in found)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"


# ---- forms -----------------------------------------------------------------------------------------------------------

_FILE = {
    "multipart/form-data": {
        "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    },
    TOML: {"schema": {"type": "string"}},
}


@router.post("/{lang}/scenario", openapi_extra={**VIEWED, "requestBody": {"content": _FILE}})
async def drop(request: Request, asked: Annotated[Asked, Depends(_asked)]) -> Response:
    """Open a scenario file: sent by a form, or as it is."""
    name, content = "scenario.toml", b""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=1, max_fields=MOST_FIELDS) as form:
            if not isinstance(sent := form.get("file"), UploadFile):
                raise InputError(words.not_understood("file"))
            name, content = sent.filename or name, await sent.read()
    else:
        content = await request.body()
    try:
        view = await run_in_threadpool(_opened, name, content, asked)
    except InputError as error:
        return await run_in_threadpool(_again, "compare", asked, error)
    return RedirectResponse(f"/{asked.lang}/compare?{view.query()}", HTTPStatus.SEE_OTHER)


def _opened(name: str, content: bytes, asked: Asked) -> Asked:
    with speaking(asked.lang):
        return files.opened(name, content, asked)


def _again(page: str, asked: Asked, error: InputError, typed: Mapping[str, str] | None = None) -> Response:
    """The page of a form, with what is wrong in what was sent."""
    with speaking(asked.lang):
        made = Context(asked.lang, asked, mistakes=mistakes_of(error), prices=asked.kept.prices(), typed=typed or {})
        return HTMLResponse(views.page(page, made), HTTPStatus.BAD_REQUEST)


@router.post("/{lang}/prices", openapi_extra=VIEWED)
async def prices(request: Request, lang: Language, asked: Annotated[Asked, Depends(_asked)]) -> Response:
    """Keep prices: a field an item, as `contagion parameters costs` names them."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        form = [(key, value) for key, value in sent.multi_items() if isinstance(value, str)]
    kept = request.app.state.desk.kept
    with speaking(lang):
        try:
            kept.keep_prices(files.prices_of(form, kept))
        except InputError as error:
            return _again("money", asked, error, dict(form))
    return RedirectResponse(only_within(LANGUAGES, dict(form).get("back", "")), HTTPStatus.SEE_OTHER)
