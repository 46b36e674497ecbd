"""Page references resolved: pieces are typeset until the page numbers printed in them are those of their targets.

Each piece is typeset alone, so that pieces can be typeset in parallel and cached; of the pages before a piece its
layout depends only on the number of digits of its page references and on the side on which it opens. WeasyPrint itself
would lay a whole book out up to four times while references settle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import dataclass, replace
from itertools import takewhile
from threading import Lock
from types import MappingProxyType

from anthology.core.cache import NO_CACHE, Cache
from anthology.core.errors import SettingError
from anthology.core.findings import Finding
from anthology.core.limits import limit
from anthology.core.watchdog import report_step
from anthology.pdf.assemble.paginate import Pagination, Placement, paginate, roman, shape, side_of
from anthology.pdf.engine import digest, typeset_to_bytes
from anthology.pdf.engine.model import Galley, Job, Side, decode
from anthology.pdf.engine.timeouts import GRACE, MARGIN, seconds_for, timeout_error
from anthology.pdf.executors import DeadWorkerError

ROUNDS = 5
REFERENCE = 'class="page-ref'
MANY_REFERENCES, MOST_WAVES = 24, 8
CHARACTERS_ON_A_PAGE = 1850
TAG = re.compile(r"<[^>]*>")
ID = re.compile(r'\sid="([^"]*)"')

Labels = tuple[tuple[str, str], ...]
MakeJob = Callable[[str, Mapping[str, str], Side], Job]
_LOCK = Lock()  # the engine is not made for several threads of one process

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesetPieces:
    """The galleys in the order of their placements, the pagination that holds for them, the rounds that it took."""

    galleys: tuple[Galley, ...]
    pagination: Pagination
    rounds: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What every round of typesetting needs."""

    make_job: MakeJob
    placements: tuple[Placement, ...]
    executor: Executor
    cache: Cache
    progress: Progress | None


def typeset_pieces(
    make_job: MakeJob,
    placements: Sequence[Placement],
    executor: Executor,
    *,
    cache: Cache = NO_CACHE,
    progress: Progress | None = None,
    rounds: int = ROUNDS,
) -> TypesetPieces:
    """Typeset every piece, paginate, and typeset again those whose page references changed shape or whose side changed.

    `make_job` is given a piece's slug, the shapes of the labels of all targets known so far and the side on which the
    piece opens; for a target that it does not find it writes a shape of its own. Labels may change nothing of a job
    but its page references. `progress` gets how many of the pieces of a round are typeset. A page reference that still
    changes after that many rounds is a finding T009. SettingError if a piece cannot be typeset or two workers die.
    """
    context = _Context(
        make_job=make_job, placements=tuple(placements), executor=executor, cache=cache, progress=progress
    )
    used, jobs, galleys = _first_round(context)
    for number in range(1, rounds + 1):
        pagination = paginate(galleys.values(), placements)
        current = _labels(pagination)
        changed = _changed_jobs(context, current, galleys, jobs, used)
        if not changed or number == rounds:
            break
        jobs |= changed
        used |= dict.fromkeys(changed, current)
        galleys |= _typeset(context, changed)
    if any(labels != current for labels in {id(labels): labels for labels in used.values()}.values()):
        cache.keep("page labels", context.placements, tuple(current.items()), Labels)
    message = "page numbers printed in it still change"
    findings = tuple(Finding("T009", f"{slug}: {message}", piece=slug) for slug in changed)
    return TypesetPieces(
        galleys=tuple(galleys[placement.slug] for placement in placements),
        pagination=pagination,
        rounds=number,
        findings=findings,
    )


def typeset_again(
    pieces: TypesetPieces,
    slug: str,
    make_job: MakeJob,
    placements: Sequence[Placement],
    executor: Executor,
    cache: Cache = NO_CACHE,
) -> TypesetPieces:
    """The pieces with one of them typeset anew, because something else than page numbers is to stand in it.

    It must not become longer by so much that page numbers after it get another number of digits.
    """
    job = make_job(slug, _labels(pieces.pagination), pieces.pagination.side(slug))
    context = _Context(make_job=make_job, placements=tuple(placements), executor=executor, cache=cache, progress=None)
    made = _typeset(context, {slug: job})
    galleys = tuple(made.get(galley.slug, galley) for galley in pieces.galleys)
    return replace(pieces, galleys=galleys, pagination=paginate(galleys, placements))


