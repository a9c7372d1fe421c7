"""The changes planned between the two specimen versions: each found and classed right in each of the 24 languages."""

from __future__ import annotations

from functools import cache

import pytest
from specimens import CHANGES, STRUCTURE, gold, of_clause, parsed

from pipeline.compare import apply, compare, segments
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Change, Direction, Expression, Kind, Nature, Op

RENAMED = {"cover.prev": "cover__previous", "cover.subject2": "cover__subtitle", "annex.title": "docTitle"}
DIRECTIONS = {("invite", "recommend"): Direction.STRONGER}
RENUMBERED = next(planned["points"] for planned in CHANGES if planned["op"] == "renumber")
"""[old number, new number] of each point that is only numbered anew."""
REPLACED = [planned["unit"] for planned in CHANGES if planned["op"] == "replace"]
VERBS = {planned["unit"]: tuple(planned["verb"]) for planned in CHANGES if "verb" in planned}
DELETED = ["x1.c1", "x1.c2"]


@cache
def changes(code: str) -> tuple[Change, ...]:
    return compare(parsed(code, "rev1")[1], parsed(code, "adopted")[1]).changes


def eid(expression: Expression, version: str, unit: str) -> str:
    """The eId at which a unit should stand in a version."""
    if unit.startswith("cover.") or unit in RENAMED:
        return RENAMED.get(unit, unit.replace(".", "__"))
    if unit.startswith("pre."):
        return expression.of_kind(Kind.ITEM)[int(unit[4:]) - 1].eid
    for number, clauses in enumerate(STRUCTURE[version]["paragraphs"], 1):
        if unit in clauses:
            return f"para_{number}__clause_{clauses.index(unit) + 1}"
    raise KeyError(unit)


def eids(code: str, unit: str) -> tuple[str, str]:
    return eid(parsed(code, "rev1")[1], "rev1", unit), eid(parsed(code, "adopted")[1], "adopted", unit)


def only(code: str, op: Op, old: str = "", new: str = "") -> Change:
    """The one change of this kind whose first old or new part is this one."""
    (change,) = [
        change
        for change in changes(code)
        if change.op is op and (not old or old in change.old_eids[:1]) and (not new or new in change.new_eids[:1])
    ]
    return change


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_number_of_changes_is_the_planned_one(code: str) -> None:
    planned = sorted([op["op"] for op in CHANGES if op.get("unit") != "h.3"] + ["renumber"] * (len(RENUMBERED) - 1))
    assert sorted(change.op.value for change in changes(code)) == planned


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_changes_rebuild_the_adopted_text(code: str) -> None:
    old, new = parsed(code, "rev1")[1], parsed(code, "adopted")[1]
    assert apply(old, compare(old, new)) == segments(new)
    assert apply(new, compare(new, old)) == segments(old)


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_each_replaced_text_is_substantive_and_at_its_place(code: str) -> None:
    for unit in REPLACED:
        change = only(code, Op.REPLACE, *eids(code, unit))
        assert (unit, change.nature) == (unit, Nature.SUBSTANTIVE)
        assert change.verb is None or unit in VERBS


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_each_change_of_operative_verb_is_called_out(code: str) -> None:
    for unit, concepts in VERBS.items():
        change = only(code, Op.REPLACE, *eids(code, unit))
        before, after = (of_clause(code, version, "verbs", unit) for version in ("rev1", "adopted"))
        assert change.verb is not None
        assert (change.verb.before, change.verb.after) == (before, after)
        assert (unit, change.verb.direction) == (unit, DIRECTIONS.get(concepts, Direction.OTHER))
        assert "operative-verb" in change.rule


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_quotation_marks_are_told_beside_the_words_added(code: str) -> None:
    assert only(code, Op.REPLACE, *eids(code, "p4.c1")).rule == "words; quotation-marks"


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_inserted_and_deleted_parts_are_one_change_each(code: str) -> None:
    clause = only(code, Op.INSERT, new="para_1__clause_4")
    assert (clause.kind, clause.after) == (Kind.CLAUSE, gold(code)["adopted"]["p1.c4"])
    point = only(code, Op.DELETE, old="para_11")
    assert (point.kind, point.before) == (Kind.POINT, " ".join(gold(code)["rev1"][unit] for unit in DELETED))
    (note,) = [change for change in changes(code) if change.kind is Kind.NOTE]
    assert note.op is Op.INSERT


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_moved_clause_passes_unchanged_to_point_7(code: str) -> None:
    change = only(code, Op.MOVE)
    assert (change.old_eids, change.new_eids) == (("para_6__clause_5",), ("para_7__clause_2",))
    assert change.before == change.after


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_the_split_and_the_new_numbers_are_kept_apart(code: str) -> None:
    split = only(code, Op.SPLIT)
    assert (split.before, split.after) == ("15.", "14., 15.")
    assert (split.old_eids, split.new_eids) == (("para_15",), ("para_14", "para_15"))
    renumbered = [change for change in changes(code) if change.op is Op.RENUMBER]
    assert [[change.before, change.after] for change in renumbered] == [[f"{a}.", f"{b}."] for a, b in RENUMBERED]
    assert {change.nature for change in renumbered} == {Nature.EDITORIAL}
