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
        ("New PSK for the office network is gr33n-Barn, tell nobody", "gr33n-Barn"),
        (
            "Recovery key 118204-558613-094380-667205-310482-129778-451066-083215",
            "118204-558613-094380-667205-310482-129778-451066-083215",
        ),
        ("psk = family&friends9", "family&friends9"),
        ("PIN for her bank card is 4471", "4471"),
        ("ipad passcode 258036", "258036"),
        ("Safe in office: 19-44-07", "19-44-07"),
        ("Lockbox combo now 0-7-2-9", "0-7-2-9"),
        ("the key-safe is by the gas meter. Number: 5 9 1 3.", "5 9 1 3"),
        ("The verbal password - it is HEDGEHOG. Ring first.", "HEDGEHOG"),
        ("Wi-Fi (staff): RoseStaff / carehome1234", "carehome1234"),
        ("0700 Mrs Gorman 30 mins ks 2468", "2468"),
        ("pick up w/ password pineapple. DOB 11 Feb", "pineapple"),
        ("ok. keysafe?\n[12/10/26, 06:51] Fozia (office): 1905X", "1905X"),
        ("pw for eMAR tablet\nMedz2026*", "Medz2026*"),
        ("careoffice@ mailbox - Autumn25!", "Autumn25!"),
        ("CCTV box admin / admin123", "admin123"),
        ("safe 2 turns R 45-12-30", "45-12-30"),
        ("PIN slip 6047 in envelope", "6047"),
        ("Unset the alarm with 4471 then press tick", "4471"),
        ("ring bell then 2580# and push", "2580#"),
        ("code for the back gate \u2013 C1357Y", "C1357Y"),
        ('Safe word with daughter is "marmalade"', "marmalade"),
        ("Locker 12 code 0912", "0912"),
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
        ("front 1066x / office 2019 / meds rm C159Z", ["1066x", "2019", "C159Z"]),
        ("KEY SAFES - NOT TO LEAVE OFFICE\nAckroyd, Mill La - 3391 behind bin", ["3391"]),
        ("Log-ins\n\nSage: lemondrop4\nBT: Harbour_22", ["lemondrop4", "Harbour_22"]),
        ("Gate = 5599, bin store = 1234, laundry = 8080", ["5599", "8080"]),
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
        "Kitchen 0800 / lounge 0900 / office 1000",
        "Front door painted 2019, back door 2020.",
        "NOMINAL CODES\n7500 - Printing\n7501 - Postage",
        "Code: 4410 Gloves nitrile medium, box 100",
        "Tax code 1257L, cost code 4410, dress code 2024",
        "PASSWORD POLICY\n1. Minimum length: 12 characters\n2. Expiry: 90 days",
        "Choose a strong password, at least 12 characters.",
        "Wi-Fi 6 router TP-Link AX3000 £89.99",
        "Door closer C1234 replaced on front door by contractor",
        "KEY SAFES\nSupra C500 £45.00\nMaster 5401 £19.99",
        "Reset your password online. Logins are personal.",
        "Key safe policy\nReviewed: 2024",
        "Name\tNMC PIN\tExpiry\nIvy\t12C3456E\t2026-02-28",
    ],
)
def test_not_found(values: Values, text: str) -> None:
    assert values("CREDENTIAL", text) == []
