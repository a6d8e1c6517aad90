"""Numbers that look right and belong to nobody.

Each comes from a range that its issuer keeps for tests, drama or administration; where none
exists, from one that was never allocated. `examples/README.md` lists them with their sources.
"""

from __future__ import annotations

import random
from datetime import date

# Never issued to a person, yet allowed by the format rules (HMRC manual NIM39110).
_NINO_PREFIXES = ("CR", "MW", "NC")
# Postcode districts that do not exist, in areas that do.
_DISTRICTS = ("HX19", "BD67", "WF27", "HD38", "LS93", "OL41", "S98", "DN86", "YO79", "BB58")
_LANDLINES = ("01632 960", "0113 496 0", "0114 496 0", "0161 496 0", "0121 496 0", "020 7946 0")


def nhs_number(rng: random.Random) -> str:
    """Give a number of the 999 test range whose Modulus 11 check digit is right, set 3-3-4."""
    while True:
        digits = f"999{rng.randrange(10**6):06d}"
        check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits)) % 11
        if check != 10:
            number = f"{digits}{check % 11}"
            return f"{number[:3]} {number[3:6]} {number[6:]}"


def nino(rng: random.Random) -> str:
    """Give a National Insurance number with an administrative prefix."""
    pairs = " ".join(f"{rng.randrange(100):02d}" for _ in range(3))
    return f"{rng.choice(_NINO_PREFIXES)} {pairs} {rng.choice('ABCD')}"


def mobile(rng: random.Random) -> str:
    """Give a mobile number of Ofcom's drama range."""
    return f"07700 900{rng.randrange(1000):03d}"


def landline(rng: random.Random) -> str:
    """Give a landline number of one of Ofcom's drama ranges."""
    return f"{rng.choice(_LANDLINES)}{rng.randrange(1000):03d}"


def postcode(rng: random.Random) -> str:
    """Give a well-formed postcode in a district that does not exist."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    inward = f"{rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}"
    return f"{rng.choice(_DISTRICTS)} {inward}"


def sort_code(rng: random.Random) -> str:
    """Give a sort code in the unallocated 00 range."""
    return f"00-{rng.randrange(10, 99)}-{rng.randrange(10, 99)}"


def account_number(rng: random.Random) -> str:
    """Give an eight-digit account number."""
    return f"{rng.randrange(10_000_000, 99_999_999)}"


def iban(rng: random.Random) -> str:
    """Give a GB IBAN of the documentation bank code WEST with right check digits."""
    body = f"WEST{rng.randrange(10**14):014d}"
    digits = "".join(str(int(c, 36)) for c in f"{body}GB00")
    whole = f"GB{98 - int(digits) % 97:02d}{body}"
    return " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))


def passport(rng: random.Random) -> str:
    """Give nine digits; the leading 99 is far above any series in use."""
    return f"99{rng.randrange(10**7):07d}"


def driving_licence(surname: str, first: str, born: date, sex: str, rng: random.Random) -> str:
    """Give a GB driver number built from the holder's fictional details."""
    letters = "".join(c for c in surname.upper() if "A" <= c <= "Z")[:5].ljust(5, "9")
    month = born.month + (50 if sex == "f" else 0)
    year = f"{born.year % 100:02d}"
    tail = f"{rng.randrange(10)}{rng.choice('ABCDEFGHJ')}{rng.choice('KLMNPRSTU')}"
    return f"{letters}{year[0]}{month:02d}{born.day:02d}{year[1]}{first[0].upper()}9{tail}"


def dbs_certificate(rng: random.Random) -> str:
    """Give a twelve-digit disclosure number."""
    return f"00{rng.randrange(10**9, 10**10)}"


def nmc_pin(rng: random.Random) -> str:
    """Give a nurse's registration PIN."""
    return f"{rng.randrange(80, 99)}{rng.choice('ABCDEFGHIJKL')}{rng.randrange(10**4):04d}E"


def share_code(rng: random.Random) -> str:
    """Give a Home Office right-to-work share code."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"
    return "W" + "".join(
        ("" if i % 3 else " ") * (i > 0) + rng.choice(letters) for i in range(1, 9)
    )
