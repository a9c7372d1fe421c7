from dataclasses import replace
from functools import cache

import pytest
from specimens import parsed
from undoing import changes_to_undo, every_pair_once, undone

from pipeline.align import align
from pipeline.compare import compare
from pipeline.compare.propagation import propagate
from pipeline.model import Alignment, Expression, Kind, Op, Propagation, Reach, Subdivision

CODES = ("cs", "el", "en", "fr", "mt", "nl")


@cache
def texts(version: str) -> dict[str, Expression]:
    return {code: parsed(code, version)[1] for code in CODES}


@cache
def rows(version: str) -> Alignment:
    return align(list(texts(version).values()))


def follow(changed: Expression | None = None, after: Alignment | None = None) -> tuple[Propagation, ...]:
    """All changes over all languages, with the new text of one language exchanged."""
    new = dict(texts("adopted"))
    if changed is not None:
        new[changed.language] = changed
    comparisons = [compare(texts("rev1")[code], new[code]) for code in CODES]
    return propagate(comparisons, rows("rev1"), after or rows("adopted"))


def unreached(found: tuple[Propagation, ...]) -> list[tuple[Op, str, Reach]]:
    return [(p.change.op, one.language, one.reach) for p in found for one in p.reached if one.reach is not Reach.YES]


def with_text(expression: Expression, eid: str, text: str) -> Expression:
    def exchanged(part: Subdivision) -> Subdivision:
        children = tuple(exchanged(below) for below in part.children)
        return replace(part, text=text if part.eid == eid else part.text, children=children)

    return replace(expression, parts=tuple(exchanged(part) for part in expression.parts))


def without(expression: Expression, eid: str) -> Expression:
    def kept(part: Subdivision) -> Subdivision:
        return replace(part, children=tuple(kept(below) for below in part.children if below.eid != eid))

    return replace(expression, parts=tuple(kept(part) for part in expression.parts if part.eid != eid))


def test_the_planned_changes_reach_every_language() -> None:
    found = follow()
    assert unreached(found) == []
    assert all(len(p.reached) == len(CODES) for p in found)
    assert len(found) == 25


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("preamble__rec_2", "preamble__rec_2"),
        ("para_4__clause_2", "para_4__clause_2"),
        ("para_5__clause_2", "para_5__clause_2"),
        ("para_13__clause_3", "para_12__clause_3"),
    ],
)
def test_a_change_undone_in_one_language_is_found_there_and_nowhere_else(code: str, old: str, new: str) -> None:
    before = texts("rev1")[code].part(old)
    assert before is not None
    found = follow(with_text(texts("adopted")[code], new, before.text))
    assert unreached(found) == [(Op.REPLACE, code, Reach.NO)]


def test_a_clause_that_one_language_did_not_get_is_found() -> None:
    shorter = without(texts("adopted")["mt"], "para_1__clause_4")
    after = align([*(text for code, text in texts("adopted").items() if code != "mt"), shorter])
    assert unreached(follow(shorter, after)) == [(Op.INSERT, "mt", Reach.NO)]


def test_another_figure_is_a_difference() -> None:
    part = texts("adopted")["fr"].part("para_4__clause_2")
    assert part is not None
    found = follow(with_text(texts("adopted")["fr"], part.eid, part.text.replace(" 8 ", " 9 ")))
    assert unreached(found) == [(Op.REPLACE, "fr", Reach.DIFFERS)]


def test_a_change_that_one_language_alone_has_is_reported() -> None:
    part = texts("adopted")["cs"].part("para_3__clause_1")
    assert part is not None and part.kind is Kind.CLAUSE
    found = follow(with_text(texts("adopted")["cs"], part.eid, part.text.replace("Unie", "Unie a jejích regionů", 1)))
    (alone,) = [p for p in found if p.languages(Reach.NO)]
    assert alone.languages(Reach.YES) == ("cs",)
    assert len(alone.languages(Reach.NO)) == len(CODES) - 1


def test_each_change_undone_in_one_language_is_found_there_and_nothing_else_is() -> None:
    changes = {code: compare(texts("rev1")[code], texts("adopted")[code]).changes for code in CODES}
    places = {code: changes_to_undo(changes[code]) for code in CODES}
    seen = 0
    for pairs in list(every_pair_once(CODES, len(places["nl"])))[::3]:
        new = dict(texts("adopted"))
        expected = set()
        for code, place in pairs:
            change = changes[code][places[code][place]]
            new[code] = undone(texts("rev1")[code], new[code], change)
            expected.add((code, change.op, Reach.NO))
        found = propagate(
            [compare(texts("rev1")[code], new[code]) for code in CODES], rows("rev1"), align(list(new.values()))
        )
        assert {(code, op, reach) for op, _, reach, code in findings(found)} == expected
        assert len(findings(found)) == len(pairs)
        seen += len(pairs)
    assert seen > 2 * len(CODES)


def findings(found: tuple[Propagation, ...]) -> list[tuple[Op, str, Reach, str]]:
    return [
        (p.change.op, p.change.wid, one.reach, one.language)
        for p in found
        for one in p.reached
        if one.reach is not Reach.YES
    ]
