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
        ("pw: Bluebell2023!", "Bluebell2023!"),
        ("psk = family&friends9", "family&friends9"),
        ("PIN for her bank card is 4471", "4471"),
        ("ipad passcode 258036", "258036"),
        ("Safe in office: 19-44-07", "19-44-07"),
        ("Lockbox combo now 0-7-2-9", "0-7-2-9"),
        ("the key-safe is by the gas meter. Number: 5 9 1 3.", "5 9 1 3"),
        ("The verbal password - it is HEDGEHOG. Ring first.", "HEDGEHOG"),
        ("Wi-Fi (staff): RoseStaff / carehome1234", "carehome1234"),
        ('ConvertTo-SecureString "T1ckTock_44" -AsPlainText', "T1ckTock_44"),
    ],
)
def test_found(values: Values, text: str, value: str) -> None:
    assert values("CREDENTIAL", text) == [value]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Door code: front C4421, meds room 9037", ["C4421", "9037"]),
        ("KEY SAFES\nAlbright, 4 Fell View - 1945\nDale Rd - C279X (left)", ["1945", "C279X"]),
        ('Client,Key Code,Notes\n"Achebe","1937","ring"\n"Bauer","0652","dog"', ["1937", "0652"]),
        ("Site\tUsername\tPassword\nTesco\trw\tfishpie22", ["fishpie22"]),
    ],
)
def test_found_in_lists(values: Values, text: str, codes: list[str]) -> None:
    assert values("CREDENTIAL", text) == codes


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
        "Key safe checked: 12-03-25",
        "Key safe policy\nReviewed: 2024",
        "Name\tNMC PIN\tExpiry\nIvy\t12C3456E\t2026-02-28",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("CREDENTIAL", text) == []
