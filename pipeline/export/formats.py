"""The formats that a document can be written in, as one table; what a command names and what a site offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipeline.errors import LanguageError, ReadError
from pipeline.export.akn import akoma_ntoso
from pipeline.export.csv import csv_table
from pipeline.export.docx import docx
from pipeline.export.json import about, alignment_view, comparison_view, dump, expression_view
from pipeline.export.linked import jsonld
from pipeline.export.material import Material
from pipeline.export.records import findings_json, requests_json, verbs_json
from pipeline.export.synopsis import synopsis
from pipeline.export.tables import findings, requests, rows, verb_grid
from pipeline.export.tbx import tbx
from pipeline.export.tmx import tmx
from pipeline.export.xliff import xliff
from pipeline.export.xlsx import xlsx
from pipeline.model import Expression, Provenance, Row, Status

ENGLISH = "en"
_PAIR = 2
_NONE = Provenance(Status.OFFICIAL)  # of no text: there is none
_BESIDE = 3  # official texts that stand side by side in a printed synopsis


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the end of its file names, what it is for, and what writes it."""

    name: str
    suffix: str
    purpose: str
    write: Callable[[Material], bytes]


def pair(material: Material) -> bytes:
    """XLIFF from the first of two languages, as they were named, to the second."""
    if len(material.languages) != _PAIR:
        raise LanguageError(f"XLIFF has two languages, not {len(material.languages)}; say --lang en,nl")
    return xliff(material, *material.languages)


def _only(material: Material) -> Expression:
    if len(material.expressions) != 1:
        raise LanguageError("one text has one language; say --lang nl")
    return material.expressions[0]


def _single(material: Material) -> bytes:
    expression = _only(material)
    return dump(expression_view(expression) | about(material.expressions)).encode()


def _changes(material: Material) -> bytes:
    languages = set(material.languages)
    found = [one for one in material.comparisons if one.new.language in languages]
    if len(found) != 1:
        message = "there is no document before it in this language" if not found else "say one language: --lang nl"
        raise ReadError(message, where=material.document.printed)
    return dump(comparison_view(found[0]) | about(material.expressions)).encode()


def _rows_json(material: Material) -> bytes:
    return dump(alignment_view(material.alignment) | about(material.expressions)).encode()


FORMATS = {
    one.name: one
    for one in (
        Format("tmx", ".tmx", "translation memory, all languages, a unit a clause (TMX 1.4b)", tmx),
        Format("tmx-sentences", ".sentences.tmx", "translation memory, a unit a sentence", lambda m: tmx(m, True)),
        Format("xliff", ".xlf", "two languages for a CAT tool, with states of review (XLIFF 2.1)", pair),
        Format("tbx", ".tbx", "operative verbs with concepts and strengths (TBX)", lambda m: tbx(m.languages)),
        Format("xlsx", ".xlsx", "all tables as a workbook", xlsx),
        Format("verbs", ".verbs.csv", "the verb grid (CSV)", lambda m: csv_table(verb_grid(m))),
        Format("rows", ".rows.csv", "the rows of the alignment (CSV)", lambda m: csv_table(rows(m))),
        Format("findings", ".findings.csv", "the findings (CSV)", lambda m: csv_table(findings(m))),
        Format("requests", ".requests.csv", "who is asked for what (CSV)", lambda m: csv_table(requests(m))),
        Format("docx", ".docx", "languages side by side (Word)", docx),
        Format("html", ".synopsis.html", "languages side by side, to be printed", synopsis),
        Format(
            "akn", ".akn.xml", "one language version (Akoma Ntoso 3.0)", lambda m: akoma_ntoso(_only(m), date=m.date)
        ),
        Format("json", ".json", "one language version, its parts", _single),
        Format("alignment", ".alignment.json", "the rows of the alignment (JSON)", _rows_json),
        Format("changes", ".changes.json", "what changed in one language (JSON)", _changes),
        Format("verbs-json", ".verbs.json", "the verb grid (JSON)", verbs_json),
        Format("requests-json", ".requests.json", "who is asked for what (JSON)", requests_json),
        Format("findings-json", ".findings.json", "the findings (JSON)", findings_json),
        Format("jsonld", ".jsonld", "linked data: schema.org and ELI", jsonld),
    )
}
"""The formats by name, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a site offers, made from `material` alone; `language` is "" for several."""

    name: str
    format: Format
    language: str
    material: Material

    @property
    def specimen(self) -> bool:
        """Whether a text in it is a specimen."""
        return bool(self.material.specimens)

    def write(self) -> bytes:
        """The bytes of the file."""
        return self.format.write(self.material)


