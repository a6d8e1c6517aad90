"""The report: one self-contained page that shows where the personal data is and what to do first.

`facts` counts, `actions` decides what comes first, `treemap` chooses the folders of the map,
`documents` packs the table of all documents, and `page` puts them into `page.html`, where
`charts.js` draws with the parts of D3 that are bundled in `d3/`.
"""

from inventory.report.page import write_report

__all__ = ["write_report"]
