"""The words of a PDF page that are not part of the page: form fields and people's notes."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from pypdfium2 import raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

_NOT_WORDS = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP}
_BLANK = {"", "Off"}


def texts(page: pdfium.PdfPage, form: Any | None) -> list[str]:
    """Give `field name: value` for filled form fields, and the text of notes and stamps.

    Args:
        page: an open page.
        form: the document's form environment, or None when it has no form.
    """
    found = []
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET:
            found.append(_field(annotation, form))
        elif kind not in _NOT_WORDS:
            found.append(_note(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
    return [text for text in found if text.strip()]


def has_files(page: pdfium.PdfPage) -> bool:
    """Tell whether files are attached to places on a page."""
    return any(True for _ in files(page))


def files(page: pdfium.PdfPage) -> Iterator[Any]:
    """Give the files that are attached to places on a page, as pdfium's handles."""
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
            attached = raw.FPDFAnnot_GetFileAttachment(annotation)
            if attached:
                yield attached
        raw.FPDFPage_CloseAnnot(annotation)


def _note(annotation: Any) -> str:
    """Give what a note says, and who wrote it."""
    text = _string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents")
    author = _string(raw.FPDFAnnot_GetStringValue, annotation, b"T").strip()
    return f"Note by {author}: {text}" if author and text.strip() else text


def _field(annotation: Any, form: Any | None) -> str:
    if form is None:
        return ""
    value = _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation)
    if value in _BLANK:
        return ""
    label = _string(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    name = label or _string(raw.FPDFAnnot_GetFormFieldName, form, annotation)
    return f"{name}: {value}"


def _string(function: Any, *arguments: Any) -> str:
    """Call a pdfium function that fills a buffer with UTF-16; sizes are in bytes."""
    size = function(*arguments, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\0").replace("\r", "\n")
