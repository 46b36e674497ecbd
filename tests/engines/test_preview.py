"""The preview in a real Chromium: it follows every save, keeps the place, shows errors, and belongs to this machine."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import judges
import pytest
from click.testing import CliRunner
from real_book import replace_in

from anthology.book.model import Book
from anthology.cli import main
from anthology.pdf.executors import Inline
from anthology.preview.server import Preview
from anthology.preview.session import Session

SESSION = Path(__file__).parents[1] / "engines/preview.mjs"
LONG = "\n\n".join(f"Paragraph {number} of an essay that is long enough to be scrolled." for number in range(80))


class Browser:
    """A page of the preview in Chromium."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self._commands, self._answers = process.stdin, process.stdout

    def tell(self, command: str, **values: Any) -> Any:
        self._commands.write(json.dumps({"do": command, **values}) + "\n")
        self._commands.flush()
        answer = json.loads(self._answers.readline())
        assert "error" not in answer, f"{command} {values}: {answer['error']}"
        return answer["value"]

    def ask(self, what: str) -> Any:
        return self.tell("ask", what=what)

    def wait(self, until: str) -> None:
        self.tell("wait", until=until)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("preview") / "book"
    assert CliRunner().invoke(main, ["new", str(folder), "--date", "2026-11-20"]).exit_code == 0
    source = folder / "texts/first-essay.txt"
    source.write_text(source.read_text("utf-8") + f"\n\n{LONG}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def address(book: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "anthology", "preview", str(book / "book.yaml")]
    surroundings = {**os.environ, "XDG_CACHE_HOME": str(book.parent / "cache")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings
    ) as server:
        assert server.stdout
        line = server.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", line)
        yield line
        server.terminate()
        server.communicate(timeout=20)
        assert server.returncode in (0, 143)


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator[Browser]:
    command = [judges.node(), str(SESSION), judges.chromium(), str(judges.modules())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        yield Browser(session)
        assert session.stdin
        session.stdin.close()


@pytest.fixture
def opened(browser: Browser, address: str) -> Browser:
    browser.tell("open", url=address)
    browser.wait("state && state.pieces.length && state.pages && document.getElementById('frame').dataset.ready")
    return browser


FRAME = "document.getElementById('frame').contentWindow"


def test_a_save_shows_at_once_and_the_place_is_kept(opened: Browser, book: Path) -> None:
    opened.ask("place.piece = 'first-essay'; drawRead()")
    opened.wait("document.getElementById('frame').dataset.ready.includes('first-essay')")
    opened.ask(f"{FRAME}.scrollTo(0, 700)")
    before = opened.ask("state.number")
    replace_in(book / "texts/first-essay.txt", "Paragraph 40 of", "Paragraph forty, rewritten, of")
    opened.wait(f"state.number > {before} && {FRAME}.document.body?.textContent.includes('forty, rewritten')")
    opened.wait("document.getElementById('frame').dataset.ready.endsWith(String(state.reading))")
    assert opened.ask(f"{FRAME}.scrollY") == 700
    assert opened.ask("place.piece") == "first-essay"
    assert "read again" in opened.ask("document.getElementById('status').textContent")
    assert opened.tell("log") == []


def test_printed_pages_follow_too_and_stay_where_they_were(opened: Browser, book: Path) -> None:
    opened.tell("press", key="2")
    opened.wait("document.querySelectorAll('#spread img').length > 0")
    opened.tell("press", key="n")
    opened.tell("press", key="n")
    assert opened.ask(
        "[...document.querySelectorAll('#spread figcaption')].map(each => each.textContent.slice(-4))"
    ) == [
        "(#4)",
        "(#5)",
    ]
    digest = opened.ask("state.pages.digest")
    replace_in(book / "texts/first-essay.txt", "Paragraph 12 of", "Paragraph twelve, which is now longer, of")
    opened.wait(f"state.pages.digest !== '{digest}'")
    opened.wait("[...document.querySelectorAll('#spread img')].every(each => each.complete && each.naturalWidth > 100)")
    assert opened.ask("place.page") == 3
    width = opened.ask("document.querySelector('#spread img').naturalWidth")
    opened.tell("press", key="+")
    opened.wait(f"document.querySelector('#spread img').naturalWidth > {width}")
    opened.tell("press", key="g")
    opened.tell("type", text="1")
    opened.tell("press", key="Enter")
    assert opened.ask("state.pages.labels[place.page]") == "1"


def test_a_broken_manifest_shows_its_error_and_recovers(opened: Browser, book: Path) -> None:
    replace_in(book / "book.yaml", "anthology: 1", "anthology: 1\nauther: x")
    opened.wait("!document.getElementById('error').hidden")
    said = opened.ask("document.getElementById('error-list').textContent")
    assert "M007" in said
    assert "auther" in said
    assert "^" in said, "the line is quoted with a mark below the place"
    assert opened.ask("state.pieces.length") > 5, "the last good book stays"
    replace_in(book / "book.yaml", "anthology: 1\nauther: x", "anthology: 1")
    opened.wait("document.getElementById('error').hidden")


def test_all_can_be_done_with_keys(opened: Browser) -> None:
    for key, view in zip("12345", ("read", "pages", "notes", "findings", "ledger"), strict=True):
        opened.tell("press", key=key)
        opened.wait(f"!document.getElementById('{view}').hidden")
        assert opened.ask("document.querySelector('nav a[aria-current]').dataset.view") == view
        assert opened.ask("document.querySelectorAll('main > section:not([hidden])').length") == 1
    opened.wait("document.getElementById('ledger-table').textContent.includes('kept')")
    opened.tell("press", key="4")
    opened.wait("!document.getElementById('findings').hidden")
    opened.tell("press", key="n")
    opened.tell("press", key="e")
    opened.wait("document.activeElement.closest('details')?.open")
    opened.tell("press", key="?")
    opened.wait("document.getElementById('help').open")
    opened.tell("press", key="Escape")
    opened.wait("!document.getElementById('help').open")


def typed(*keys: str) -> str:
    """A script that types keys in one task of the page: nothing is loaded or drawn between two of them."""
    press = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))"
    return f"for (const key of {list(keys)}) {press};"


