"""The concordance as pages: what a reader finds, and that a large corpus is not held in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from test_concordance import CODES, DOCUMENT, OFFICIAL, SPECIMEN, verb
from test_site import HOSTILE, XHTML, say, site, tagged, texts, trees

from pipeline.ids import ExpressionId
from pipeline.languages import PROTOCOL_ORDER
from pipeline.model import Alignment, Expression, Kind, Row, Status, Subdivision
from pipeline.site import DocumentView, DossierView, pages
from pipeline.site.concordance import LEAF, ConceptPage, Concordance, ConcordancePage
from pipeline.site.concordance import listed as of_document
from pipeline.site.shelves import Shelf, shelve


def document(clauses: int, concept: str = "invite", date: str = "2022-06-10") -> DocumentView:
    """A document whose clauses all have one concept; its Dutch text is official."""
    texts = []
    eids = [f"para_1__clause_{number}" for number in range(1, clauses + 1)]
    for code in CODES:
        opens = verb(code, concept)
        children = tuple(Subdivision(Kind.CLAUSE, eid, f"{opens.text} {eid}.", verb=opens, wid=eid) for eid in eids)
        point = Subdivision(Kind.POINT, "para_1", num="1.", children=children, wid="para_1")
        provenance = OFFICIAL if code == "nl" else SPECIMEN
        texts.append(Expression(ExpressionId("made", DOCUMENT, code), provenance, (point,)))
    rows = tuple(Row(eid, Kind.CLAUSE, tuple((code, (eid,)) for code in CODES), 1.0) for eid in eids)
    return DocumentView(DOCUMENT, date, "adopted", Alignment(DOCUMENT, CODES, rows), tuple(texts))


def shelf(*given: object, **named: object) -> Shelf:
    return shelve("made", document(*given, **named))  # type: ignore[arg-type]


def listed(page: ConceptPage) -> list[str]:
    return [one.listed.occurrence.wid for _, shown in page.parts for one in shown]


def concept_page(name: str) -> Element:
    return trees()[f"concordance/{name}.html"]


def test_every_occurrence_is_on_one_leaf_and_the_leaves_follow_each_other() -> None:
    gathered = Concordance()
    made = [*gathered.add(of_document("a", shelf(3 * LEAF + 7))), *gathered.close()]
    own = sorted(
        (one for one in made if isinstance(one, ConceptPage) and one.language == "nl"), key=lambda one: one.leaf
    )
    assert [one.leaf for one in own] == [1, 2, 3, 4]
    assert [wid for one in own for wid in listed(one)] == [f"para_1__clause_{n}" for n in range(1, 3 * LEAF + 8)]
    assert [one.after for one in own[:-1]] == [one.path for one in own[1:]] and own[-1].after == ""
    assert [one.before for one in own[1:]] == [one.path for one in own[:-1]] and own[0].before == ""
    assert {one.language for one in made} == set(PROTOCOL_ORDER)


@pytest.mark.parametrize("clauses", [LEAF, LEAF + 1, 2 * LEAF, 2 * LEAF + 1])
def test_a_leaf_that_is_just_full_has_no_empty_one_behind_it(clauses: int) -> None:
    gathered = Concordance()
    made = [*gathered.add(of_document("a", shelf(clauses))), *gathered.close()]
    own = [one for one in made if isinstance(one, ConceptPage) and one.language == "nl"]
    assert sorted(len(listed(one)) for one in own) == sorted(
        [LEAF] * (clauses // LEAF) + [clauses % LEAF] * bool(clauses % LEAF)
    )


def test_full_leaves_are_made_while_documents_come_and_are_not_kept() -> None:
    gathered = Concordance()
    early = [len(list(gathered.add(of_document(f"d{number}", shelf(LEAF))))) for number in range(6)]
    assert early == [0, 0, *[len(PROTOCOL_ORDER)] * 4]
    last = [one for one in gathered.close() if isinstance(one, ConceptPage)]
    assert len(last) == 2 * len(PROTOCOL_ORDER)


def test_the_counts_are_by_year_and_keep_specimens_apart() -> None:
    gathered = Concordance()
    for clauses, year in ((2, "2020"), (3, "2023"), (1, "")):
        list(gathered.add(of_document(f"d{year}", shelf(clauses, date=f"{year}-01-02" if year else ""))))
    made = list(gathered.close())
    index = {one.language: one for one in made if isinstance(one, ConcordancePage)}
    (dutch,), (english,) = index["nl"].lines, index["en"].lines
    assert (dutch.official, dutch.specimens) == (6, 0)
    assert [(one.year, one.official) for one in dutch.plot.years] == [
        ("2020", 2),
        ("2021", 0),
        ("2022", 0),
        ("2023", 3),
        ("", 1),
    ]
    assert (english.official, english.specimens) == (0, 6)
    assert {bar.status for bar in english.plot.bars} == {Status.SPECIMEN}
    heights = [bar.height for bar in dutch.plot.bars]
    assert heights[1] == max(heights) > heights[0] > heights[2]
    assert all(bar.y + bar.height == dutch.plot.size[1] for bar in dutch.plot.bars)
    assert index["nl"].counted == "nl" and index["mt"].counted == "en"


def test_the_page_has_the_readers_language_first_and_a_working_language_beside_it() -> None:
    gathered = Concordance()
    made = [*gathered.add(of_document("a", shelf(1))), *gathered.close()]
    first = {one.language: one.parts[0][1][0] for one in made if isinstance(one, ConceptPage)}
    assert [said.language for said in first["nl"].said] == ["nl", "en"]
    assert [said.language for said in first["en"].said] == ["en", "fr"]
    assert [said.language for said in first["mt"].said] == ["en", "fr"]
    assert Counter(said.language for said in first["nl"].verbs) == Counter(CODES)


def test_a_page_lists_official_texts_and_specimens_under_their_own_heads_and_marks_each_text() -> None:
    tree = concept_page("stress-nl")
    assert say("With SPECIMENS, not Council texts") in texts(next(tagged(tree, "title")))
    for kind, badge in (("official", "official"), ("specimen", "sample")):
        section = next(one for one in tagged(tree, "section") if one.get("aria-labelledby") == f"of-{kind}")
        said = list(tagged(section, "p", "said"))
        assert said and all(list(tagged(one, "span", f"badge {badge}")) for one in said)
        assert all(list(tagged(one, "span", "badge")) for one in tagged(section, "p", "other"))


def test_the_verb_stands_out_in_its_words_and_hostile_words_stay_text() -> None:
    tree = concept_page("stress-nl")
    assert "STRESSES" in {texts(one) for one in tagged(tree, "b", "verb")}
    assert HOSTILE in texts(tree)
    assert not list(tagged(tree, "img"))
    assert not [one for one in tagged(tree, "script") if texts(one)]


def test_a_plot_says_in_words_what_it_shows_and_has_no_style_of_its_own() -> None:
    plot = next(iter(concept_page("stress-nl").iter("{http://www.w3.org/2000/svg}svg")))
    assert plot.get("role") == "img" and (plot.get("aria-label") or "").startswith("2022: ")
    assert say("official text") in plot.get("aria-label", "") and say("specimen") in plot.get("aria-label", "")
    assert all(one.get("style") is None for one in plot.iter())


def test_the_start_page_and_the_verb_grid_lead_to_the_concordance() -> None:
    assert "concordance-nl.html" in {one.get("href") for one in tagged(trees()["index-nl.html"], "a")}
    grid = next(tree for path, tree in trees().items() if path.endswith("/verbs.html"))
    led = {one.get("data-page") for one in grid.iter(f"{XHTML}a")}
    assert "../../concordance/stress-%7B%7D.html" in led


def test_a_form_that_would_be_markup_is_shown_as_text() -> None:
    hostile = replace(verb("nl", "invite"), text=HOSTILE, spans=((0, len(HOSTILE)),))
    view = document(1)
    told = []
    for one in view.expressions:
        (point,) = one.parts
        (clause,) = point.children
        told.append(replace(one, parts=(replace(point, children=(replace(clause, text=HOSTILE, verb=hostile),)),)))
    dossier = DossierView("made", (), (replace(view, expressions=tuple(told)),))
    made = dict(pages([dossier]))["concordance/invite-nl.html"].decode()
    assert "<script>alert(1)" not in made
    assert "&lt;script&gt;alert(1)" in made


def test_a_site_without_verbs_says_so() -> None:
    made = dict(pages([]))
    assert say("Nothing was found.") in made["concordance-nl.html"].decode()
    assert not [path for path in made if path.startswith("concordance/")]
    assert [path for path in site() if path.startswith("concordance/")]