def downloads(material: Material) -> Iterator[Download]:
    """All files of a document, each in the languages that serve best, by names that no other document has.

    A file gets no more of the material than it shows; files that show the same follow each other with the same one.
    """
    slug = material.document.slug
    together = ["tmx", "xlsx", "verbs", "rows", "requests", "alignment", "verbs-json", "requests-json", "jsonld"]
    whole = replace(material, comparisons=(), sentences=())
    for name in together:
        yield Download(f"{slug}{FORMATS[name].suffix}", FORMATS[name], "", whole)
    if material.sentences:
        cut = replace(material, comparisons=(), findings=())
        yield Download(f"{slug}{FORMATS['tmx-sentences'].suffix}", FORMATS["tmx-sentences"], "", cut)
    for name in ("findings", "findings-json") if material.findings else ():
        yield Download(f"{slug}{FORMATS[name].suffix}", FORMATS[name], "", whole)
    yield Download(f"{slug}.tbx", FORMATS["tbx"], "", _languages_alone(material))
    source = ENGLISH if ENGLISH in material.languages else next(iter(material.languages), "")
    official = [code for code in material.languages if code not in material.specimens]
    synoptic = _beside(_with_rows(whole, lambda row: replace(row, score=0.0, evidence=())), *official[:_BESIDE], source)
    yield Download(f"{slug}.docx", FORMATS["docx"], "", replace(synoptic, findings=()))
    rounded = _with_rows(whole, _rounded)
    for code in material.languages:
        alone = _alone(material, code)
        single = replace(alone, comparisons=())
        for name in ("json", "akn"):
            yield Download(f"{slug}.{code}{FORMATS[name].suffix}", FORMATS[name], code, single)
        if alone.comparisons:
            yield Download(f"{slug}.{code}.changes.json", FORMATS["changes"], code, alone)
        if code != source:
            yield Download(f"{slug}.{source}-{code}.xlf", FORMATS["xliff"], code, _beside(rounded, source, code))


def _beside(material: Material, *languages: str) -> Material:
    """Languages side by side: their texts, their cells in the rows, and what was found in any of them."""
    narrow = _with_rows(material, lambda row: replace(row, cells=tuple(c for c in row.cells if c[0] in languages)))
    found = tuple(one for one in material.findings if not set(languages).isdisjoint(one.languages))
    return replace(narrow.only(languages), findings=found)


def _with_rows(material: Material, shown: Callable[[Row], Row]) -> Material:
    """The material with what is `shown` of each row."""
    rows = (shown(row) for row in material.alignment.rows)
    alignment = replace(material.alignment, rows=tuple(row for row in rows if row.cells), notices=())
    return replace(material, alignment=alignment)


def _rounded(row: Row) -> Row:
    """A row with its evidence as a file says it, so that a difference that nobody sees is none."""
    return replace(row, evidence=tuple(replace(one, value=round(one.value, 2)) for one in row.evidence))


def _alone(material: Material, code: str) -> Material:
    """One language by itself, without the rows."""
    alignment = replace(material.alignment, rows=(), notices=())
    return replace(material.only([code]), alignment=alignment, findings=(), sentences=())


def _languages_alone(material: Material) -> Material:
    """The verbs of a language are the same whatever a text says."""
    rows = replace(material.alignment, rows=(), notices=())
    texts = (replace(one, provenance=_NONE, parts=(), notes=(), notices=(), repairs=()) for one in material.expressions)
    return replace(material, alignment=rows, expressions=tuple(texts), comparisons=(), findings=(), sentences=())
