"""Zip-based office files (OOXML, OpenDocument, EPUB): their parts and their properties."""

from __future__ import annotations

import itertools
import re
import zipfile
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from docx.opc.coreprops import CoreProperties
from docx.oxml.coreprops import CT_CoreProperties
from docx.oxml.parser import parse_xml
from lxml import etree

from scanner.document import Blob, Block, Child, Status, UnreadableError
from scanner.extract import _members, _xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from lxml.etree import _Element as Element

    from scanner.document import Limits

_CORE = ("author", "last_modified_by", "title", "subject", "keywords")
_MOMENTS = ("created", "modified")
_APP = {"Company": "company", "Manager": "manager"}
_MOST_OWN = 200  # properties
_MACHINE = re.compile(r"(?:_|MSIP_|KSO|ContentTypeId|.*Guid$|.*Id$).*", re.IGNORECASE)
_BOMB = 64 * 2**20


class Package:
    """The parts of an office file, read one at a time within limits."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        # Names are matched as Windows does it: case and the direction of slashes do not count.
        self._infos = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info
            for info in archive.infolist()
        }
        self._check_size()

    def _check_size(self) -> None:
        """Refuse a package that unpacks to far more than an office file ever does."""
        expanded = sum(info.file_size for info in self._infos.values())
        packed = sum(info.compress_size for info in self._infos.values()) or 1
        if expanded > self._limits.max_expanded or (
            expanded > _BOMB and expanded / packed > self._limits.max_ratio
        ):
            message = f"it unpacks to {expanded // 2**20:,} MB, more than is safe to open"
            raise UnreadableError(Status.TOO_LARGE, message)

    def names(self, pattern: str) -> list[str]:
        """Give the lower-case names of parts that match a regex, numbers in numeric order."""
        found = [name for name in self._infos if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: [int(n) for n in re.findall(r"\d+", name)] or [0])

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a part, or None when there is no such part.

        Raises:
            UnreadableError: the part is encrypted.
            zipfile.BadZipFile: it is damaged.
        """
        info = self._infos.get(name)
        if info is None:
            return None
        if info.flag_bits & 1:
            raise UnreadableError(Status.ENCRYPTED, _members.PROTECTED)
        return self._bytes(info)

    def _bytes(self, info: zipfile.ZipInfo) -> bytes:
        try:
            return self._archive.read(info)
        except ValueError as error:  # an offset before the start of the file
            raise zipfile.BadZipFile("a part of it is damaged") from error

    def xml(self, name: str) -> Element | None:
        """Give the root of an XML part, or None where there is none or it is empty."""
        data = self.read(name)
        return _xml.parse(data) if data and data.strip() else None

    def links(self, pattern: str) -> Iterator[str]:
        """Give where the links of parts lead, from their lists of relationships."""
        for name in self.names(pattern):
            root = self.xml(name)
            for element in root if root is not None else ():
                if _xml.attribute(element, "TargetMode") == "External":
                    yield _xml.attribute(element, "Target")

    def members(self, pattern: str) -> Iterator[Child]:
        """Give parts that are files of their own (embedded documents) as children."""
        for name in self.names(pattern):
            info = self._infos[name]
            short = info.filename.replace("\\", "/").rpartition("/")[2]
            yield Child(short, Blob(short, data=self._bytes(info)))

    def properties(self) -> dict[str, str]:
        """Give the OOXML document properties under their common names."""
        found = _core(self.read("docprops/core.xml") or b"")
        root = self.xml("docprops/app.xml")
        for element in root if root is not None else ():
            key, text = _APP.get(_xml.local(element)), (element.text or "").strip()
            if key and text:
                found[key] = text
        return found

    def own_properties(self) -> list[Block]:
        """Give the properties that somebody made up ("Client: …"), a block if there are any."""
        root = self.xml("docprops/custom.xml")
        lines = []
        for element in itertools.islice(root if root is not None else (), _MOST_OWN):
            text = " ".join(" ".join(map(str, element.itertext())).split())
            if text and not _MACHINE.fullmatch(name := _xml.attribute(element, "name")):
                lines.append(f"{name}: {text}")
        return [Block("\n".join(lines), "document properties")] if lines else []


def _core(part: bytes) -> dict[str, str]:
    """Give the core properties, as python-docx reads them from any OOXML file; {} if damaged."""
    found: dict[str, str] = {}
    with suppress(etree.LxmlError, TypeError, ValueError, OverflowError):  # or an empty date
        root = parse_xml(part)
        if isinstance(root, CT_CoreProperties):
            core = CoreProperties(root)
            found = {key: str(getattr(core, key)).strip() for key in _CORE}
            found["description"] = core.comments.strip()
            for key in _MOMENTS:
                if (moment := getattr(core, key)) is not None:
                    found[key] = moment.isoformat()
    return {key: text for key, text in found.items() if text}


@contextmanager
def open_package(blob: Blob, limits: Limits) -> Iterator[Package]:
    """Open a zip-based office file.

    Raises:
        zipfile.BadZipFile: it is damaged.
        UnreadableError: it would unpack to more than is safe.
    """
    with blob.open() as stream, open_zip(stream) as archive:
        yield Package(archive, limits)


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a zip file.

    Raises:
        zipfile.BadZipFile: it is damaged; `zipfile` itself lets some damage out as ValueError.
    """
    try:
        return zipfile.ZipFile(stream)
    except ValueError as error:
        raise zipfile.BadZipFile("its directory is damaged") from error
