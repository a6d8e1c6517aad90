"""What all OpenDocument files share: their properties, and how to see that one is encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.extract import _xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from scanner.extract._package import Package

_META = {
    "initial-creator": "author",
    "creator": "last_modified_by",
    "creation-date": "created",
    "date": "modified",
    "title": "title",
    "subject": "subject",
    "keyword": "keywords",
    "description": "description",
}


def is_encrypted(package: Package) -> bool:
    """Say whether the package's manifest names encrypted parts."""
    manifest = package.xml("meta-inf/manifest.xml")
    if manifest is None:
        return False
    return next(_xml.descendants(manifest, "encryption-data"), None) is not None


def meta_properties(package: Package) -> dict[str, str]:
    """Give the document properties of an OpenDocument package under their common names."""
    root = package.xml("meta.xml")
    return {} if root is None else properties_in(root)


def properties_in(root: Element) -> dict[str, str]:
    """Give the document properties found below an element."""
    found: dict[str, str] = {}
    for meta in _xml.descendants(root, "meta"):
        for element in meta:
            key, text = _META.get(_xml.local(element)), (element.text or "").strip()
            if key and text:
                found[key] = text
    return found
