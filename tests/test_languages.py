import re

import pytest

from pipeline.errors import LanguageError
from pipeline.languages import PROTOCOL_ORDER, concepts, load

FIELDS = ("types", "from", "date", "to", "previous", "commission", "subject")


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_every_language_file_is_complete(code: str) -> None:
    language = load(code)
    assert language.code == code and language.name and language.english
    assert all(language.cover[name] for name in FIELDS)
    assert language.annex and language.enacting and language.session and language.joiners
    assert language.journal and language.document and language.page and all(language.quotes)
    assert len(language.months) == 12 and all(language.months)
    assert language.addressees["commission"] and language.addressees["member_states"]
    assert {form.concept for form in language.verbs} == set(concepts()), "a concept without a form, or an unknown one"


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_every_form_of_a_verb_can_be_matched(code: str) -> None:
    for form in load(code).verbs:
        head, _, particle = form.text.partition("…")
        assert head.strip() and (particle.strip() or "…" not in form.text), form
        assert form.number in ("sg", "pl", "inv"), form
        assert not form.attested or form.source, form
        assert form.text.count("…") <= 1 and form.optional in form.text, form


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_every_expression_for_an_addressee_is_sound(code: str) -> None:
    kinds = set(load("en").addressees)
    for kind, expressions in load(code).addressees.items():
        assert kind in kinds
        for expression in expressions:
            assert not re.compile(expression, re.IGNORECASE).fullmatch(""), (kind, expression)


def test_the_lexicon_keeps_its_attested_marks() -> None:
    forms = [form for code in PROTOCOL_ORDER for form in load(code).verbs]
    # 484 came with the lexicon; a form that is read in capitals in a real text may be marked, but no mark may go
    assert sum(form.attested for form in forms) >= 484
    assert len(forms) >= 5517


def test_concepts_are_ordered_inside_their_group_and_know_their_neighbours() -> None:
    for concept in concepts().values():
        assert set(concept.near) <= set(concepts())
        assert (concept.rank == 0) == (concept.group == "preamble")
    ranks = [concepts()[name].rank for name in ("invite", "call_on", "urge")]
    assert ranks == sorted(set(ranks))


def test_an_unknown_language_is_refused_with_the_list_of_codes() -> None:
    with pytest.raises(LanguageError, match="bg es cs"):
        load("xx")
