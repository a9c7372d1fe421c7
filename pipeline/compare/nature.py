"""Step 7: can a change alter the meaning? Decided by rule, and the rule is named.

A change is editorial only when all its differences vanish under rules that cannot touch the meaning:

    spaces              kind and amount of white space; white space next to punctuation
    quotation-marks     which quotation marks are used, and white space next to them
    apostrophes         straight or typographic apostrophe inside a word
    dashes              which hyphen or dash is used; soft hyphens
    case                a capital or small first letter (not a word in capitals: that may be an operative verb)
    character-forms     composed or decomposed characters, ligatures, three full stops as one sign
    number-sign         how "number" is abbreviated before a figure: n with a raised o, "no", "No."
    punctuation-at-end  the closing mark of a part (";", ",", ".", ":"): Interinstitutional Style Guide 3.5.1
    numbering           printed number, list mark or cover label
    kind                the same words, read as another kind of part

Everything else is substantive: figures, operative-verb, words, punctuation,
and moved, split, merged, inserted, deleted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from pipeline.compare.matching import Cluster
from pipeline.compare.tokens import tokens
from pipeline.compare.typography import APOSTROPHES, AT_END, DASHES, QUOTES
from pipeline.compare.words import clusters
from pipeline.model import Nature, OperativeVerb

_CONTEXT = 2
"""So many tokens of common text on either side of a difference are looked at with it."""
_RANKED = ("figures", "operative-verb", "words", "punctuation")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d+")

_LIGATURES = re.compile(
    "[\N{LATIN SMALL LIGATURE OE}\N{LATIN CAPITAL LIGATURE OE}\N{HORIZONTAL ELLIPSIS}\ufb00-\ufb06]"
)
_NUMERO = re.compile(r"\b(?:[Nn][\N{DEGREE SIGN}\N{MASCULINE ORDINAL INDICATOR}o]\.?|\N{NUMERO SIGN})\s*(?=\d)")

Fold = Callable[[str], str]


def _without_spaces(text: str) -> str:
    return re.sub(r"\s*([^\w\s])\s*", r"\1", " ".join(text.split()))


def _without_quotes(text: str) -> str:
    return re.sub(rf"\s*[{re.escape(QUOTES)}]\s*", '"', text)


def _without_apostrophes(text: str) -> str:
    return re.sub(rf"(?<=\w)[{APOSTROPHES}](?=\w)", "'", text)


def _without_dashes(text: str) -> str:
    return re.sub(f"[{re.escape(DASHES)}]", "-", text.replace("\N{SOFT HYPHEN}", ""))


def _without_case(text: str) -> str:
    return _LETTERS.sub(lambda word: word[0][0].casefold() + word[0][1:], text)


def _spelt_out(match: re.Match[str]) -> str:
    """A ligature as letters, an ellipsis as three full stops."""
    small = unicodedata.normalize("NFKC", match[0].lower()).replace("\N{LATIN SMALL LIGATURE OE}", "oe")
    return small.capitalize() if match[0].isupper() else small


def _without_end(text: str) -> str:
    return re.sub(rf"[{AT_END}]+(?=[\s{re.escape(QUOTES)}]*\Z)", "", text)


_FOLDS: dict[str, Fold] = {
    "number-sign": lambda text: _NUMERO.sub("no ", text),
    "spaces": _without_spaces,
    "apostrophes": _without_apostrophes,
    "quotation-marks": _without_quotes,
    "dashes": _without_dashes,
    "case": _without_case,
    "character-forms": lambda text: _LIGATURES.sub(_spelt_out, unicodedata.normalize("NFC", text)),
}


def nature(
    old: str, new: str, old_verb: OperativeVerb | None = None, new_verb: OperativeVerb | None = None
) -> tuple[Nature, str]:
    """The nature of a change of text and the rules that decided it, joined by "; ", substantive ones first.

    The verbs are given when the operative verb changed: a difference that touches one is named `operative-verb`.
    """
    one, other = tokens(old), tokens(new)
    found = clusters(one, other)
    substantive: set[str] = set()
    editorial: set[str] = set()
    for position, cluster in enumerate(found):
        names = _editorial(_in_context(found, position, one, other), _at_end(cluster, one, other))
        editorial.update(names)
        if not names:
            in_verb = _touches(old_verb, one, cluster.old) or _touches(new_verb, other, cluster.new)
            substantive |= _substantive(one[slice(*cluster.old)], other[slice(*cluster.new)], in_verb)
    rules = [name for name in _RANKED if name in substantive] + sorted(editorial)
    return (Nature.SUBSTANTIVE if substantive else Nature.EDITORIAL), "; ".join(rules)


def _in_context(found: Sequence[Cluster], position: int, old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Both texts of a difference with what stands next to it, as far as the next difference."""
    cluster = found[position]
    floor = found[position - 1].old[1] if position else 0
    ceiling = found[position + 1].old[0] if position + 1 < len(found) else len(old)
    before = old[max(floor, cluster.old[0] - _CONTEXT) : cluster.old[0]]
    after = old[cluster.old[1] : min(ceiling, cluster.old[1] + _CONTEXT)]
    return (
        "".join((*before, *old[slice(*cluster.old)], *after)),
        "".join((*before, *new[slice(*cluster.new)], *after)),
    )


def _at_end(cluster: Cluster, old: Sequence[str], new: Sequence[str]) -> bool:
    return len(old) - cluster.old[1] <= 1 and len(new) - cluster.new[1] <= 1


def _editorial(texts: tuple[str, str], at_end: bool) -> tuple[str, ...]:
    """The fewest rules under which a difference vanishes, or () if it is substantive."""
    rules = {**_FOLDS, "punctuation-at-end": _without_end} if at_end else _FOLDS
    if len({_folded(text, rules.values()) for text in texts}) > 1:
        return ()
    for count in range(1, len(rules) + 1):
        for names in combinations(rules, count):
            if len({_folded(text, (rules[name] for name in names)) for text in texts}) == 1:
                return names
    return ()


def _folded(text: str, folds: Iterable[Fold]) -> str:
    for fold in folds:
        text = fold(text)
    return text


def _touches(verb: OperativeVerb | None, pieces: Sequence[str], place: tuple[int, int]) -> bool:
    """The tokens at a place lie in part within the operative verb."""
    if verb is None:
        return False
    start = sum(map(len, pieces[: place[0]]))
    end = start + sum(map(len, pieces[slice(*place)]))
    return any(start < last and first < end for first, last in verb.spans)


def _substantive(deleted: Sequence[str], inserted: Sequence[str], in_verb: bool) -> set[str]:
    """What a substantive difference changes."""
    before, after = "".join(deleted), "".join(inserted)
    names = {"operative-verb"} if in_verb else set()
    if _FIGURE.findall(before) != _FIGURE.findall(after):
        names.add("figures")
    if not in_verb and _LETTERS.findall(before) != _LETTERS.findall(after):
        names.add("words")
    return names or {"punctuation"}
