"""Turns bytes into a `Document`: one module per family of formats, found by being here.

A module offers `MEDIA_TYPES` (the media types it reads, `image/*` for a whole family) and
`extract(blob, media_type, limits)`, and may name in `ERRORS` the exceptions its library raises for
a damaged file. To add a format, add a module; nothing else needs editing. Modules whose names
begin with an underscore hold what several formats share.
"""

from __future__ import annotations

import importlib
import lzma
import pkgutil
import struct
import tarfile
import zipfile
import zlib
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

import duckdb
from lxml import etree

from scanner.document import Block, Document, Status, UnreadableError
from scanner.extract._unsupported import sentence
from scanner.identify import EMPTY, Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from scanner.document import Blob, Child, Limits

# What the standard library and lxml raise for damaged data; RecursionError is a file nested so
# deeply that it was made to break readers.
_DAMAGE: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    EOFError,
    struct.error,
    etree.LxmlError,
    UnicodeError,
    NotImplementedError,
    RecursionError,
)


class Reader(Protocol):
    """What a module of this package offers; its `ERRORS`, a tuple of exceptions, is optional."""

    MEDIA_TYPES: tuple[str, ...]
    extract: Callable[[Blob, str, Limits], Document]


def extract(blob: Blob, identity: Identity | str, limits: Limits) -> Document:
    """Read one file.

    Args:
        blob: the file.
        identity: what `identify` says it is, or a media type.
        limits: how much it may cost.

    Returns:
        Its text, tables and members. Expected trouble (encrypted, damaged, not supported …) is the
        document's `status` and a sentence in `error`, never an exception; iterating `children`
        may raise `UnreadableError` when a container turns out to be damaged half way.

    Raises:
        OSError: the file vanished, or may not be read.
    """
    media_type = identity.media_type if isinstance(identity, Identity) else identity
    if media_type == EMPTY or not blob.size:
        return Document(media_type or EMPTY)
    reader = _reader_of(media_type)
    if reader is None:
        return Document(media_type, Status.UNSUPPORTED, sentence(media_type))
    try:
        document = reader.extract(blob, media_type, limits)
    except UnreadableError as error:
        return Document(media_type, error.status, error.message)
    except (MemoryError, duckdb.OutOfMemoryException):
        message = "reading it takes more memory than one file may have"
        return Document(media_type, Status.TOO_LARGE, message)
    except _errors_of(reader) as error:
        return Document(media_type, Status.CORRUPT, _damage(error))
    document.children = _guarded(document.children, _errors_of(reader))
    return _bounded(document, limits)


@cache
def readers() -> Mapping[str, Reader]:
    """Import every module of this package; gives them by the media types they read."""
    found: dict[str, Reader] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        reader = cast("Reader", importlib.import_module(f"{__name__}.{module.name}"))
        found.update(dict.fromkeys(reader.MEDIA_TYPES, reader))
    return found


def reader_name(media_type: str) -> str:
    """Give the module that reads a media type, or "" where none does."""
    reader = _reader_of(media_type)
    return "" if reader is None else str(getattr(reader, "__name__", ""))


def _reader_of(media_type: str) -> Reader | None:
    family = media_type.partition("/")[0] + "/*"
    return readers().get(media_type) or readers().get(family)


def _errors_of(reader: Reader) -> tuple[type[Exception], ...]:
    return _DAMAGE + tuple(getattr(reader, "ERRORS", ()))


def _damage(error: Exception) -> str:
    """Describe damage by the kind of the error: its message may quote the file."""
    if isinstance(error, OSError) and error.errno is not None:
        raise error  # not the file's contents but the share it lies on
    return f"the file is damaged or incomplete ({type(error).__name__})"


def _guarded(children: Iterable[Child], errors: tuple[type[Exception], ...]) -> Iterator[Child]:
    try:
        yield from children
    except errors as error:
        raise UnreadableError(Status.CORRUPT, _damage(error)) from error


def _bounded(document: Document, limits: Limits) -> Document:
    """Cut the text at `limits.max_text` characters."""
    left = limits.max_text
    for position, block in enumerate(document.blocks):
        if len(block.text) > left:
            document.blocks[position:] = [Block(block.text[:left], block.location)]
            if document.status is Status.READ:
                document.status = Status.PARTLY_READ
                document.error = f"only its first {limits.max_text:,} characters were read"
            break
        left -= len(block.text)
    return document
