"""Tables → an Office Open XML workbook; the only door to XlsxWriter.

One sheet a table: typed cells, a head that stays in sight, filters. Text is always text, whatever it begins with: no
cell is a formula or a link. The workbook holds no time but the date of the document, so that its bytes are the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.export.material import NO_LEGAL_VALUE, Material
from pipeline.export.tables import Cell, Table, tables

LONGEST = 32_767
"""Characters that a cell can hold (Excel specifications and limits)."""

_CUT = " … [cut here: {left} characters more than a cell can hold; the CSV and TMX files have them]"
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDE, _NARROW = 48, 14
_SHORT = 24  # characters up to which a column is narrow
_NO_DATE = "1980-01-01"  # the first that a zip archive knows


def xlsx(material: Material) -> bytes:
    """The workbook of a document, with one sheet for each of its tables."""
    return workbook(tables(material), f"{material.document.printed}: {material.title}", material.date)


def workbook(sheets: Sequence[Table], title: str, date: str) -> bytes:
    """A workbook of tables. `date` is ISO or ""."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _PLAIN) as book:
        created = datetime.fromisoformat(date or _NO_DATE).replace(tzinfo=UTC)
        book.set_properties({"title": title[:255], "comments": NO_LEGAL_VALUE, "created": created})
        bold, wrapped = (
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        for table in sheets:
            _sheet(book.add_worksheet(table.name), table, bold, wrapped)
    return out.getvalue()


def _sheet(sheet: Worksheet, table: Table, bold: Format, wrapped: Format) -> None:
    for column, name in enumerate(table.head):
        cells = [row[column] for row in table.rows]
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        sheet.set_column(column, column, _NARROW if longest <= _SHORT else _WIDE)
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _cell(sheet, number, column, cell, wrapped)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.head) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{NO_LEGAL_VALUE}&R&P/&N")


def _cell(sheet: Worksheet, row: int, column: int, cell: Cell, wrapped: Format) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, wrapped)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, wrapped)
    elif cell:
        sheet.write_string(row, column, _fitting(cell), wrapped)


def _fitting(text: str) -> str:
    """The text, or as much of it as a cell can hold, and how much is missing."""
    if len(text) <= LONGEST:
        return text
    room = LONGEST - len(_CUT) - len(str(len(text)))
    return text[:room] + _CUT.format(left=len(text) - room)
