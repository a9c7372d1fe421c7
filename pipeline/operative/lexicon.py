"""Operative verbs of the lexicon found in a text, with spaCy's PhraseMatcher on folded tokens.

Forms with a gap ("MOEDIGT … AAN") are found by their head, then by the particle in capitals further on in the same
clause. Prepositions at the end of a form may be in lower case ("NEEMT NOTA van"); what is printed in capitals is the
verb. spaCy is used here and nowhere else: one blank pipeline for all languages, so that all have the same means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import Any

import spacy
from spacy.lang.char_classes import ALPHA
from spacy.language import Language as Pipeline
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import compile_infix_regex
from spacy.vocab import Vocab

from pipeline.languages import Language, VerbForm, concepts, load
from pipeline.languages.folding import fold
from pipeline.operative.openers import is_acronym, is_capital, is_opener

GAP = "…"
_PARTICLE_REACH = 60  # words between the parts of a verb: the longest seen in 24 languages is 31
_MODIFIERS = 3  # words in capitals that may stand before a known form: STRONGLY CONDEMNS
_NAME_WORDS = 2  # fewer words of the Council's name are no name
_HYPHENS = ("-", "\N{HYPHEN}", "\N{NON-BREAKING HYPHEN}")
_PREFIXES = ("h", "n", "t")
_PART_ENDS = (",", ";", ".", ":")
_APOSTROPHES = re.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]")
_UNKNOWN_LETTERS = 4  # shorter capitals are names more often than verbs


@dataclass(frozen=True, slots=True)
class Match:
    """An operative verb in a text: `start` is where it begins, `spans` are its printed parts, head first."""

    start: int
    text: str
    head: str
    particle: str
    concepts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    attested: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One way in which a form can be printed: tokens in a row, then perhaps a particle after a gap."""

    form: VerbForm
    usual: int  # place of the form in the list of its concept
    tokens: tuple[str, ...]
    particle: tuple[str, ...]
    whole: bool  # False for the beginning of a longer form


@dataclass(frozen=True, slots=True)
class _Words:
    """The tokens of a text as plain values: spaCy makes an object at each look, which costs more than all the rest."""

    text: str
    words: tuple[str, ...]
    starts: tuple[int, ...]
    norms: tuple[str, ...]
    capital: tuple[bool, ...]

    def end(self, token: int) -> int:
        """Where the token before `token` ends in the text."""
        return self.starts[token - 1] + len(self.words[token - 1])


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The forms of one language: `matcher` finds the tokens that some print, `patterns` has them by those tokens."""

    matcher: PhraseMatcher
    patterns: Mapping[tuple[str, ...], list[_Pattern]]
    subjects: tuple[tuple[str, ...], ...]  # the names of the Council in the enacting formula


@dataclass(frozen=True, slots=True)
class _Hit:
    """A pattern at a place: tokens [start, end) are its printed head, `particle` the tokens of its particle."""

    pattern: _Pattern
    start: int
    end: int
    particle: tuple[int, int] | None

    @property
    def weight(self) -> tuple[bool, int, bool]:
        """Whole forms before beginnings, longer before shorter, without a gap before with one."""
        missing = bool(self.pattern.particle) and self.particle is None
        size = len(self.pattern.tokens) + (len(self.pattern.particle) if self.particle else 0)
        return (self.pattern.whole and not missing, size, not self.pattern.particle)


def find_verbs(text: str, language: Language, body: str) -> list[Match]:
    """The operative verbs of a point in order, those that the lexicon does not know included (without concepts).

    `body` is the text of the whole document, which tells names in capitals from verbs.
    """
    lexicon = _lexicon(language.code)
    doc, cut, starts, norms = _tokenise(text)
    words = _Words(text, tuple(cut), tuple(starts), tuple(norms), _capital(cut, starts))
    hits = _by_start(lexicon, doc, words)
    found: list[Match] = []
    token = 0
    while token < len(words.words):
        at = words.starts[token]
        taken = any(start <= at < end for match in found for start, end in match.spans)
        skip = taken or not words.capital[token]
        taken_to = max((end for match in found[-1:] for _, end in match.spans), default=0)
        match, following = (None, token + 1) if skip else _verb_at(words, token, hits, language, body, taken_to)
        found += [match] if match else []
        token = following
    return found


def _capital(words: list[str], starts: list[int]) -> tuple[bool, ...]:
    """Which tokens are in capitals; a hyphen and an apostrophe belong to theirs: JIĠBED L-ATTENZJONI, JILQA'."""
    plain = [is_capital(word) for word in words]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]

    def belongs(i: int) -> bool:
        if words[i] in _PREFIXES:  # of an initial mutation in Irish: h-AIRE
            return words[i + 1 : i + 2] == ["-"] and plain[i + 2 : i + 3] == [True] and ends[i] + 1 == starts[i + 2]
        if words[i] in _HYPHENS and words[i - 1 : i] and words[i - 1] in _PREFIXES:
            return belongs(i - 1)
        if i == 0 or not plain[i - 1] or ends[i - 1] != starts[i]:
            return False
        if words[i] == "'":
            return i == 1 or ends[i - 2] != starts[i - 1] or words[i - 2] in _HYPHENS  # else a quotation ends here
        return words[i] in _HYPHENS and plain[i + 1 : i + 2] == [True] and ends[i] == starts[i + 1]

    return tuple(capital or belongs(i) for i, capital in enumerate(plain))