def _first_round(context: _Context) -> tuple[dict[str, dict[str, str]], dict[str, Job], dict[str, Galley]]:
    """The first round, with the labels of the last build, or else in waves, each with what is known after the last."""
    stored = context.cache.recall("page labels", context.placements, Labels)
    labels = dict(stored or ())
    sides: dict[str, Side] = {placement.slug: _side(placement) for placement in context.placements}
    for placement in context.placements:
        if placement.opens == "next" and f"/{placement.slug}" in labels:
            sides[placement.slug] = "verso" if labels[f"/{placement.slug}"] == "verso" else "recto"
    jobs = {slug: context.make_job(slug, labels, side) for slug, side in sides.items()}
    if stored is not None:
        return dict.fromkeys(jobs, labels), jobs, _typeset(context, jobs)
    lengths = {slug: length(job.xhtml) for slug, job in jobs.items()}
    used: dict[str, dict[str, str]] = {}
    made: dict[str, Job] = {}
    galleys: dict[str, Galley] = {}
    for wave in _waves(context.placements, jobs):
        done = context.placements[: len(galleys)]
        pagination = paginate(galleys.values(), done)
        labels = guess_labels(lengths, context.placements, galleys) | _labels(pagination)
        todo = {placement.slug: _with_labels(context, jobs[placement.slug], labels) for placement in wave}
        if any(placement.folio_style == "arabic" for placement in done):
            first = wave[0]
            side = _next_side(done, pagination, galleys) if first.opens == "next" else sides[first.slug]
            todo |= {first.slug: context.make_job(first.slug, labels, side)}
            todo |= _changed_jobs(context, labels, galleys, made, used)
        made |= todo
        used |= dict.fromkeys(todo, labels)
        galleys |= _typeset(context, todo)
    return used, made, galleys


def _waves(placements: Sequence[Placement], jobs: Mapping[str, Job]) -> tuple[tuple[Placement, ...], ...]:
    """The placements in the order in which they are best set where no page is known yet: front, text, then the back.

    Roman numerals cannot be guessed from lengths as the number of arabic digits can, and many pieces may refer to a
    page of the front matter: it is set first. The back begins with the first piece that refers to many pages, as lists
    of contributors and bibliographies do: these are long, and would be set again for one wrong guess of a page or of
    the side on which they open. So each is set with all before it known, unless there are many of them.
    """
    front = tuple(takewhile(lambda placement: placement.folio_style != "arabic", placements))
    rest = placements[len(front) :]
    text = tuple(takewhile(lambda placement: jobs[placement.slug].xhtml.count(REFERENCE) < MANY_REFERENCES, rest))
    back = rest[len(text) :]
    waves = (front, text, *((piece,) for piece in back)) if len(back) <= MOST_WAVES else (front, tuple(rest))
    return tuple(wave for wave in waves if wave)


def _next_side(done: Sequence[Placement], pagination: Pagination, galleys: Mapping[str, Galley]) -> Side:
    """The side of the page that follows the pieces that are done."""
    last = done[-1].slug
    return side_of(pagination.first[last] + galleys[last].pages)


def _with_labels(context: _Context, job: Job, labels: Mapping[str, str]) -> Job:
    """The job with these labels; only page references can tell it from the one without."""
    return context.make_job(job.slug, labels, job.side) if REFERENCE in job.xhtml else job


def _side(placement: Placement) -> Side:
    return "verso" if placement.opens == "verso" else "recto"


def _labels(pagination: Pagination) -> dict[str, str]:
    """The shapes of all labels by target, and under `/SLUG` the side on which each piece opens."""
    shapes = [shape(label) for label in pagination.labels]
    sides = {f"/{slug}": side_of(page) for slug, page in pagination.first.items()}
    return {target: shapes[page] for target, page in (pagination.first | pagination.anchors).items()} | sides


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters a piece has, and how many stand before each of its ids."""

    characters: int
    before: tuple[tuple[str, int], ...]


def length(xhtml: str) -> Length:
    """The length of a piece's words."""
    before: list[tuple[str, int]] = []
    characters, end = 0, 0
    for tag in TAG.finditer(xhtml):
        characters += tag.start() - end
        end = tag.end()
        name = ID.search(tag[0])
        if name:
            before.append((name[1], characters))
    return Length(characters, tuple(before))


