"""What was measured, kept as rows of docs/measured/growth.csv, and the table and the plot that are made of them.

Long measurements are made in pieces, on other days. A row is one setting: languages, versions, dossiers, with pages or
without; a new measurement of the setting takes its place.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).resolve().parent.parent
ROWS = ROOT / "docs" / "measured" / "growth.csv"
PLOT = ROOT / "docs" / "images" / "growth.svg"
LEFT, RIGHT, TOP, HEIGHT, GAP = 70, 700, 60, 130, 50  # of the panels, in user units


@dataclass(frozen=True, slots=True)
class Row:
    """One setting and what it cost: seconds and megabytes are of the whole run. `site_mb` is 0 without pages."""

    date: str
    command: str
    languages: int
    versions: int
    dossiers: int
    kind: str  # whole, or reading: no pages
    text_mb: float
    clock_s: float
    processor_s: float
    process_mb: float
    worker_mb: float
    site_mb: float

    @property
    def setting(self) -> tuple[int, int, str, int]:
        """What a new measurement must share to take the place of this one."""
        return self.languages, self.versions, self.kind, self.dossiers

    @property
    def series(self) -> str:
        """The line of the plot that it belongs to."""
        return f"{self.languages} languages{', no pages' if self.kind == 'reading' else ''}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of a panel: its number, and the points in user units."""

    number: int
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A quantity over the number of dossiers; `ticks` are labels with their heights."""

    title: str
    top: int
    ticks: tuple[tuple[str, float], ...]
    marks: tuple[Mark, ...]

    @property
    def bottom(self) -> int:
        return self.top + HEIGHT


QUANTITIES: tuple[tuple[str, Callable[[Row], float]], ...] = (
    ("Processor time for a dossier (s)", lambda row: row.processor_s / row.dossiers),
    ("Peak memory of the process that builds (MB)", lambda row: row.process_mb),
    ("Size of the site for a dossier (MB)", lambda row: row.site_mb / row.dossiers),
)


def read(path: Path = ROWS) -> tuple[Row, ...]:
    """All rows, by setting; none where there is no file."""
    if not path.exists():
        return ()
    kinds = {field.name: {"int": int, "float": float, "str": str}[str(field.type)] for field in fields(Row)}
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Row(**{name: kinds[name](value) for name, value in row.items()}) for row in csv.DictReader(file))


def keep(row: Row, path: Path = ROWS) -> tuple[Row, ...]:
    """Write a row among the others, in place of the one of the same setting; all rows."""
    rows = sorted({one.setting: one for one in (*read(path), row)}.values(), key=lambda one: one.setting)
    out = io.StringIO()
    writer = csv.DictWriter(out, [field.name for field in fields(Row)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(asdict, rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(out.getvalue(), encoding="utf-8")
    return tuple(rows)


def table(rows: Iterable[Row]) -> str:
    """The rows as text."""
    lines = [
        "each per dossier, but for memory",
        f"{'languages':>9}{'dossiers':>9}  {'what':<9}{'clock s':>8}{'cpu s':>8}{'site MB':>9}{'process MB':>12}"
        f"{'worker MB':>11}  measured",
    ]
    for row in rows:
        each = [f"{value / row.dossiers:8.2f}" for value in (row.clock_s, row.processor_s)]
        lines.append(
            f"{row.languages:>9}{row.dossiers:>9}  {row.kind:<9}{''.join(each)}{row.site_mb / row.dossiers:>9.2f}"
            f"{row.process_mb:>12.0f}{row.worker_mb:>11.0f}  {row.date}"
        )
    return "\n".join(lines)


def described(rows: Sequence[Row]) -> str:
    """The plot in words."""
    said = []
    for name in _series(rows):
        own = [row for row in rows if row.series == name]
        first, last = own[0], own[-1]
        ends = (f"{row.processor_s / row.dossiers:.1f} s and {row.process_mb:.0f} MB" for row in (first, last))
        sizes = f"from {first.dossiers} to {last.dossiers} dossiers" if len(own) > 1 else f"{last.dossiers} dossiers"
        said.append(f"{name}, {sizes}: {' to '.join(dict.fromkeys(ends))}")
    return f"Processor time for a dossier and peak memory of the process. {'; '.join(said)}."


def figure(rows: Sequence[Row]) -> str:
    """The plot as a line of docs/benchmarks.md, with what it was made of."""
    where = "[The rows that table and plot are made of](measured/growth.csv)."
    return f"![{described(rows)}](images/growth.svg)\n\n{where}"


def plot(rows: Sequence[Row]) -> str:
    """The plot as SVG: a panel a quantity, one above the other, with the same logarithmic axis of dossiers."""
    series = _series(rows)
    low, high = _decades([row.dossiers for row in rows])

    def across(dossiers: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * (math.log10(dossiers) - low) / (high - low), 1)

    panels = []
    for number, (title, value) in enumerate(QUANTITIES):
        top = TOP + number * (HEIGHT + GAP)
        shown = [row for row in rows if value(row)]
        step, most = _scale(max((value(row) for row in shown), default=1))
        marks = tuple(
            Mark(at, tuple((across(row.dossiers), _up(value(row), most, top)) for row in shown if row.series == name))
            for at, name in enumerate(series)
        )
        ticks = tuple((f"{at * step:g}", _up(at * step, most, top)) for at in range(round(most / step) + 1))
        panels.append(Panel(title, top, ticks, tuple(mark for mark in marks if mark.points)))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template("growth.svg").render(
        panels=panels,
        series=series,
        decades=[(f"{10**one:,}", across(10**one)) for one in range(low, high + 1)],
        described=described(rows),
        size=(RIGHT + 20, panels[-1].bottom + 50),
        left=LEFT,
        right=RIGHT,
    )


def _series(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.series for row in rows))


def _up(value: float, most: float, top: int) -> float:
    return round(top + HEIGHT * (1 - value / most), 1)


def _decades(counts: Sequence[int]) -> tuple[int, int]:
    """The powers of ten around all counts, at least one apart.

    >>> _decades([10, 40]), _decades([10]), _decades([4, 1000])
    ((1, 2), (1, 2), (0, 3))
    """
    low = math.floor(math.log10(min(counts)))
    return low, max(low + 1, math.ceil(math.log10(max(counts))))


def _scale(most: float) -> tuple[float, float]:
    """The step between ticks and the top of an axis: 1, 2 or 5 times a power of ten, at most five steps.

    >>> _scale(278), _scale(4.3), _scale(10)
    ((100.0, 300.0), (1.0, 5.0), (2.0, 10.0))
    """
    power = 10.0 ** math.floor(math.log10(most / 5))
    step = next(power * one for one in (1, 2, 5, 10) if power * one * 5 >= most)
    return step, step * math.ceil(most / step - 1e-9)
