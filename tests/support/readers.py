"""Reading engines in a headless browser: foliate-js and epub.js, as a person uses them.

One browser serves a whole session; it shows one book in one engine at a time. It reaches nothing but a small server
on this machine, which `engines/session.mjs` starts.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import judges

SESSION = Path(__file__).parents[1] / "engines/session.mjs"
ENGINES = ("foliate", "epubjs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Width and height in CSS pixels."""

    width: int
    height: int


PHONE = Screen(width=390, height=844)
TABLET = Screen(width=820, height=1180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a person has set the engine: size of the text in per cent, its face, pages or one long page, notes."""

    screen: Screen = PHONE
    dark: bool = False
    size: int = 100
    font: str = ""
    flow: str = "paginated"
    notes: str = "jump"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """How an element with words of its own is shown: colours as CSS writes them, size in pixels."""

    element: str
    color: str
    ground: str
    family: str
    size: float

    @property
    def contrast(self) -> float:
        """From 1 to 21, as WCAG 2.2 defines it."""
        low, high = sorted((luminance(self.color), luminance(self.ground)))
        return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Of a colour rgb(…), from 0 to 1, as WCAG 2.2 defines it."""
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert found, f"{colour} is not opaque"
    parts = [int(part) / 255 for part in found.groups()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Reader:
    """The engine that the browser shows."""

    def __init__(self, commands: IO[str], answers: IO[str]) -> None:
        self._commands = commands
        self._answers = answers

    def open(self, path: Path, engine: str, wish: Wish) -> None:
        """Show a book from its beginning."""
        self._tell(
            "open",
            path=str(path),
            engine=engine,
            width=wish.screen.width,
            height=wish.screen.height,
            dark=wish.dark,
            size=wish.size,
            font=wish.font,
            flow=wish.flow,
            notes=wish.notes,
        )

    def titles(self) -> list[str]:
        """The title of the book, as the engine's shelf shows it."""
        return list(self._ask("titles"))

    def contents(self) -> list[tuple[int, str, str]]:
        """The table of contents: depth from 0, label, address."""
        return [tuple(entry) for entry in self._ask("contents")]

    def pages(self) -> list[tuple[str, str]]:
        """The list of pages: printed number and address."""
        return [(label, href) for _, label, href in self._ask("pages")]

    def go(self, href: str) -> None:
        """Go where an entry of the contents or of the list of pages leads."""
        self._ask("go", href)

    def turn(self) -> None:
        """Turn the page."""
        self._ask("next")

    def click(self, selector: str) -> None:
        """Bring a link into view, click on it, and wait until the engine shows something else and rests."""
        self._tell("click", selector=selector)

    def file(self) -> str:
        """The name of the file that is shown, without its folder."""
        return str(self._ask("file")).rpartition("/")[2]

    def words(self) -> str:
        """The words on the screen."""
        return str(self._ask("words"))

    def overflows(self) -> list[str]:
        """The elements that are wider than the screen or the column."""
        return list(self._ask("overflows"))

    def text_styles(self) -> list[TextStyle]:
        """Every element of the file that has words of its own."""
        return [TextStyle(**record) for record in self._ask("textStyles")]

    def fonts(self) -> dict[str, int]:
        """How many glyphs of the file each font draws: `book: ` and its name, or `system: ` for one of the machine."""
        return dict(self._tell("fonts"))

    def pop_ups(self) -> list[str]:
        """The text of every note that the engine has shown as a pop-up."""
        return list(self._ask("popUps"))

    def log(self) -> list[str]:
        """Errors, and requests to anything but the server, since the book was opened."""
        return list(self._tell("log"))

    def save_picture(self, path: Path) -> None:
        """Save what the screen shows as a PNG."""
        self._tell("picture", path=str(path))

    def _ask(self, name: str, *values: str) -> Any:
        return self._tell("ask", name=name, values=values)

    def _tell(self, command: str, **values: Any) -> Any:
        self._commands.write(json.dumps({"do": command, **values}) + "\n")
        self._commands.flush()
        line = self._answers.readline()
        assert line, "the browser session has ended; what it said stands above"
        answer = json.loads(line)
        assert "error" not in answer, f"{command} {values}: {answer['error']}"
        return answer["value"]


@contextmanager
def reading() -> Iterator[Reader]:
    """Start the browser, and end it with the block."""
    command = [judges.node(), str(SESSION), judges.chromium(), str(judges.modules())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdin
        assert session.stdout
        yield Reader(session.stdin, session.stdout)
        session.stdin.close()
