"""Coverage-guided fuzzing of the readers: `python -m bench.fuzz_readers FORMAT [SECONDS] [CORPUS_FOLDER]`.

Each input goes through the reader, repair, parse and the clause finder; only ReadError may come out. Needs atheris,
which is not in the lock: `pip install atheris`. A crash stops the run and leaves the input beside.
"""

from __future__ import annotations

import sys
from contextlib import suppress

try:
    import atheris
except ImportError:
    sys.exit("skipped: atheris is not installed")

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.build import make_expression
    from pipeline.errors import ReadError
    from pipeline.ids import UNKNOWN, ExpressionId
    from pipeline.languages import load
    from pipeline.model import Provenance, Status
    from pipeline.operative.lexicon import find_verbs
    from pipeline.parse import account

LANGUAGES = ("nl", "en", "el", "bg", "ga", "hu", "mt", "fi")  # each script, mutations, double digraphs
_SPECIMEN = Provenance(Status.SPECIMEN)


def run(format: str, data: bytes) -> None:
    """One input; the first byte chooses the language."""
    code = LANGUAGES[(data[0] if data else 0) % len(LANGUAGES)]
    with suppress(ReadError):
        source, expression = make_expression(data[1:], "fuzz", format, ExpressionId("", UNKNOWN, code), _SPECIMEN)
        if account(source, expression).lost:
            raise AssertionError("text was lost")


def main() -> None:
    """Fuzz one format for a time."""
    format, seconds, *folder = [*sys.argv[1:2], *(sys.argv[2:3] or ["600"]), *sys.argv[3:]]
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        "-max_len=200000",
        "-timeout=60",
        "-rss_limit_mb=4000",
        *folder,
    ]
    for code in LANGUAGES:  # loading a language takes seconds, which no input should be blamed for
        find_verbs("1. NOTES the text.", load(code), "")
    run("txt", b"\0some text")
    atheris.Setup(options, lambda data: run(format, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
