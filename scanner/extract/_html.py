"""Web pages as text: what a reader sees, without scripts, styles and comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

from scanner import encoding
from scanner.document import Block
from scanner.extract import _grid, _links, _xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from scanner.document import Document

_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_PLAIN_TO_SEE = {"utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"}
_BLANKS = re.compile(r"[ \xa0\r\f\v]+")
_FOLDED = re.compile(r"\s*\n\s*")
_DROPPED = {"script", "style", "template", "noembed"}
_BLOCKS = {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr"),
    *("table", "section", "article", "header", "footer", "aside", "nav", "main", "form", "title"),
    *("fieldset", "blockquote", "pre", "address", "figure", "figcaption", "body", "html", "head"),
    *("option", "hr", "center", "legend", "caption", "textarea"),
}


def read(data: bytes, document: Document) -> None:
    """Add the words and tables of a web page to a document."""
    text = _decode(data)
    root = _parse(text)
    if root is None:
        return
    title = next(_xml.descendants(root, "title"), None)
    if title is not None and title.text and title.text.strip():
        document.properties["title"] = " ".join(title.text.split())
    page = to_text(root, document)
    if page:
        document.blocks.append(Block(page))
    targets = (_xml.attribute(anchor, "href") for anchor in root.iter("a", "area"))
    _links.add(targets, document)
    for meta in root.iter("meta"):
        if _xml.attribute(meta, "name").lower() == "author" and _xml.attribute(meta, "content"):
            document.properties["author"] = " ".join(_xml.attribute(meta, "content").split())


def text_of(page: str) -> str:
    """Give the words of a web page, as of a mail's HTML body; tables stay text."""
    root = _parse(page)
    return "" if root is None else to_text(root, None)


def to_text(root: Element, document: Document | None) -> str:
    """Give what a reader sees, a line for each block; data tables go to `document` if given."""
    out: list[str] = []
    _walk(root, out, document)
    lines = (line.strip(" ") for line in _BLANKS.sub(" ", "".join(out)).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _decode(data: bytes) -> str:
    """Decode a page; what its bytes show counts for more than what it declares of itself."""
    declared = _DECLARED.search(data[:4096])
    if declared is None or encoding.detect(data) in _PLAIN_TO_SEE:
        return encoding.decode(data)
    return encoding.decode_as_claimed(data, declared[1].decode("ascii", "replace"))


def _parse(text: str) -> Element | None:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    if not text.strip():
        return None
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.ParserError:
        return None


def _walk(element: Element, out: list[str], document: Document | None) -> None:
    name = _xml.local(element).lower()
    if name in _DROPPED:
        return
    block = name in _BLOCKS
    if block:
        out.append("\n")
    if name == "table":
        out.append(_table(element, document))
    elif name == "br":
        out.append("\n")
    elif name == "input":
        out.append(_input(element))
    else:
        out.append(_flow(element.text, name))
        for child in element:
            _walk(child, out, document)
            out.append(_flow(child.tail, name))
    if block:
        out.append("\n")


def _flow(text: str | None, parent: str) -> str:
    """Give text with line breaks as a browser shows them: kept only where pre-formatted."""
    if not text:
        return ""
    if "\n" not in text or parent in {"pre", "textarea"}:
        return text
    return _FOLDED.sub(" ", text)


def _input(element: Element) -> str:
    kind = _xml.attribute(element, "type").lower()
    if kind in {"hidden", "submit", "button", "reset", "image", "password"}:
        return ""
    return f" {_xml.attribute(element, 'value')} "


def _table(table: Element, document: Document | None) -> str:
    rows = [
        [_cell(cell, document) for cell in row if _xml.local(cell) in {"td", "th"}]
        for row in _rows(table)
    ]
    caption = next((c for c in table if _xml.local(c) == "caption"), None)
    heading = "" if caption is None else to_text(caption, None) + "\n"
    if document is None or any(next(_xml.descendants(r, "table"), None) is not None for r in table):
        return heading + _grid.as_text(rows)  # a table inside a table is page layout
    return heading + _grid.place(rows, f"table {len(document.tables) + 1}", document)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        name = _xml.local(child)
        if name == "tr":
            yield child
        elif name in {"thead", "tbody", "tfoot", "form"}:
            yield from _rows(child)


def _cell(cell: Element, document: Document | None) -> str:
    out: list[str] = [_flow(cell.text, "td")]
    for child in cell:
        _walk(child, out, document)
        out.append(_flow(child.tail, "td"))
    return _grid.cell_text([" ".join(line.split(" ")) for line in "".join(out).split("\n")])
