"""What the alignment tells about printed numbers."""

from __future__ import annotations

import pytest

from pipeline.align.numbering import numbering_notices
from pipeline.ids import DocumentId, ExpressionId
from pipeline.model import Evidence, Expression, Kind, Provenance, Row, Status, Subdivision

DOCUMENT = DocumentId.parse("ST 10125/22")
TRUE = ("1.", "2.", "3.", "4.")


def text(language: str, *numbers: str) -> Expression:
    points = tuple(Subdivision(Kind.POINT, f"{language}_{at}", num=num) for at, num in enumerate(numbers))
    return Expression(ExpressionId("d", DOCUMENT, language), Provenance(Status.SPECIMEN), points)


def rows(*cells: str) -> list[Row]:
    """Rows written as "de0 en0 fr0", or with what is merged behind a stroke: "en1 fr1|de: in de_0"."""
    found = []
    for cell in cells:
        shown, _, merged = cell.partition("|")
        pairs = tuple((name[:2], (f"{name[:2]}_{name[2:]}",)) for name in shown.split())
        found.append(Row("x", Kind.POINT, pairs, 1.0, (Evidence("merged", 1.0, merged),) if merged else ()))
    return found


STRAIGHT = rows("de0 en0 fr0", "de1 en1 fr1", "de2 en2 fr2", "de3 en3 fr3")


def told(given: list[Row], *texts: Expression) -> list[tuple[str, str]]:
    return [(notice.code, notice.message) for notice in numbering_notices(given, texts)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (TRUE, []),
        (("1.", "3.", "4.", "5."), ["en: points 2 to 4 of the other languages carry the numbers 3 to 5 here"]),
        (
            ("1.", "4.", "3.", "2."),
            [
                "en: point 2 of the other languages carries the number 4 here",
                "en: point 4 of the other languages carries the number 2 here",
            ],
        ),
        (("1.", "", "3.", "4."), ["en: point 2 of the other languages carries no number here"]),
        (("1.", "1.", "3.", "4."), ["en: point 2 of the other languages carries the number 1 here"]),
        (("а)", "б)", "в)", "г)"), []),
    ],
)
def test_a_number_that_differs_from_most_is_told_with_the_language(
    numbers: tuple[str, ...], expected: list[str]
) -> None:
    assert told(STRAIGHT, text("de", *TRUE), text("en", *numbers), text("fr", *TRUE)) == [
        ("numbers-differ", message) for message in expected
    ]


def test_missing_merged_and_surplus_points_are_told() -> None:
    given = rows("de0 en0 fr0", "en1 fr1|de: in de_0", "en2 fr2", "de1 en3 fr3", "fr4")
    texts = [text("de", "1.", "4."), text("en", *TRUE), text("fr", *TRUE, "5.")]
    assert told(given, *texts) == [
        ("point-missing", "de: point 3 of the other languages is missing here"),
        ("points-merged", "de: point 2 of the other languages stands inside another point here"),
        ("point-surplus", "fr: point 5 stands here and in no more than half of the languages"),
    ]


def test_two_languages_have_no_majority_and_are_both_named() -> None:
    given = rows("de0 en0", "de1 en1")
    assert told(given, text("de", "1.", "2."), text("en", "1.", "3.")) == [
        ("numbers-differ", "en: point 2 of the other languages carries the number 3 here")
    ]
    assert told(rows("de0"), text("de", "1.")) == []
