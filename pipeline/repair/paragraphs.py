"""Which physical lines make one paragraph.

A text layer says where lines end, not where paragraphs do. The evidence: numbers and dashes at line starts, labels
of the cover, capitals, end punctuation, and whether the first word of a line would still have fitted on the one
before (if so, the writer ended the line on purpose).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.languages import Language
from pipeline.model import DASHES, Block, Mark, Style
from pipeline.repair.labels import Sort, read_labels
from pipeline.repair.letterhead import fields, is_date
from pipeline.repair.marks import note_number, number_of
from pipeline.repair.openings import is_capital, opening

NUMBERED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
DASHED = re.compile(rf"[{re.escape(DASHES)}]\s+(?=\S)")
LETTERED = re.compile(r"\(?([a-z]{1,4})\)\s+(?=\S)")
LONG = 1000
"""Lines of more code points than this are not lines of a page, which have some hundred."""
_DATE_LENGTH = 40  # characters; a numbered point that names a date is longer
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SENTENCE = 4  # words; those who get a text are named among the first of a sentence
_CLOSING = 80  # code points: place and date
_STOPS = (".", ";", ":", "!", "?", "·", "\N{GREEK QUESTION MARK}")
_BARE = re.compile(rf"\d{{1,3}}[.)]|[{re.escape(DASHES)}]|\(?[a-z]{{1,4}}\)")
_MUCH = 0.8  # the same where the layout speaks against a new paragraph
_TITLE = 0.5  # the same of a single line that is a title: 1. Measurements
_FIT = 0.94  # share of the widest line that a line may fill and still count as ended on purpose


def group_lines(lines: Sequence[Block], apart: Sequence[bool | None], language: Language) -> list[tuple[Block, ...]]:
    """The lines of each paragraph or note, in the order of their first lines.

    `apart` says for each line whether the layout sets it apart from the one before it (see `spacing`).
    """
    texts = [_words(line) for line in lines]
    width = _width(lines)
    groups: list[list[Block]] = []
    body: list[Block] = []
    notes: list[Block] = []
    cover = _Cover(language)
    for line, text, gap in zip(lines, texts, apart, strict=True):
        cover.meet(text)
        if line.style is Style.NOTE:
            starts = not notes or _starts_note(notes, line)
            group = notes = [] if starts else notes
        else:
            starts = not body or _starts(_Place(body, text, line, gap, width), language, cover)
            group = body = [] if starts else body
        if starts:
            groups.append(group)
        group.append(line)
    return [tuple(group) for group in groups]


def _words(line: Block) -> str:
    """The text of a line without the note references that its format states."""
    return "".join(run.text for run in line.runs if not run.note).strip()


def _width(lines: Sequence[Block]) -> int:
    """The width of the text in characters: the length that one line in ten reaches. Notes are set smaller."""
    lengths = sorted(len(line.text) for line in lines if not is_long(line) and line.style is Style.LINE) or [0]
    return lengths[len(lengths) * 9 // 10]


class _Cover:
    """Where on the cover page the lines stand: in the letterhead, among the labelled fields, or behind it."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.on = self.in_head = True

    def meet(self, text: str) -> None:
        """Take notice of the next line."""
        self.on = self.on and not _ends_cover(text, self.language)
        self.in_head = self.on and self.in_head and not is_label(text, self.language)


def _ends_cover(text: str, language: Language) -> bool:
    if NUMBERED.match(text) and is_date(text, language) and len(text) <= _DATE_LENGTH:
        return False
    return is_annex(text, language) or starts_formula(text, language) or bool(NUMBERED.match(f"{text} x"))


@dataclass(frozen=True, slots=True)
class _Place:
    """A line end: the paragraph so far, the next line, and what the layout says of the two."""

    group: Sequence[Block]
    text: str
    line: Block
    apart: bool | None
    width: int

    @property
    def previous(self) -> str:
        return _words(self.group[-1])

    @property
    def ended(self) -> bool:
        return self.previous.endswith(_STOPS)

    @property
    def first(self) -> str:
        return self.text.split()[0]

    def short(self, fit: float = _FIT) -> bool:
        """Whether the first word of the line would have fitted on the one before."""
        return len(self.previous) + 1 + len(self.first) <= self.width * fit


