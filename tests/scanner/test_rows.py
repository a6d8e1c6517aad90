"""What a worker makes of a document's properties."""

from __future__ import annotations

import pytest

from scanner.rows import mail_domains


@pytest.mark.parametrize(
    ("properties", "domains"),
    [
        (
            {"from": "Dr A Shah <a.shah@NHS.net>", "to": "jo@rose.example, Pat <pat@rose.example>"},
            (("from", "nhs.net"), ("to", "rose.example")),
        ),
        (
            {"to": "a@x.gov.uk", "cc": "b@y.co.uk; c@x.gov.uk"},
            (("to", "x.gov.uk"), ("to", "y.co.uk")),
        ),
        ({"from": "somebody", "to": "a@localhost", "subject": "b@z.org"}, ()),
        ({"from": "a@" + "x" * 300 + ".com"}, ()),
        ({}, ()),
    ],
)
def test_mail_domains(properties: dict[str, str], domains: tuple[tuple[str, str], ...]) -> None:
    assert mail_domains(properties) == domains
