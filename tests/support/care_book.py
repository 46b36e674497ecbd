"""A small book with every part of the care apparatus, and layouts of its own that attack it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from anthology.core.i18n import layouts_folder

NOTED = """Rain over the Town

Content warning: a flood, and a death

The rain fell on the roofs of the town for three days without an end, and on the fourth the river came.

Whoever needs somebody to talk to may call the helpline on 0800 000 0009 at any hour of the day or night.

  • Night Line - Helpline: 0800 000 0001
  • Day Line, by letter

Nobody had seen the river as high as that before, neither the old people nor the books.
"""
PLAIN = """# Snow over the Town

The snow lay for a month, and the children had the hill behind the church to themselves until the thaw.

Then came the thaw, and with it the mud, of which nobody has ever written anything that was worth the reading.
"""
RESOURCES = """version: 1
safety: [A call may show on a bill.]
regions: {GB: Great Britain}
needs: {now: In danger, talk: To talk}
resources:
  - {id: gb-999, kind: emergency, name: Emergency Services, region: GB, need: now, for_whom: Anyone in danger.,
     phone: "999", source: "The public page, read on 3 May 2026", verified_on: 2026-11-01, verified_by: An Editor}
  - {id: night-line, kind: service, name: Night Line, region: GB, need: talk, for_whom: Anyone awake.,
     phone: "0800 000 0001", sms: "60001", web: "https://example.org/night", source: "A stored copy of the page",
     replaces: ["0800 000 0009"]}
"""
MANIFEST = """anthology: 1
title: A Reader of Weathers
identifier: urn:uuid:6f0d9d0e-3c0f-5f0e-9a76-0c2f7b6f1d11
date: 2026-11-20
editors: [{name: An Editor}]
resources: resources.yaml
essays:
  - id: rain
    source: rain.txt
    author: {name: Ann Author}
    introduction: rain-introduction.md
    content_notes:
      - {theme: killing, level: discussion}
      - {theme: trauma, level: mention}
    not_present: No act is described.
  - {id: snow, source: snow.md, author: unsigned, content_notes: none}
"""
INTRODUCTION = "The editors found this text in the papers of a town, and ask what a river owes to its town.\n\nEd.\n"
EDITIONS = """editions:
  ebook:    {format: epub}
  quiet:    {format: epub, discreet: "Collected Essays, One"}
  screen:   {format: pdf, for: screen, trim: [6in, 9in]}
  print:    {format: pdf, for: press, trim: [6in, 9in], bleed: 3mm, printer: generic}
  large:    {format: pdf, for: large-print, paper: a4}
  handouts: {format: pdf, for: handout, paper: a4, each: essay, booklet: yes}
"""


def write_care_book(folder: Path, changes: Sequence[tuple[str, str, str]] = (), layout: str = "") -> Path:
    """The book in a folder; the path of its manifest.

    Each change is a file of a layout of its own, a text of the house's file of that name, and what stands in its place;
    without such a text the file gets the words at its end. `layout` is one that comes with the builder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("rain.txt", NOTED),
        ("snow.md", PLAIN),
        ("resources.yaml", RESOURCES),
        ("rain-introduction.md", INTRODUCTION),
    ):
        (folder / name).write_text(text, "utf-8")
    named = "mine" if changes else layout
    (folder / "book.yaml").write_text(f"{MANIFEST}{f'layout: {named}' if named else ''}\n{EDITIONS}", "utf-8")
    own = folder / "layouts/mine"
    for name, old, new in changes:
        own.mkdir(parents=True, exist_ok=True)
        if not (own / name).exists() and (layouts_folder() / "house" / name).exists() and old:
            shutil.copy(layouts_folder() / "house" / name, own / name)
        text = (own / name).read_text("utf-8") if (own / name).exists() else ""
        assert not old or old in text, f"{name} has no {old!r}"
        (own / name).write_text(text.replace(old, new) if old else text + new, "utf-8")
    return folder / "book.yaml"