def guess_labels(
    lengths: Mapping[str, Length], placements: Sequence[Placement], galleys: Mapping[str, Galley] = MappingProxyType({})
) -> dict[str, str]:
    """Shapes of labels guessed from the number of characters before each id; `galleys` are those set already."""
    labels: dict[str, str] = {}
    page, body = 0, None
    for placement in placements:
        piece = lengths[placement.slug]
        if body is None and placement.folio_style == "arabic":
            page, body = page + page % 2, page + page % 2
        elif placement.opens != "next":
            page += page % 2
        labels[placement.slug] = _guess(page, body)
        for name, characters in piece.before:
            labels.setdefault(name, _guess(page + characters // CHARACTERS_ON_A_PAGE, body))
        galley = galleys.get(placement.slug)
        page += galley.pages if galley else piece.characters // CHARACTERS_ON_A_PAGE + 1
    return labels


def _guess(page: int, body: int | None) -> str:
    return roman(page + 1) if body is None else shape(str(page - body + 1))


def _changed_jobs(
    context: _Context,
    labels: Mapping[str, str],
    galleys: Mapping[str, Galley],
    jobs: Mapping[str, Job],
    used: Mapping[str, Mapping[str, str]],
) -> dict[str, Job]:
    """The jobs that come out otherwise with these labels than with those used for them."""
    changed = {}
    for slug, job in jobs.items():
        side: Side = "verso" if labels[f"/{slug}"] == "verso" else "recto"
        targets = {reference.target for reference in galleys[slug].references}
        if side != job.side or any(labels.get(target) != used[slug].get(target) for target in targets):
            again = context.make_job(slug, labels, side)
            if again != job:
                changed[slug] = again
    return changed


def _typeset(context: _Context, jobs: Mapping[str, Job]) -> dict[str, Galley]:
    """The galleys of the jobs, from the cache where it has them; the longest job first."""
    galleys: dict[str, Galley] = {}
    keys = {slug: digest(job) for slug, job in jobs.items()}
    for slug, key in keys.items():
        galley = context.cache.recall("piece", key, Galley)
        if galley is not None:
            galleys[slug] = galley
    todo = sorted((slug for slug in jobs if slug not in galleys), key=lambda slug: (-len(jobs[slug].xhtml), slug))
    _report(context, len(galleys), len(jobs))
    for slug, data in _typeset_all(context, {slug: jobs[slug] for slug in todo}):
        galleys[slug] = decode(data)
        context.cache.keep("piece", keys[slug], galleys[slug], Galley)
        _report(context, len(galleys), len(jobs))
    return galleys


def _typeset_all(context: _Context, jobs: Mapping[str, Job]) -> Iterator[tuple[str, bytes]]:
    """The galleys of the jobs as they come; what a worker died of is tried once more, in what is left of its time.

    Then one is set after the other: the machine may be short of memory. After an error nothing further is begun.
    """
    futures: dict[Future[bytes], str] = {}
    try:
        yield from _typeset_each(context, jobs, futures)
    finally:
        for future in futures:
            future.cancel()


def _typeset_each(
    context: _Context, jobs: Mapping[str, Job], futures: dict[Future[bytes], str]
) -> Iterator[tuple[str, bytes]]:
    for slug, job in jobs.items():
        future = context.executor.submit(typeset_to_bytes, job)
        futures[future] = slug
        if future.done() and not future.cancelled() and not isinstance(future.exception(), BrokenExecutor):
            future.result()  # an executor that sets at once is given no further job after an error
    left: dict[str, float] = {}
    # Workers have limits of their own: this one is for a pool that has come to a halt.
    longest = max((len(job.xhtml) for job in jobs.values()), default=0)
    waiting = {"longer": 2 * limit("seconds") + GRACE + MARGIN, "size": 2 * longest}
    report_step(f"setting {len(jobs)} pieces", **waiting)
    for future in as_completed(futures):
        report_step(f"setting pieces, after {futures[future]}", **waiting)
        if future.cancelled():  # by another book, which needed it too and has failed
            left[futures[future]] = 0
        elif isinstance(error := future.exception(), BrokenExecutor):
            left[futures[future]] = error.seconds if isinstance(error, DeadWorkerError) else 0
        else:
            yield futures[future], future.result()
    for slug in sorted(left):
        yield slug, _retry(context, jobs[slug], left[slug])


def _retry(context: _Context, job: Job, spent: float) -> bytes:
    """The galley of a job of which a worker died after so many seconds; LimitError if these were all that it had."""
    allowed = seconds_for(len(job.xhtml))
    if spent >= allowed:
        raise timeout_error(job.slug, allowed)
    try:
        return context.executor.submit(typeset_to_bytes, job, spent=spent).result()
    except BrokenExecutor as error:
        spent += error.seconds if isinstance(error, DeadWorkerError) else 0
        if spent >= allowed:
            raise timeout_error(job.slug, allowed) from error
        message = f"{job.slug}: two workers died while they were setting it"
        raise SettingError(Finding("T010", message, piece=job.slug)) from error


def typeset_alone(job: Job, cache: Cache = NO_CACHE) -> Galley:
    """The galley of one job, set in this process unless the cache has it; SettingError if it cannot be set."""

    def compute() -> Galley:
        with _LOCK:
            return decode(typeset_to_bytes(job))

    return cache.memo("piece", digest(job), compute, Galley)


def _report(context: _Context, done: int, total: int) -> None:
    if context.progress is not None:
        context.progress(done, total)
