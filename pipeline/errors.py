"""What can go wrong, as one tree.

    ConclusioError            the base; the command line catches this and nothing else
    ├── ReadError             a file cannot be read at all (missing, empty, binary, wrong encoding)
    ├── CorpusError           a dossier cannot be used (bad TOML, bad field)
    ├── LanguageError         a language code or language file that is not known or not sound
    └── IdError               a document code or identifier that cannot be parsed

What is merely doubtful in a document is a `Notice` that travels with the value, never an exception.
Every message names the place and says what to do.
"""

from __future__ import annotations


class ConclusioError(Exception):
    """Base of all errors; `str()` is one line: where, what, what to do."""

    def __init__(self, message: str, *, where: str = "") -> None:
        super().__init__(" ".join(f"{where}: {message}".split()) if where else " ".join(message.split()))
        self.where = where


class ReadError(ConclusioError):
    """A manifestation (a file in one format) cannot be read."""


class CorpusError(ConclusioError):
    """A dossier, or a field of it, cannot be used."""


class LanguageError(ConclusioError):
    """A language is unknown, or its data file is not sound."""


class IdError(ConclusioError):
    """A document code or an identifier cannot be understood."""
