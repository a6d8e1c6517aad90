"""Office files of 2007 and later under a password: an OLE2 file around an encrypted package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.document import Blob, Document, Status, UnreadableError
from scanner.extract import _members, _ole

if TYPE_CHECKING:
    from scanner.document import Limits

MEDIA_TYPES = ("application/x-ooxml-encrypted",)


def extract(blob: Blob, media_type: str, limits: Limits) -> Document:
    """Read a file that is only write-protected; others are `encrypted`.

    Raises:
        UnreadableError: it needs a password.
    """
    from scanner.extract import extract as extract_any  # noqa: PLC0415 - the package imports this
    from scanner.identify import identify  # noqa: PLC0415

    plain = Blob(blob.name, data=_ole.unprotected(blob, limits.passwords))
    identity = identify(plain)
    if identity.media_type in {media_type, "application/x-empty"}:
        raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
    return extract_any(plain, identity, limits)
