"""The application behind the page: which address gives what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from html import escape
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from contagion.experiments.doors.page import views, ways
from contagion.experiments.doors.page.context import Context
from contagion.experiments.doors.page.desk import Busy, Desk
from contagion.experiments.doors.page.mistakes import Mistake, as_far, mistakes_of
from contagion.experiments.doors.page.safety import MOST_BYTES, Guard
from contagion.experiments.doors.page.streams import SENT, STREAMS, Bell, InTurn, Renderings, event
from contagion.experiments.doors.words import page as words
from contagion.experiments.language.languages import FRENCH, LANGUAGES, speaking
from contagion.sim.errors import InputError

STATIC = Path(__file__).resolve().parent / "static"
PAGES = ("compare", "money", "measure", "method", "accessibility")
OF_ONE = ("commune", "facilitator")
OF_A_VIEW = ("/report.html", "/report.pdf", "/table.csv", "/picture.svg", "/scenario.toml")
PATIENCE = 0.25  # seconds that a page waits for what the store may hold
PORT = 8765
STOPPED = "stopped"  # in an address: what was stopped there does not begin again


def application(desk: Desk, port: int = PORT) -> FastAPI:
    """The page over a desk, served at a port of this machine."""
    app = FastAPI(title="contagion", docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.desk, app.state.bell, app.state.renderings, app.state.asked = desk, Bell(), Renderings(), Renderings()
    desk.rings = app.state.bell.ring
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.include_router(ways.router)
    app.add_api_route("/", _root, include_in_schema=False)
    for path, page in (("/{lang}/", _start), ("/{lang}/{page}", _page), ("/{lang}/{page}/{which}", _of_one)):
        app.add_api_route(path, page, response_class=HTMLResponse, openapi_extra=ways.VIEWED)
    for error, answer in ((InputError, _mistake), (AnyHTTPException, _not_there), (RequestValidationError, _not_valid)):
        app.add_exception_handler(error, answer)
    app.add_exception_handler(500, _wrong)
    app.add_middleware(Guard, refused=_refused, port=port)
    app.add_middleware(InTurn, bell=app.state.bell)
    return app


# ---- pages -----------------------------------------------------------------------------------------------------------


async def _root() -> RedirectResponse:
    return RedirectResponse(f"/{FRENCH}/", HTTPStatus.SEE_OTHER)


async def _start(request: Request, lang: str) -> Response:
    return await shown(request, lang, "start")


async def _page(request: Request, lang: str, page: str) -> Response:
    return await shown(request, lang, page if page in PAGES else "")


async def _of_one(request: Request, lang: str, page: str, which: str) -> Response:
    plain = which.isascii() and which.isalnum() and len(which) < 12
    return await shown(request, lang, page if page in OF_ONE and plain else "", which)


async def shown(request: Request, lang: str, name: str, which: str = "") -> Response:
    """A page in the language; what the visitor got wrong is said on it, over the usual view."""
    if lang not in LANGUAGES or not name:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    made = await run_in_threadpool(_context, request, lang, name, which)
    state, jobs = request.app.state, made.jobs.values()
    if any(not job.version and not job.ended for job in jobs):
        with suppress(TimeoutError):
            await asyncio.wait_for(state.bell.heard(), PATIENCE)
    if made.mistakes:
        return HTMLResponse(await run_in_threadpool(_html, name, made), made.status)
    known = tuple((job.id, job.version, job.ended) for job in jobs)
    key = name, made.asked, which, known, tuple(made.prices.items())
    html = await state.renderings.of(key, lang, partial(views.page, name, made))
    return HTMLResponse(html, HTTPStatus.NOT_FOUND if views.missing(name, made) else HTTPStatus.OK)


def _context(request: Request, lang: str, name: str, which: str) -> Context:
    desk: Desk = request.app.state.desk
    with speaking(lang):
        asked, mistakes = as_far(lang, request.query_params.multi_items(), desk.kept)
        if mistakes:
            return Context(lang, asked, {}, which, mistakes, HTTPStatus.BAD_REQUEST)
        try:
            kinds = views.wanted(name, asked)
            stopped = {kind: desk.held(kind, asked) for kind in kinds if STOPPED in request.query_params}
            jobs = {kind: stopped.get(kind) or desk.job(kind, asked) for kind in kinds}
            return Context(lang, asked, jobs, which, prices=desk.kept.prices())
        except InputError as error:
            return Context(lang, asked, {}, which, mistakes_of(error), _status(error))


def _html(name: str, context: Context) -> str:
    with speaking(context.lang):
        return views.page(name, context)


# ---- mistakes --------------------------------------------------------------------------------------------------------


def _status(error: Exception) -> int:
    return HTTPStatus.TOO_MANY_REQUESTS if isinstance(error, Busy) else HTTPStatus.BAD_REQUEST


def _lang(request: Request) -> str:
    asked = (request.url.path.split("/")[1], request.query_params.get("lang", ""))
    return next((one for one in asked if one in LANGUAGES), FRENCH)


def _told(request: Request, told: Callable[[], Sequence[Mistake]], status: int) -> Response:
    """A mistake, in the language of the address: as a page; of a stream as JSON, and as an event to the script, whose
    EventSource reads nothing else."""
    lang = _lang(request)
    with speaking(lang):
        mistakes = told()
    if request.url.path.startswith(STREAMS):
        line = "\n".join(one.words for one in mistakes)
        if request.headers.get("accept") == SENT:
            return Response(event("failed", words=line), media_type=SENT)
        return JSONResponse({"error": line}, status)
    kept, of_view = request.app.state.desk.kept, request.url.path.endswith(OF_A_VIEW)
    pairs = request.query_params.multi_items() if of_view else ()
    asked, _known = as_far(lang, pairs, kept)
    return HTMLResponse(_html("error", Context(lang, asked, mistakes=mistakes, status=status, of_view=of_view)), status)


def _mistake(request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    return _told(request, lambda: mistakes_of(error), _status(error))


def _not_there(request: Request, error: Exception) -> Response:
    return _told(request, lambda: (Mistake(words.no_such_page()),), getattr(error, "status_code", HTTPStatus.NOT_FOUND))


def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    field = str(error.errors()[0]["loc"][-1])
    return _told(request, lambda: (Mistake(words.not_understood(field), field),), HTTPStatus.UNPROCESSABLE_ENTITY)


def _wrong(request: Request, error: Exception) -> Response:
    return _told(request, lambda: (Mistake(words.went_wrong()),), HTTPStatus.INTERNAL_SERVER_ERROR)


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:
    """What the guard does not let through."""
    status, request = scope["refused"], Request(scope)
    with speaking(_lang(request)):
        large = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        line = words.too_large(MOST_BYTES) if large else words.not_from_elsewhere()
    page = f"<!doctype html><html><title>contagion</title><p>{escape(line)}</p></html>"
    await HTMLResponse(page, status)(scope, receive, send)
