from specimens import parsed

from pipeline.align import align
from pipeline.align.concepts import settle_concepts
from pipeline.model import Expression, Kind, OperativeVerb

CODES = ("es", "cs", "de", "en", "nl")


def verb(expression: Expression, eid: str) -> OperativeVerb:
    part = expression.part(eid)
    assert part is not None and part.verb is not None
    return part.verb


def test_the_other_languages_decide_between_the_concepts_of_one_verb() -> None:
    texts = [parsed(code, "adopted")[1] for code in CODES]
    settled = {text.language: text for text in settle_concepts(texts, align(texts))}
    assert verb(texts[0], "para_2__clause_2").concepts[0] != "underline"
    assert verb(settled["es"], "para_2__clause_2").concepts[0] == "underline"
    for before in texts:
        after = settled[before.language]
        for clause in before.of_kind(Kind.CLAUSE):
            assert set(verb(after, clause.eid).concepts) == set(verb(before, clause.eid).concepts)


def test_too_few_languages_decide_nothing() -> None:
    texts = [parsed(code, "adopted")[1] for code in CODES[:3]]
    assert settle_concepts(texts, align(texts)) == texts
