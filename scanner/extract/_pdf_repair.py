"""Puts a page tree under the pages of a PDF that broke off before its end, where that tree stands.

Half a download or half a copy has whole pages and nothing that lists them. They are listed anew;
what a page inherits it still finds through its own `/Parent`, where that is not lost as well.
"""

from __future__ import annotations

import re

_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_NUMBER = re.compile(rb"(\d{1,8})\s+(\d{1,5})\s+$")
_FAR = 20_000  # bytes from an object's head to its type
_MOST = 20_000
_FREE = 4_000_000  # an object number that nobody has; pdfium takes none above 4 Mi


def with_pages(data: bytes) -> bytes:
    """Give the file with a list of its pages at its end; b"" where no page is to be seen."""
    kids: list[bytes] = []
    for match in _PAGE.finditer(data):
        start = data.rfind(b"obj", max(0, match.start() - _FAR), match.start())
        number = _NUMBER.search(data[max(0, start - 20) : start]) if start >= 0 else None
        if number:
            kids.append(b"%d %d R" % (int(number[1]), int(number[2])))
        if len(kids) >= _MOST:
            break
    if not kids:
        return b""
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    root = b"<< /Type /Catalog /Pages %d 0 R >>" % _FREE
    end = b"\nendstream\nendobj\n%d 0 obj\n%s\nendobj\n%d 0 obj\n%s\nendobj\n" % (
        *(_FREE, tree),
        *(_FREE + 1, root),
    )
    trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n0\n%%%%EOF\n" % (
        _FREE + 2,
        _FREE + 1,
    )
    return data + end + trailer
