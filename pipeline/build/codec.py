"""Values → bytes and back, so that a later build can take them over; the only door to msgspec.

Equal values give equal bytes (sets are written in order), and reading makes nothing but the values of the type that is
asked for: no code in a file of the memory can run, as it could with pickle (docs/decisions.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from functools import cache
from pathlib import PurePath
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: object) -> bytes:
    """The bytes of a value of `pipeline.model`, or of tuples of such values.

    >>> encode(frozenset({"b", "a"}))
    b'["a","b"]'
    """
    return _encoder().encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The value of a type again. Raises ValueError for bytes that are not one."""
    value: T = _decoder(kind).decode(data)  # type: ignore[arg-type]  # a class is hashable
    return value


def checksum(data: bytes) -> str:
    """The sha256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """The checksum of a value: equal for equal values, whatever process made them."""
    return checksum(encode(value))


@cache
def _encoder() -> msgspec.json.Encoder:
    return msgspec.json.Encoder(order="deterministic", enc_hook=_path)


@cache
def _decoder(kind: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _path(value: object) -> str:
    if isinstance(value, PurePath):
        return value.name
    raise NotImplementedError(f"no form for {type(value).__name__}")
