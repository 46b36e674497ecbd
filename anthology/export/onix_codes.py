"""Codes of EDItEUR's lists for ONIX, each table with the number of its list.

All codes and what they mean were read in the lists' issue 75 of 12 October 2026, in the schema files that EDItEUR
publishes for ONIX for Books 3.0, revision 8. The lists grow four times a year; a code is never given another meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from anthology.export.model import EditionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductForm:
    """How an edition is sold: the form of list 150 with details of list 175, and what its pages and size are called.

    `pages` is the type of list 23 for its page count, `size` that for its size in bytes, `edition` a type of list 21.
    """

    codes: str
    pages: str = ""
    size: str = ""
    edition: str = ""


# Forms without a line here are no products: a handout is a part of the book, given away. Book printers and shops bind
# what the press edition prints as a paperback; a publisher who binds it otherwise changes BC.
FORMS: dict[EditionForm, ProductForm] = {
    "ebook": ProductForm(codes="ED E101", size="22"),
    "screen": ProductForm(codes="ED E107", pages="07", size="22"),
    "press": ProductForm(codes="BC", pages="06"),
    "large-print": ProductForm(codes="BC", pages="06", edition="LTE"),
}
PAGES, BYTES = "03", "17"  # list 24

# List 17, by MARC relator; any other role is Z99, “other”.
ROLES = {"aut": "A01", "edt": "B01", "trl": "B06", "ill": "A12", "aui": "A24", "aft": "A19", "com": "C01"}
OTHER_ROLE = "Z99"

# List 196, by property and value of the package. The two conformance statements are all that our packages can make;
# the summary is an addendum (92), because it does not repeat the other codes.
ACCESSIBILITY: dict[tuple[str, str], tuple[str, ...]] = {
    ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"): ("04", "82", "85"),
    ("schema:accessModeSufficient", "textual"): ("52",),
    ("schema:accessibilityFeature", "tableOfContents"): ("11",),
    ("schema:accessibilityFeature", "readingOrder"): ("13",),
    ("schema:accessibilityFeature", "alternativeText"): ("14",),
    ("schema:accessibilityFeature", "pageBreakMarkers"): ("19",),
    ("schema:accessibilityFeature", "structuralNavigation"): ("29",),
    ("schema:accessibilityFeature", "ARIA"): ("30",),
    ("schema:accessibilityFeature", "displayTransformability"): ("36",),
    ("schema:accessibilityFeature", "pageNavigation"): ("41",),
}
DESCRIBED = {"schema:accessibilitySummary": "92", "a11y:certifiedBy": "90"}
ACCESSIBILITY_DETAIL = "09"  # list 79: the value is of list 196
HAZARD, NO_HAZARD = "12", "00"  # list 79: the value is of list 143; flashing, motion and sound, never the subject

# List 29 and, for the adult rating, list 203 in its wording of content advice.
ADULT_RATING = "22"
CONTENT_ADVICE = "02"  # for any reason

# List 1 and list 64. A proof is a record for tests (89): whoever receives it drops it again. Forthcoming (02) and
# active (04) need a date; without one the status is unspecified (00).
PROOF, ADVANCE, CONFIRMED = "89", "02", "03"
UNSPECIFIED, FORTHCOMING, ACTIVE = "00", "02", "04"

# List 46: not for sale, no reason given.
NOT_FOR_SALE = "03"

# List 51.
ALTERNATIVE_FORMAT, BASED_ON_PRINT = "06", "13"

# List 153.
DESCRIPTION, NOTICE = "03", "13"

# List 74 (ISO 639-2/B), five letters each: the language's two letters in ISO 639-1 and its three in the list.
_LANGUAGES = """
aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis bmbam bnben botib
brbre bsbos cacat ceche chcha cocos crcre cscze cuchu cvchv cywel dadan deger dvdiv dzdzo eeewe elgre eneng eoepo
esspa etest eubaq faper ffful fifin fjfij fofao frfre fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin
hohmo hrhrv hthat huhun hyarm hzher iaina idind ieile igibo iiiii ikipk ioido isice itita iuiku jajpn jvjav kageo
kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz lglug lilim lnlin
lolao ltlit lulub lvlav mgmlg mhmah mimao mkmac mlmal mnmon mrmar msmay mtmlt mybur nanau nbnob ndnde nenep ngndo
nldut nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh rnrun
rorum rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslo slslv smsmo snsna sosom sqalb srsrp ssssw stsot susun
svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah uguig ukukr ururd
uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhchi zuzul
"""
LANGUAGES = {entry[:2]: entry[2:] for entry in _LANGUAGES.split()}
