"""The site: what every page must keep to, what a reader must find, and the laws of marked-up text."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from specimens import parsed

from pipeline.compare import compare
from pipeline.compare.words import edits
from pipeline.consolidate import Modifier, consolidate
from pipeline.errors import ConclusioError
from pipeline.ids import DocumentId, ExpressionId, child
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import (
    Addressee,
    Alignment,
    Change,
    EditOp,
    Evidence,
    Expression,
    Kind,
    Level,
    Note,
    Notice,
    Op,
    OperativeVerb,
    Origin,
    Provenance,
    Row,
    Status,
    Subdivision,
)
from pipeline.site import ComparedView, DocumentView, DossierView, pages
from pipeline.site.addresses import is_web, relative
from pipeline.site.changes import anchored, changes_page
from pipeline.site.passages import edited, plain
from pipeline.site.press import built_in
from pipeline.site.shelves import shelve
from pipeline.site.words import load_words

OLD, NEW = DocumentId.parse("ST 9524/1/22 REV 1"), DocumentId.parse("ST 10125/22")
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;"
OFFICIAL = Provenance(Status.OFFICIAL, "https://data.example.eu/doc?a=1&b=2", "2024-01-02", "ab" * 32, "law", "© EU.")
SPECIMEN = Provenance(Status.SPECIMEN, "javascript:alert(3)", notice="A working text.")
CONCEPTS = {"INVITES": ("invite", "request", 2), "URGES": ("urge", "request", 5)}
OCCURRING = ("invite", "urge", "stress")
"""The concepts of the verbs in the texts below; NOTES and RECALLS stand for the last, too."""
XHTML = "{http://www.w3.org/1999/xhtml}"


def verb(text: str) -> OperativeVerb:
    concept, group, rank = CONCEPTS.get(text, ("stress", "emphasis", 0))
    return OperativeVerb(text, text, "", (concept,), group, rank, ((0, len(text)),))


def clause(point: int, number: int, opener: str, rest: str) -> Subdivision:
    eid = child(f"para_{point}", "clause", number)
    asked = (Addressee("commission", rest, len(opener) + 1, len(opener) + 1 + len(rest)),)
    return Subdivision(Kind.CLAUSE, eid, f"{opener} {rest}", "", (), verb(opener), asked, (), eid)


def point(number: int, *clauses: Subdivision) -> Subdivision:
    return Subdivision(Kind.POINT, f"para_{number}", "", f"{number}.", clauses, wid=f"para_{number}")


def expression(document: DocumentId, language: str, provenance: Provenance, *points: Subdivision) -> Expression:
    """A whole small text: cover, title, preamble, heading, points, a note, a passage not understood."""
    parts = (
        Subdivision(Kind.COVER, "cover__type", f"NOTE {HOSTILE}", wid="cover__type"),
        Subdivision(Kind.COVER, "cover__to", "Delegations", "To:", wid="cover__to"),
        Subdivision(Kind.TITLE, "docTitle", f"Title in {language}", wid="docTitle"),
        Subdivision(
            Kind.PREAMBLE,
            "preamble",
            "RECALLING",
            children=(Subdivision(Kind.ITEM, "preamble__rec_1", "an item;", "–", wid="preamble__rec_1"),),
            wid="preamble",
        ),
        Subdivision(Kind.HEADING, "crossHeading_1", "Heading", wid="crossHeading_1"),
        *points,
        Subdivision(Kind.JUNK, "junk_1", "left over", wid="junk_1"),
    )
    notes = (Note("authorialNote_1", "1", f"Doc. {HOSTILE}", "para_1__clause_1", 4, wid="authorialNote_1"),)
    notices = (Notice(Level.WARNING, "odd-character", HOSTILE, Origin("line 3", 0, 1)),)
    return Expression(ExpressionId("made", document, language), provenance, parts, notes, notices)


def aligned(document: DocumentId, *expressions: Expression) -> Alignment:
    """Rows by equal eIds; the last language has a gap where it lacks the part."""
    order: dict[str, Kind] = {}
    for one in expressions:
        order |= {part.eid: part.kind for part in one.walk()} | {note.eid: Kind.NOTE for note in one.notes}
    having = {one.language: {part.eid for part in one.walk()} | {note.eid for note in one.notes} for one in expressions}
    rows = tuple(
        Row(
            eid, kind, tuple((code, (eid,)) for code in having if eid in having[code]), 0.875, (Evidence("order", 1.0),)
        )
        for eid, kind in order.items()
    )
    return Alignment(document, tuple(having), rows)


@cache
def dossier() -> DossierView:
    first = clause(1, 1, "STRESSES", f"one {HOSTILE};")
    stays = "that what was agreed in the year before still holds for all;"
    moves = "that a thing of some length will move on to the next point;"
    before = (
        point(1, first, clause(1, 2, "INVITES", "the Commission to act;"), clause(1, 3, "NOTES", moves)),
        point(2, clause(2, 1, "RECALLS", stays)),
    )
    changed = point(1, first, clause(1, 2, "URGES", "the Commission to act at once;"))
    after = (changed, point(2, clause(2, 1, "RECALLS", stays), clause(2, 2, "NOTES", moves)))
    old = [expression(OLD, code, SPECIMEN, *before) for code in ("en", "nl")]
    new = [
        expression(NEW, "en", SPECIMEN, *after),
        expression(NEW, "nl", OFFICIAL, *after),
        expression(NEW, "fi", SPECIMEN, changed),
    ]
    compared = tuple(ComparedView(compare(a, b), a, b) for a, b in zip(old, new, strict=False))
    documents = (
        DocumentView(OLD, "2022-06-02", "draft", aligned(OLD, *old), tuple(old)),
        DocumentView(NEW, "2022-06-10", f"adopted {HOSTILE}", aligned(NEW, *new), tuple(new)),
    )
    one_text = consolidate(old[1], [Modifier(new[1], "2022-06-10")], "2022-06-02")
    titles = (("en", f"A dossier {HOSTILE}"),)
    return DossierView("made", titles, documents, compared, consolidations=(one_text,))


@cache
def site() -> dict[str, bytes]:
    return dict(pages([dossier()]))


@cache
def trees() -> dict[str, Element]:
    return read(site())


def read(files: Mapping[str, bytes]) -> dict[str, Element]:
    """Every page, read by a parser that refuses what a browser would have to mend."""
    parser = html5lib.HTMLParser(strict=True)
    return {path: parser.parse(data.decode()) for path, data in files.items() if path.endswith(".html")}


def say(message: str, language: str = "nl", **values: object) -> str:
    """What the interface says in this language."""
    return str(load_words(language, [built_in()]).say(message, values))


def page(name: str) -> Element:
    return trees()[f"made/{NEW.slug}/{name}.html"]


def texts(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def tagged(element: Element, name: str, classes: str = "") -> Iterator[Element]:
    wanted = set(classes.split())
    return (one for one in element.iter(f"{XHTML}{name}") if wanted <= set(one.get("class", "").split()))


def test_the_site_has_every_kind_of_page() -> None:
    folder = f"made/{NEW.slug}"
    ends = ["", *(f"-{code}" for code in PROTOCOL_ORDER if code != "en")]
    for_all = ("parallel", "verbs", "findings")
    assert set(trees()) == {
        *(f"{name}{end}.html" for name in ("index", "about", "search", "made/index", "made/downloads") for end in ends),
        *(f"concordance{name}{end}.html" for name in ("", *(f"/{one}" for one in OCCURRING)) for end in ends),
        *(f"{folder}/{name}.html" for name in ("en", "nl", "fi", "changes-en", "changes-nl", *for_all)),
        *(f"made/{OLD.slug}/{name}.html" for name in ("en", "nl", *for_all)),
        "made/consolidated-nl.html",
        *(f"{folder}/asked-{code}.html" for code in ("en", "nl", "fi")),
        *(f"made/{OLD.slug}/asked-{code}.html" for code in ("en", "nl")),
    }


def follow(files: Mapping[str, bytes], pages_: Mapping[str, Element]) -> int:
    """Follow every link inside a site; how many there were."""
    ids = {path: {one.get("id") for one in tree.iter()} - {None} for path, tree in pages_.items()}
    followed = 0
    for path, tree in pages_.items():
        for element in tree.iter():
            for name in ("href", "src"):
                target = element.get(name)
                if target is None or is_web(target):
                    continue
                parts = urlsplit(target)
                assert not parts.scheme, target
                assert not parts.netloc, target
                there = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
                there = there if parts.path else path
                assert there in files, f"{path}: {target}"
                assert not parts.fragment or unquote(parts.fragment) in ids[there], f"{path}: {target}"
                followed += 1
    return followed


def test_every_link_leads_to_a_page_and_a_place_that_are_there() -> None:
    assert follow(site(), trees()) > 100


@pytest.mark.parametrize("whole", [False, True])
def test_links_find_their_place_in_a_text_of_several_pages(monkeypatch: pytest.MonkeyPatch, whole: bool) -> None:
    monkeypatch.setattr("pipeline.site.shelves.READING_CHARACTERS", 3000 if whole else 10)
    monkeypatch.setattr("pipeline.site.shelves.PARALLEL_CHARACTERS", 3000 if whole else 10)
    files = dict(pages([specimens() if whole else dossier()]))
    assert f"made/{NEW.slug}/nl-3.html" in files
    assert f"made/{NEW.slug}/parallel-3.html" in files
    assert follow(files, read(files)) > 100


def specimens() -> DossierView:
    """The included dossier in one language."""
    old, new = parsed("nl", "rev1")[1], parsed("nl", "adopted")[1]
    documents = tuple(
        DocumentView(id, "2022-06-02", "", aligned(id, text), (text,)) for id, text in ((OLD, old), (NEW, new))
    )
    return DossierView("made", (("nl", "A dossier"),), documents, (ComparedView(compare(old, new), old, new),))


def test_ids_are_unique_on_each_page() -> None:
    for path, tree in trees().items():
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), path


def test_no_page_has_inline_script_or_style_or_asks_anything_of_the_net() -> None:
    for path, tree in trees().items():
        scripts = [one for one in tagged(tree, "script") if one.get("type") != "application/ld+json"]  # which is data
        assert all(script.get("src") and not texts(script) for script in scripts), path
        assert not list(tagged(tree, "style")), path
        attributes = {name for one in tree.iter() for name in one.keys()}  # noqa: SIM118  # an Element is no dict
        assert not {name for name in attributes if name == "style" or name.startswith("on")}, path
        assert not list(tagged(tree, "img")), path
        policies = [one.get("content", "") for one in tagged(tree, "meta") if one.get("http-equiv")]
        assert [policy.partition(";")[0] for policy in policies] == ["default-src 'none'"], path
    styles = b"".join(data for path, data in site().items() if path.endswith(".css"))
    assert b"http" not in styles
    assert b"@import" not in styles


def test_text_that_would_be_markup_is_shown_as_text() -> None:
    assert HOSTILE in texts(page("nl"))
    assert HOSTILE in texts(page("parallel"))
    assert HOSTILE in texts(trees()["made/index.html"])
    assert HOSTILE in texts(trees()["index.html"])


def test_only_web_addresses_become_links() -> None:
    hrefs = [one.get("href", "") for tree in trees().values() for one in tagged(tree, "a")]
    assert OFFICIAL.source in hrefs
    assert not [href for href in hrefs if "javascript" in href]
    assert "javascript:alert(3)" in texts(page("en"))


@pytest.mark.parametrize(
    "address", ["", "javascript:alert(1)", "data:text/html,x", "//host/x", "file:///etc", "http://[", "x"]
)
def test_an_address_that_is_not_of_the_web_is_known(address: str) -> None:
    assert not is_web(address)


def test_a_specimen_says_so_in_its_title_its_head_and_its_ribbon() -> None:
    for name in ("en", "fi"):
        tree = page(name)
        working = f"{say('specimen', name)}: {say('working text, not a Council text', name)}".lower()
        assert say("SPECIMEN, not a Council text", name) in texts(next(tagged(tree, "title")))
        assert working in texts(next(tagged(tree, "aside", "ribbon"))).lower()
        assert working in texts(next(tagged(tree, "p", "status sample"))).lower()
        assert say("official text", name) not in texts(tree).lower()


def test_an_official_text_says_so_and_names_no_specimen() -> None:
    tree = page("nl")
    assert say("official text") in texts(next(tagged(tree, "p", "status official"))).lower()
    assert say("specimen").upper() not in texts(tree).upper()


def test_every_column_of_a_specimen_is_marked_in_words_and_by_class() -> None:
    tree = page("parallel")
    heads = {one.get("class", "").split()[0]: texts(one) for one in tagged(tree, "th") if one.get("scope") == "col"}
    assert "Specimen: working text, not a Council text" in heads["c-en"]
    assert "Official text" in heads["c-nl"]
    assert "Specimen" not in heads["c-nl"]
    assert all("sample" in one.get("class", "") for one in tagged(tree, "td", "c-en"))
    assert not list(tagged(tree, "td", "c-nl sample"))
    assert "With SPECIMENS, not Council texts" in texts(next(tagged(tree, "title")))


def test_a_comparison_with_a_specimen_says_which_side_it_is() -> None:
    tree = page("changes-nl")
    assert say("With SPECIMENS, not Council texts") in texts(next(tagged(tree, "title")))
    assert OLD.printed in texts(next(tagged(tree, "aside", "ribbon")))
    assert all(say("specimen") in texts(side) for side in tagged(tree, "div", "side old"))
    assert all(say("official text") in texts(side) for side in tagged(tree, "div", "side new"))


def test_every_piece_of_a_text_has_its_language() -> None:
    assert page("nl").get("lang") == "nl"
    cells = [one for one in tagged(page("parallel"), "td") if "gap" not in one.get("class", "")]
    assert cells
    assert all(one.get("lang") == one.get("class", "").split()[0].removeprefix("c-") for one in cells)


def test_points_and_clauses_have_permalinks_and_the_same_point_elsewhere() -> None:
    tree = page("nl")
    hrefs = [one.get("href") for one in tagged(tree, "a")]
    assert {"#para_1", "#para_1__clause_2", "en.html#para_1"} <= set(hrefs)
    assert (
        "parallel.html?ui=nl&columns=en,nl#row-para_1" in hrefs
        or "parallel.html?ui=nl&columns=nl,en#row-para_1" in hrefs
    )
    labels = [one.get("aria-label", "") for one in tagged(tree, "a", "permalink")]
    place = f"{say('point %(number)s', number=1)}, {say('clause %(number)s', number=2)}"
    assert f"{say('Link to this place')}: {place}" in labels


def test_a_note_and_its_reference_point_to_each_other() -> None:
    tree = page("nl")
    ids = {one.get("id"): one for one in tree.iter() if one.get("id")}
    assert ids["ref-authorialNote_1"].get("href") == "#authorialNote_1"
    assert any(one.get("href") == "#ref-authorialNote_1" for one in tagged(ids["authorialNote_1"], "a"))


def test_the_verb_stands_out_by_an_element_and_carries_its_kind() -> None:
    verbs = list(tagged(page("nl"), "b", "verb"))
    assert {say("emphasis"), say("request")} <= {one.get("data-strength") for one in verbs}


def test_text_that_was_not_understood_is_shown_and_named() -> None:
    assert texts(next(tagged(page("nl"), "div", "junk"))).lower() == f"{say('passage not understood')} left over"


def test_a_gap_is_a_gap_with_words() -> None:
    gaps = [texts(one) for one in tagged(page("parallel"), "td", "c-fi gap")]
    assert gaps
    assert set(gaps) == {"no counterpart"}


def test_evidence_and_score_of_a_row_are_there_on_demand() -> None:
    row = next(one for one in page("parallel").iter(f"{XHTML}tr") if one.get("id") == "row-para_1__clause_1")
    shown = texts(next(tagged(row, "details")))
    assert "88%" in shown
    assert "order: 1.00" in shown


def test_columns_can_be_chosen_without_a_script() -> None:
    rules = site()["static/columns.css"].decode()
    for language in PROTOCOL_ORDER:
        assert f":has(#c-{language}:not(:checked))" in rules
    boxes = {one.get("value"): one.get("checked") is not None for one in tagged(page("parallel"), "input")}
    assert boxes["nl"]
    assert boxes["en"]
    assert not boxes["fi"]


def test_a_move_is_linked_at_both_ends() -> None:
    tree = page("changes-nl")
    left = next(tagged(tree, "p", "left"))
    anchor = (left.get("id") or "").removeprefix("left-")
    point, clause = (
        (lambda number: say("point %(number)s", number=number)),
        (lambda n: say("clause %(number)s", number=n)),
    )
    assert f"{point(1)}, {clause(3)} → {point(2)}, {clause(2)}." in texts(left)
    assert any(one.get("href") == f"#change-{anchor}" for one in tagged(left, "a"))
    assert any(one.get("href") == f"#left-{anchor}" for one in tagged(tree, "a"))


def test_insertions_and_deletions_are_announced_in_words() -> None:
    tree = page("changes-nl")
    marked = [*tagged(tree, "ins"), *tagged(tree, "del")]
    assert {one.tag for one in marked} == {f"{XHTML}ins", f"{XHTML}del"}
    for one in marked:
        words = [texts(hidden) for hidden in tagged(one, "span", "vh")]
        kind = one.tag.removeprefix(XHTML)
        begin, end = ("inserted", "end of insertion") if kind == "ins" else ("deleted", "end of deletion")
        assert words == [f"{say(begin)}:", f"{say(end)};"]


def test_the_list_of_changes_links_to_each_of_them() -> None:
    tree = page("changes-nl")
    listed = [one.get("href") for one in tagged(next(tagged(tree, "nav", "list")), "a")]
    assert listed == [f"#{one.get('id')}" for one in tagged(tree, "section", "change")]


def test_a_changed_verb_is_named_with_its_direction() -> None:
    shown = [texts(one) for one in tagged(page("changes-nl"), "section", "verbal")]
    assert len(shown) == 1
    assert "INVITES → URGES" in shown[0]


def test_a_consolidated_text_names_the_document_of_each_word_and_has_no_legal_value() -> None:
    tree = trees()["made/consolidated-nl.html"]
    later = [texts(one) for one in tagged(tree, "span", "later")]
    assert any("URGES" in one for one in later)
    assert not any("INVITES" in one for one in later)
    assert texts(next(tagged(tree, "sup", "siglum"))) == "M1"
    history = next(one for one in tagged(tree, "details", "history") if "URGES" in texts(one))
    assert "B INVITES the Commission to act;" in texts(history).replace("BINVITES", "B INVITES")
    assert say("editorial, without legal value") in texts(next(tagged(tree, "p", "status sample")))
    assert say("With SPECIMENS, not Council texts") in texts(next(tagged(tree, "title")))


def test_a_point_leads_to_what_changed_in_it() -> None:
    hrefs = {one.get("href") for one in tagged(page("nl"), "a")}
    assert "changes-nl.html#change-replace-para_1__clause_2" in hrefs
    strips = {one.get("href") for strip in tagged(page("changes-nl"), "ul", "strip") for one in tagged(strip, "a")}
    assert "changes-en.html#change-replace-para_1__clause_2" in strips


def test_same_values_give_the_same_bytes() -> None:
    assert dict(pages([dossier()])) == site()


def test_a_folder_of_templates_replaces_and_extends_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "start.html").write_text(
        "{% extends 'built-in/start.html' %}{% block title %}Of our own{% endblock %}", encoding="utf-8"
    )
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_bytes(b"/* own */")
    made = dict(pages([dossier()], templates=[tmp_path]))
    assert b"Of our own" in made["index.html"]
    assert made["static/site.css"] == b"/* own */"
    assert made["made/index.html"] == site()["made/index.html"]


def test_a_folder_of_templates_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConclusioError, match="no such folder of templates"):
        list(pages([], templates=[tmp_path / "none"]))


def test_a_site_without_dossiers_says_so() -> None:
    assert "There is no dossier here yet." in dict(pages([]))["index.html"].decode()


def test_a_document_without_texts_and_a_text_without_parts_are_shown_as_such() -> None:
    bare = Expression(ExpressionId("made", NEW, "mt"), SPECIMEN, ())
    none = DocumentView(OLD, "", "", Alignment(OLD, (), ()), ())
    some = DocumentView(NEW, "", "", Alignment(NEW, ("mt",), ()), (bare,))
    made = dict(pages([DossierView("made", (), (none, some), (ComparedView(compare(bare, bare), bare, bare),))]))
    for path, data in made.items():
        if path.endswith(".html"):
            html5lib.HTMLParser(strict=True).parse(data.decode())
    assert "No text of this document is here yet." in made["index.html"].decode()
    assert say("The two texts are the same, word for word.", "mt") in made[f"made/{NEW.slug}/changes-mt.html"].decode()
    assert f"made/{OLD.slug}/parallel.html" not in made


def test_a_language_that_is_missing_is_named_and_not_linked() -> None:
    step = next(one for one in tagged(trees()["index.html"], "li", "step") if one.get("id") == NEW.slug)
    absent = [texts(one) for one in tagged(step, "span", "absent")]
    assert len(absent) == 21
    assert "suomi (no version here)" not in absent
    assert "Gaeilge (no version here)" in absent


def test_the_reading_page_keeps_to_its_budget() -> None:
    text = parsed("el", "adopted")[1]
    view = DocumentView(text.id.document, "2022-06-10", "adopted", aligned(text.id.document, text), (text,))
    made = dict(pages([DossierView("made", (), (view,))]))
    own = [
        f"made/{text.id.document.slug}/el.html",
        "static/site.css",
        "static/columns.css",
        "static/early.js",
        "static/site.js",
    ]
    assert sum(len(gzip.compress(made[path], mtime=0)) for path in own) <= 60_000


def test_colours_have_enough_contrast_in_light_and_in_dark() -> None:
    style = (built_in() / "static" / "site.css").read_text(encoding="utf-8")
    palettes = [dict(re.findall(r"--([\w-]+):(#\w{6})", block)) for block in re.findall(r":root\{(.*?)\}", style, re.S)]
    pairs = [("ink", "paper"), ("soft", "paper"), ("soft", "raised"), ("link", "paper"), ("verb", "paper")]
    pairs += [("sample", "sample-paper"), ("sample", "sample-stripe"), ("ins", "ins-paper"), ("del", "del-paper")]
    for palette in palettes[:2]:
        for front, back in pairs:
            assert contrast(palette[front], palette[back]) >= 4.5, (front, back)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours by WCAG 2.2."""

    def luminance(colour: str) -> float:
        channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_addresses_are_relative_and_encoded() -> None:
    assert relative("made/ST-1/nl.html", "made/ST-1/nl.html") == "nl.html"
    assert relative("a b/x.html", "c d/y.html", "é 1") == "../c%20d/y.html#%C3%A9%201"


