"""Records of plain data as bytes and back, without pickle: what may lie in a cache or travel between machines.

Layout: eight bytes of magic, a SHA-256 of all that follows it, the length of a JSON header, the header, then every
bytes field end to end. The header holds the record's fields in the order of its class; a bytes field stands in it as
its length.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from anthology.core import document

MAGIC = b"anthrec2"
_HEAD = len(MAGIC) + 32 + 8
_SCALARS = (str, int, float, bool)

Record = TypeVar("Record")
Writer = Callable[[Any, list[bytes]], Any]
Reader = Callable[[Any, list[memoryview]], Any]


def pack(record: object, kind: Any = None) -> bytes:
    """The record as bytes; `kind` is its type where that is no class, such as `tuple[str, ...]`.

    Refused are fields that are not str, int, float, bool, bytes, Path, None, tuples or frozen sets of these, or records
    (TypeError).
    """
    blobs: list[bytes] = []
    wanted: Any = kind or type(record)
    plain = _codec(wanted)[0](record, blobs)
    header = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    head = header.encode("utf-8", "surrogatepass")  # a file name need be no text
    payload = len(head).to_bytes(8, "big") + head + b"".join(blobs)
    return MAGIC + hashlib.sha256(payload).digest() + payload


def unpack(kind: type[Record], data: bytes) -> Record:
    """The record of that class that `pack` made the bytes from; ValueError if they are damaged or of another class."""
    if len(data) < _HEAD or not data.startswith(MAGIC):
        raise ValueError("these bytes are not a packed record")
    payload = data[len(MAGIC) + 32 :]
    if hashlib.sha256(payload).digest() != data[len(MAGIC) : len(MAGIC) + 32]:
        raise ValueError("a packed record is damaged")
    wanted: Any = kind
    end = 8 + int.from_bytes(payload[:8], "big")
    try:
        blobs = [memoryview(payload)[end:]]
        record: Record = _codec(wanted)[1](json.loads(payload[8:end]), blobs)
    except (TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError(f"a packed record is not a {kind}") from error
    if blobs[0]:
        raise ValueError(f"a packed record is not a {kind}")
    return record


@cache
def _codec(kind: Any) -> tuple[Writer, Reader]:
    """How values of a type become plain JSON, and how they come back."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in _SCALARS:
        kinds = _scalar_kinds(kind)
        return _write_same, lambda plain, _: _typed(plain, *kinds)
    if origin is Literal:
        return _write_same, _read_literal(arguments)
    if kind is bytes:
        return _write_blob, _read_blob
    if isinstance(kind, type) and issubclass(kind, Path):
        return lambda value, _: value.as_posix(), lambda plain, _: Path(_typed(plain, str))
    if origin in (Union, types.UnionType) and type(None) in arguments and len(arguments) == 2:
        return _optional(*(argument for argument in arguments if argument is not type(None)))
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is frozenset:
        return _set(arguments[0])
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"{kind} cannot be packed")


def _write_same(value: Any, _: list[bytes]) -> Any:
    return value


def _typed(plain: Any, *kinds: type) -> Any:
    """The value, if it is of one of these very classes; TypeError if not. A bool is no int here."""
    if type(plain) not in kinds:
        raise TypeError(f"{plain!r} is none of {kinds}")
    return plain


def _scalar_kinds(kind: type) -> tuple[type, ...]:
    return (float, int) if kind is float else (kind,)


def _read_literal(choices: tuple[Any, ...]) -> Reader:
    known = {(type(choice), choice) for choice in choices}

    def read(plain: Any, _: list[memoryview]) -> Any:
        if (type(plain), plain) not in known:
            raise TypeError(f"{plain!r} is none of {choices}")
        return plain

    return read


def _write_blob(value: Any, blobs: list[bytes]) -> Any:
    blobs.append(value)
    return len(value)


def _read_blob(plain: Any, blobs: list[memoryview]) -> Any:
    value, blobs[0] = bytes(blobs[0][:plain]), blobs[0][plain:]
    if len(value) != plain:
        raise TypeError("too short")
    return value


def _optional(inner: Any) -> tuple[Writer, Reader]:
    write, read = _codec(inner)
    return (
        lambda value, blobs: None if value is None else write(value, blobs),
        lambda plain, blobs: None if plain is None else read(plain, blobs),
    )


def _union(kinds: tuple[Any, ...]) -> tuple[Writer, Reader]:
    """One of several records, written with the number of its class, or a text, which stands for itself."""
    numbers = {kind: number for number, kind in enumerate(kinds)}

    def write(value: Any, blobs: list[bytes]) -> Any:
        number = numbers[type(value)]
        return value if type(value) is str else [number, _codec(kinds[number])[0](value, blobs)]

    def read(plain: Any, blobs: list[memoryview]) -> Any:
        return plain if type(plain) is str and str in numbers else _codec(kinds[plain[0]])[1](plain[1], blobs)

    return write, read


def _tuple(arguments: tuple[Any, ...]) -> tuple[Writer, Reader]:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        if arguments[0] in _SCALARS:
            kinds = set(_scalar_kinds(arguments[0]))
            return lambda value, _: value, lambda plain, _: _read_scalars(plain, kinds)
        write, read = _codec(arguments[0])
        return (
            lambda value, blobs: [write(item, blobs) for item in value],
            lambda plain, blobs: tuple(read(item, blobs) for item in _typed(plain, list)),
        )
    if all(argument in _SCALARS for argument in arguments):
        shapes = set(product(*map(_scalar_kinds, arguments)))
        return lambda value, _: value, lambda plain, _: _read_shape(plain, shapes)
    codecs = [_codec(argument) for argument in arguments]
    return (
        lambda value, blobs: [codec[0](item, blobs) for codec, item in zip(codecs, value, strict=True)],
        lambda plain, blobs: tuple(
            codec[1](item, blobs) for codec, item in zip(codecs, _typed(plain, list), strict=True)
        ),
    )


def _read_scalars(plain: Any, kinds: set[type]) -> tuple[Any, ...]:
    if not kinds.issuperset(map(type, _typed(plain, list))):
        raise TypeError(f"{plain!r} is none of {kinds}")
    return tuple(plain)


def _read_shape(plain: Any, shapes: set[tuple[type, ...]]) -> tuple[Any, ...]:
    if tuple(map(type, _typed(plain, list))) not in shapes:
        raise TypeError(f"{plain!r} is none of {shapes}")
    return tuple(plain)


def _set(inner: Any) -> tuple[Writer, Reader]:
    """A set is written in an order of its own, so that equal sets make equal bytes."""
    write, read = _codec(inner)
    return (
        lambda value, blobs: [write(item, blobs) for item in sorted(value, key=repr)],
        lambda plain, blobs: frozenset(read(item, blobs) for item in _typed(plain, list)),
    )


def _record(kind: type[Any]) -> tuple[Writer, Reader]:
    @cache
    def fields() -> list[tuple[str, Writer, Reader]]:  # when they are needed: a record may hold others of its class
        hints = get_type_hints(kind, localns=vars(document))
        return [(field.name, *_codec(hints[field.name])) for field in dataclasses.fields(kind)]

    def write(value: Any, blobs: list[bytes]) -> Any:
        return [write_field(getattr(value, name), blobs) for name, write_field, _ in fields()]

    def read(plain: Any, blobs: list[memoryview]) -> Any:
        items = zip(fields(), _typed(plain, list), strict=True)
        values = {name: read_field(item, blobs) for (name, _, read_field), item in items}
        return kind(**values)

    return write, read
