"""What kind of file a source is by its first bytes, whatever its name says, and how it becomes one that is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from anthology.core.epub_container import DAMAGE, open_archive

AS_WORD = "open it in its program and save it as a Word document (.docx)"
# Word, Excel and others before 2007, and encrypted documents of today ([MS-CFB] section 2.2, [MS-OFFCRYPTO] 2.3).
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is, what to do about it, and the ending under which it is read as it is, if any."""

    name: str
    hint: str
    ending: str = ""

    def may_be(self, ending: str) -> bool:
        """Whether a file of this kind is what a name with that ending says; the reader judges archives."""
        return ending == self.ending or (self is ARCHIVE and ending in (WORD.ending, EPUB.ending))


WORD = Kind("a Word document", "give its name the ending .docx", ".docx")
EPUB = Kind("an e-book", "give its name the ending .epub", ".epub")
LOCKED = Kind("an encrypted document", "open it with its password, and save it without one as .docx")
LEGACY = Kind("a Word document of before 2007 (.doc)", "open it in Word or LibreOffice and save it as .docx")
OPEN = Kind("an OpenDocument text (.odt)", "open it in LibreOffice and save it as .docx")
RICH = Kind("a Rich Text document (.rtf)", "open it in Word or LibreOffice and save it as .docx")
PDF = Kind("a PDF", "ask for the text it was made from, as .docx, .md or .txt: a PDF has no paragraphs to read")
PAGES = Kind("a document of Apple Pages", "open it in Pages and export it as Word (.docx)")
KINDLE = Kind("an e-book of a kind that is not read", "convert it into EPUB with Calibre or another program")
PICTURE = Kind("a picture", "type out the text that it shows, or name the file of a text")
ARCHIVE = Kind("an archive", "unpack it, and name the file of the text that is in it")
SHEET = Kind("a spreadsheet or presentation", "copy the text into a document, and save that as .docx")

STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RICH),
    (b"\x89PNG\r\n", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"BZh", ARCHIVE),
)
# What an archive holds, and what it is therefore (EPUB 3.3, section 4.2; OpenDocument 1.3 part 2, section 3.3).
PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", WORD),
    ("META-INF/container.xml", EPUB),
    ("Index/Document.iwa", PAGES),
    ("Index.zip", PAGES),
    ("index.xml", PAGES),
    ("xl/workbook.xml", SHEET),
    ("ppt/presentation.xml", SHEET),
    ("content.xml", OPEN),
)
# Endings of kinds that no reader takes, where the bytes do not say it.
ENDINGS = {
    **dict.fromkeys((".doc", ".dot", ".wps"), LEGACY),
    **dict.fromkeys((".odt", ".ott", ".fodt"), OPEN),
    ".rtf": RICH,
    ".pdf": PDF,
    ".pages": PAGES,
    **dict.fromkeys((".mobi", ".azw", ".azw3", ".kfx", ".prc", ".fb2"), KINDLE),
    **dict.fromkeys((".zip", ".gz", ".rar", ".7z", ".tar"), ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".webp", ".heic"), PICTURE),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".csv", ".ppt", ".pptx", ".odp", ".key", ".numbers"), SHEET),
    **dict.fromkeys((".docm", ".dotx", ".dotm", ".wpd", ".gdoc"), Kind("a document of another kind", AS_WORD)),
    **dict.fromkeys((".tex", ".latex", ".org", ".rst", ".adoc"), Kind("a text in another markup", "convert it to .md")),
    ".mht": Kind("a page saved as one file", "open it in a browser and save it as a web page (.html)"),
    ".mhtml": Kind("a page saved as one file", "open it in a browser and save it as a web page (.html)"),
}


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file that is no plain text, by its bytes; None where they do not tell."""
    if data.startswith(OLE):
        return LOCKED if ENCRYPTED in data else LEGACY
    if data.startswith(b"PK\x03\x04"):
        return _in_archive(data)
    return next((kind for start, kind in STARTS if data.startswith(start)), None)


def kind_named(path: PurePath) -> Kind | None:
    """The kind of a file that is not read, by the ending of its name."""
    return ENDINGS.get(path.suffix.lower())


def _in_archive(data: bytes) -> Kind:
    try:
        with open_archive(data) as archive:
            names = {entry.filename for entry in archive.infolist()}
    except DAMAGE:
        return ARCHIVE
    return next((kind for name, kind in PARTS if name in names), ARCHIVE)
