"""DBS certificates and Update Service ids."""

from __future__ import annotations

import pytest

from tests.detectors.test_recognisers.conftest import Values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DBS certificate 001748392615", "001748392615"),
        ("DBS No: 0017 4839 2615", "0017 4839 2615"),
        ("her certificate (001748392615) is clear", "001748392615"),
        ("Name\tCert no\tIssued\nIvy\t001748392615\t1/2/24", "001748392615"),
        ("Update Service ID C1234567890", "C1234567890"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("UK_DBS_CERTIFICATE", text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "001748392615",
        "barcode 001748392615",
        "DBS checked 12/03/2024",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("UK_DBS_CERTIFICATE", text) == []