def _by_start(lexicon: _Lexicon, doc: Doc, words: _Words) -> dict[int, list[_Hit]]:
    """All hits, with their particles, by the token at which they begin."""
    hits = list(_hits(lexicon, doc, words))
    heads = sorted({hit.start for hit in hits if hit.pattern.whole})
    by_start: dict[int, list[_Hit]] = {}
    for hit in hits:
        by_start.setdefault(hit.start, []).append(_with_particle(hit, words, heads))
    return by_start


def _verb_at(
    words: _Words, token: int, hits: dict[int, list[_Hit]], language: Language, body: str, taken_to: int
) -> tuple[Match | None, int]:
    """The verb that begins at `token`, if any, and the token to go on with; the verb before it ends at `taken_to`."""
    opener = is_opener(words.text, words.starts[token], language)
    first = token
    if opener and not any(hit.weight[0] for hit in hits.get(token, ())):  # HEREBY ADOPTS is a form of its own
        first += _joining(words, first, language)
        first += _subject(words, first, _lexicon(language.code))
    begins = opener and not _goes_on_from(words, token, language, taken_to)
    inside = not opener and token > 0 and words.capital[token - 1] and len(words.words[token - 1]) > 1
    whole = [hit for hit in hits.get(first, ()) if hit.weight[0] and not inside]
    usable = hits.get(first, []) if begins else [hit for hit in whole if opener or not _of_preamble(hit)]
    if usable:
        chosen = _heaviest(usable)
        other = None if chosen[0].weight[0] else _other_particle(words, usable, body)
        return _unknown(words, first, chosen[0].end, other) if other else _match(words, first, chosen), chosen[0].end
    run = _capitals(words, first)
    if not begins or run == first:
        return None, token + 1
    for start in range(first + 1, min(run, first + 1 + _MODIFIERS)):
        inner = [hit for hit in hits.get(start, ()) if hit.weight[0]]
        if inner:
            chosen = _heaviest(inner)
            return _match(words, first, chosen), chosen[0].end
    if _may_be_verb(words, first, run, body):
        return _unknown(words, first, run), run
    return None, token + 1


def _of_preamble(hit: _Hit) -> bool:
    """Whether a form belongs to the preamble; inside a clause its words are no verb: IN THE CONTEXT OF."""
    return concepts()[hit.pattern.form.concept].group == "preamble"


def _joining(words: _Words, token: int, language: Language) -> int:
    """1 where a joining word in capitals stands at `token` and capitals follow: AND INVITES."""
    joins = words.words[token].casefold() in language.joiners
    return int(joins and words.capital[token + 1 : token + 2] == (True,))


def _subject(words: _Words, token: int, lexicon: _Lexicon) -> int:
    """How many tokens at `token` are the beginning of the Council's name: THE COUNCIL WELCOMES."""
    longest = 0
    for name in lexicon.subjects:
        size = 0
        while size < len(name) and words.norms[token + size : token + size + 1] == name[size : size + 1]:
            size += 1
        longest = max(longest, size)
    return longest if longest >= _NAME_WORDS and token + longest < len(words.words) else 0


def _goes_on_from(words: _Words, token: int, language: Language, taken_to: int) -> bool:
    """Whether capitals before a comma or joining word go on here: CALLS ON THE COMMISSION AND THE MEMBER STATES.

    Behind a verb they do not, they begin the next one: WELCOMES AND FIRMLY SUPPORTS.
    """
    joining = {word for joiner in language.joiners for word in joiner.split()}
    before = token - 1
    while before >= 0 and (words.words[before] == "," or words.words[before].casefold() in joining):
        before -= 1
    behind_verb = before >= 0 and words.end(before + 1) == taken_to
    return before >= 0 and not behind_verb and words.capital[before] and len(words.words[before]) > 1


