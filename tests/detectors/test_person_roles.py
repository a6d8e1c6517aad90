"""What each person of a document is to the service, as the examiner hands it on."""

from __future__ import annotations

import time

from config.rules import Rules
from config.settings import Settings
from detectors.examine import examiner_for
from detectors.model import Finding, Subject
from detectors.names.joining import joiner_for
from detectors.person_roles import roles_of

NOTE = """\
Daily record - Resident: Edith Hartley, Room 4

Edith ate well at lunch. Her daughter Susan Bates visited at 2 and took her out.
Dr Imran Shah, GP, rang about the blood results.

Signed: Kofi Mensah, senior carer
"""


def test_each_person_of_a_note_has_a_role() -> None:
    found = examiner_for(Settings()).examine(Subject(NOTE)).findings
    roles = {f.value: f.role for f in found if f.entity == "PERSON"}
    assert roles["Edith Hartley"] == "resident"
    assert roles["Edith"] == "resident"
    assert roles["Susan Bates"] == "relative"
    assert roles["Imran Shah"] == "professional"
    assert roles["Kofi Mensah"] == "staff"


def test_what_is_no_person_has_no_role() -> None:
    found = examiner_for(Settings()).examine(Subject(NOTE + "Tel 01632 960123")).findings
    assert {f.role for f in found if f.entity != "PERSON"} <= {""}


def test_a_name_that_stands_thousands_of_times_costs_no_more_for_each() -> None:
    def seconds(lines: int) -> float:
        text = "Edith Hartley ate well. Kofi Mensah, carer, helped.\n" * lines
        found = [
            Finding("PERSON", at, at + len(name), 0.9, "test", name)
            for name in ("Edith Hartley", "Kofi Mensah")
            for line in range(lines)
            for at in [text.index(name, line * 52)]
        ]
        begun = time.process_time()
        roles = roles_of(joiner_for(Rules()), text, found)
        assert roles[found[-1].start] == "staff"
        return time.process_time() - begun

    seconds(10)
    assert seconds(40_000) < 1.0