def _starts(place: _Place, language: Language, cover: _Cover) -> bool:
    """Whether a line begins a new paragraph: the first evidence that speaks decides."""
    if is_long(place.line) or is_long(place.group[-1]):
        return True
    if not place.text or not place.previous:
        return bool(place.text) and place.apart is True
    starts = _starts_on_cover(place, language, cover) if cover.on else None
    if starts is None:
        starts = _starts_by_number(place, language, cover)
    if starts is not None:
        return starts
    text, previous = place.text, place.previous
    if starts_formula(text, language) and starts_formula(_words(place.group[0]), language):
        # MEETING WITHIN / THE COUNCIL, is one formula
        return place.ended or previous.endswith((",", "\N{EN DASH}", "\N{EM DASH}"))
    if starts_formula(text, language) or is_annex(text, language) or is_annex(previous, language):
        return True
    starts = None if cover.on else _starts_by_structure(place, language)
    if starts is not None:
        return starts
    if place.apart is not None:
        return _starts_by_layout(place)
    if DASHED.match(text) or LETTERED.match(text):
        return place.ended or _is_next_dash(place) or place.short() or cover.on or is_capitals(previous)
    return _starts_by_words(place, language, cover)


def _starts_by_number(place: _Place, language: Language, cover: _Cover) -> bool | None:
    """What a number at the beginning of a line says, also one that stands alone on its line; None without one."""
    number = NUMBERED.match(place.text)
    if number and not cover.on:
        rest = place.text[number.end() :].split()[0]
        if place.apart or is_capitals(rest) or (place.ended and place.short()):
            return True
        if int(number[1]) == 1 and ((place.short(_MUCH) and rest[:1].isupper()) or _ends_preamble(place, language)):
            return True
        return place.ended and _follows(_words(place.group[0]), number[1])
    if is_bare_mark(place.previous) and len(place.group) == 1:
        return False
    if is_bare_mark(place.text):
        return place.apart or place.ended or place.short()
    return None


def _ends_preamble(place: _Place, language: Language) -> bool:
    """Whether a comma ends the preamble and a verb, in any case, follows the number."""
    number = NUMBERED.match(place.text)
    return place.previous.endswith(",") and opening(place.text, language, number.end() if number else 0) is not None


def _starts_by_structure(place: _Place, language: Language) -> bool | None:
    """What marks of lists and parts, verbs and the closing line say at the beginning of a line; None without them."""
    text, previous = place.text, place.previous
    sort = next((label.sort for label in read_labels(text)), None)
    if sort in (Sort.LETTER, Sort.ROMAN, Sort.PART, Sort.CAPITAL, Sort.BRACKET):
        return place.ended or previous.endswith(",") or (sort is not Sort.BRACKET and place.short())
    if sort is Sort.DECIMAL and (place.short() if place.ended else place.short(_TITLE)):
        return True
    if starts_closing(text, language):
        return place.ended or place.short()
    verb = opening(text, language)
    numbered = NUMBERED.match(_words(place.group[0])) is not None
    if verb is None or not text[0].isupper():
        return None
    if verb.capitals and place.ended and (not numbered or _is_block_verb(text)):
        return True
    begins = verb.preamble or (verb.operative and verb.capitals)
    return True if begins and previous.endswith(",") and not numbered else None


def _is_block_verb(text: str) -> bool:
    """Whether a line in capitals ends with a colon: CALLS ON THE MEMBER STATES TO:"""
    words = text.split()
    return text.endswith(":") and sum(map(is_capital, words)) * 2 > len(words)


