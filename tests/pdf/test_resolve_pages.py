"""Setting all pieces until their page references hold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import press_book
import pytest

from anthology.core.cache import Cache
from anthology.core.errors import LimitError, SettingError
from anthology.core.limits import set_limits
from anthology.pdf.assemble.folios import find_folios
from anthology.pdf.assemble.paginate import Placement, shape
from anthology.pdf.assemble.resolve_pages import Length, guess_labels, length, typeset_pieces
from anthology.pdf.engine.model import Job, Side
from anthology.pdf.engine.timeouts import within_limits
from anthology.pdf.executors import DeadWorkerError, Inline, executor

PLAIN = "@page { size: 3in 3in; margin: 0.4in } p { font: 12pt serif; margin: 0 } .page-ref { font-kerning: none }"


class Counting(Executor):
    """Runs jobs inline and remembers their slugs."""

    def __init__(self) -> None:
        self.slugs: list[str] = []

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        self.slugs.append(arguments[0].slug)
        return Inline().submit(function, *arguments, **named)


def small_job(slug: str, body: str, side: Side) -> Job:
    xhtml = f'<html lang="en"><head><title>t</title></head><body><section id="{slug}">{body}</section></body></html>'
    return Job(slug=slug, xhtml=xhtml, stylesheets=(PLAIN,), side=side)


def long_and_referring(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    """`refers` points to the end of `long`, whose pages hold far fewer characters than one would guess."""
    if slug == "long":
        return small_job(slug, "".join(f'<p id="long-b{n}" style="break-before: page">x</p>' for n in range(12)), side)
    return small_job(slug, f'<p>See <a class="page-ref" href="#long-b11">{labels.get("long-b11", "0")}</a></p>', side)


def lengths_of(jobs: Mapping[str, Job]) -> dict[str, Length]:
    return {slug: length(job.xhtml) for slug, job in jobs.items()}


PLACES = (Placement(slug="refers", folio_style="arabic"), Placement(slug="long", folio_style="arabic"))


def test_no_further_piece_is_set_at_once_after_one_that_cannot_be() -> None:
    begun: list[str] = []

    class Counting(Inline):
        def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
            begun.append(arguments[0].slug)
            return super().submit(function, *arguments, **named)

    def job(slug: str, labels: Any, side: Any) -> Job:
        del labels, side
        return Job(slug=slug, xhtml="<broken", stylesheets=())

    with pytest.raises(SettingError):
        typeset_pieces(job, [Placement(slug=slug, opens="next") for slug in ("one", "two", "three")], Counting())
    assert len(begun) == 1


def test_only_pieces_whose_references_change_shape_are_set_again() -> None:
    counting = Counting()
    book = typeset_pieces(long_and_referring, PLACES, counting)
    assert counting.slugs.count("refers") == 2
    assert counting.slugs.count("long") == 1
    assert (book.rounds, book.findings) == (2, ())
    (reference,) = book.galleys[0].references
    assert len(reference.places) == len(book.pagination.label("long-b11")) == 2


def roman_and_referring(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    """`contents` names a page of the front matter that stands much later than one would guess."""
    if slug == "preface":
        return small_job(slug, "".join(f'<p style="break-before: page">{n}</p>' for n in range(12)), side)
    label = labels.get("note", "x")
    body = f'<p>See <a class="page-ref" href="#note">{label}</a></p>' if slug == "contents" else "<p>.</p>"
    return small_job(slug, body, side)


def test_roman_page_numbers_that_were_guessed_wrong_are_set_right_in_a_first_build(tmp_path: Path) -> None:
    places = (
        *(Placement(slug=slug, folio_style="roman") for slug in ("contents", "preface", "note")),
        Placement(slug="body", folio_style="arabic"),
    )
    guessed = guess_labels(
        lengths_of({place.slug: roman_and_referring(place.slug, {}, "recto") for place in places}), places
    )
    fresh = typeset_pieces(roman_and_referring, places, Counting())
    assert fresh.pagination.label("note") == "xv" != guessed["note"]
    cache = Cache(folder=tmp_path)
    typeset_pieces(roman_and_referring, places, Counting(), cache=cache)
    assert typeset_pieces(roman_and_referring, places, Counting(), cache=cache) == replace(fresh, rounds=1)
    assert typeset_pieces(roman_and_referring, places, Counting()).galleys[0] == fresh.galleys[0]


def test_the_longest_job_is_given_out_first() -> None:
    counting = Counting()
    typeset_pieces(long_and_referring, PLACES, counting)
    assert counting.slugs[0] == "long"


def test_a_second_build_sets_nothing_and_takes_one_round(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    cache = Cache(folder=tmp_path)
    one = typeset_pieces(long_and_referring, PLACES, first, cache=cache)
    other = typeset_pieces(long_and_referring, PLACES, second, cache=cache)
    assert second.slugs == []
    assert other.rounds == 1
    assert (other.galleys, other.pagination) == (one.galleys, one.pagination)


def test_folio_styles_are_stored(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    galleys = press_book.settled().galleys
    one = find_folios(galleys, (press_book.STYLES,), cache=cache)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    written = path.stat().st_ino
    assert find_folios(galleys, (press_book.STYLES,), cache=cache) == one == press_book.folios()
    assert path.stat().st_ino == written
    assert {style.page_name for style in one.styles} == {"front", "body"}


def test_damaged_entries_of_the_cache_are_made_again(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path)
    one = typeset_pieces(long_and_referring, PLACES, Inline(), cache=cache)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    counting = Counting()
    assert typeset_pieces(long_and_referring, PLACES, counting, cache=cache).galleys == one.galleys
    assert counting.slugs.count("long") == 1


def test_a_piece_that_opens_anywhere_is_set_for_its_true_side() -> None:
    book = press_book.settled()
    assert book.pagination.side("gamma") == "verso"
    assert [kind.side for kind in book.galleys[3].kinds[:2]] == ["verso", "recto"]


def test_a_piece_without_references_is_set_again_for_its_side() -> None:
    def plain(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        return small_job(slug, "<p>text</p>", side)

    counting = Counting()
    places = (Placement(slug="one"), Placement(slug="two", opens="next"))
    book = typeset_pieces(plain, places, counting)
    assert [galley.kinds[0].side for galley in book.galleys] == ["recto", "verso"]
    assert counting.slugs.count("two") == 2


def test_page_numbers_that_never_settle_are_a_finding() -> None:
    def restless(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        early = labels.get("target", "0") == "0"
        filler = "".join('<p style="break-before: page">x</p>' for _ in range(11 if early else 1))
        reference = f'<a class="page-ref" href="#target">{labels.get("target", "0")}</a>'
        return small_job(slug, f'<p>{reference}</p>{filler}<p id="target">x</p>', side)

    book = typeset_pieces(restless, (Placement(slug="one"),), Inline(), rounds=4)
    assert [finding.code for finding in book.findings] == ["T009"]
    assert book.rounds == 4


def test_labels_are_given_as_shapes() -> None:
    seen: list[str] = []

    def watch(slug: str, labels: Mapping[str, str], side: Side) -> Job:
        seen.extend(labels.values())
        return press_book.make_job(slug, labels, side)

    typeset_pieces(watch, press_book.PLACEMENTS, Inline())
    assert seen
    assert all(label == shape(label) for label in seen)


def test_labels_are_guessed_from_what_stands_before_them() -> None:
    words = "word " * 1000
    jobs = {
        slug: small_job(slug, f'<p class="a" id="{slug}-b1">{words}</p><p id="{slug}-b2">x</p>', "recto")
        for slug in "abc"
    }
    places = [Placement(slug="a", folio_style="roman"), Placement(slug="b"), Placement(slug="c", opens="next")]
    labels = guess_labels(lengths_of(jobs), places)
    assert [labels[name] for name in ("a", "a-b1", "a-b2")] == ["i", "i", "iii"]
    assert [labels[name] for name in ("b", "b-b2", "c", "c-b2")] == ["0", "0", "0", "0"]
    assert guess_labels(lengths_of(jobs | {"b": small_job("b", words * 5, "recto")}), places)["c"] == "00"


def die_once(marker: Path, function: Callable[[Job], bytes], job: Job) -> bytes:
    """The first worker to come here dies at once, as if it had been killed."""
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return function(job)
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


class Deadly(Executor):
    """Hands jobs on to another executor; of one piece a worker dies."""

    def __init__(self, workers: Executor, slug: str, marker: Path) -> None:
        self.workers, self.slug, self.marker = workers, slug, marker

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if arguments[0].slug != self.slug:
            return self.workers.submit(function, *arguments, **named)
        return self.workers.submit(die_once, self.marker, function, *arguments)


@pytest.mark.parametrize("spec", ["processes:2", "dask:local:2"])
def test_what_a_worker_died_of_is_set_by_another(spec: str, tmp_path: Path) -> None:
    with executor(spec) as workers:
        deadly = Deadly(workers, press_book.PLACEMENTS[1].slug, tmp_path / "died")
        book = typeset_pieces(press_book.make_job, press_book.PLACEMENTS, deadly)
    assert (tmp_path / "died").exists()
    assert book == press_book.settled()


class Dying(Executor):
    """Loses a worker with every job for one piece."""

    def __init__(self, slug: str) -> None:
        self.slug = slug

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        if arguments[0].slug != self.slug:
            return Inline().submit(function, *arguments, **named)
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool("gone"))
        return future


def test_a_piece_of_which_two_workers_die_is_named() -> None:
    with pytest.raises(SettingError, match="T010 refers"):
        typeset_pieces(long_and_referring, PLACES, Dying("refers"))


class Tried(Executor):
    """Loses a worker with every job, after so many seconds, and notes how much each had been told that is spent."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.spent = seconds, list[float]()

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        del function, arguments
        self.spent.append(named.get("spent", 0))
        future: Future[Any] = Future()
        future.set_exception(DeadWorkerError(self.seconds))
        return future


