"""The words around the text: every catalogue says all that the templates say, and counts as its language counts."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from pipeline import check
from pipeline.errors import ConclusioError
from pipeline.findings import concept_name, counted, message
from pipeline.languages import PROTOCOL_ORDER
from pipeline.site.press import built_in
from pipeline.site.words import Listener, Words, load_words

Message = str | tuple[str, ...]
VARIABLE = re.compile(r"%\(\w+\)s")


@cache
def said() -> frozenset[Message]:
    """Every message of the templates and of the checks; a pair is a message with a plural."""
    templates = [("**.html", "jinja2"), ("**.css", "jinja2")]
    keywords = {"_": None, "ngettext": (1, 2), "message": None, "counted": (1, 2)}
    found = [
        *extract_from_dir(built_in(), method_map=templates, keywords=keywords),
        *extract_from_dir(str(Path(check.__file__).parent), method_map=[("**.py", "python")], keywords=keywords),
    ]
    return frozenset(message if isinstance(message, str) else tuple(message) for _, _, message, *_ in found)


@cache
def catalogue(code: str) -> Catalog:
    with (built_in() / "locales" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


def words(code: str) -> Words:
    return load_words(code, [built_in()])


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_a_catalogue_has_every_message_of_the_templates_and_no_other(code: str) -> None:
    messages = {one.id for one in catalogue(code) if one.id}
    assert len(said()) > 150
    assert messages == said()


@pytest.mark.parametrize("code", PROTOCOL_ORDER)
def test_every_form_is_filled_and_keeps_its_variables(code: str) -> None:
    for entry in catalogue(code):
        if not entry.id:
            continue
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        wanted = sorted(VARIABLE.findall(entry.id if isinstance(entry.id, str) else entry.id[1]))
        assert len(forms) == (get_plural(code).num_plurals if entry.pluralizable else 1), entry.id
        assert all(form.strip() and sorted(VARIABLE.findall(form)) == wanted for form in forms), entry.id
        assert not entry.fuzzy, entry.id


def worded(text: str) -> set[str]:
    """The words of a message, without its variables."""
    return set(re.findall(r"[^\W\d_]+", VARIABLE.sub("", text)))


@pytest.mark.parametrize("code", [code for code in PROTOCOL_ORDER if code != "en"])
def test_a_catalogue_is_translated(code: str) -> None:
    """A word may be the same in two languages, a sentence may not."""
    same = [one.id for one in catalogue(code) if isinstance(one.id, str) and one.id == one.string and worded(one.id)]
    assert [one for one in same if len(worded(one)) > 2] == []
    assert len(same) < 20


@pytest.mark.parametrize(
    ("code", "number", "expected"),
    [
        ("en", 1, "1 change"),
        ("pl", 3, "3 zmiany"),
        ("pl", 12, "12 zmian"),
        ("sl", 2, "2 spremembi"),
        ("ga", 7, "7 n-athrú"),
        ("mt", 11, "11-il bidla"),
        ("fr", 0, "0 modification"),
        ("lt", 21, "21 pakeitimas"),
        ("hu", 4, "4 változás"),
    ],
)
def test_numbers_take_the_form_of_the_language(code: str, number: int, expected: str) -> None:
    assert words(code).count("%(num)s change", "%(num)s changes", number, {}) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "10 June 2022"), ("nl", "10 juni 2022"), ("el", "10 Ιουνίου 2022"), ("lv", "2022. gada 10. jūnijs")],
)
def test_dates_are_written_as_the_language_writes_them(code: str, expected: str) -> None:
    assert words(code).date("2022-06-10") == expected
    assert words(code).date("some day") == "some day"


def test_numbers_and_shares_have_the_signs_of_the_language() -> None:
    assert words("de").number(1234.5) == "1.234,5"
    assert words("en").percent(0.875) == "88%"
    assert words("fr").percent(0.5).endswith("%")


def test_what_a_page_for_all_says_can_be_said_again_in_another_language() -> None:
    listener = Listener(words("en"))
    listener.say("Findings", {})
    listener.count("%(num)s change", "%(num)s changes", 3, {})
    point = listener.say("point %(number)s", {"number": "13"})
    listener.date("2022-06-10")
    pairs = listener.pairs(words("pl"))
    assert point == "point 13"
    assert pairs["Findings"] == "Ustalenia"
    assert pairs["3 changes"] == "3 zmiany"
    assert pairs["point #"] == "punkt #"
    assert pairs["10 June 2022"] == "10 czerwca 2022"


def test_a_finding_is_said_with_all_that_is_in_it() -> None:
    place = message("%(around)s, %(part)s", around=message("point %(number)s", number=6), part="<b>")
    said = message(
        "%(place)s: missing in %(languages)s, unlike in %(others)s",
        place=place,
        languages="nl",
        others=counted("%(num)s other language", "%(num)s other languages", 22),
    )
    assert str(said) == "point 6, <b>: missing in nl, unlike in 22 other languages"
    assert words("nl").tell(said) == "punt 6, &lt;b&gt;: ontbreekt in nl, anders dan in 22 andere talen"
    assert words("nl").tell(concept_name("invite")) == "VERZOEKT"


def test_a_finding_of_a_page_for_all_can_be_said_again_but_not_the_words_of_a_document() -> None:
    listener = Listener(words("en"))
    verb = concept_name("invite")
    line = message("%(verb)s (%(concept)s)", verb="INVITES", concept=verb)
    gone = message("without counterpart: %(word)s", word='A & "B" <note>')
    said = [unescape(str(listener.tell(one))) for one in (line, gone)]
    pairs = listener.pairs(words("nl"))
    assert said == ["INVITES (INVITES)", 'without counterpart: A & "B" <note>']
    assert [pairs[one] for one in said] == ["INVITES (VERZOEKT)", 'zonder tegenhanger: A & "B" <note>']


def test_a_publishers_message_wins_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    own = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Findings"\nmsgstr "Vragen"\n'
    (tmp_path / "locales" / "nl.po").write_text(own, encoding="utf-8")
    found = load_words("nl", [tmp_path, built_in()])
    assert found.say("Findings", {}) == "Vragen"
    assert found.say("Search", {}) == "Zoeken"


def test_a_catalogue_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "nl.po").write_bytes(b'msgid "a"\nmsgstr "\xff"')
    with pytest.raises(ConclusioError, match=r"nl\.po"):
        load_words("nl", [tmp_path])
