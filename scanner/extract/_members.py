"""What all archives share: names for their members, and what is refused before it is unpacked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from scanner.document import Blob, Child, Status

if TYPE_CHECKING:
    from scanner.document import Limits

_SMALL = 2**20
_LINK = "a link or a device, which has no contents of its own"
PROTECTED = "it is protected with a password"


class Paths:
    """Gives each member a path of its own, though an archive may hold two of one name."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, name: str) -> str:
        """Give the path for a member of this name: `a.txt`, then `a.txt (2)`."""
        name = name.replace("\\", "/").replace("\0", "").lstrip("/") or "unnamed"
        self._taken[name] = self._taken.get(name, 0) + 1
        return name if self._taken[name] == 1 else f"{name} ({self._taken[name]})"


def too_large(path: str, limits: Limits) -> Child:
    """A member that unpacks to more than is opened."""
    message = f"it unpacks to more than {limits.max_bytes // 2**20} MB"
    return Child(path, None, Status.TOO_LARGE, message)


def without_contents(path: str) -> Child:
    """A link or a device."""
    return Child(path, None, Status.UNSUPPORTED, _LINK)


def encrypted(path: str, passwords: tuple[str, ...] = ()) -> Child:
    """A member under a password that is not among those given."""
    return Child(path, None, Status.ENCRYPTED, protected(passwords))


def protected(passwords: tuple[str, ...]) -> str:
    """Say that a file is under a password, and how many were tried."""
    if not passwords:
        return PROTECTED
    if len(passwords) == 1:
        return f"{PROTECTED}; the one given does not open it"
    return f"{PROTECTED}; none of the {len(passwords)} given opens it"


def refusal(path: str, size: int, packed: int, limits: Limits) -> Child | None:
    """Refuse a member by the sizes that the archive states, or give None.

    Args:
        path: the member's path.
        size: bytes it says it unpacks to.
        packed: bytes it takes in the archive; 0 where that is not known.
        limits: how much is allowed.
    """
    if size > limits.max_bytes:
        return too_large(path, limits)
    if packed and size > _SMALL and size > limits.max_ratio * packed:
        return _bomb(path)
    return None


def taken(path: str, data: bytes, limits: Limits, modified: str = "", packed: int = 0) -> Child:
    """A member that was unpacked; sizes are checked again, for an archive may lie about them."""
    if len(data) > limits.max_bytes:
        return too_large(path, limits)
    if packed and len(data) > _SMALL and len(data) > limits.max_ratio * packed:
        return _bomb(path)
    return Child(path, Blob(path.rpartition("/")[2] or path, data=data), modified=modified)


def moment(seconds: float) -> str:
    """Write a time in seconds since 1970 in ISO 8601; "" for one that cannot be."""
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _bomb(path: str) -> Child:
    message = "it unpacks to so much more than its size that it is not opened"
    return Child(path, None, Status.TOO_LARGE, message)