@pytest.mark.parametrize(
    ("seconds", "spent", "code"), [(90, [0], "X003"), (50, [0, 50], "X003"), (30, [0, 30], "T010")]
)
def test_a_piece_has_its_time_once_however_often_it_is_tried(seconds: float, spent: list[float], code: str) -> None:
    workers = Tried(seconds)
    with pytest.raises((SettingError, LimitError), match=f"{code} first"):
        typeset_pieces(make_small, (Placement(slug="first"),), workers)
    assert workers.spent == spent


def make_small(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    return small_job(slug, "<p>x</p>", side)


class Endless(Executor):
    """Hands on to another executor, in place of every job, one that never ends and leaves a mark."""

    def __init__(self, workers: Executor, marks: Path) -> None:
        self.workers, self.marks = workers, marks

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Future[Any]:
        del function, named
        return self.workers.submit(never_end, self.marks, arguments[0].slug)


def never_end(marks: Path, slug: str) -> None:
    with within_limits(slug, 0):
        (marks / f"{slug}-{time.monotonic_ns()}").touch()
        while True:
            pass


def test_after_a_piece_that_takes_too_long_no_other_is_begun(tmp_path: Path) -> None:
    slugs = [f"piece-{letter}" for letter in "abcdefgh"]
    set_limits({"seconds": 1})
    try:
        with pytest.raises(LimitError, match=r"X003 piece-.: setting it takes more than 1 s"):  # noqa: SIM117
            with executor("processes:2") as workers:
                typeset_pieces(make_small, [Placement(slug=slug) for slug in slugs], Endless(workers, tmp_path))
    finally:
        set_limits({})
    begun = [path.name.rpartition("-")[0] for path in tmp_path.iterdir()]
    assert len(begun) == len(set(begun)) <= 4


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    typeset_pieces(long_and_referring, PLACES, Inline(), progress=lambda done, total: told.append((done, total)))
    assert told[:3] == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize("spec", ["processes:1", "processes:2", "processes:4", "dask:local:2"])
def test_other_workers_make_the_same_book_as_inline(spec: str) -> None:
    with executor(spec) as workers:
        book = typeset_pieces(press_book.make_job, press_book.PLACEMENTS, workers)
    assert book == press_book.settled()


SCRIPT = """
import sys, press_book
from anthology.pdf.assemble.resolve_pages import guess_labels, typeset_pieces
from anthology.pdf.executors import executor
if __name__ == "__main__":
    with executor(sys.argv[1]) as workers:
        print(len(typeset_pieces(press_book.make_job, press_book.PLACEMENTS, workers).galleys))
"""


@pytest.mark.parametrize("spec", ["inline", "processes:2"])
def test_no_temporary_files_are_left_behind(spec: str, tmp_path: Path) -> None:
    script, folder = tmp_path / "make.py", tmp_path / "temporary"
    script.write_text(SCRIPT, encoding="utf-8")
    folder.mkdir()
    path = os.pathsep.join([str(Path(__file__).parents[1] / "support"), str(Path(__file__).parents[2])])
    environment = os.environ | {"PYTHONPATH": path, "TMPDIR": str(folder)}
    command = [sys.executable, str(script), spec]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    assert done.stdout.strip() == "4"
    assert list(folder.iterdir()) == []


def broken(slug: str, labels: Mapping[str, str], side: Side) -> Job:
    return Job(slug=slug, xhtml="<html>", stylesheets=(PLAIN,), side=side)


@pytest.mark.parametrize("spec", ["inline", "processes:1"])
def test_an_error_in_a_worker_reaches_the_caller(spec: str) -> None:
    with executor(spec) as workers, pytest.raises(SettingError, match="T001 refers"):
        typeset_pieces(broken, (Placement(slug="refers"),), workers)
