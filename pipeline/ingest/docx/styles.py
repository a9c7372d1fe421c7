"""How a run looks: its own formatting and what it inherits from styles (ECMA-376 part 1, 17.7).

Bold, italic, strike, capitals and hidden are *toggle properties*: set in both the paragraph style and the character
style they cancel each other (17.7.3). Formatting that a table style gives to certain rows only is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.ingest.docx.markup import Element, attribute, child, children, is_on, tag, value
from pipeline.model import Mark

_TOGGLES = ("w:b", "w:i", "w:strike", "w:dstrike", "w:caps", "w:vanish")
_MARKS = {"w:b": Mark.BOLD, "w:i": Mark.ITALIC, "w:strike": Mark.STRIKE, "w:dstrike": Mark.STRIKE}
_CHAIN = 12  # styles in one line of inheritance; Word allows eleven


@dataclass(frozen=True, slots=True)
class Look:
    """How a run appears. `font` matters only for symbol fonts, whose letters are signs."""

    marks: frozenset[Mark] = frozenset()
    capitals: bool = False
    hidden: bool = False
    font: str = ""


@dataclass(frozen=True, slots=True)
class _Stated:
    """What one w:rPr says: the toggles it turns on and off; None or "" for what it does not say."""

    on: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    underline: bool | None = None
    font: str = ""


@dataclass(frozen=True, slots=True)
class _Base:
    """What holds after all that was said so far: the toggles that are on, underline, font."""

    on: frozenset[str]
    underline: bool
    font: str


@dataclass(frozen=True, slots=True)
class Inherited:
    """The list that a paragraph style puts its paragraphs in, and the style that says so; "" where none does."""

    num: str = ""
    level: str = ""
    style: str = ""


class Styles:
    """The styles of one document; `root` is its styles part, or None."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {attribute(style, "w:styleId"): style for style in children(root, "w:style")}
        self._defaults = _stated(child(root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        self._default = {
            attribute(style, "w:type"): style_id
            for style_id, style in self._styles.items()
            if attribute(style, "w:default") in ("1", "true", "on")
        }
        self._own = lru_cache(maxsize=4096)(lambda style_id: _stated(child(self._styles[style_id], "w:rPr")))
        self._base = lru_cache(maxsize=4096)(self._find_base)
        self._numbering: dict[str, Inherited] = {}

    def paragraph_style(self, properties: Element | None) -> str:
        """The style id of a paragraph with these w:pPr: its own, or the default one."""
        own = value(properties, "w:pStyle")
        return own if own in self._styles else self._default.get("paragraph", "")

    def chain(self, style_id: str) -> tuple[str, ...]:
        """A style and all that it is based on, nearest first. A circle is cut where it closes."""
        found: list[str] = []
        while style_id in self._styles and style_id not in found and len(found) < _CHAIN:
            found.append(style_id)
            style_id = value(self._styles[style_id], "w:basedOn")
        return tuple(found)

    def numbering(self, style_id: str) -> Inherited:
        """The list of a paragraph style. A style may state the level alone and inherit the list."""
        if style_id not in self._numbering:
            num = level = stating = ""
            for id in self.chain(style_id):
                stated = child(self._styles[id], "w:pPr", "w:numPr")
                level = level or value(stated, "w:ilvl")
                stating = stating or (id if stated is not None else "")
                num = num or value(stated, "w:numId")
            self._numbering[style_id] = Inherited(num, level, stating)
        return self._numbering[style_id]

    def look(self, paragraph_style: str, table_style: str, *direct: Element | None) -> Look:
        """The look of a run; `direct` are the w:rPr that apply to it on top of the styles, the last one strongest."""
        character_style = ""
        for properties in direct:
            character_style = value(properties, "w:rStyle") or character_style
        base = self._base(paragraph_style, character_style, table_style)
        for properties in direct:
            base = _overlaid(base, _stated(properties))
        return _look(base)

    def _find_base(self, paragraph_style: str, character_style: str, table_style: str) -> _Base:
        ids = (table_style, paragraph_style, character_style)
        chains = [[self._own(id) for id in self.chain(style_id)] for style_id in ids]
        on = self._defaults.on | {name for name in _TOGGLES if _odd(chains, name)}
        base = _Base(frozenset(), bool(self._defaults.underline), self._defaults.font)
        for stated in (stated for chain in chains for stated in reversed(chain)):
            base = _overlaid(base, stated)
        return _Base(frozenset(on), base.underline, base.font)


def _stated(properties: Element | None) -> _Stated:
    if properties is None or not len(properties):
        return _NOTHING
    said = {tag(one): one for one in properties}
    toggles = {name: is_on(said[name]) for name in _TOGGLES if name in said}
    underline = attribute(said["w:u"], "w:val") not in ("", "none") if "w:u" in said else None
    fonts = said.get("w:rFonts")
    return _Stated(
        frozenset(name for name, on in toggles.items() if on),
        frozenset(name for name, on in toggles.items() if not on),
        underline,
        (attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi"))[:80],
    )


_NOTHING = _Stated()


def _overlaid(base: _Base, stated: _Stated) -> _Base:
    """What holds after one more w:rPr: the last word on each property."""
    if stated == _NOTHING:
        return base
    underline = base.underline if stated.underline is None else stated.underline
    return _Base((base.on - stated.off) | stated.on, underline, stated.font or base.font)


def _odd(chains: Sequence[Sequence[_Stated]], name: str) -> bool:
    """Whether an odd number of the kinds of style turns the property on; in one chain the nearest style decides."""
    deciding = (next((s for s in chain if name in s.on or name in s.off), _NOTHING) for chain in chains)
    return sum(name in stated.on for stated in deciding) % 2 == 1


@lru_cache(maxsize=1024)
def _look(base: _Base) -> Look:
    marks = {_MARKS[name] for name in base.on if name in _MARKS} | ({Mark.UNDERLINE} if base.underline else set())
    return Look(frozenset(marks), "w:caps" in base.on, "w:vanish" in base.on, base.font)
