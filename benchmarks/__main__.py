"""`python -m benchmarks [ESSAYS …] [--repeat N]`: the table of docs/performance.md, measured on this machine."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from anthology.render.templates import layout
from anthology.stages import read_book
from benchmarks.measure import Cost, adopt_orphans, cost
from benchmarks.peers import peers
from benchmarks.whole import prepare
from tests.support.generated_book import write_book

EDITIONS = "ebook: {format: epub}\n  print: {format: pdf}\n  screen: {format: pdf, for: screen}"
# The margins and the size that the print edition of the book has.
PAGE = (
    "@page { size: 6in 9in }\n"
    "@page :left { margin: 68.4pt 61.2pt 64.8pt 50.4pt }\n@page :right { margin: 68.4pt 50.4pt 64.8pt 61.2pt }"
)
GROWN = "This sentence was written later, and with its kind it fills a page. "


class Bench:
    """A generated book in a folder, and what its builds cost."""

    def __init__(self, folder: Path, essays: int, repeat: int) -> None:
        self.folder, self.essays, self.repeat = folder, essays, repeat
        self.manifest = write_book(folder, essays, EDITIONS)
        self.cache = folder / "cache"

    def build(self, edition: str, *options: str) -> Cost:
        """One build of an edition with the cache as it is."""
        out = str(self.folder / "out")
        command = [sys.executable, "-m", "anthology", "build", str(self.manifest), "--edition", edition]
        return cost([*command, "--out", out, "--quiet", *options], {"XDG_CACHE_HOME": str(self.cache)})

    def cold(self, edition: str, *options: str) -> Cost:
        """One build with an empty cache."""
        shutil.rmtree(self.cache, ignore_errors=True)
        return self.build(edition, *options)

    def whole(self, *options: str) -> Cost:
        """The same pages as one WeasyPrint document."""
        book, look = read_book(self.manifest), layout()
        prepare(book, look, (look.stylesheet("print"), PAGE), self.folder)
        return cost([sys.executable, "-m", "benchmarks.whole", str(self.folder), *options], {})

    def often(self, measured: Callable[[], Cost]) -> Cost:
        """The median of several runs by processor time."""
        runs = sorted((measured() for _ in range(self.repeat)), key=lambda run: run.processor)
        return runs[(len(runs) - 1) // 2]

    def changed(self, change: Callable[[str], str], edition: str = "print") -> Cost:
        """A build after a change of the essay in the middle of the book, which is then undone."""
        return self.rewritten([self.folder / f"texts/essay-{self.essays // 2 + 1:04}.txt"], change, edition)

    def rewritten(self, paths: Sequence[Path], change: Callable[[str], str], edition: str) -> Cost:
        """A build after a change of some texts, which is then undone."""
        texts = {path: path.read_text("utf-8") for path in paths}
        for path, text in texts.items():
            path.write_text(change(text), "utf-8")
        made = self.build(edition, *(["--jobs", "1"] if edition == "print" else []))
        for path, text in texts.items():
            path.write_text(text, "utf-8")
        return made


def rows(bench: Bench, seen: dict[int, Cost]) -> Iterator[tuple[str, str, str]]:
    """The measures of one book: what was measured, the ratio or figure, and the seconds behind it."""
    cold = bench.often(lambda: bench.cold("print", "--jobs", "1"))
    smaller = max(seen, default=0)
    seen[bench.essays] = cold
    if smaller:
        growth = cold.processor / seen[smaller].processor
        yield f"growth of CPU from {smaller} to {bench.essays} essays", f"{growth:.1f} ×", both(cold, seen[smaller])
    yield from warm_rows(bench, cold)
    whole = bench.often(bench.whole)
    yield "cold print build: CPU against one document", ratio(cold.processor, whole.processor), both(cold, whole)
    parallel = bench.often(lambda: bench.cold("print", "--jobs", "2"))
    yield "wall time with two workers", ratio(parallel.wall, whole.wall), f"{parallel.wall:.2f} / {whole.wall:.2f} s"
    processes = f"{cold.megabytes:.0f} MB in one process, one document {whole.megabytes:.0f} MB"
    yield "largest process, two workers", f"{parallel.megabytes:.0f} MB", processes
    yield from ebook_rows(bench)
    screen = bench.often(lambda: bench.cold("screen", "--jobs", "1"))
    tagged = bench.often(lambda: bench.whole("--tagged"))
    yield "cold, tagged: CPU against one document", ratio(screen.processor, tagged.processor), both(screen, tagged)
    ours, theirs = (bench.folder / name for name in (f"out/a-book-of-{bench.essays}-essays-screen.pdf", "whole.pdf"))
    sizes = ours.stat().st_size, theirs.stat().st_size
    yield "size of the tagged PDF", ratio(*sizes), f"{sizes[0] / 1e6:.2f} / {sizes[1] / 1e6:.2f} MB"


def warm_rows(bench: Bench, cold: Cost) -> Iterator[tuple[str, str, str]]:
    """Builds after one that filled the cache."""
    unchanged = bench.often(lambda: bench.build("print", "--jobs", "1"))
    yield "nothing changed: CPU against cold", ratio(unchanged.processor, cold.processor), both(unchanged, cold)
    words = iter(("thy ", "thi ", "tho "))
    edited = bench.often(lambda: bench.changed(lambda text: text.replace("the ", next(words), 1)))
    yield "one essay edited, no page moves", ratio(edited.processor, cold.processor), both(edited, cold)
    lengths = iter((35, 36, 37))
    grown = bench.often(lambda: bench.changed(lambda text: insert(text, GROWN * next(lengths))))
    yield "one essay grown by a page", ratio(grown.processor, cold.processor), both(grown, cold)


def ebook_rows(bench: Bench) -> Iterator[tuple[str, str, str]]:
    """The e-book with every essay changed, so that of the cache only its cover is of use, and other programs."""
    first = bench.build("ebook")
    paths, words = sorted((bench.folder / "texts").iterdir()), iter(("thy ", "thi ", "tho "))

    def made() -> Cost:
        word = next(words)
        return bench.rewritten(paths, lambda text: text.replace("the ", word, 1), "ebook")

    ebook = bench.often(made)
    yield "EPUB, whole command", f"{ebook.processor:.2f} s", f"with its cover {first.processor:.2f} s"
    for name, peer in peers(read_book(bench.manifest), layout(), bench.folder):
        if name.startswith("EPUB"):
            yield "EPUB: CPU against pandoc", ratio(ebook.processor, peer.processor), both(ebook, peer)
        yield name, f"{peer.processor:.2f} s", f"{peer.wall:.2f} s on the clock, {peer.megabytes:.0f} MB"


def insert(text: str, words: str) -> str:
    """The text with a paragraph more after its first third."""
    lines = text.split("\n")
    middle = len(lines) // 3
    return "\n".join([*lines[:middle], "", words, "", *lines[middle:]])


def ratio(one: float, other: float) -> str:
    """A ratio, small ones in per cent."""
    value = one / other
    return f"{value:.2f}" if value > 0.3 else f"{100 * value:.1f} %"


def both(one: Cost, other: Cost) -> str:
    """Two costs in seconds of processor time."""
    return f"{one.processor:.2f} / {other.processor:.2f} s"


def main() -> None:
    """Print the table, a part for each size of book."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("essays", nargs="*", type=int, default=[5, 50], help="sizes of books [5 50]")
    parser.add_argument("--repeat", type=int, default=1, choices=(1, 2, 3), help="runs of each measure, for the median")
    wishes = parser.parse_args()
    adopt_orphans()
    seen: dict[int, Cost] = {}
    for essays in sorted(wishes.essays):
        with tempfile.TemporaryDirectory() as folder:
            print(f"\n{essays} essays\n\n| measure | ratio | measured |\n|---|---|---|", flush=True)
            for measure, figure, seconds in rows(Bench(Path(folder), essays, wishes.repeat), seen):
                print(f"| {measure} | {figure} | {seconds} |", flush=True)


if __name__ == "__main__":
    main()
