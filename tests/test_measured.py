"""What the benches keep: rows of measurements, and the plot made of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lxml import etree

from bench import __main__ as page
from bench.measured import PLOT, Row, figure, keep, plot, read, table

SVG = "{http://www.w3.org/2000/svg}"
ROW = Row("2026-11-26", "python -m bench.growth", 2, 2, 10, "whole", 0.3, 139.4, 43.1, 274, 0, 56.8)


def test_a_new_measurement_takes_the_place_of_the_one_of_the_same_setting(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    keep(replace(ROW, dossiers=100), path)
    keep(ROW, path)
    again = replace(ROW, date="2026-11-28", processor_s=40.0)
    rows = keep(again, path)
    assert rows == (again, replace(ROW, dossiers=100)) == read(path)
    assert len(keep(replace(ROW, kind="reading", site_mb=0), path)) == 3, "without pages is another setting"


def test_the_plot_has_a_mark_for_each_row_and_stays_the_same() -> None:
    reading = replace(ROW, kind="reading", site_mb=0)
    rows = (ROW, replace(ROW, dossiers=1000, process_mb=300), reading, replace(ROW, languages=24, command="<&>"))
    made = plot(rows)
    root = etree.fromstring(made.encode())
    drawn = [one for one in root.iter(f"{SVG}circle", f"{SVG}rect") if "paper" not in one.get("class")]
    assert len(drawn) == 3 + 4 + 4 + 3, "legend, and three panels, of which one is of pages"
    assert root.get("role") == "img" and "274 MB to" in root.findtext(f"{SVG}desc")
    titles = [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "title"]
    assert len(titles) == 4 and sum("(s)" in one or "(MB)" in one for one in titles) == 3
    assert plot(rows) == made


def test_the_page_shows_the_rows_that_are_kept() -> None:
    rows = read()
    assert PLOT.read_text(encoding="utf-8") == plot(rows)
    text = page.PAGE.read_text(encoding="utf-8")
    assert table(rows) in text and figure(rows) in text
