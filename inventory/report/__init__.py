"""The report: one self-contained page that shows where the personal data is and what to do first.

`facts` counts, `actions` decides what comes first, `treemap` lays out the map, `documents` packs
the table of all documents, and `page` puts them into `page.html`.
"""

from inventory.report.page import write_report

__all__ = ["write_report"]
