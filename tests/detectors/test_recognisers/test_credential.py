"""Secrets that somebody wrote down."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Password: Sunflower1!", "Sunflower1!"),
        ("Password for the laptop is Rosehill2024", "Rosehill2024"),
        ("password is Hunter22", "Hunter22"),
        ("key safe code 4471", "4471"),
        ("Key safe: C1966Y", "C1966Y"),
        ("Door code - 2580#", "2580#"),
        ("PIN: 7315", "7315"),
        ('dbPass: "x9!kLm22"', "x9!kLm22"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("https://bob:s3cretpw@host.example/", "s3cretpw"),
        ("wifi key: bluebell77", "bluebell77"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("CREDENTIAL", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "Our password policy applies.",
        "The password for the laptop is kept by the manager.",
        "Password: required",
        "password: ********",
        "passwords must be 12 characters",
        "Change the alarm code every 12 months",
        "the key safe is by the door",
        "PIN numbers are secret",
        "Password: <enter here>",
        "NMC PIN: 12C3456E",
        "password reset on 12/03/2024",
        "password = ${DB_PASSWORD}",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("CREDENTIAL", text) == []
