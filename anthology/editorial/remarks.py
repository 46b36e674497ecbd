"""What is said at a passage of an essay by others than its author: notes of the editors, and words of the builder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anthology.core.document import Block, Blocks, ListBlock, Paragraph, Quote, plain_block
from anthology.core.findings import Finding
from anthology.core.normalize import normalize
from anthology.manifest import EditorsNote, Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What stands behind a block: a message of the builder, as of a number that is not current, and the editors' note.

    The message is in the language of the builder's words, the note in that of the book.
    """

    message: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """All of it as a sentence has it."""
        return " ".join(filter(None, (self.message, self.note)))


def editors_remarks(
    notes: Sequence[EditorsNote], blocks: Blocks, manifest: Manifest, index: int
) -> tuple[dict[str, Remark], tuple[Finding, ...]]:
    """The editors' notes on an essay by the id of the block behind which each stands; one without a place is C016.

    A note on words of a quotation stands behind the whole of it. `index` is the essay's number in the manifest.
    """
    found: dict[str, str] = {}
    missing = []
    passages = [(block.id, normalize(plain_block(block))) for block in _noted(blocks)]
    for number, each in enumerate(notes):
        wanted = normalize(each.at)
        place = next((id_ for id_, words in passages if wanted and wanted in words), "")
        if place:
            found[place] = " ".join(filter(None, (found.get(place), each.note)))
        else:
            at = manifest.at("essays", index, "editors_notes", number, "at")
            message = f"“{each.at}” is in no paragraph of {manifest.essays[index].source}"
            missing.append(Finding("C016", message, at))
    return {place: Remark(note=words) for place, words in found.items()}, tuple(missing)


def _noted(blocks: Blocks) -> Iterator[Block]:
    """The blocks behind which a note may stand."""
    for block in blocks:
        match block:
            case Paragraph() | Quote():
                yield block
            case ListBlock(items=items):
                for item in items:
                    yield from _noted(item)
            case _:
                pass