WORDS = st.text(alphabet="abc <>&", max_size=12)
SPANS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)).map(lambda two: (min(two), max(two))), max_size=3)


@given(text=WORDS, spans=SPANS, asked=SPANS, offsets=st.lists(st.integers(-3, 20), max_size=3))
def test_cutting_a_text_loses_nothing(
    text: str, spans: list[tuple[int, int]], asked: list[tuple[int, int]], offsets: list[int]
) -> None:
    part = Subdivision(
        Kind.CLAUSE,
        "c",
        text,
        verb=replace(verb("x"), spans=tuple(spans)) if spans else None,
        addressees=tuple(Addressee("other", "", start, end) for start, end in asked),
    )
    notes = [Note(f"n{number}", str(number), "", "c", offset) for number, offset in enumerate(offsets)]
    pieces = plain(part, notes)
    assert "".join(piece.text for piece in pieces) == text
    assert sorted(piece.note.eid for piece in pieces if piece.note) == sorted(note.eid for note in notes)


POINTS = st.lists(
    st.lists(st.sampled_from(["one two three", "one two four", "five six", "seven", ""]), max_size=3), max_size=4
)


@given(old=POINTS, new=POINTS)
def test_the_comparison_page_shows_every_change_and_every_part_once(old: list[list[str]], new: list[list[str]]) -> None:
    before, after = _of_points(OLD, old), _of_points(NEW, new)
    comparison = compare(before, after)
    shelf = shelve("made", DocumentView(NEW, "", "", Alignment(NEW, ("en",), ()), (after,)))
    made = changes_page(DossierView("made", (), ()), shelf, None, ComparedView(comparison, before, after))
    told = [change for change in comparison.changes if change.op is not Op.RENUMBER]
    assert sorted(map(repr, told)) == sorted(repr(entry.change) for entry in made.entries)
    assert [entry.number for entry in made.entries] == list(range(1, len(told) + 1))
    shown = [eid for entry in made.entries if entry.inline for eid in entry.change.new_eids]
    shown += [kept.place.eid for passage in made.passages for kept in passage.kept]
    assert {part.eid for part in after.walk() if part.text} <= set(shown)
    for entry in made.entries:
        if entry.inline:
            assert letters("".join(stretch.text for stretch in entry.before)) == letters(entry.change.before)
            assert letters("".join(stretch.text for stretch in entry.after)) == letters(entry.change.after)


