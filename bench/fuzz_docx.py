"""Coverage-guided fuzzing inside a DOCX: `python -m bench.fuzz_docx [SECONDS] [CORPUS_FOLDER]`.

Bytes at random are refused at the zip, and most at the XML; so the input chooses elements and values, from which sound
parts are made. The reader, repair, parse and the former side are run; no error may come out but ReadError, origins must
hold and no text may be lost. Needs atheris, which is not in the lock: `pip install atheris`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress

from writers.docx import NAMESPACES, footnotes, numbering, package, paragraph, part, run, styles

try:
    import atheris
except ImportError:
    sys.exit("skipped: atheris is not installed")

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.errors import ReadError
    from pipeline.ids import UNKNOWN, ExpressionId
    from pipeline.ingest.docx import read
    from pipeline.languages import load
    from pipeline.model import Provenance, Status
    from pipeline.parse import account, parse
    from pipeline.repair import repair
    from pipeline.repair.revisions import former

TAGS = (
    "p p p r r r t t t tbl tr tc ins del moveFrom moveTo delText tab br cr sym noBreakHyphen fldChar instrText "
    "fldSimple footnoteReference endnoteReference footnoteRef hyperlink sdt sdtContent pPr rPr numPr numId ilvl "
    "pStyle rStyle b i strike u vanish caps specVanish txbxContent sectPr footnotePr numRestart numFmt altChunk "
    "pPrChange trPr tcPr pageBreakBefore lastRenderedPageBreak lvl lvlText start num abstractNum abstractNumId "
    "lvlOverride startOverride lvlRestart isLgl suff style basedOn footnote headerReference"
).split()
ATTRIBUTES = "val id type fldCharType char font numId ilvl abstractNumId styleId customMarkFollows format".split()
VALUES = (
    "0 1 2 3 8 9 -1 999999999 begin separate end Point Heading1 FootnoteReference eachSect eachPage decimal "
    "lowerLetter upperRoman bullet custom none F0B7 Symbol page default paragraph character %1. (%2) %1.%2 – on false"
).split()
TEXTS = (
    " ",
    "a",
    "1. MERKT OP ",
    "BIJLAGE",
    "van:",
    "DE RAAD VAN DE EUROPESE UNIE,",
    "– ",
    "  ",
    "é",
    "\ue000",
    "1",
    ";",
)


def markup(provider: atheris.FuzzedDataProvider, most: int) -> Iterator[str]:
    """Sound XML of elements of the format in any order."""
    open_tags: list[str] = []
    for _ in range(most):
        if not provider.remaining_bytes():
            break
        step = provider.ConsumeIntInRange(0, 9)
        if step < 5:
            tag = TAGS[provider.ConsumeIntInRange(0, len(TAGS) - 1)]
            named = {ATTRIBUTES[provider.ConsumeIntInRange(0, len(ATTRIBUTES) - 1)] for _ in range(step % 3)}
            values = (VALUES[provider.ConsumeIntInRange(0, len(VALUES) - 1)] for _ in named)
            attributes = "".join(f' w:{name}="{value}"' for name, value in zip(sorted(named), values, strict=True))
            yield f"<w:{tag}{attributes}>"
            open_tags.append(tag)
        elif step < 7:
            yield TEXTS[provider.ConsumeIntInRange(0, len(TEXTS) - 1)]
        elif open_tags:
            yield f"</w:{open_tags.pop()}>"
    yield from (f"</w:{tag}>" for tag in reversed(open_tags))


def check(data: bytes) -> None:
    """One input: three parts from the bytes, then the laws."""
    provider = atheris.FuzzedDataProvider(data)
    body = "".join(markup(provider, 300))
    note = "".join(markup(provider, 40))
    lists, more = "".join(markup(provider, 60)), "".join(markup(provider, 40))
    parts = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}{paragraph(run('x'))}</w:body></w:document>",
        "word/footnotes.xml": footnotes({1: f"<w:p>{note}</w:p>", 2: "two"}),
        "word/numbering.xml": numbering().replace("</w:numbering>", f"{lists}</w:numbering>"),
        "word/styles.xml": styles(more),
        "word/header1.xml": part("hdr", note),
    }
    language = load("nl")
    with suppress(ReadError):
        source = read(package(parts, 0), "fuzz", "nl")
        if any(source.text[b.origin.start : b.origin.end] != b.text for b in source.blocks):
            raise AssertionError("an origin does not hold")
        for side in (source, former(source)):
            repaired = repair(side, language)
            expression = parse(repaired, language, ExpressionId("", UNKNOWN, "nl"), Provenance(Status.SPECIMEN))
            if account(repaired, expression).lost:
                raise AssertionError("text was lost")


def main() -> None:
    """Fuzz for a time."""
    seconds, *folder = sys.argv[1:] or ["600"]
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        "-max_len=4000",
        "-len_control=0",
        "-timeout=30",
        "-rss_limit_mb=4000",
        *folder,
    ]
    atheris.Setup(options, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
