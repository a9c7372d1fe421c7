"""A table ↔ CSV: RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to read it as such.

A spreadsheet runs a cell that begins as a formula does. Such a text gets an apostrophe before it, and so does one that
begins with apostrophes and then as a formula, so that `read_csv` can take it away again.
"""

from __future__ import annotations

import csv
import io
import re

from pipeline.export.tables import Cell, Table

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_MARK = "\ufeff"


def csv_table(table: Table) -> bytes:
    """The bytes of one table, its head first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(_guarded, table.head))
    writer.writerows([_guarded(cell) for cell in row] for row in table.rows)
    return (_MARK + text.getvalue()).encode()


def read_csv(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The lines of a table again, head first, all cells as text."""
    text = io.StringIO(data.decode().removeprefix(_MARK), newline="")
    return tuple(tuple(cell[1:] if _GUARDED.match(cell) else cell for cell in row) for row in csv.reader(text))


def _guarded(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = cell.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if _FORMULA.match(text) else text