def _heaviest(hits: list[_Hit]) -> list[_Hit]:
    best = max(hit.weight for hit in hits)
    return [hit for hit in hits if hit.weight == best]


def _match(words: _Words, start: int, hits: list[_Hit]) -> Match:
    """One verb from all hits that print the same words; their concepts, the usual form first."""
    hit = hits[0]
    spans = [(words.starts[start], words.end(hit.end))]
    if hit.particle:
        spans.append((words.starts[hit.particle[0]], words.end(hit.particle[1])))
    order = list(concepts())
    ranked = sorted(hits, key=lambda h: (h.pattern.usual, order.index(h.pattern.form.concept)))
    names = tuple(dict.fromkeys(h.pattern.form.concept for h in ranked))
    printed = [words.text[a:b] for a, b in spans]
    return Match(
        start=spans[0][0],
        text=f" {GAP} ".join(printed),
        head=printed[0],
        particle=printed[1] if len(printed) > 1 else "",
        concepts=names,
        spans=tuple(spans),
        attested=any(h.pattern.form.attested for h in hits),
    )


def _unknown(words: _Words, start: int, end: int, particle: int | None = None) -> Match:
    spans = [(words.starts[start], words.end(end))]
    if particle is not None:
        spans.append((words.starts[particle], words.end(particle + 1)))
    head, *rest = (words.text[a:b] for a, b in spans)
    return Match(spans[0][0], f" {GAP} ".join((head, *rest)), head, "".join(rest), (), tuple(spans), False)


def _other_particle(words: _Words, hits: list[_Hit], body: str) -> int | None:
    """The word in capitals with which a verb goes on that no form with this beginning has: LEGT … NAHE.

    It ends its part of the sentence, and is no name: those are short, or come again.
    """
    start = max(hit.end for hit in hits)
    reach = range(start, min(len(words.words), start + _PARTICLE_REACH))
    stretch = list(takewhile(lambda i: words.words[i] != ";", reach))
    expected = {hit.pattern.particle[0] for hit in hits if hit.pattern.particle}
    if any(words.norms[i] in expected for i in stretch):  # in small letters
        return None
    ends = (i for i in stretch if words.capital[i] and words.words[i + 1 : i + 2] and words.words[i + 1] in _PART_ENDS)
    at = next(ends, None)
    if at is None or words.capital[at - 1]:
        return None
    word = words.words[at]
    return at if len(word) >= _UNKNOWN_LETTERS and word.isalpha() and body.count(word) <= 1 else None


def _may_be_verb(words: _Words, start: int, end: int, body: str) -> bool:
    """Capitals that open a clause and go on in small letters, and are no name."""
    run = words.words[start:end]
    joined = words.text[words.end(end) : words.end(end) + 1] in tuple("-–&/")
    clean = all(word.isalpha() or "'" in word for word in run)
    clean = clean and words.words[end : end + 1] != () and words.words[end][:1].islower()
    return clean and not joined and sum(map(len, run)) >= _UNKNOWN_LETTERS and not is_acronym(run[0], body)


def _capitals(words: _Words, start: int) -> int:
    """The end of the run of words in capitals that begins at `start`."""
    end = start
    while end < len(words.words) and words.capital[end] and (end > start or len(words.words[end]) > 1):
        end += 1
    return end


def _hits(lexicon: _Lexicon, doc: Doc, words: _Words) -> Iterator[_Hit]:
    """All patterns whose first words are in capitals where they stand; printed is only what is in capitals."""
    spans = sorted((start, end) for _, start, end in lexicon.matcher(doc))
    found = ((start, end, one) for start, end in spans for one in lexicon.patterns[words.norms[start:end]])
    for start, end, pattern in found:
        printed = end
        while printed > start and not words.capital[printed - 1]:
            printed -= 1
        if printed == start or not all(words.capital[start:printed]):
            continue
        if not any(len(word) > 1 for word in words.words[start:printed]):
            continue
        if printed < end and pattern.particle:
            continue
        if not pattern.whole and (printed < end or _capitals(words, end) > end):
            continue
        yield _Hit(pattern, start, printed, None)


