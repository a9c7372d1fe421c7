"""Defects to plant, one at a time, in one language version: what translation and last-minute editing do to a text.

A defect is planted in the paragraphs that repair has made of the file, before parsing, so that the whole way from text
to finding is tried. Which verbs, figures and addressees stand where is taken from the gold of the specimens and from
the text itself, never from the checks.

`values` what a defect is; `structure`, `wording`, `figures`, `form` the ways to plant one.
"""

from __future__ import annotations

from bench.defects.figures import (
    code_changed,
    code_dropped,
    day_changed,
    journal_changed,
    mark_doubled,
    mark_dropped,
    mark_moved,
    month_changed,
    note_doubled,
    note_renumbered,
    number_changed,
    numeric_date_changed,
    planted_figure,
    with_phrase,
)
from bench.defects.form import foreign_journal, list_mark, quotes, title_order, title_word_dropped, zero_in_date
from bench.defects.structure import (
    add_clause,
    drop_clause,
    drop_field,
    drop_heading,
    drop_item,
    drop_note,
    drop_point,
    merge_points,
    move_clause,
    number_doubled,
    number_wrong,
    numbers_shifted,
    swap_clauses,
    swap_points,
)
from bench.defects.values import OTHER_LANGUAGE, Defect, Plant, Specimen
from bench.defects.wording import (
    addressee_dropped,
    addressee_other,
    old_text,
    passage,
    verb_concept,
    verb_other_form,
    verb_small,
    verb_strength,
)

__all__ = ["OTHER_LANGUAGE", "PLAIN", "WITH_PHRASE", "Defect", "Specimen", "with_phrase"]

PLAIN: tuple[Plant, ...] = (
    drop_clause, add_clause, drop_point, merge_points, drop_heading, drop_item, drop_field, drop_note, swap_clauses,
    swap_points, move_clause, number_doubled, numbers_shifted, number_wrong, verb_strength, verb_concept, verb_small,
    verb_other_form, addressee_dropped, addressee_other, code_changed, code_dropped, journal_changed, number_changed,
    month_changed, day_changed, numeric_date_changed, mark_dropped, mark_moved, mark_doubled, note_doubled,
    note_renumbered, title_word_dropped, title_order, passage, quotes, list_mark, foreign_journal, zero_in_date,
    old_text,
)  # fmt: skip
"""Defects planted in the specimens as they are."""

WITH_PHRASE: tuple[Plant, ...] = (
    planted_figure("percentage changed", "percentage", r"\((\d+) %"),
    planted_figure("amount changed", "amount", r"EUR (\d+)"),
    planted_figure("article number changed", "article", r"(?<!\d)(47)(?!\d)"),
)
"""Defects planted in specimens to which `with_phrase` has added figures that the texts themselves do not have."""
