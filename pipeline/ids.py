"""Names of things: Council document codes, expressions and manifestations, eIds, addresses.

Codes follow the register's forms: ``10125/22``, ``9524/1/22 REV 1`` (a revision repeats its number inside),
``ST-9524-2022-REV-1``. eIds follow Akoma Ntoso Naming Convention 1.0 (OASIS, section 5.3): element
abbreviation, underscore, number, levels joined by two underscores: ``para_12__clause_3``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.errors import IdError

REGISTER = "https://data.consilium.europa.eu/doc/document"

_SUFFIX = r"(?:INIT|(?:REV|COR|ADD|DCL|EXT|AMD)[ -]\d+)"
_PRINTED = re.compile(
    rf"(?:(?P<series>[A-Z]{{2}}(?:-[A-Z]+)?)\s+)?(?P<number>\d{{1,5}})(?:/(?P<rev>\d{{1,2}}))?/(?P<year>\d{{2}})"
    rf"(?P<suffixes>(?:\s+{_SUFFIX})*)"
)
_REGISTER = re.compile(
    rf"(?P<series>[A-Z]{{2}}(?:-[A-Z]+)?)[ -](?P<number>\d{{1,5}})[ -](?P<year>\d{{4}})(?P<suffixes>(?:[ -]{_SUFFIX})+)"
)


@dataclass(frozen=True, slots=True, order=True)
class DocumentId:
    """A document of the Council: series, serial number, four-digit year, stacked suffixes.

    ``("INIT",)`` is the first issue; further suffixes stack in order, as in ``("ADD 1", "COR 1")``.
    """

    series: str
    number: int
    year: int
    suffixes: tuple[str, ...] = ("INIT",)

    @classmethod
    def parse(cls, code: str) -> DocumentId:
        """Read any printed or register form.

        Raises IdError when the code is not one, or when the revision number inside the code and
        the REV suffix disagree.

        >>> DocumentId.parse("9524/1/22 REV 1").slug
        'ST-9524-2022-REV-1'
        >>> DocumentId.parse("ST-10125-2022-INIT").printed
        'ST 10125/22'
        """
        text = " ".join(code.split())
        match = _REGISTER.fullmatch(text) or _PRINTED.fullmatch(text)
        if match is None:
            raise IdError(f"{code!r} is not a Council document code; write it as 'ST 10125/22' or 'ST 9524/1/22 REV 1'")
        suffixes = tuple(s.replace("-", " ") for s in re.findall(_SUFFIX, match["suffixes"] or ""))
        inner = match.groupdict().get("rev")
        revisions = [s.split()[1] for s in suffixes if s.startswith("REV")]
        if inner and revisions and inner not in revisions:
            raise IdError(f"{code!r} says revision {inner} inside and REV {revisions[0]} after; correct one of them")
        if inner and not revisions:
            suffixes = (f"REV {inner}", *suffixes)
        return cls(match["series"] or "ST", int(match["number"]), _year(match["year"]), suffixes or ("INIT",))

    @property
    def is_corrigendum(self) -> bool:
        """Whether the code is that of a document that corrects another.

        >>> DocumentId.parse("ST 10125/22 COR 1").is_corrigendum
        True
        """
        return any(suffix.startswith("COR") for suffix in self.suffixes)

    @property
    def printed(self) -> str:
        """The form a delegate reads: ``ST 9524/1/22 REV 1``."""
        inner = "".join(f"/{s.split()[1]}" for s in self.suffixes if s.startswith("REV"))
        after = "".join(f" {s}" for s in self.suffixes if s != "INIT")
        return f"{self.series} {self.number}{inner}/{self.year % 100:02d}{after}"

    @property
    def slug(self) -> str:
        """The form of register addresses and folder names: ``ST-9524-2022-REV-1``."""
        return "-".join([self.series, str(self.number), str(self.year), *(s.replace(" ", "-") for s in self.suffixes)])

    def register_url(self, language: str) -> str:
        """Address of the PDF of one language version in the Council's public register."""
        return f"{REGISTER}/{self.slug}/{language}/pdf"


def _year(digits: str) -> int:
    year = int(digits)
    if year >= 100:
        return year
    return 1900 + year if year >= 58 else 2000 + year  # the Council's first documents are of 1958


@dataclass(frozen=True, slots=True, order=True)
class ExpressionId:
    """One language version of one document (FRBR expression)."""

    dossier: str
    document: DocumentId
    language: str

    def __str__(self) -> str:
        return f"{self.document.slug}.{self.language}"


@dataclass(frozen=True, slots=True, order=True)
class ManifestationId:
    """One file of an expression (FRBR manifestation)."""

    expression: ExpressionId
    format: str


def child(parent: str, name: str, number: int | str | None = None) -> str:
    """The eId of a part inside `parent` ("" at the top).

    >>> child("para_12", "clause", 3)
    'para_12__clause_3'
    """
    own = name if number is None else f"{name}_{number}"
    return f"{parent}__{own}" if parent else own


UNKNOWN = DocumentId("", 0, 0, ())
"""The document of a loose file whose code is not known."""
