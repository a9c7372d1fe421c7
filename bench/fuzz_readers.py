"""Coverage-guided fuzzing of the readers: `python -m bench.fuzz_readers FORMAT [SECONDS] [CORPUS_FOLDER]`.

FORMAT is txt, docx, html, formex, akn or pdf. Each input goes through the reader, repair, parse and the clause finder;
only ReadError may come out, and no text may be lost. It begins with the texts of tests/cases/structures in that format
and goes on with `fuzz_mutators`. Needs atheris, which is not in the lock: `pip install atheris`. A crash stops the run
and leaves the input beside.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("skipped: atheris is not installed")

with atheris.instrument_imports(include=["pipeline"]):
    from writers.akn import council_akn
    from writers.docx import council_docx, manuscript
    from writers.formex import council_formex
    from writers.html import GENERATIONS, council_html

    from bench.fuzz_mutators import mutate
    from pipeline.build import make_expression
    from pipeline.errors import ReadError
    from pipeline.ids import UNKNOWN, ExpressionId
    from pipeline.languages import load
    from pipeline.model import Expression, Provenance, Status
    from pipeline.operative.lexicon import find_verbs
    from pipeline.parse import account

LANGUAGES = ("nl", "en", "el", "bg", "ga", "hu", "mt", "fi")  # each script, mutations, double digraphs
CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "structures"
KINDS = {"formex": "xml", "akn": "xml"}  # the others are named as their files are
_SPECIMEN = Provenance(Status.SPECIMEN)


def run(kind: str, data: bytes) -> None:
    """One input; the first byte chooses the language."""
    code = LANGUAGES[(data[0] if data else 0) % len(LANGUAGES)]
    with suppress(ReadError):
        source, expression = make_expression(data[1:], "fuzz", kind, ExpressionId("", UNKNOWN, code), _SPECIMEN)
        if account(source, expression).lost:
            raise AssertionError("text was lost")


def seeds(format: str) -> Iterator[bytes]:
    """The texts of the structure cases in a format, each behind the byte of its language or of Dutch."""
    for case in sorted(CASES.glob("*.txt")):
        code = case.suffixes[0].removeprefix(".")
        head = bytes([LANGUAGES.index(code) if code in LANGUAGES else 0])
        text = case.read_bytes()
        expression = make_expression(text, case.name, "txt", ExpressionId("", UNKNOWN, code), _SPECIMEN)[1]
        for data in _set(format, text, expression):
            yield head + data


def _set(format: str, text: bytes, expression: Expression) -> Iterator[bytes]:
    if format == "txt":
        yield text
    elif format == "docx":
        yield council_docx(manuscript(expression), expression.language)
    elif format == "html":
        yield from (council_html(expression, generation) for generation in GENERATIONS)
    elif format == "pdf":
        yield plain_pdf([line for line in text.decode().splitlines() if line.strip()])
    else:
        yield (council_formex if format == "formex" else council_akn)(expression)


def plain_pdf(lines: Sequence[str]) -> bytes:
    """A page of lines whose streams are not compressed, so that a mutation reaches what stands in them."""
    shown = (line.encode("cp1252", "replace").translate(None, b"\\()") for line in lines[:40])
    stream = b"BT /F 11 Tf 14 TL 60 780 Td " + b" ".join(b"(" + line + b") Tj T*" for line in shown) + b" ET"
    font = b"/Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    fonts = b"/Resources << /Font << /F << " + font + b" >> >> >>"
    return b"\n".join(
        (
            b"%PDF-1.4",
            b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
            b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj",
            b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] " + fonts + b" /Contents 4 0 R >> endobj",
            b"4 0 obj << /Length %d >> stream\n%b\nendstream endobj" % (len(stream), stream),
            b"trailer << /Root 1 0 R >>",
        )
    )


def main() -> None:
    """Fuzz one format for a time."""
    format, seconds, *folder = [*sys.argv[1:2], *(sys.argv[2:3] or ["600"]), *sys.argv[3:]]
    kind = KINDS.get(format, format)
    corpus = Path(folder[0] if folder else tempfile.mkdtemp())
    for number, seed in enumerate(seeds(format)):
        (corpus / f"seed-{number:03}").write_bytes(seed)
    options = [
        *(
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            "-max_len=200000",
            "-timeout=60",
            "-rss_limit_mb=4000",
        ),
        f"-artifact_prefix={corpus}-",
    ]
    for code in LANGUAGES:  # loading a language takes seconds, which no input should be blamed for
        find_verbs("1. NOTES the text.", load(code), "")
    run("txt", b"\0some text")

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        return mutate(kind, data, most, seed, atheris.Mutate)

    atheris.Setup(options, lambda data: run(kind, data), custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
