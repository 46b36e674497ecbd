"""The editorial material of a book: content notes, resources and permissions, joined to the essays they are for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from anthology.core.cache import NO_CACHE, Cache
from anthology.core.document import Blocks, Inlines
from anthology.core.findings import Finding, Severity, of_piece, worst
from anthology.editorial.content_notes import (
    Assessment,
    Matrix,
    check_assessment,
    matrix,
    sentence,
    sentence_parts,
    undeclared,
)
from anthology.editorial.helplines import helpline_notes, unknown_helplines
from anthology.editorial.permissions import (
    EVERYWHERE,
    UNKNOWN,
    Credited,
    Use,
    Work,
    check_permissions,
    credit_line,
    credit_parts,
    folded_name,
    license_note,
    proof_sentence,
)
from anthology.editorial.remarks import Remark, editors_remarks
from anthology.editorial.resources import (
    Appendix,
    RegionGroup,
    caution,
    check_resources,
    checks_sentence,
    group,
    load_resources,
)
from anthology.editorial.theme_suggestions import suggest_all
from anthology.editorial.vocabulary import SHIPPED, Vocabulary, in_language, load_vocabulary
from anthology.manifest import Edition, EssayEntry, Manifest, Permission, read_file
from anthology.manifest.choices import Channel
from anthology.manifest.roles import roles


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialMaterial:
    """What the editors add around the essays; mappings go by the slug of the essay. `date` is that of the book.

    `remarks` are what is said at passages of the essays, by the id of the block behind which it stands.
    """

    language: str
    date: datetime.date
    vocabulary: Vocabulary
    assessments: Mapping[str, Assessment]
    appendix: Appendix
    permissions: Mapping[str, Permission]
    credited: Mapping[str, Credited]
    remarks: Mapping[str, Remark]
    use: Use
    release: bool
    findings: tuple[Finding, ...]

    def note(self, slug: str) -> str:
        """The content note that stands before an essay, without its heading."""
        return sentence(self.assessments[slug], self.vocabulary, self.language)

    def note_parts(self, slug: str) -> tuple[Inlines, Inlines]:
        """The same note as inline content: the words of the builder and the vocabulary, and those of the editors."""
        return sentence_parts(self.assessments[slug], self.vocabulary, self.language)

    def has_themes(self, slug: str) -> bool:
        """Whether a piece is an essay with a content note: its subheadings are not met before it, in no contents."""
        return slug in self.assessments and bool(self.assessments[slug].notes)

    @property
    def matrix(self) -> Matrix:
        """The table of themes and essays."""
        return matrix(self.assessments, self.vocabulary)

    @property
    def regions(self) -> tuple[RegionGroup, ...]:
        """The resources by region and need."""
        return group(self.appendix)

    @property
    def emergency_numbers(self) -> tuple[tuple[str, str], ...]:
        """The numbers that may stand at the head of the resources, without a caution, each with its region."""
        emergency = ((group.name, each) for group in self.regions for each in group.emergency)
        return tuple((each.phone, name) for name, each in emergency if each.phone and not caution(each, self.date))

    @property
    def checks(self) -> str:
        """How far the resources can be relied on, in a sentence."""
        return checks_sentence(self.appendix, self.language)

    def credit(self, slug: str) -> str:
        """The credit line of an essay."""
        return credit_line(self.permissions[slug], self.credited[slug], self.language)

    def credit_parts(self, slug: str) -> tuple[Inlines, Inlines]:
        """The same credit line as inline content: in the builder's words, or else in those of the rights holder."""
        return credit_parts(self.permissions[slug], self.credited[slug], self.language)

    def license_note(self, slug: str) -> str:
        """What an essay's own licence asks to be said on the essay itself."""
        return license_note(self.permissions[slug], self.use, self.language)

    @property
    def proof(self) -> str:
        """What a proof says of itself, empty for a book that may be distributed.

        It goes by the book's date and those of the grants, so that a proof is the same on any day.
        """
        given = (each.dates.granted for each in self.permissions.values() if each.dates and each.dates.granted)
        use = self.use if self.release else replace(self.use, on=max((self.date, *given)))
        return proof_sentence(self.permissions, use, release=self.release, language=self.language)


