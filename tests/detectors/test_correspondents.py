"""Who a message is from or to says something of whom it is about."""

from __future__ import annotations

import pytest

from config.rules import Rules
from config.settings import Provider, Settings
from detectors.correspondents import Correspondents
from detectors.examine import Examiner
from detectors.model import Subject

_TEXT = "From: {0}\nTo: office@rose.example\nMrs Edith Hartley's review is on Tuesday at ten."


@pytest.mark.parametrize(
    ("headers", "kinds"),
    [
        ({"from": "Dr A Shah <a.shah@surgery.NHS.net>", "to": "jo@rose.example"}, {"professional"}),
        (
            {"from": "jo@rose.example", "to": "b@rose.example", "cc": "sw@leeds.gov.uk"},
            {"professional"},
        ),
        ({"from": "jo@rose.example", "to": "x@gmail.com"}, set()),
        ({"from": "gov.uk <x@notgov.uk>", "to": "nhs.net@rose.example"}, set()),
        ({"to": "a@nhs.net"}, set()),
        ({"from": "a@rose.nhs.net", "to": "b@rose.nhs.net"}, set()),
        ({"from": ""}, set()),
    ],
)
def test_kinds_by_domain(headers: dict[str, str], kinds: set[str]) -> None:
    own = Correspondents(Rules(), ["rose.example", "rose.nhs.net"])
    assert own.kinds(headers.items()) == kinds


def test_a_message_from_a_public_body_is_about_a_professional_too() -> None:
    settings = Settings(provider=Provider(email_domains=("rose.example",)))
    examiner = Examiner(settings)
    for sender, expected in (("a.shah@nhs.net", True), ("ann@rose.example", False)):
        properties = (("from", sender), ("to", "office@rose.example"))
        found = examiner.examine(
            Subject(_TEXT.format(sender), names=("a.eml",), properties=properties)
        )
        assert found.personal_data
        assert ("professional" in found.data_subjects) is expected
