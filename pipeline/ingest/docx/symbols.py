"""Signs of the symbol fonts, as characters that mean the same in any font.

Word stores a sign of such a font as a position in it, often moved to the private use area (U+F000 + position). The
table has what occurs in official texts: bullets, arrows, boxes, Greek and mathematical signs. What it has not stays as
it is, and the reader reports it.
"""

from __future__ import annotations

import re

_GREEK = dict(
    zip(
        "ABCDEFGHIKLMNOPQRSTUWXYZabcdefghiklmnopqrstuwxyz",
        "\N{GREEK CAPITAL LETTER ALPHA}\N{GREEK CAPITAL LETTER BETA}ΧΔ\N{GREEK CAPITAL LETTER EPSILON}ΦΓ"
        "\N{GREEK CAPITAL LETTER ETA}\N{GREEK CAPITAL LETTER IOTA}\N{GREEK CAPITAL LETTER KAPPA}Λ"
        "\N{GREEK CAPITAL LETTER MU}\N{GREEK CAPITAL LETTER NU}\N{GREEK CAPITAL LETTER OMICRON}ΠΘ"
        "\N{GREEK CAPITAL LETTER RHO}Σ\N{GREEK CAPITAL LETTER TAU}\N{GREEK CAPITAL LETTER UPSILON}ΩΞΨ"
        "\N{GREEK CAPITAL LETTER ZETA}"
        "\N{GREEK SMALL LETTER ALPHA}βχδεφ\N{GREEK SMALL LETTER GAMMA}η\N{GREEK SMALL LETTER IOTA}κλμ"
        "\N{GREEK SMALL LETTER NU}\N{GREEK SMALL LETTER OMICRON}πθ\N{GREEK SMALL LETTER RHO}"
        "\N{GREEK SMALL LETTER SIGMA}τ\N{GREEK SMALL LETTER UPSILON}ωξψζ",
        strict=True,
    )
)
_SYMBOL = {
    **_GREEK,
    **{chr(code): chr(code) for code in (*range(0x20, 0x22), 0x23, *range(0x25, 0x27), *range(0x28, 0x2A))},
    **{chr(code): chr(code) for code in (0x2B, 0x2C, *range(0x2E, 0x40), 0x5B, 0x5D, 0x5F, *range(0x7B, 0x7E))},
    "\x2a": "\N{ASTERISK OPERATOR}",
    "\x2d": "\N{MINUS SIGN}",
    "\xa3": "\N{LESS-THAN OR EQUAL TO}",
    "\xa5": "\N{INFINITY}",
    "\xab": "\N{LEFT RIGHT ARROW}",
    "\xac": "\N{LEFTWARDS ARROW}",
    "\xad": "\N{UPWARDS ARROW}",
    "\xae": "\N{RIGHTWARDS ARROW}",
    "\xaf": "\N{DOWNWARDS ARROW}",
    "\xb0": "\N{DEGREE SIGN}",
    "\xb1": "\N{PLUS-MINUS SIGN}",
    "\xb2": "\N{DOUBLE PRIME}",
    "\xb3": "\N{GREATER-THAN OR EQUAL TO}",
    "\xb4": "×",
    "\xb7": "•",
    "\xb8": "\N{DIVISION SIGN}",
    "\xb9": "\N{NOT EQUAL TO}",
    "\xba": "\N{IDENTICAL TO}",
    "\xbb": "\N{ALMOST EQUAL TO}",
    "\xbc": "…",
    "\xde": "\N{RIGHTWARDS DOUBLE ARROW}",
    "\xe5": "\N{N-ARY SUMMATION}",
}
_WINGDINGS = {
    "\x6c": "\N{BLACK CIRCLE}",
    "\x6e": "\N{BLACK SQUARE}",
    "\x6f": "\N{BALLOT BOX}",
    "\x71": "\N{BALLOT BOX}",
    "\x75": "\N{BLACK DIAMOND}",
    "\x76": "\N{BLACK DIAMOND MINUS WHITE X}",
    "\x9f": "•",
    "\xa7": "\N{BLACK SMALL SQUARE}",
    "\xa8": "\N{BALLOT BOX}",
    "\xd8": "\N{THREE-D TOP-LIGHTED RIGHTWARDS ARROWHEAD}",
    "\xdf": "\N{LEFTWARDS ARROW}",
    "\xe0": "\N{RIGHTWARDS ARROW}",
    "\xe8": "\N{RIGHTWARDS ARROW}",
    "\xf0": "\N{RIGHTWARDS DOUBLE ARROW}",
    "\xfb": "\N{BALLOT X}",
    "\xfc": "\N{CHECK MARK}",
    "\xfd": "\N{BALLOT BOX WITH X}",
    "\xfe": "\N{BALLOT BOX WITH CHECK}",
}
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_UNKNOWN = re.compile("dings|marlett", re.IGNORECASE)  # symbol fonts without a table here
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}
_LIST_SIGNS = {"o": "\N{WHITE BULLET}"}  # Word draws its round bullet with the letter o of Courier New


def in_font(text: str, font: str) -> str:
    """A text as its font shows it: itself, unless the font is one of the symbol fonts."""
    signs = _FONTS.get(font.casefold())
    if signs is None and (_UNKNOWN.search(font) or not _PRIVATE.search(text)):
        return text
    return "".join(_sign(c, signs or _SYMBOL) for c in text)  # Word shows private positions of a text font in Symbol


def bullet(text: str, font: str) -> str:
    """The sign of a bulleted list. The minus sign of a symbol font is the dash of a list of indents."""
    if font.casefold().startswith("courier"):
        return _LIST_SIGNS.get(text, text)
    return in_font(text, font).replace("\N{MINUS SIGN}", "–")


def _sign(character: str, signs: dict[str, str]) -> str:
    place = ord(character) - 0xF000 if "\uf020" <= character <= "\uf0ff" else ord(character)
    return signs.get(chr(place), character)
