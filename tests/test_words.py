"""The words around the text: every catalogue says all that the templates say, and counts as its language counts."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from pipeline import check
from pipeline.errors import ConclusioError
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
    for message in catalogue(code):
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = sorted(VARIABLE.findall(message.id if isinstance(message.id, str) else message.id[1]))
        assert len(forms) == (get_plural(code).num_plurals if message.pluralizable else 1), message.id
        assert all(form.strip() and sorted(VARIABLE.findall(form)) == wanted for form in forms), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("code", [code for code in PROTOCOL_ORDER if code != "en"])
def test_a_catalogue_is_translated(code: str) -> None:
    """A word may be the same in two languages, a sentence may not."""
    same = [one.id for one in catalogue(code) if isinstance(one.id, str) and one.id == one.string]
    assert [message for message in same if len(message.split()) > 2] == []
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
