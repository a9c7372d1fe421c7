"""The operative verbs → TBX version 2 (ISO 30042:2008), the form that term tools and CAT tools read most widely.

One `termEntry` a concept, with its group and its rank in the order of strength; in each language the forms, and of each
whether it was read in a real Council text (attested) or was only proposed, and where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from lxml import etree

from pipeline.export.material import NO_LEGAL_VALUE
from pipeline.export.xml import XML, Element, add, parsed, serialise
from pipeline.languages import Concept, VerbForm, concepts, load

_NUMBERS = {"sg": "singular", "pl": "plural"}


def tbx(languages: Sequence[str]) -> bytes:
    """The verbs of these languages, in the order of the lexicon."""
    return _written(tuple(languages))


@lru_cache(maxsize=1)  # the documents of a dossier have the same languages, as a rule
def _written(languages: tuple[str, ...]) -> bytes:
    forms: dict[tuple[str, str], list[VerbForm]] = {}
    for code in languages:
        for form in load(code).verbs:
            forms.setdefault((form.concept, code), []).append(form)
    root = etree.Element("martif", {"type": "TBX", f"{XML}lang": "en"})
    file = add(add(root, "martifHeader"), "fileDesc")
    add(add(file, "titleStmt"), "title", "Operative verbs of Council conclusions")
    about = add(file, "sourceDesc")
    add(
        about,
        "p",
        "Conclusio, pipeline/languages: forms read in published Council texts are attested, others proposed.",
    )
    add(about, "p", NO_LEGAL_VALUE)
    body = add(add(root, "text"), "body")
    for concept in concepts().values():
        _entry(body, concept, {code: forms[concept.name, code] for code in languages if (concept.name, code) in forms})
    return serialise(root)


def read_tbx(data: bytes, name: str = "TBX") -> tuple[tuple[str, str, str, bool], ...]:
    """Concept, language, form and whether it is attested, of each term in a file that `tbx` wrote."""
    root = parsed(data, name, "martif")
    return tuple(
        (entry.get("id", ""), section.get(f"{XML}lang", ""), tig.findtext("term") or "", _is_attested(tig))
        for entry in root.iter("termEntry")
        for section in entry.iter("langSet")
        for tig in section.iter("tig")
    )


def _entry(body: Element, concept: Concept, forms: Mapping[str, Sequence[VerbForm]]) -> None:
    entry = add(body, "termEntry", attributes={"id": concept.name})
    add(entry, "descrip", concept.group, {"type": "subjectField"})
    add(entry, "descrip", concept.gloss, {"type": "definition"})
    if concept.rank:
        add(entry, "note", f"strength: {concept.rank} in the group {concept.group}, 1 is the weakest")
    for code, own in forms.items():
        section = add(entry, "langSet", attributes={f"{XML}lang": code})
        for form in own:
            _form(section, form)


def _form(section: Element, form: VerbForm) -> None:
    tig = add(section, "tig")
    add(tig, "term", form.text)
    if form.number in _NUMBERS:
        add(tig, "termNote", _NUMBERS[form.number], {"type": "grammaticalNumber"})
    add(tig, "termNote", "standardizedTerm" if form.attested else "proposedTerm", {"type": "normativeAuthorization"})
    add(tig, "note", "attested" if form.attested else "not attested")
    if form.source:
        add(tig, "xref", form.source, {"type": "corpusTrace"})


def _is_attested(tig: Element) -> bool:
    return any(note.text == "attested" for note in tig.findall("note"))
