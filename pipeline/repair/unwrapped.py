"""Plain text with one paragraph a line, as word processors and converters write it: nothing is to be joined.

Told from the lines of a page by their lengths: pages have lines of some hundred characters, paragraphs are as long as
they are.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.languages import Language
from pipeline.model import Block, Style
from pipeline.repair.paragraphs import is_bare_mark, is_label_alone

_PAGE = 180  # code points: no line of a page is longer
_MOST = 6000  # code points: a longer line is more than one paragraph
_FEWEST = 3  # long lines, so that one odd line decides nothing


def is_unwrapped(lines: Sequence[Block]) -> bool:
    """Whether most of the text stands in lines longer than those of a page, and none that is a whole document."""
    lengths = [len(line.text) for line in lines if line.style in (Style.LINE, Style.NOTE)]
    long = [length for length in lengths if length > _PAGE]
    return len(long) >= _FEWEST and sum(long) * 2 > sum(lengths) and max(long) <= _MOST


def paragraphs(lines: Sequence[Block], language: Language) -> list[tuple[Block, ...]]:
    """Each line a paragraph; a number, list mark or cover label that stands alone belongs to the next line."""
    groups: list[tuple[Block, ...]] = []
    for line in lines:
        alone = bool(groups) and len(groups[-1]) == 1 and _is_alone(groups[-1][0].text, language)
        if alone:
            groups[-1] = (*groups[-1], line)
        else:
            groups.append((line,))
    return groups


def _is_alone(text: str, language: Language) -> bool:
    return is_bare_mark(text.strip()) or is_label_alone(text, language)