def test_two_changes_that_end_in_one_part_are_both_shown() -> None:
    before, after = _of_points(OLD, [["one two three", "five six"]]), _of_points(NEW, [["one two three five six"]])
    part = "para_1__clause_1"
    moved = Change(Op.MOVE, Kind.CLAUSE, "", "five six", "five six", ("para_1__clause_2",), (part,), passage=True)
    grown = Change(Op.REPLACE, Kind.CLAUSE, "", "one two three", "one two three five six", (part,), (part,))
    comparison = replace(compare(before, after), changes=(grown, moved), placements=())
    shelf = shelve("made", DocumentView(NEW, "", "", Alignment(NEW, ("en",), ()), (after,)))
    made = changes_page(DossierView("made", (), ()), shelf, None, ComparedView(comparison, before, after))
    assert [entry.change.op for entry in made.entries] == [Op.REPLACE, Op.MOVE]
    told = [(passage.entry.change.op, passage.departure) for passage in made.passages if passage.entry]
    assert sorted(told) == sorted([(Op.REPLACE, False), (Op.MOVE, False), (Op.MOVE, True)])


def letters(text: str) -> str:
    """A text without its spaces: parts that came or went together stand on lines of their own."""
    return "".join(text.split())


def _of_points(document: DocumentId, points: list[list[str]]) -> Expression:
    parts = tuple(
        point(
            number,
            *(
                Subdivision(Kind.CLAUSE, child(f"para_{number}", "clause", at), text)
                for at, text in enumerate(clauses, 1)
            ),
        )
        for number, clauses in enumerate(points, 1)
    )
    return Expression(ExpressionId("made", document, "en"), SPECIMEN, parts)


def test_edits_mark_the_verb_of_the_side_that_they_show() -> None:
    old, new = clause(1, 1, "INVITES", "all"), clause(1, 1, "URGES", "all")
    stretches = edited(edits(old.text, new.text), old, new)
    verbs = [(stretch.op, "".join(piece.text for piece in stretch.pieces if piece.verb)) for stretch in stretches]
    assert (EditOp.DELETE, "INVITES") in verbs
    assert (EditOp.INSERT, "URGES") in verbs


def test_a_change_that_comes_or_goes_does_not_rename_the_others() -> None:
    (one,) = (compared for compared in dossier().comparisons if compared.language == "nl")
    fewer = replace(one, comparison=replace(one.comparison, changes=one.comparison.changes[1:]))
    names = anchored(one)
    assert len(set(names.values())) == len(names) > 1
    assert {change: name for change, name in names.items() if change != one.comparison.changes[0]} == anchored(fewer)
