"""What a PDF says of itself: the information dictionary and the same in XMP."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from xml.sax.saxutils import escape

from anthology.core.version import __version__
from anthology.pdf.assemble.writer import text_string

PDFX_TEXT = (
    "<pdf:Trapped>False</pdf:Trapped>"
    '<pdfxid:GTS_PDFXVersion xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">{claim}</pdfxid:GTS_PDFXVersion>'
    '<xmpMM:DocumentID xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">{identifier}</xmpMM:DocumentID>'
    '<xmpMM:VersionID xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">1</xmpMM:VersionID>'
    '<xmpMM:RenditionClass xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">default</xmpMM:RenditionClass>'
)
# PDF/A asks that a property which XMP does not know, as that of PDF/UA, be described: ISO 19005-2, 6.6.2.3.3.
PDFA_TEXT = (
    '<pdfaid:part xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">2</pdfaid:part>'
    '<pdfaid:conformance xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">A</pdfaid:conformance>'
    '<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of PDF/UA that the file follows</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)
# How a file says in XMP which standard it follows: ISO 14289-1, 5; ISO 15930-7, 6.3; the same is written for PDF/X-1a.
CLAIMS = {
    "PDF/A-2a": PDFA_TEXT,
    "PDF/UA-1": '<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>',
    "PDF/X-4": PDFX_TEXT,
    "PDF/X-1a:2003": PDFX_TEXT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMetadata:
    """Title, authors and what catalogues ask; `date` is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, `language` BCP 47.

    `claims` are the standards, keys of CLAIMS, that the file says it follows: only what it truly follows.
    """

    title: str
    authors: tuple[str, ...] = ()
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "en"
    date: str = ""
    identifier: str = ""
    creator: str = f"anthology {__version__}"
    claims: tuple[str, ...] = ()


def producer() -> str:
    """The programs that made the file."""
    return f"anthology {__version__} / WeasyPrint {version('weasyprint')}"


def info_dictionary(metadata: DocumentMetadata) -> bytes:
    """The document information dictionary: ISO 32000-1, 14.3.3."""
    date = _pdf_date(metadata.date)
    entries = {
        b"Title": metadata.title,
        b"Author": ", ".join(metadata.authors),
        b"Subject": metadata.subject,
        b"Keywords": ", ".join(metadata.keywords),
        b"Creator": metadata.creator,
        b"Producer": producer(),
        b"CreationDate": date,
        b"ModDate": date,
    }
    return b"<<%s>>" % b"".join(b"/%s %s" % (key, text_string(text)) for key, text in entries.items() if text)


def xmp_packet(metadata: DocumentMetadata) -> bytes:
    """The XMP packet (ISO 16684-1), in agreement with the information dictionary as PDF/A-2, 6.6.2.3 asks."""
    date = _xmp_date(metadata.date)
    parts = [
        _alternative("dc:title", metadata.title),
        _alternative("dc:description", metadata.subject),
        _list("dc:creator", "Seq", (", ".join(metadata.authors),) if metadata.authors else ()),
        _list("dc:subject", "Bag", metadata.keywords),
        _list("dc:language", "Bag", (metadata.language,)),
        _simple("dc:format", "application/pdf"),
        _simple("dc:identifier", metadata.identifier),
        _simple("pdf:Keywords", ", ".join(metadata.keywords)),
        _simple("pdf:Producer", producer()),
        _simple("xmp:CreatorTool", metadata.creator),
        *(_simple(f"xmp:{name}", date) for name in ("CreateDate", "ModifyDate", "MetadataDate")),
        *(CLAIMS[claim].format(claim=claim, identifier=escape(metadata.identifier)) for claim in metadata.claims),
    ]
    body = "".join(parts)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/">{body}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _simple(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _list(name: str, kind: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _alternative(name: str, text: str) -> str:
    item = f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'
    return f"<{name}>{item}</{name}>" if text else ""


def _xmp_date(date: str) -> str:
    return f"{date}T00:00:00Z" if len(date) == len("2026-11-20") else date


def _pdf_date(date: str) -> str:
    return f"D:{''.join(filter(str.isdigit, _xmp_date(date)))}Z" if date else ""