DRAWN_TWICE = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_keys_faster_than_the_page_loads_all_count(opened: Browser) -> None:
    slugs = opened.ask("state.pieces.map(piece => piece.slug)")
    opened.ask(f"place.piece = '{slugs[0]}'; drawRead();" + typed("n", "n"))
    opened.wait(f"document.getElementById('frame').dataset.ready === '/book/{slugs[2]}.xhtml?' + state.reading")
    # The page of the first key is loaded after the second was pressed.
    opened.ask(typed("n") + "document.getElementById('frame').dispatchEvent(new Event('load'))")
    opened.wait(f"document.getElementById('frame').dataset.ready.includes('{slugs[3]}')")
    assert opened.ask("place.piece") == slugs[3]
    # A key acts in the view of the key before it, and what the change of the address brings later undoes nothing.
    opened.ask(typed("2", "n", "n", "4", "n", "e") + DRAWN_TWICE)
    assert opened.ask("location.hash") == "#findings"
    assert opened.ask("place.page") == 3
    # A list that is drawn again, because pages were set meanwhile, keeps the finding in focus, and open.
    opened.ask("refresh()")
    assert opened.ask("document.activeElement.closest('details').open")
    opened.ask("delete state.pages;" + typed("2", "n", "n") + "refresh()")
    assert opened.ask("place.page") == 7
    assert opened.ask("place.piece") == slugs[3], "keys of the pages turn nothing in another view"
    assert opened.tell("log") == []


def test_keys_before_the_book_is_read_are_followed(opened: Browser) -> None:
    opened.ask("state = null;" + typed("2", "n", "+", "n") + "refresh()")
    assert opened.ask("[place.view, place.page, place.dpi]") == ["pages", 3, 96]
    opened.ask("state.pages = null; goTo('1'); refresh()")
    opened.wait("state.pages && place.folio === ''")
    assert opened.ask("state.pages.labels[place.page]") == "1"
    assert opened.tell("log") == []


def test_a_link_in_the_frame_is_followed_and_the_way_back_too(opened: Browser) -> None:
    slugs = opened.ask("state.pieces.map(piece => piece.slug)")
    opened.ask(f"place.piece = '{slugs[0]}'; drawRead()")
    opened.wait(f"document.getElementById('frame').dataset.ready.includes('{slugs[0]}')")
    opened.ask(f"{FRAME}.location.href = '/book/{slugs[1]}.xhtml'")
    opened.wait(f"place.piece === '{slugs[1]}'")
    opened.ask(typed("p"))
    opened.wait(f"{FRAME}.location.pathname === '/book/{slugs[0]}.xhtml'")
    assert opened.ask("place.piece") == slugs[0]


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_fault_in_any_view(browser: Browser, address: str, dark: bool) -> None:
    browser.tell("open", url=address, dark=dark)
    browser.wait("state && state.pages")
    for key in "12345":
        browser.tell("press", key=key)
        assert browser.tell("faults") == []
    assert browser.tell("log") == []


