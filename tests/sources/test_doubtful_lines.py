"""Lines that may be furniture of a page: sentences stay, fragments go with a warning, a release asks for each."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree
from real_book import build_book
from source_book import MANIFEST, pages_of
from word_file import document, paragraph

from anthology.api import check
from anthology.cli import main
from anthology.core.document import plain_block
from anthology.core.essay import Essay
from anthology.sources.draft import Action, EditorRule
from anthology.sources.pipeline import Source, read_essay
from anthology.sources.sentences import reads_as_sentence

PROSE = "This is a sentence that is long enough to be somebody’s own writing and not a label of any page at all."
LAST = (
    "Follow us, if you can.",
    "Read more by candlelight.",
    "Photograph by my mother, 1971.",
    "By Monday the ferry had stopped.",
    "To be heard you need to sign in blood.",
    "More in sorrow than in anger, he wrote.",
)
FRAGMENTS = ("Next", "Get in touch", "1 / 1", "Share this")


def chapter(words: str) -> bytes:
    """An e-book of one chapter that ends in these words, in an element of their own."""
    files = {
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml"'
        ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        "a.xhtml": '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><section>'
        f"<p>{PROSE}</p><p>{PROSE}</p></section><aside><p>{words}</p></aside></body></html>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def sources(words: str) -> dict[str, bytes]:
    """A text that ends in these words, in each format."""
    return {
        "a.txt": f"{PROSE}\n\n{PROSE}\n\n{words}\n".encode(),
        "a.md": f"{PROSE}\n\n{PROSE}\n\n{words}\n".encode(),
        "a.html": f"<nav>Menu</nav><article><p>{PROSE}</p><p>{PROSE}</p><p>{words}</p></article>".encode(),
        "beside.html": f"<ul><li><a href='/'>Home</a></ul><div><p>{PROSE}</p></div><p>{words}</p>".encode(),
        "a.docx": document(paragraph(PROSE), paragraph(PROSE), paragraph(words)),
        "a.epub": chapter(words),
    }


def read(name: str, data: bytes, *declared: EditorRule) -> Essay:
    return read_essay(Source(slug="a", path=Path(name), data=data, title_is_supplied=True, declared=declared))


def plain(*lines: str, declared: tuple[EditorRule, ...] = ()) -> Essay:
    return read("a.txt", "\n\n".join(lines).encode(), *declared)


def shown(essay: Essay) -> list[str]:
    return [plain_block(block) for block in essay.blocks]


def rule(action: Action, words: str, because: str = "the test says so") -> EditorRule:
    return EditorRule(action=action, words=words, because=because)


def book(folder: Path, name: str, data: bytes, cleaning: str = "") -> Path:
    (folder / name).write_bytes(data)
    entry = (
        f"  - id: one\n    source: {name}\n    title: {{supplied: A}}\n    author: unsigned\n    content_notes: none\n"
    )
    editions = "editions:\n  ebook: {format: epub}\n"
    (folder / "book.yaml").write_text(MANIFEST + entry + cleaning + editions, "utf-8")
    return folder / "book.yaml"


# --- what reads as a sentence ---


@pytest.mark.parametrize(
    "text",
    [
        *LAST,
        *("Follow us home.", "Who are we?", "“Read more,” she said.", "Go. Now.", "Suivez-nous, si vous pouvez !"),
        *("私たちについて来てください。", "اتبعونا إن استطعتم۔", "हमारे साथ आओ।", " ".join(["word"] * 15)),
    ],
)
def test_sentences_are_known_in_any_language(text: str) -> None:
    assert reads_as_sentence(text)


@pytest.mark.parametrize(
    "text",
    [
        *FRAGMENTS,
        "",
        "…",
        "Next!",
        "Please reload.",
        "by J. Lee, Ph.D.",
        "by Martin King Jr.",
        "3. Share this",
        "上一页",
    ],
)
def test_labels_are_no_sentences(text: str) -> None:
    assert not reads_as_sentence(text)


# --- what becomes of lines ---


@pytest.mark.parametrize("words", LAST)
def test_the_last_words_of_a_text_stay_in_every_format(words: str) -> None:
    for name, data in sources(words).items():
        assert shown(read(name, data))[-1] == words, name


@pytest.mark.parametrize("words", LAST)
def test_a_sentence_that_opens_a_text_stays(words: str) -> None:
    assert shown(plain(words, PROSE, PROSE))[0] == words


def test_the_last_words_are_in_the_finished_book(tmp_path: Path) -> None:
    report = build_book(book(tmp_path, "a.txt", sources(LAST[2])["a.txt"]), tmp_path / "out")
    assert LAST[2] in "".join(pages_of(report)["one"].itertext())
    (finding,) = (finding for finding in report.findings if finding.code in ("C013", "C014"))
    assert finding.code == "C014"
    assert LAST[2] in finding.message
    assert finding.at is not None
    assert (finding.at.path.name, finding.at.line) == ("a.txt", 5)


@pytest.mark.parametrize("words", FRAGMENTS)
def test_a_fragment_goes_and_is_quoted(tmp_path: Path, words: str) -> None:
    report = build_book(book(tmp_path, "a.html", sources(words)["a.html"]), tmp_path / "out")
    assert words not in "".join(pages_of(report)["one"].itertext())
    (finding,) = (finding for finding in report.findings if finding.code in ("C013", "C014"))
    assert finding.code == "C013"
    assert f"“{words}”" in finding.message


def test_lines_with_the_same_words_are_one_finding(tmp_path: Path) -> None:
    found = check(book(tmp_path, "a.txt", f"Next\n\n{PROSE}\n\nNext\n".encode()))
    assert ["(2 lines)" in finding.message for finding in found if finding.code == "C013"] == [True]


def test_comments_stay_together_if_one_reads_as_a_sentence() -> None:
    comments = ("  1. You are wrong in all that you say.", "  2. Agreed")
    lines = (PROSE, "", "", *comments, "", "Leave a reply")
    essay = read("a.txt", "\n".join(lines).encode())
    assert [(doubt.rule, doubt.stays) for doubt in essay.doubts] == [("comments", True)] * 2 + [("form", False)]


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>Next</nav><main><p>{PROSE}</p></main><p>Follow us, if you can.</p>",
        f"<main><p>{PROSE}</p><form>Please enter your comment!</form></main>",
        f"<main><p>{PROSE * 3}</p><div><p>Thanks for reading us! Subscribe for free.</p><form></form></div></main>",
        f"<article><p>{PROSE}</p><nav><a href='/'>Next</a></nav></article><aside><p>A reader wrote to us.</p></aside>",
        f"<table><tr><td><a href='/'>Home</a> <a href='/about'>About us</a></td><td><p>{PROSE}</p></td></tr></table>",
    ],
)
def test_furniture_that_structure_proves_goes_without_a_doubt(page: str) -> None:
    essay = read("a.html", page.encode())
    assert not essay.doubts
    assert normal(shown(essay)) == normal([PROSE * (3 if "Thanks" in page else 1)])
    assert any(line.disposition == "dropped" for line in essay.ledger)


def normal(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]


def test_a_form_that_holds_a_whole_page_is_no_furniture() -> None:
    essay = read("a.html", f"<form>{''.join(f'<p>{PROSE}</p>' for _ in range(4))}</form>".encode())
    assert shown(essay) == [PROSE] * 4


def test_words_of_a_part_that_no_structure_explains_are_in_doubt() -> None:
    page = f"<div>{''.join(f'<p>{PROSE}</p>' for _ in range(4))}</div><div><p>Written in the yard.</p>Yard</div>"
    essay = read("a.html", page.encode())
    assert [(doubt.text, doubt.stays) for doubt in essay.doubts] == [("Written in the yard.", False), ("Yard", False)]


def test_dated_memories_at_the_end_are_no_references() -> None:
    memories = [f"I left the house in {year}. It rained all day long." for year in (1950, 1961, 1972)]
    assert shown(plain(PROSE, *memories))[1:] == memories


def test_an_end_mark_of_a_library_alone_cuts_nothing() -> None:
    lines = (PROSE, "End of Project Gutenberg would be a loss to us.", PROSE)
    assert shown(plain(*lines)) == list(lines)


# --- what the editor confirms ---


def test_what_is_confirmed_is_in_doubt_no_longer() -> None:
    lines = ("Next", PROSE, PROSE, "Follow us, if you can.", "Share this")
    rules = (rule("drop", "Next"), rule("drop", "Follow us, if you can."), rule("keep", "Share this"))
    essay = plain(*lines, declared=rules)
    assert (essay.doubts, essay.findings, shown(essay)) == ((), (), [PROSE, PROSE, "Share this"])


def test_a_confirmed_line_keeps_its_rule_where_the_reason_is_the_rules() -> None:
    reason = "a menu, button or counter of the web page"
    rules = [
        plain(PROSE, "Next", declared=(rule("drop", "Next", because),)).ledger[-1].rule for because in (reason, "mine")
    ]
    assert rules == ["navigation", "declared"]


def test_a_confirmation_hits_no_other_line_when_the_file_changes() -> None:
    for changed in ("Next morning we left the house for good.", "His Next of kin came to the door."):
        essay = plain(PROSE, changed, PROSE, declared=(rule("drop", "Next"),))
        assert shown(essay) == [PROSE, changed, PROSE]
        (finding,) = essay.findings
        assert finding.code == "C001"
        assert changed in finding.hint


def test_one_confirmation_is_for_all_furniture_of_these_words_and_not_for_the_authors() -> None:
    essay = plain("Next", PROSE, "Next", PROSE, "Next", declared=(rule("drop", "Next"),))
    assert (shown(essay), essay.doubts, essay.findings) == ([PROSE, "Next", PROSE], (), ())
    essay = plain(PROSE, "Next", PROSE, "Next", PROSE, declared=(rule("drop", "Next"),))
    assert [finding.code for finding in essay.findings] == ["C002"]
    assert shown(essay).count("Next") == 2


def test_a_long_line_is_given_by_its_beginning() -> None:
    essay = plain(PROSE, f"Other: {PROSE}", declared=(rule("drop", f"{PROSE[:60]}…"),))
    assert shown(essay) == [f"Other: {PROSE}"]
    assert [finding.code for finding in plain(PROSE, PROSE, declared=(rule("drop", "This is…"),)).findings] == ["C002"]


def test_a_release_refuses_until_each_line_is_confirmed(tmp_path: Path) -> None:
    text = "\n\n".join(("Next", PROSE, PROSE, "Follow us, if you can.", "Share this")).encode()
    manifest = book(tmp_path, "a.txt", text)
    proof = [finding.code for finding in check(manifest) if finding.code.startswith("C01")]
    assert sorted(proof) == ["C013", "C013", "C014"]
    found = [finding for finding in check(manifest, release=True) if finding.code == "C015"]
    assert [finding.at and finding.at.line for finding in found] == [1, 7, 9]
    refused = CliRunner().invoke(main, ["build", str(manifest), "--release", "--out", str(tmp_path / "out")])
    assert refused.exit_code
    for words in ("“Next”", "“Follow us, if you can.”", "“Share this”"):
        assert words in refused.stderr


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_suggested_lines_confirm_all(tmp_path: Path, name: str) -> None:
    long = 'Photo: a long "street" ' + "of long houses " * 5
    lines = ("Next", PROSE, long, "Follow us, if you can.", "Next", "1 / 1")
    data = {"a.txt": "\n\n".join(lines), "a.html": "".join(f"<p>{line}</p>" for line in lines)}[name].encode()
    manifest = book(tmp_path, name, data)
    command = ["ingest", "--suggest", str(tmp_path / name), "--manifest", str(manifest)]
    suggested = CliRunner().invoke(main, command)
    assert suggested.exit_code == 0
    assert '      - keep: "Follow us, if you can."\n' in suggested.stdout
    assert suggested.stdout.count('drop: "Next"') == 1
    manifest = book(tmp_path, name, data, suggested.stdout)
    found = {finding.code for finding in check(manifest, release=True)}
    assert not found & {"C001", "C002", "C013", "C014", "C015", "M002", "M007"}
    assert "nothing to confirm" in CliRunner().invoke(main, command).stdout
    page = pages_of(build_book(manifest, tmp_path / "out"))["one"]
    words = etree.tostring(page, method="text", encoding="unicode")
    assert "Follow us, if you can." in words
    assert "1 / 1" not in words


CARDS = "".join(
    f"<div class='c{number}'><a href='https://example.org/{number}'>Ten things about garden number {number}</a>"
    "<p>By Some One. The best advice of the week.</p></div>"
    for number in range(12)
)


def test_a_page_of_which_much_is_links_says_so_and_suggests_to_drop_them(tmp_path: Path) -> None:
    data = f"<article><h1>Rain</h1><p>{PROSE}</p><p>{PROSE}</p>{CARDS}</article>".encode()
    manifest = book(tmp_path, "a.html", data)
    (finding,) = (each for each in check(manifest) if each.code == "C017")
    assert "words in 20 lines look like links" in finding.message
    assert "Ten things about garden number 0" in finding.message
    command = ["ingest", "--suggest", str(tmp_path / "a.html"), "--manifest", str(manifest)]
    suggested = CliRunner().invoke(main, command).stdout
    assert '      - drop: "Ten things about garden number 0"\n' in suggested
    assert PROSE[:20] not in suggested
    manifest = book(tmp_path, "a.html", data, suggested)
    words = etree.tostring(pages_of(build_book(manifest, tmp_path / "out"))["one"], method="text", encoding="unicode")
    assert ("garden" in words, words.count(PROSE)) == (False, 2)


@pytest.mark.parametrize(
    "inside",
    [
        "".join(f"<p>Line {number} of a poem</p>" for number in range(60)),
        f"<p>{PROSE} <a href='https://example.org/'>A source</a>.</p>" * 12 + CARDS[:300],
        "<ul>" + "<li>A task of the day that needs doing before the evening comes</li>" * 20 + "</ul>",
    ],
    ids=["verse", "cited", "list"],
)
def test_a_page_of_labels_or_of_prose_with_links_is_an_article(tmp_path: Path, inside: str) -> None:
    data = f"<article><h1>Rain</h1><p>{PROSE}</p>{inside}</article>".encode()
    assert "C017" not in {each.code for each in check(book(tmp_path, "a.html", data))}
