"""decisions.toml of a dossier on disk: what people decided, kept beside the texts, edited by hand or command."""

from __future__ import annotations

from pathlib import Path

from pipeline.check.decisions import read_decisions, with_decision
from pipeline.corpus.store import locked, write_whole
from pipeline.errors import CorpusError
from pipeline.findings import Decision

NAME = "decisions.toml"


def load_decisions(folder: Path) -> tuple[Decision, ...]:
    """The decisions of a dossier; none where there is no file. Raises CorpusError for a file that is not sound."""
    path = folder / NAME
    return read_decisions(_text(path), str(path))


def add_decision(folder: Path, decision: Decision) -> Path:
    """Put one more decision at the end of the file, and make the file if there is none.

    What stood in it is kept to the letter. Raises CorpusError where it is not sound, and leaves it as it was.
    """
    path = folder / NAME
    with locked(folder):
        text = with_decision(_text(path), decision)
        if decision not in read_decisions(text, str(path)):
            raise CorpusError("the decision does not read back as it was written; please report this", where=str(path))
        write_whole(path, text.encode())
    return path


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise CorpusError("is not in UTF-8; save it so", where=str(path)) from None
