"""The local page: a small web application that shows a session and notifies the browser of changes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import awatch

from anthology.preview.session import DPI_STEPS, Session, render_page

HOST = "127.0.0.1"
PAUSE = 80  # milliseconds without a further save, after which the book is read again
HEARTBEAT = 15  # seconds of silence after which a comment keeps the connection open
ASSETS = {
    "page.html": "text/html",
    "preview.css": "text/css",
    "preview.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Nothing from elsewhere, no script but the page's own file, no frame but its own pages (CSP Level 3).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class OnlyHere:
    """Answers only requests that a page of this very server sends, so that no other web site can read the book."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in (HOST, "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request for another host, as after DNS rebinding, and one from another origin."""
        if scope["type"] == "http":
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            origin = headers.get("origin", "")
            is_ours = not origin or origin.removeprefix("http://") in self._hosts
            is_ours &= headers.get("sec-fetch-site", "none") in ("none", "same-origin")
            if headers.get("host", "") not in self._hosts or not is_ours or scope["method"] not in ("GET", "HEAD"):
                await PlainTextResponse("not for you", 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Preview:
    """The application's state: the session, and the browsers that wait for news of it."""

    def __init__(self, session: Session, folder: Path, output: Path, report: Callable[[str], None]) -> None:
        self._session, self._folder, self._output, self._report = session, folder, output, report
        self._changed = asyncio.Condition()
        self._saved, self._has_read = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def application(self, port: int) -> ASGIApp:
        """The application, for a server on that port."""
        routes = [
            Route("/", self._asset),
            Route("/assets/{name}", self._asset),
            Route("/state", self._state),
            Route("/events", self._events),
            Route("/book/{name}", self._file),
            Route("/page/{index:int}", self._page),
        ]
        return OnlyHere(Starlette(routes=routes, lifespan=lambda _: self.following()), port)

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Read the book, and again after every save, as long as the block lasts."""
        stop = asyncio.Event()
        self._saved.set()
        for work in (self._watch(stop), self._read(), self._set_pages()):
            self._tasks.add(asyncio.create_task(work))
        try:
            yield
        finally:
            stop.set()
            for each in self._tasks:
                each.cancel()

    async def _read(self) -> None:
        """Read the book after every save; its pages are set meanwhile, and no save waits for them."""
        while True:
            await self._saved.wait()
            self._saved.clear()
            book = await run_in_threadpool(self._session.read)
            await self._news()
            if book is not None:
                self._has_read.set()
            self._say()

    async def _watch(self, stop: asyncio.Event) -> None:
        """Note every save in the book's folder; what the builder itself writes there does not count."""
        async for _ in awatch(self._folder, debounce=PAUSE * 4, step=PAUSE, stop_event=stop, watch_filter=self._counts):
            self._saved.set()

    async def _set_pages(self) -> None:
        """Set the pages of the book that was read last; of those that were read meanwhile only the newest."""
        while True:
            await self._has_read.wait()
            self._has_read.clear()
            await run_in_threadpool(self._session.set_pages)
            await self._news()
            self._say()

    def _counts(self, _: object, path: str) -> bool:
        changed = Path(path)
        hidden = any(part.startswith(".") for part in changed.relative_to(self._folder.resolve()).parts[:-1])
        return (
            not hidden
            and self._output.resolve() not in (changed, *changed.parents)
            and not changed.name.startswith(".")
        )

    def _say(self) -> None:
        shown = self._session.shown
        self._report("an error: look at the page" if shown.error else f"{len(shown.findings)} findings")

    async def _news(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _state(self, _: Request) -> Response:
        shown = self._session.shown
        pages = shown.pages
        return JSONResponse(
            {
                "number": shown.number,
                "reading": shown.reading,
                "title": shown.title,
                "language": shown.language,
                "pieces": shown.pieces,
                "notes": shown.notes,
                "ledgers": shown.ledgers,
                "findings": shown.findings,
                "error": shown.error,
                "pages": {
                    "edition": pages.edition,
                    "digest": pages.digest,
                    "labels": pages.labels,
                    "pieces": pages.pieces,
                }
                if pages
                else None,
            },
            headers=_headers(),
        )

    async def _events(self, request: Request) -> Response:
        """Server-sent events (HTML, section 9.2): the number of what is shown, whenever it changes."""

        async def news() -> AsyncIterator[str]:
            last = -1
            while not await request.is_disconnected():
                number = self._session.shown.number
                if number != last:
                    last = number
                    yield f"data: {json.dumps(number)}\n\n"
                    continue
                try:
                    async with self._changed:
                        await asyncio.wait_for(self._changed.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": here\n\n"

        return StreamingResponse(news(), media_type="text/event-stream", headers=_headers())

    async def _file(self, request: Request) -> Response:
        kind, data = (self._session.shown.files or {}).get(request.path_params["name"], ("", b""))
        return Response(data, media_type=kind, headers=_headers()) if kind else PlainTextResponse("no such page", 404)

    async def _page(self, request: Request) -> Response:
        pages = self._session.shown.pages
        wanted = request.query_params.get("dpi", "96")
        dpi = int(wanted) if wanted.isdecimal() and int(wanted) in DPI_STEPS else 96
        try:
            data = await run_in_threadpool(render_page, pages.data if pages else b"", request.path_params["index"], dpi)
        except Exception:  # no pages yet, or no such page
            return PlainTextResponse("no such page", 404)
        return Response(data, media_type="image/png", headers=_headers(keep=True))

    async def _asset(self, request: Request) -> Response:
        name = request.path_params.get("name", "page.html")
        if name not in ASSETS:
            return PlainTextResponse("no such file", 404)
        data = (files("anthology.preview") / "assets" / name).read_bytes()
        return Response(
            data, media_type=ASSETS[name], headers=_headers() | {"ETag": f'"{sha256(data).hexdigest()[:16]}"'}
        )


def _headers(*, keep: bool = False) -> dict[str, str]:
    return {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, max-age=3600" if keep else "no-store",
    }


def serve(preview: Preview, port: int, started: Callable[[int], None]) -> None:
    """Serve until the process is asked to end; OSError where the port is taken. Port 0 takes one that is free."""
    import socket

    import uvicorn

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        number = int(listening.getsockname()[1])
        listening.listen()
        settings: Any = uvicorn.Config(preview.application(number), log_level="warning", access_log=False)
        server: Any = uvicorn.Server(settings)
        server.capture_signals = nullcontext  # the preview has nothing to finish: signals end it as any command
        started(number)
        server.run(sockets=[listening])
