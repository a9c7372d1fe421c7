"""Writes an expression in Akoma Ntoso 3.0, root `statement`, each part with the element that docs/glossary.md names."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from writers.wording import Piece, below, holders, pieces

from pipeline.model import Expression, Kind, Note, Subdivision

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_META = """<meta><identification source="#council"><FRBRWork>
<FRBRthis value="/akn/eu/statement/council/2022-06-10/1/!main"/>
<FRBRuri value="/akn/eu/statement/council/2022-06-10/1"/><FRBRdate date="2022-06-10" name="adoption"/>
<FRBRauthor href="#council"/><FRBRcountry value="eu"/></FRBRWork><FRBRExpression>
<FRBRthis value="/akn/eu/statement/council/2022-06-10/1/{code}@/!main"/>
<FRBRuri value="/akn/eu/statement/council/2022-06-10/1/{code}@"/><FRBRdate date="2022-06-10" name="adoption"/>
<FRBRauthor href="#council"/><FRBRlanguage language="{code}"/></FRBRExpression><FRBRManifestation>
<FRBRthis value="/akn/eu/statement/council/2022-06-10/1/{code}@/!main.xml"/>
<FRBRuri value="/akn/eu/statement/council/2022-06-10/1/{code}@.xml"/><FRBRdate date="2022-06-10" name="xml"/>
<FRBRauthor href="#council"/></FRBRManifestation></identification></meta>"""


def council_akn(expression: Expression) -> bytes:
    """The file, in UTF-8."""
    writer = _Writer(expression)
    of = expression.of_kind
    top = list(expression.parts)
    cover = "".join(
        f'<container name="{_field(part)}" {writer.ids(part)}><p>{writer.label(part)}</p></container>'
        for part in of(Kind.COVER)
    )
    annex = "".join(
        f'<container name="annex" {writer.ids(part)}><p>{writer.text(part)}</p></container>' for part in of(Kind.ANNEX)
    )
    title = "".join(f"<longTitle {writer.ids(part)}><p>{writer.text(part)}</p></longTitle>" for part in of(Kind.TITLE))
    formula = "".join(
        f'<formula name="enacting" {writer.ids(part)}><p>{writer.text(part)}</p></formula>'
        for part in of(Kind.ENACTING)
    )
    preamble = "".join(map(writer.preamble, of(Kind.PREAMBLE)))
    body = [part for part in top if part.kind in (Kind.HEADING, Kind.POINT, Kind.JUNK)]
    blocks = (
        (f"<coverPage>{cover}</coverPage>" if cover else "")
        + (f"<preface>{annex}{title}</preface>" if annex or title else "")
        + (f"<preamble>{formula}{preamble}</preamble>" if formula or preamble else "")
        + f"<mainBody>{writer.body(body)}</mainBody>"
    )
    meta = _META.format(code=expression.language)
    root = f'<akomaNtoso xmlns="{NAMESPACE}"><statement name="conclusions">{meta}{blocks}</statement></akomaNtoso>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'.encode()


def _field(part: Subdivision) -> str:
    return part.eid.removeprefix("cover__")


class _Writer:
    def __init__(self, expression: Expression) -> None:
        self.expression = expression

    def ids(self, part: Subdivision) -> str:
        return f"eId={quoteattr(part.eid)}" + (f" wId={quoteattr(part.wid)}" if part.wid else "")

    def label(self, part: Subdivision) -> str:
        return f"<span>{escape(part.num)}</span> {self.text(part)}" if part.num else self.text(part)

    def text(self, part: Subdivision) -> str:
        return self.inline(pieces(part, self.expression))

    def inline(self, found: list[Piece]) -> str:
        return "".join(self.note(piece) if isinstance(piece, Note) else escape(piece) for piece in found)

    def note(self, note: Note) -> str:
        text = f"<p>{escape(note.text)}</p>"
        return f'<authorialNote marker="{note.mark}" placement="bottom" eId="{note.eid}">{text}</authorialNote>'

    def number(self, part: Subdivision) -> str:
        return f"<num>{escape(part.num)}</num>" if part.num else ""

    def preamble(self, part: Subdivision) -> str:
        items = "".join(
            f"<citation {self.ids(item)}>{self.number(item)}<p>{self.text(item)}</p></citation>" for item in below(part)
        )
        return f"<citations {self.ids(part)}><intro><p>{self.text(part)}</p></intro>{items}</citations>"

    def body(self, parts: list[Subdivision]) -> str:
        """Each heading opens a section."""
        out = ""
        opened = False
        for part in parts:
            if part.kind is Kind.HEADING:
                out += "</section>" * opened + f"<section {self.ids(part)}><heading>{self.text(part)}</heading>"
                opened = True
            elif part.kind is Kind.JUNK:
                out += (
                    f'<hcontainer name="junk" {self.ids(part)}><content><p>{self.text(part)}</p></content></hcontainer>'
                )
            else:
                out += self.point(part)
        return out + "</section>" * opened

    def point(self, part: Subdivision) -> str:
        clauses = self.clauses(part)
        inner = "".join(
            f"<subparagraph {self.ids(child)}>{self.clauses(child)}</subparagraph>"
            if child.kind is Kind.SUBPARAGRAPH
            else f"<point {self.ids(child)}>{self.number(child)}<content><p>{self.text(child)}</p></content></point>"
            for child in below(part)
        )
        return f"<paragraph {self.ids(part)}>{self.number(part)}{clauses}{inner}</paragraph>"

    def clauses(self, part: Subdivision) -> str:
        return "".join(
            f"<clause {self.ids(clause)}><content><p>{self.text(clause)}</p></content></clause>"
            for clause in holders(part)
        )