def code_of(request: urllib.request.Request) -> int:
    """The status of an answer that is none."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    return refused.value.code


def test_only_pages_of_this_server_are_answered(address: str) -> None:
    port = address.rstrip("/").rpartition(":")[2]
    elsewhere = ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"})
    for headers in ({"Host": "evil.example"}, {"Host": f"evil.example:{port}"}, *elsewhere):
        assert code_of(urllib.request.Request(f"{address}state", headers=headers)) == 403
    for path in ("book/../../book.yaml", "book/%2e%2e%2fbook.yaml", "assets/..%2f__init__.py", "page/99999", "etc/x"):
        assert code_of(urllib.request.Request(f"{address}{path}")) == 404
    with urllib.request.urlopen(address) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_taken_port_and_a_missing_part_are_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = CliRunner().invoke(main, ["preview", str(book / "book.yaml"), "--port", str(taken.getsockname()[1])])
    assert told.exit_code == 7
    assert "O006" in told.stderr
    monkeypatch.setitem(sys.modules, "anthology.preview.server", None)
    told = CliRunner().invoke(main, ["preview", str(book / "book.yaml")])
    assert told.exit_code == 8
    assert "anthology-builder[preview]" in told.stderr


def test_a_fault_of_any_kind_is_shown_and_the_next_save_is_read(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(book / "book.yaml", Inline)
    assert session.read() is not None

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a worker died")

    with monkeypatch.context() as broken:
        broken.setattr("anthology.preview.session.print_book", fail)
        session.set_pages()
    assert "a worker died" in str(session.shown.error)
    with monkeypatch.context() as broken:
        broken.setattr("anthology.preview.session.read_book", fail)
        assert session.read() is None
    assert session.shown.pieces, "the last good book stays"
    assert session.read() is not None
    assert not session.shown.error


def test_a_warning_in_a_source_quotes_its_line(tmp_path: Path) -> None:
    book = tmp_path / "book"
    assert CliRunner().invoke(main, ["new", str(book), "--date", "2026-11-20"]).exit_code == 0
    source = book / "texts/first-essay.txt"
    source.write_text(source.read_text("utf-8") + "\n\nThe bread was g\ufffdne by noon.\n", "utf-8")
    session = Session(book / "book.yaml", Inline)
    session.read()
    (found,) = (each for each in session.shown.findings if each["code"] == "C010")
    assert "The bread was" in str(found["lines"])


class Slow(Session):
    """A session whose pages are never set as long as it is not let go."""

    def __init__(self, manifest: Path) -> None:
        super().__init__(manifest, Inline)
        self.reads = 0
        self.go = threading.Event()

    def read(self) -> Book | None:
        self.reads += 1
        return super().read()

    def set_pages(self) -> None:
        self.go.wait()


def test_a_save_is_read_while_pages_are_still_being_set(tmp_path: Path) -> None:
    book = tmp_path / "book"
    assert CliRunner().invoke(main, ["new", str(book), "--date", "2026-11-20"]).exit_code == 0
    session = Slow(book / "book.yaml")
    preview = Preview(session, book, book / "build", lambda _: None)

    async def until(reads: int) -> None:
        while session.reads < reads:
            await asyncio.sleep(0.02)

    async def follow() -> None:
        async with preview.following():
            try:
                await asyncio.wait_for(until(1), 20)
                await asyncio.sleep(0.5)  # the watch has begun; its beginning cannot be seen from outside
                replace_in(book / "book.yaml", "A Small Anthology", "Another Title")
                await asyncio.wait_for(until(2), 20)
            finally:
                session.go.set()

    asyncio.run(follow())
    assert session.read() is not None
    assert session.shown.title == "Another Title"


def test_a_reading_without_end_is_ended_and_named(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text("anthology: 1\n", "utf-8")
    endless = (
        "import sys, time, anthology.preview.session as session; from anthology.cli import run;"
        "session.read_book = lambda *_, **__: time.sleep(100);"
        f"sys.argv = ['anthology', 'preview', {str(path)!r}, '--limit', 'seconds=10']; run()"
    )
    done = subprocess.run([sys.executable, "-c", endless], capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 9
    assert "X003" in done.stderr
    assert "reading the book" in done.stderr
