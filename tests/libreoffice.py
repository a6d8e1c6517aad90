"""Edits cells of a workbook in LibreOffice; run by a Python that has LibreOffice's `uno` module.

Usage: `python libreoffice.py PIPE FILE SHEET` with `[[row id, header, text], …]` on stdin. The file
is opened in the office that listens on PIPE, changed, and saved as that office saves it.
"""

# mypy: ignore-errors

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def office(pipe: str):
    """Connect to the office, which takes a while to start."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("the office did not start")


def setting(name: str, value: object) -> PropertyValue:
    return PropertyValue(Name=name, Value=value)


def edit(sheet, id_header: str, edits: list[list[str]]) -> None:
    """Type texts into cells the way a person does: dates become dates."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    width, height = cursor.RangeAddress.EndColumn + 1, cursor.RangeAddress.EndRow + 1
    headers = [sheet.getCellByPosition(column, 0).String for column in range(width)]
    ids = [sheet.getCellByPosition(headers.index(id_header), row).String for row in range(height)]
    for number, header, text in edits:
        sheet.getCellByPosition(headers.index(header), ids.index(number)).FormulaLocal = text


def main() -> None:
    pipe, file, title = sys.argv[1:]
    context = office(pipe)
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    url = Path(file).as_uri()
    book = desktop.loadComponentFromURL(url, "_blank", 0, (setting("Hidden", True),))
    edit(book.Sheets.getByName(title), "Asset ID", json.load(sys.stdin))
    book.storeToURL(url, (setting("FilterName", "Calc MS Excel 2007 XML"),))
    book.close(True)
    desktop.terminate()


main()
