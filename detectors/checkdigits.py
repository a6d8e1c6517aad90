"""Check-digit arithmetic, as pure functions over strings of digits.

Each takes digits without separators and says whether the number is possible. Sources: NHS Data
Dictionary (NHS, CHI and H&C numbers, Modulus 11), ISO/IEC 7812 (Luhn), ISO 7064 (IBAN, MOD 97-10),
ICAO 9303 (machine-readable passports), HMRC (UTR).
"""

from __future__ import annotations

_UTR_WEIGHTS = (6, 7, 8, 9, 10, 5, 4, 3, 2)
_UTR_CHECKS = "21987654321"
_MRZ_WEIGHTS = (7, 3, 1)


def nhs(digits: str) -> bool:
    """Check a ten-digit NHS, CHI or H&C number by Modulus 11; repeated single digits fail.

    The ten numbers of one repeated digit pass the arithmetic but are never issued.
    """
    if not _digits(digits, 10) or len(set(digits)) == 1:
        return False
    total = sum(
        weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=False)
    )
    return (11 - total % 11) % 11 == int(digits[9])


def luhn(digits: str) -> bool:
    """Check a number of any length by the Luhn formula; repeated single digits fail."""
    if not digits.isdecimal() or len(set(digits)) == 1:
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)
    return total % 10 == 0


def iban(value: str) -> bool:
    """Check an IBAN, letters upper-case and blanks removed, by MOD 97-10."""
    if not (value.isascii() and value.isalnum()) or len(value) < 15:
        return False
    rearranged = value[4:] + value[:4]
    return int("".join(str(int(char, 36)) for char in rearranged)) % 97 == 1


def utr(digits: str) -> bool:
    """Check a ten-digit Unique Taxpayer Reference; its first digit is the check."""
    if not _digits(digits, 10) or len(set(digits)) == 1:
        return False
    total = sum(w * int(d) for w, d in zip(_UTR_WEIGHTS, digits[1:], strict=True))
    return _UTR_CHECKS[total % 11] == digits[0]


def mrz(field: str, check: str) -> bool:
    """Check a field of a machine-readable zone (7-3-1 weights, `<` counts as zero)."""
    if not check.isdecimal() or not all(c == "<" or c.isalnum() for c in field):
        return False
    values = (0 if char == "<" else int(char, 36) for char in field)
    total = sum(v * _MRZ_WEIGHTS[i % 3] for i, v in enumerate(values))
    return total % 10 == int(check)


def _digits(value: str, length: int) -> bool:
    return len(value) == length and value.isascii() and value.isdecimal()