def _starts_on_cover(place: _Place, language: Language, cover: _Cover) -> bool | None:
    """What labels, the document type and the letterhead say of a line of the cover; None when they say nothing."""
    so_far = " ".join(_words(line) for line in place.group)
    if is_label_start(f"{so_far} {place.text}", language):
        return False
    if is_label(place.text, language) or is_type(place.previous, language):
        return True
    if _is_sentence_to_delegations(place, language):
        return True
    if is_label_alone(so_far, language):
        return False
    if not cover.in_head:
        return None
    before, here = fields(place.previous, language), fields(place.text, language)
    if not before and not here:
        return None
    return not (before and here and before[-1][0] == here[0][0] == "subject_codes")


def _is_sentence_to_delegations(place: _Place, language: Language) -> bool:
    """Whether a line of the cover begins a sentence behind the subtitle.

    It names the delegations, or a date in brackets, such as "(adopted on 10 June 2022)", has ended the subtitle.
    """
    if not place.text[0].isupper() or not _is_listed(_words(place.group[0])):
        return False
    words = place.text.casefold().split()
    named = len(words) >= _SENTENCE and any(stem in word for word in words[:_SENTENCE] for stem in language.delegations)
    return named or (place.previous.endswith(")") and bool(_YEAR.search(place.previous)))


def _starts_by_layout(place: _Place) -> bool:
    """What the space before a line says, with a second look at the words."""
    listed = bool(DASHED.match(place.text) or LETTERED.match(place.text))
    if place.apart:
        goes_on = place.text[0].islower() and not place.ended and not is_capitals(place.previous)
        return listed or not goes_on
    if listed:
        return place.ended or _is_next_dash(place) or is_capitals(place.previous)
    if _goes_on_with_verb(place):
        return False
    return _is_heading_edge(place) or (not place.text[0].islower() and place.ended and place.short(_MUCH))


def _is_next_dash(place: _Place) -> bool:
    """Whether an item of a dashed list ends with a comma and the next one follows."""
    return place.previous.endswith(",") and bool(DASHED.match(place.text) and DASHED.match(_words(place.group[0])))


def _goes_on_with_verb(place: _Place) -> bool:
    """Whether the next clause of a point begins at a line start: its verb is in capitals, no full stop is before it."""
    listed = _is_listed(_words(place.group[0]))
    return listed and is_capitals(place.first) and not place.previous.endswith(".") and not _is_block_verb(place.text)


def _is_heading_edge(place: _Place) -> bool:
    """Whether bold lines end or begin as those of a heading do. Changed text may be bold too: it goes on, or its verb
    is in capitals."""
    if place.text[0].islower() or _is_bold(place.group) == _is_bold([place.line]):
        return False
    return place.short() or (place.ended and not is_capitals(place.first))


def _is_bold(lines: Sequence[Block]) -> bool:
    """Whether all words of some lines are bold."""
    return all(Mark.BOLD in run.marks for line in lines for run in line.runs if run.text.strip())


def _starts_by_words(place: _Place, language: Language, cover: _Cover) -> bool:
    text, previous, first, short = place.text, place.previous, place.first, place.short()
    if _is_heading_edge(place):
        return True
    if previous.endswith(("-", ",")) or text[0].islower():
        return starts_formula(previous, language) and not text[0].islower()
    listed = _is_listed(_words(place.group[0]))
    if len(place.group) == 1 and place.short(_TITLE) and text[0].isupper() and not is_capitals(first):
        return True
    if not cover.on and listed and (not place.ended or (is_capitals(first) and not previous.endswith("."))):
        return False
    if previous.endswith(";") and not is_capitals(first):
        return True
    return short or (is_capitals(text) and is_capitals(first) and not is_capitals(previous.split()[-1]) and place.ended)


def _starts_note(notes: Sequence[Block], line: Block) -> bool:
    """Whether a line of the note area begins the next note. A figure out of turn belongs to the note before."""
    number, before = note_number(line.text), note_number(notes[0].text)
    if number is None:
        return False
    if before is None or number_of(number[0]) == "1":
        return True
    step = int(number_of(number[0])) - int(number_of(before[0]))
    return step == 1 or (step > 1 and notes[-1].text.endswith(_STOPS))