def _with_particle(hit: _Hit, words: _Words, heads: list[int]) -> _Hit:
    """The hit with its particle: the first one in capitals before the next verb or semicolon."""
    particle = hit.pattern.particle
    if not particle:
        return hit
    others = (head for head in heads if head >= hit.end and not _is_particle(words, head, particle))
    stop = next(others, len(words.words))
    for i in range(hit.end, min(stop, hit.end + _PARTICLE_REACH)):
        if words.words[i] == ";":
            break
        if _is_particle(words, i, particle) and i + len(particle) <= stop:
            return _Hit(hit.pattern, hit.start, hit.end, (i, i + len(particle)))
    return hit


def _is_particle(words: _Words, at: int, particle: tuple[str, ...]) -> bool:
    end = at + len(particle)
    return words.norms[at:end] == particle and all(words.capital[at:end])


@cache
def _pipeline() -> Pipeline:
    """The tokeniser of all languages: spaCy's default rules, and elisions parted (L' UNION, DELL' UNIONE).

    A text and the forms of its lexicon only have to be cut alike. The rules of each language cost seconds a process,
    and so do the attributes that spaCy gives to words and nobody asks for here.
    """
    pipeline = spacy.blank("xx", vocab=Vocab())
    rules = (*(pipeline.Defaults.infixes or ()), rf"(?<=[{ALPHA}]')(?=[{ALPHA}])")
    tokeniser: Any = pipeline.tokenizer
    tokeniser.infix_finditer = compile_infix_regex(rules).finditer
    return pipeline


@cache
def _lexicon(code: str) -> _Lexicon:
    """The matcher of one language, built once a process."""
    language = load(code)
    ways = [tuple(_ways(form)) for form in language.verbs]
    tokens = _folded([*language.enacting, *(text for own in ways for way in own for text in way.texts)])
    patterns: dict[tuple[str, ...], list[_Pattern]] = {}
    usual: Counter[str] = Counter()
    for own in ways:
        for pattern in (pattern for way in own for pattern in way.patterns(usual[way.form.concept], tokens)):
            patterns.setdefault(pattern.tokens, []).append(pattern)
        usual[own[0].form.concept] += 1
    matcher = PhraseMatcher(_pipeline().vocab, attr="NORM")
    matcher.add(code, [_doc(row) for row in patterns])
    return _Lexicon(matcher, patterns, tuple(tokens[name] for name in language.enacting))


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to print a form: all of it in a row, and perhaps parted, with its head and particle."""

    form: VerbForm
    row: str
    head: str
    particle: str

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.row, self.head, self.particle)

    def patterns(self, usual: int, tokens: Mapping[str, tuple[str, ...]]) -> Iterator[_Pattern]:
        """In a row, parted, or only a beginning; `tokens` are those of the texts."""
        row = tokens[self.row]
        yield _Pattern(self.form, usual, row, (), whole=True)
        if self.particle:
            yield _Pattern(self.form, usual, tokens[self.head], tokens[self.particle], whole=True)
        for size in range(1, len(row)):
            yield _Pattern(self.form, usual, row[:size], (), whole=False)


def _ways(form: VerbForm) -> Iterator[_Way]:
    """With the words that may be left out, and without."""
    for text in dict.fromkeys((form.text, " ".join(form.text.replace(form.optional, "", 1).split()))):
        head, _, particle = (part.strip() for part in text.partition(GAP))
        row = f"{head} {particle}".strip()
        if form.split and not particle and text.endswith(f" {form.split}"):
            head, particle = text.removesuffix(f" {form.split}"), form.split
        yield _Way(form, row, head, particle)


def _doc(tokens: tuple[str, ...]) -> Doc:
    """Folded words as a text of spaCy."""
    doc = Doc(_pipeline().vocab, words=list(tokens))
    for token, norm in zip(doc, tokens, strict=True):
        token.norm_ = norm
    return doc


def _folded(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each text as folded words. They are cut together, a line each, because spaCy takes long to begin."""
    lines = [text for text in dict.fromkeys(texts) if text]
    _, words, _, norms = _tokenise("\n".join(lines))
    found: list[list[str]] = [[]]
    for word, norm in zip(words, norms, strict=True):
        if word == "\n":
            found.append([])
        else:
            found[-1].append(norm)
    return {"": (), **dict(zip(lines, map(tuple, found), strict=True))}


def _tokenise(text: str) -> tuple[Doc, list[str], list[int], list[str]]:
    """Tokens whose norm is the folded word; and as plain values the words, where they start in the text, the norms."""
    doc = _pipeline().make_doc(_APOSTROPHES.sub("'", text))
    words, starts, norms = [], [], []
    for token in doc:
        word = token.text
        token.norm_ = norm = fold(word)
        words.append(word)
        starts.append(token.idx)
        norms.append(norm)
    return doc, words, starts, norms
