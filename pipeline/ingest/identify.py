"""Which language a text is in, to check what was declared. The identifier is py3langid, limited to the 24 languages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.languages import PROTOCOL_ORDER, load
from pipeline.model import Level, Notice, Source

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LETTERS = 40  # fewer letters say nothing certain
_SAMPLE = 4000  # code points; more do not change the answer
_CERTAIN = 0.95


def identify(text: str) -> tuple[str, float]:
    """The likeliest language of a text and its probability (0…1); ("", 0.0) for a text too short to tell.

    The text is put in small letters first: capitals mislead the identifier.
    """
    words = " ".join(re.findall(r"[^\W\d_]+", text)[:_SAMPLE]).lower()[:_SAMPLE]
    if len(words) < _LETTERS:
        return "", 0.0
    code, probability = _identifier().classify(words)
    return str(code), float(probability)


def wrong_language(source: Source, declared: str) -> Notice | None:
    """A notice when a text is in another language than declared, else None."""
    code, probability = identify("\n".join(block.text for block in source.blocks))
    if not code or code == declared or probability < _CERTAIN:
        return None
    message = (
        f"declared as {load(declared).english}, but the text reads as {load(code).english}; "
        f"declare it as {code!r} or replace the file"
    )
    return Notice(Level.ERROR, "wrong-language", message)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # with numpy, which a build with nothing to do spares

    every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    every.set_languages(sorted(PROTOCOL_ORDER))
    model = (every.nb_ptc, every.nb_pc, every.nb_classes, every.tk_nextmove, every.tk_output)
    return LanguageIdentifier(*model, norm_probs=True, tk_row=every.tk_row)  # without the table of all other languages
