"""Why the cells of a row belong together: evidence by kind, for people to read and for findings to weigh."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import exp, log
from statistics import median

from pipeline.align.features import Class, Features
from pipeline.model import Evidence

NAMES = {
    Class.NUMBER: "number",
    Class.VERB: "verb",
    Class.GROUP: "strength",
    Class.ADDRESSEE: "addressee",
    Class.MARK: "note mark",
    Class.FIELD: "field",
    Class.ANCHOR: "anchor",
    Class.FIGURE: "figures",
    Class.SIGN: "punctuation",
}
_SHOWN = 6  # tokens named in a detail
_ODD = 0.5  # less than half of the usual length, or more than twice
Compare = Callable[[frozenset[str], frozenset[str]], float]


def judge(
    cells: Mapping[str, Sequence[Features]], sizes: Mapping[str, int], order: float, meaning: float | None = None
) -> tuple[Evidence, ...]:
    """Evidence for a row with these segments by language; `sizes` are the lengths of the whole texts.

    `order` is what the dynamic programme says: the mean probability of the links in the row. A value tells how far
    the languages agree: 1 where all have the same, 0 where each stands alone. What no language has is left out.
    `meaning` is what sentence embeddings say, None where none were used.
    """
    if len(cells) < 2:
        return ()
    found = [Evidence("order", _rounded(order))]
    if meaning is not None:
        found.append(Evidence("embeddings", _rounded(meaning)))
    for cls, name in NAMES.items():
        tokens = {language: _tokens(cell, cls) for language, cell in cells.items()}
        if any(tokens.values()):
            found.append(_agreement(name, tokens, _overlap if cls is Class.VERB else _likeness))
    words = {language: _tokens(cell, Class.LONG) | _tokens(cell, Class.NAME) for language, cell in cells.items()}
    if any(words.values()):
        found.append(_shared(words))
    return (*found, _length(cells, sizes))


def merged(also: Sequence[tuple[str, str]], moved: Sequence[str] = ()) -> Iterator[Evidence]:
    """Languages whose text of this row stands in a part of the row before or after; that have it elsewhere."""
    if also:
        yield Evidence("merged", 1.0, ", ".join(f"{code}: in {name}" for code, name in also))
    if moved:
        yield Evidence("moved", 1.0, " ".join(moved))


def _tokens(cell: Iterable[Features], cls: Class) -> frozenset[str]:
    return frozenset(text for segment in cell for kind, text in segment.tokens if kind is cls)


def _agreement(name: str, tokens: Mapping[str, frozenset[str]], compare: Compare) -> Evidence:
    """How far the languages agree with what most of them have; those that do not at all are named."""
    usual = _usual(tokens)
    values = {language: compare(own, usual) for language, own in tokens.items()}
    against = [language for language, value in values.items() if value == 0]
    return Evidence(name, _rounded(sum(values.values()) / len(values)), _detail(usual, against))


def _usual(tokens: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What more than half of the languages have; if they have something, but not the same, the commonest token."""
    counts = Counter(token for own in tokens.values() for token in own)
    usual = frozenset(token for token, count in counts.items() if 2 * count > len(tokens))
    if usual or 2 * sum(map(bool, tokens.values())) <= len(tokens):
        return usual
    best = max(counts.values())
    return frozenset([min(token for token, count in counts.items() if count == best)])


def _likeness(own: frozenset[str], usual: frozenset[str]) -> float:
    return 2 * len(own & usual) / (len(own) + len(usual)) if own or usual else 1.0


def _overlap(own: frozenset[str], usual: frozenset[str]) -> float:
    """A language with one verb for two concepts agrees with both."""
    return float(bool(own & usual) or own == usual)


def _detail(usual: frozenset[str], against: Sequence[str]) -> str:
    shown = sorted(usual, key=lambda token: (len(token), token))
    text = "none" if not shown else ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
    return f"{text}; not so in {' '.join(against)}" if against else text


def _shared(words: Mapping[str, frozenset[str]]) -> Evidence:
    """The share of the languages with a name or cognate that another has too."""
    counts = Counter(word for own in words.values() for word in own)
    kin = [language for language, own in words.items() if any(counts[word] > 1 for word in own)]
    return Evidence("words", _rounded(len(kin) / len(words)))


def _length(cells: Mapping[str, Sequence[Features]], sizes: Mapping[str, int]) -> Evidence:
    """How near the shares of the row in the whole texts are to their median."""
    shares = {language: sum(s.length for s in cell) / sizes[language] for language, cell in cells.items()}
    middle = median(shares.values())
    values = [exp(-abs(log(share / middle))) for share in shares.values()]
    odd = [language for language, value in zip(shares, values, strict=True) if value < _ODD]
    return Evidence("length", _rounded(sum(values) / len(values)), f"not so in {' '.join(odd)}" if odd else "")


def _rounded(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 3)
