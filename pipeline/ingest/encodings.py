"""Bytes → text: which encoding a file is in, and the text that it then holds, in NFC.

Unicode is recognised by its byte order mark or by being valid UTF-8, which text in a legacy encoding is not. What is
left is decoded as the file declares, or, where it declares nothing, with the code page under which the letters of
the declared language come out best: its letters are those of its data file.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import islice

from pipeline.errors import ReadError
from pipeline.languages import Language, load
from pipeline.model import Level, Notice, Origin

LARGEST = 16 * 2**20
"""Bytes in a file of text or markup. The longest acts of the Official Journal have a few million."""

LONGEST = 1_000_000
"""Code points in one line or paragraph: what the segmenter takes at once."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "DOCX or another zip",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "a gzip archive",
}
_LEGACY = tuple(
    "windows-1252 windows-1250 windows-1251 windows-1253 windows-1257 iso-8859-1 iso-8859-2 iso-8859-3 iso-8859-4 "
    "iso-8859-5 iso-8859-7 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16".split()
)
"""Code pages of the 24 languages. The first of those that explain a text equally well is taken."""

_UNICODE = frozenset(("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "ascii"))
_DECLARED = {  # what a declaration means in practice (WHATWG Encoding Standard, section 4.2), and old names
    "iso8859-1": "windows-1252",
    "us-ascii": "windows-1252",
    "unicode-1-1-utf-8": "utf-8",
    "x-sjis": "",
}
_JOINING = frozenset("’·–\N{NO-BREAK SPACE}\N{SOFT HYPHEN}")  # may stand between letters
_PUNCTUATION = frozenset(
    "„“”‘«»—…•ºª\N{SINGLE LOW-9 QUOTATION MARK}"
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
)
_SIGNS = frozenset("§°€£©®±×½¼¾²³µ")  # stand by figures, not by letters
_CEDILLA = str.maketrans("\u0219\u021b", "\u015f\u0163")  # the old code pages have a cedilla for the comma below
_CEDILLAS = frozenset("\u015f\u0163\u015e\u0162")  # less likely than the comma where both are at the same byte
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORD = re.compile(rb"[^\s]?[^\s\x80-\xff]{0,30}[\x80-\xff]\S{0,60}")
_SAMPLE = 1000  # words; more do not change the answer
_PLAUSIBLE = 0.5  # share of the characters beyond ASCII that must be at home in the language


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and the name of its encoding where it is not Unicode, else ""."""

    text: str
    legacy: str = ""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """A notice that names a legacy encoding."""
        if not self.legacy:
            return ()
        message = f"the file is in {self.legacy}, not in UTF-8; check letters beyond a to z, and save it as UTF-8"
        return (Notice(Level.INFO, "legacy-encoding", message),)


def decode(data: bytes, name: str, language: str, declared: str = "") -> Decoded:
    """The text of a file. `declared` is the encoding that the file itself names.

    Raises ReadError for files that are larger than `LARGEST` or binary, and for bytes that no encoding explains.
    """
    if len(data) > LARGEST:
        size = f"{len(data) / 2**20:.0f} MB; at most {LARGEST // 2**20} MB are read"
        raise ReadError(f"the file has {size}; check which file was meant", where=name)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(f"this is {what}, not plain text; give the file its own extension", where=name)
    decoded = _unicode(data, name) or _legacy(data, name, load(language), _named(declared))
    if "\0" in decoded.text:
        raise ReadError("this is a binary file, not a text; check which file was meant", where=name)
    return Decoded(unicodedata.normalize("NFC", decoded.text), decoded.legacy)


_ODD = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


def odd_character(text: str) -> int:
    """Where the first character stands that no public text needs (private use, replacement); -1 for none."""
    match = _ODD.search(text)
    return match.start() if match else -1


def odd_character_notice(odd: str, origin: Origin) -> Notice:
    """The notice for such a character."""
    message = (
        f"character U+{ord(odd):04X} has no meaning in a public text; the file may have been read with a wrong font"
    )
    return Notice(Level.WARNING, "odd-character", message, origin)


def _unicode(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                message = f"not {encoding.upper()} at byte {error.start + len(mark)}; save the file as UTF-8"
                raise ReadError(message, where=name) from None
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _named(declared: str) -> str:
    """The Python name of a declared encoding if it is one that texts are in, else ""."""
    try:
        canonical = codecs.lookup(declared.strip().lower()).name
    except (LookupError, ValueError):
        return ""
    canonical = _DECLARED.get(canonical, canonical)
    known = {codecs.lookup(encoding).name: encoding for encoding in _LEGACY}
    return known.get(canonical, "")


def _legacy(data: bytes, name: str, language: Language, declared: str) -> Decoded:
    """The text under the declared code page, else under the one that gives the most letters of the language."""
    if _CONTROL.search(data):
        raise ReadError("this is a binary file, not a text; check which file was meant", where=name)
    if declared and (text := _try(data, declared)) is not None:
        return Decoded(text, declared)
    beyond = bytes(sorted({byte for byte in data if byte > 127}))
    sample = b" ".join(match[0] for match in islice(_WORD.finditer(data), _SAMPLE))
    scores = [(_plausible(sample.decode(page), language), page) for page in _LEGACY if _try(beyond, page) is not None]
    score, best = max(scores, key=lambda entry: entry[0], default=(0.0, ""))
    if score < _PLAUSIBLE:
        message = f"not UTF-8 at byte {_first_wrong(data)}, and no older encoding of {language.english} explains it"
        raise ReadError(f"{message}; save the file as UTF-8", where=name)
    return Decoded(data.decode(best), best)


def _first_wrong(data: bytes) -> int:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _try(data: bytes, encoding: str) -> str | None:
    """The text, or None where a byte has no character or stands for a control character."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if any("\x80" <= c <= "\x9f" for c in set(text)) else text


def _plausible(text: str, language: Language) -> float:
    """The share (0…1) of the characters beyond ASCII that a text in this language may hold.

    A letter of another language counts for half, and only alone: names have them (Schröder, Łódź). A capital after a
    small letter, and a sign between letters, are what a wrong code page gives.
    """
    home = _letters(language.code)
    beyond, good = 0, 0.0
    for before, c, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if c <= "\x7f":
            continue
        beyond += 1
        if c in _CEDILLAS:
            good += 0.9
        elif c in home:
            good += not (c.isupper() and before in home and before.islower())
        elif c.isalpha():
            good += 0.5 * all(other <= "\x7f" or other in home for other in (before, after))
        else:
            good += c in _JOINING or (c in _PUNCTUATION and not (before.isalpha() and after.isalpha()))
            good += c in _SIGNS and not (before.isalpha() or after.isalpha())
    return good / beyond if beyond else 0.0


@cache
def _letters(code: str) -> frozenset[str]:
    """The letters beyond ASCII of a language, large and small, with the older forms of Romanian."""
    small = load(code).letters
    return frozenset(c for c in small + small.upper() + small.translate(_CEDILLA) + small.translate(_CEDILLA).upper())