def gather_material(
    manifest: Manifest,
    texts: Mapping[str, Blocks],
    credited: Mapping[str, Credited],
    *,
    release: bool,
    day: datetime.date,
    cache: Cache = NO_CACHE,
) -> EditorialMaterial:
    """The editorial material of a manifest and the texts of its essays, with every finding on it.

    `day` is the day of building, by which checks, grants and terms are judged; what is printed goes by the book's date.
    SourceError where one of its files cannot be read.
    """
    vocabulary, findings = _vocabulary(manifest)
    appendix, found = _appendix(manifest)
    # A theme or service of a file that has a fault would only seem to be unknown.
    is_sound = worst((*findings, *found)) is not Severity.ERROR
    findings = (*findings, *found, *check_resources(appendix, day, release=release))
    assessments = {entry.id: _assessment(entry) for entry in manifest.essays}
    permissions = {entry.id: entry.permission or UNKNOWN for entry in manifest.essays}
    places = {entry.id: manifest.at("essays", index, "permission") for index, entry in enumerate(manifest.essays)}
    use = _use(manifest, day)
    suggested = suggest_all(texts, vocabulary, cache)
    remarks: dict[str, Remark] = {}
    for index, entry in enumerate(manifest.essays):
        at, blocks = manifest.at("essays", index, "content_notes"), texts[entry.id]
        assessment = assessments[entry.id]
        if is_sound:
            judged = (
                *check_assessment(entry.id, assessment, vocabulary, at, day, release=release),
                *undeclared(entry.id, suggested[entry.id], assessment, vocabulary, at, release=release),
                *unknown_helplines(entry.id, blocks, appendix),
            )
            findings = (*findings, *of_piece(judged, entry.id))
        own, missing = editors_remarks(entry.editors_notes, blocks, manifest, index)
        findings = (*findings, *of_piece(missing, entry.id))
        remarks |= own
        for block, words in helpline_notes(blocks, appendix, manifest.date, manifest.language).items():
            remarks[block] = Remark(message=words, note=remarks[block].note if block in remarks else "")
    if not appendix.resources and any(assessment.notes for assessment in assessments.values()):
        message = "the book has content notes, and no resources for readers who need support"
        findings = (*findings, Finding("H021" if release else "H020", message, manifest.at("resources")))
    return EditorialMaterial(
        language=manifest.language,
        date=manifest.date,
        vocabulary=vocabulary,
        assessments=assessments,
        appendix=appendix,
        permissions=permissions,
        credited=credited,
        remarks=remarks,
        use=use,
        release=release,
        findings=(*findings, *check_permissions(permissions, places, use, release=release)),
    )


def _vocabulary(manifest: Manifest) -> tuple[Vocabulary, tuple[Finding, ...]]:
    vocabulary, findings = load_vocabulary(SHIPPED.read_bytes(), SHIPPED)
    if not manifest.vocabulary:
        return in_language(vocabulary, manifest.language), findings
    own, found = load_vocabulary(
        read_file(manifest, manifest.vocabulary, "manifest-bytes", manifest.at("vocabulary")),
        Path(manifest.vocabulary),
        extends=vocabulary,
    )
    return in_language(own, manifest.language), (*findings, *found)


def _appendix(manifest: Manifest) -> tuple[Appendix, tuple[Finding, ...]]:
    if not manifest.resources:
        return Appendix(), ()
    return load_resources(
        read_file(manifest, manifest.resources, "manifest-bytes", manifest.at("resources")), Path(manifest.resources)
    )


def _assessment(entry: EssayEntry) -> Assessment:
    if entry.content_notes is None:
        return Assessment(state="not-assessed")
    return Assessment(
        state="notes" if entry.content_notes else "none",
        notes=entry.content_notes,
        not_present=entry.not_present,
        waived=entry.waived,
        language=entry.notes_language,
    )


def _use(manifest: Manifest, day: datetime.date) -> Use:
    rights = manifest.rights
    names = (*(editor.name for editor in manifest.editors), manifest.publisher)
    return Use(
        channels=tuple(dict.fromkeys(map(_channel, manifest.editions.values()))),
        on=day,
        makers=frozenset(folded_name(name) for name in names if name),
        works={entry.id: _work(entry) for entry in manifest.essays},
        license=rights.license if rights else "",
        license_url=rights.url if rights else "",
        commercial=rights is not None and rights.sold == "yes",
        territory=rights.territory if rights else EVERYWHERE,
    )


def _channel(edition: Edition) -> Channel:
    """The kind of edition for which a permission must hold."""
    if edition.format == "epub":
        return "ebook"
    return "print" if edition.purpose == "press" else edition.purpose


def _work(entry: EssayEntry) -> Work:
    year = re.match("[0-9]{4}", entry.published.on) if entry.published else None
    writers = [each for each in entry.credits if roles()[each.role].writes]
    deaths = [int(each.died or 0) for each in writers]
    return Work(
        authors=tuple(each.name for each in writers),
        died=max(deaths) if deaths and all(deaths) else 0,
        published=int(year[0]) if year else 0,
    )
