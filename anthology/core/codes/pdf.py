"""The finding codes of finished PDFs and printers."""

from __future__ import annotations

from anthology.core.codes.rule import Rule

PDF: dict[str, Rule] = {
    # --- D: PDF ---
    "D001": Rule(
        "error",
        "A page is too small for its margins, or a margin too small for the printer.",
        "Choose a larger trim in the edition, or wider margins in the style sheet.",
    ),
    "D002": Rule(
        "error",
        "A bleed is less than the printer trims off, or more than its sheet holds.",
        "Give the width that the hint names, or leave the key out to take the printer's own.",
    ),
    "D003": Rule(
        "error",
        "The page count is outside the range that the printer binds.",
        "Add to the book, divide it into volumes, or choose another printer.",
    ),
    "D004": Rule(
        "error",
        "An edition asks for what its printer refuses.",
        "Take the key out, or choose another printer.",
    ),
    "D005": Rule(
        "warning",
        "The gutter and the page count do not settle: each changes the other.",
        "Change the trim or the margins a little; look at the inside margin of this edition.",
    ),
    "D006": Rule(
        "warning",
        "The file makes no claim to be PDF/X, because no CMYK profile of the press is to be had.",
        "Name the ICC file that the printer gives in `profile`; it must be a CMYK output profile.",
    ),
    "D007": Rule(
        "note",
        "How wide the spine of the printed book will be.",
        "Give this width to whoever makes the cover; the printer's own calculator has the last word.",
    ),
    "D010": Rule(
        "error",
        "A PDF cannot be read.",
        "Open it in a PDF reader; if that fails too, the file is damaged, or it asks for a password.",
    ),
    "D011": Rule(
        "error",
        "The boxes of a page do not lie within one another, or the page does not begin at 0, 0.",
        "Let the trim box lie within the bleed box and that within the media box, which starts at 0, 0.",
    ),
    "D012": Rule(
        "error",
        "A page does not have the size that was asked for.",
        "Look for a style sheet that sets `size` for this kind of page.",
    ),
    "D013": Rule(
        "error",
        "A font is not embedded.",
        "Use a font package or a font file of the book, not a font of the system.",
    ),
    "D014": Rule(
        "error",
        "Something in a press file is not painted in black ink alone.",
        "Write its colour as device-cmyk(0 0 0 1) in the style sheet for the press.",
    ),
    "D015": Rule(
        "error",
        "More ink would lie on one spot than the printer's paper takes.",
        "Choose a lighter mixture for the colour, or convert the picture with the press's own profile.",
    ),
    "D016": Rule(
        "error",
        "A press file has transparency.",
        "Take opacity, shadows, gradients and pictures with transparent parts out.",
    ),
    "D017": Rule(
        "error",
        "A press file has links, an outline, scripts or attachments.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D018": Rule(
        "error",
        "A PDF/X claim lacks the output intent of a CMYK press, or what a PDF/X file must say of itself.",
        "Name the press's ICC file in `profile`, or make no claim.",
    ),
    "D019": Rule(
        "error",
        "The number of pages is not what the printer takes.",
        "Add blank pages at the end until the number fits.",
    ),
    "D020": Rule(
        "error",
        "A picture is too coarse for print at the size at which it stands.",
        "Use a picture with more pixels, or show it smaller: 300 to the inch are wanted, 150 needed.",
    ),
    "D021": Rule(
        "warning",
        "A picture has fewer than 300 pixels to the inch at the size at which it stands.",
        "Use a picture with more pixels, or show it smaller.",
    ),
    "D022": Rule(
        "error",
        "A file does not have what PDF/A asks of one that is kept in archives.",
        "Mend what the message names, or do without the claim.",
    ),
    "D030": Rule(
        "warning",
        "A tagged PDF has content that is neither tagged nor marked as an artifact.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D031": Rule(
        "warning",
        "The headings of a tagged PDF do not begin at the first level, or skip one.",
        "Give the heading named the next level below the one before it.",
    ),
    "D032": Rule(
        "warning",
        "A tagged PDF lacks its title, its language, or the marks that make programs use them.",
        "Give the manifest a title and a language.",
    ),
    "D033": Rule(
        "warning",
        "A link has no words, only an address, or is not in the structure.",
        "Put the link on words that say where it leads.",
    ),
    "D034": Rule(
        "warning",
        "A picture has no text instead of it.",
        "Give the picture a description.",
    ),
    "D035": Rule(
        "warning",
        "A table's header cell does not say what it is the header of.",
        "Write header cells as th with a scope.",
    ),
    "D036": Rule(
        "warning",
        "A font does not say which characters its glyphs are: the text cannot be read aloud or searched.",
        "Use another font file, or report it if the builder made the file.",
    ),
    "D037": Rule(
        "warning",
        "A page does not say that the order of its links is that of the structure.",
        "This is a fault of the builder unless the file was made elsewhere: please report it.",
    ),
    "D038": Rule(
        "note",
        "The file does not claim to follow a standard that it could follow, because the claim would not hold.",
        "Mend what the message names; the claim is then made by itself.",
    ),
    "D040": Rule(
        "error",
        "A PDF claims to follow a standard that it does not follow.",
        "Mend what the message names, or take the claim out.",
    ),
    "D060": Rule(
        "error",
        "Pages cannot be folded as asked.",
        "Give a signature of 4, 8, 12, 16 or more pages, and paper that is wider than it is high.",
    ),
    "D061": Rule(
        "error",
        "An ISBN cannot be shown as a bar code.",
        "Compare it with what the agency gave you: thirteen digits, or ten of an older one.",
    ),
    "D062": Rule(
        "error",
        "The cover has no room for all its words.",
        "Make the title, the subtitle or the description shorter.",
    ),
    "D063": Rule(
        "warning",
        "The spine may bear words and has no room for them.",
        "Nothing needs to be done: the spine stays bare. A thicker paper or a shorter title would make room.",
    ),
    "D064": Rule(
        "error",
        "The picture for the cover cannot be used.",
        "Give a PNG or JPEG, upright, of 625 × 1000 pixels at least and 40 million at most; 1600 × 2560 is best.",
    ),
    "D065": Rule(
        "note",
        "No cover was made for print, because the printer does not say how wide the spine will be.",
        "Take the printer's cover template for this number of pages, and lay the cover out in it.",
    ),
}