def _is_listed(text: str) -> bool:
    """Whether a paragraph is a point or list item: such a paragraph ends with a stop."""
    return bool(NUMBERED.match(text) or DASHED.match(text) or LETTERED.match(text))


def _follows(text: str, number: str) -> bool:
    before = NUMBERED.match(text)
    return before is not None and int(number) == int(before[1]) + 1


def starts_formula(text: str, language: Language) -> bool:
    """Whether a text begins with the enacting formula, which is in capitals."""
    return any(
        fold(text).startswith(fold(form)) and is_capitals(text[: len(form)].rsplit(" ", 1)[0])
        for form in (*language.enacting, *short_formulas(language))
    )


def short_formulas(language: Language) -> tuple[str, ...]:
    """The first two words of the formula with a comma: THE COUNCIL, as old texts have it."""
    pairs = dict.fromkeys(" ".join(form.split()[:2]) for form in language.enacting)
    return tuple(f"{pair}{comma}" for pair in pairs for comma in (",", " ,"))


def is_long(line: Block) -> bool:
    """Whether a line may hold more than one paragraph (see `breaks`)."""
    return line.style is Style.LINE and len(line.text) > LONG and len(line.runs) == 1 and not line.runs[0].marks


def starts_closing(text: str, language: Language) -> bool:
    """Whether a text is a closing line: a form such as "Done at", and soon after it the digits of a year."""
    folded = fold(text[:_CLOSING])
    return any(folded.startswith(fold(form)) for form in language.closing) and bool(_YEAR.search(folded))


def names_council(text: str, language: Language) -> bool:
    """Whether a text begins with the first two words of the Council's name, in any case."""
    words = fold(text).split()[:2]
    return any(fold(form).split()[:2] == words for form in language.enacting)


def is_capitals(text: str) -> bool:
    """Whether all words are in capitals (Irish keeps initial mutations in lower case: hAIRE, bhFIOS)."""
    words = re.findall(r"[^\W\d_]+", text)
    return any(len(word) > 1 for word in words) and all(_capital_word(word) for word in words)


def _capital_word(word: str) -> bool:
    stem = word.lstrip("bdfghmnt") if len(word) > 2 and word[0].islower() else word
    return len(stem) > 0 and stem.isupper() and len(word) - len(stem) <= 2


def is_bare_mark(text: str) -> bool:
    """Whether a line is only a point number or a list mark: its text is on the next line."""
    return _BARE.fullmatch(text) is not None


def labels(language: Language) -> Iterator[str]:
    """All labels of cover fields."""
    return (label for name, forms in language.cover.items() if name != "types" for label in forms)


def is_label(text: str, language: Language) -> bool:
    """Whether a line of the cover is a document type, or begins with a label."""
    folded = fold(text)
    return is_type(text, language) or any(
        folded.startswith(fold(label) + " ") or folded == fold(label) for label in labels(language)
    )


def is_label_alone(text: str, language: Language) -> bool:
    """Whether a text is the label of a cover field and nothing else."""
    return any(fold(text) == fold(label) for label in labels(language))


def is_label_start(text: str, language: Language) -> bool:
    """Whether two lines together are a label, or the beginning of one, that the first of them is not."""
    folded = fold(text)
    return any(fold(label).startswith(folded) for label in labels(language))


def is_type(text: str, language: Language) -> bool:
    """Whether a line is a document type."""
    return any(fold(text) == fold(name) for name in language.cover["types"])


def is_annex(text: str, language: Language) -> bool:
    """Whether a line is an annex label, with or without a number."""
    return any(fold(text).rstrip("ivx0123456789 ").rstrip() == fold(label) for label in language.annex) or any(
        fold(text) == fold(label) for label in language.annex
    )


@lru_cache(maxsize=1 << 12)  # the same labels are compared with each line
def fold(text: str) -> str:
    """Text for comparing labels: case, spaces, apostrophes and final sigma made alike."""
    return " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("°", "º").split())
