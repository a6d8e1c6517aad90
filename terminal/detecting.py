"""`stocktake detect`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from detectors.examine import examiner_for
from detectors.masking import mask

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from config.settings import Settings
    from detectors.model import Finding


def detect_lines(settings: Settings, lines: BinaryIO, out: TextIO, *, reveal: bool) -> int:
    """Find personal data in each line's text and write the findings.

    Args:
        settings: the settings in force.
        lines: JSON objects with "id" and "text", one a line, in UTF-8.
        out: where one JSON object a line goes.
        reveal: add the found text to each finding.

    Returns:
        How many lines were no such object; each is named on stderr.
    """
    examiner = examiner_for(settings)
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        entry = _entry(line)
        if entry is None:
            bad += 1
            message = f'line {number}: not a JSON object with "id" and "text"; skipped'
            print(message, file=sys.stderr)  # noqa: T201
            continue
        findings = [_shown(finding, reveal=reveal) for finding in examiner.find(entry["text"])]
        json.dump({"id": entry.get("id"), "findings": findings}, out, ensure_ascii=False)
        out.write("\n")
    out.flush()
    return bad


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return None
    return entry


def _shown(finding: Finding, *, reveal: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "entity": finding.entity,
        "start": finding.start,
        "end": finding.end,
        "score": finding.score,
        "recogniser": finding.recogniser,
        "masked": mask(finding.entity, finding.value),
    }
    if reveal:
        shown["text"] = finding.value
    return shown
