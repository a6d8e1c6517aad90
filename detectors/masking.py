"""Turns raw values into what may be kept: masked text for people, keyed digests for counting.

Two spellings of one value normalise to the same text, so they count once and `find` finds both.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import phonenumbers
import regex

from detectors.uk_dates import parse_uk_date

if TYPE_CHECKING:
    from collections.abc import Callable

TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "master",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "revd",
        "reverend",
        "fr",
        "father",
        "sister",
        "sr",
        "cllr",
        "capt",
        "captain",
        "major",
        "sgt",
        "nurse",
        "hon",
        "the",
    ]
)
_WORD = regex.compile(r"[\p{L}\p{N}]+(?:'[\p{L}]+)*")
_NOT_ALNUM = regex.compile(r"[^0-9A-Za-z]")
_NOT_DIGIT = regex.compile(r"[^0-9]")
_SPACES = regex.compile(r"\s+")
_SHOWN_OF_WORD = 1
_STARS = "****"

# Entities whose normal form is their digits alone.
_DIGITS_ONLY = frozenset(
    [
        "UK_NHS",
        "SCOTTISH_CHI",
        "NI_HEALTH_AND_CARE",
        "CREDIT_CARD",
        "UK_SORT_CODE",
        "UK_BANK_ACCOUNT",
        "UK_UTR",
        "UK_DBS_CERTIFICATE",
        "UK_GMC_NUMBER",
    ]
)
_LETTERS_TOO = frozenset(
    [
        "UK_NINO",
        "UK_POSTCODE",
        "UK_PASSPORT",
        "UK_DRIVING_LICENCE",
        "UK_VEHICLE_REGISTRATION",
        "IBAN_CODE",
        "UK_NMC_PIN",
        "UK_BRP",
        "UK_SHARE_CODE",
        "HOSPITAL_NUMBER",
        "PAYROLL_NUMBER",
    ]
)
# Kinds that share one number: a value found as either is found when asked for as the other.
_FAMILIES = {
    "SCOTTISH_CHI": "UK_NHS",
    "NI_HEALTH_AND_CARE": "UK_NHS",
    "UK_BRP": "UK_PASSPORT",
}


def normalise(entity: str, value: str) -> str:
    """Give the one spelling under which a value is counted and looked up.

    Digits only for numbers, upper-case letters and digits for codes; names as lower-case words
    without titles, sorted, so that "HARTLEY, Edith" equals "Mrs Edith Hartley"; dates of birth as
    ISO dates; phone numbers with their country code.
    """
    plain = unicodedata.normalize("NFKC", value).replace("\u2019", "'").strip()
    if entity in _DIGITS_ONLY:
        return _NOT_DIGIT.sub("", plain)
    if entity in _LETTERS_TOO:
        return _NOT_ALNUM.sub("", plain).upper()
    special = _NORMAL.get(entity)
    return special(plain) if special else _SPACES.sub(" ", plain.lower())


def mask(entity: str, value: str) -> str:
    """Give a text that reminds its owner of the value and tells nobody else what it is."""
    plain = _SPACES.sub(" ", value.strip())
    return _MASKS.get(entity, _mask_code)(plain)


class Digester:
    """Makes keyed digests: equal for equal values on this installation, useless elsewhere.

    Args:
        key: the installation's secret.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def digest(self, entity: str, value: str) -> str:
        """Give the HMAC-SHA-256 of a value, in hexadecimal, over its kind and normal form."""
        family = _FAMILIES.get(entity, entity)
        message = f"{family}\0{normalise(entity, value)}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()

    def digests(self, value: str) -> list[str]:
        """Give the digests of a value of unknown kind, one for each kind it might be.

        A value that is nothing of a kind (a name taken as a number) has no digest of that kind.
        """
        kinds = sorted(_DIGITS_ONLY | _LETTERS_TOO | _NORMAL.keys() | _MASKS.keys())
        return [self.digest(kind, value) for kind in kinds if normalise(kind, value)]


def _normal_name(value: str) -> str:
    words = [word.lower() for word in _WORD.findall(value)]
    return " ".join(sorted(word for word in words if word not in TITLES) or words)


def _normal_words(value: str) -> str:
    return " ".join(_WORD.findall(value.lower()))


def _normal_phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "GB")
    except phonenumbers.NumberParseException:
        return _NOT_DIGIT.sub("", value)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _normal_date(value: str) -> str:
    day = _birthday(value)
    return day.isoformat() if day else _normal_words(value)


def _mask_code(value: str) -> str:
    """Keep the first three and last two letters or digits of a long code, fewer of a short one."""
    size = sum(char.isalnum() for char in value)
    head, tail = (3, 2) if size >= 9 else (1, 1) if size >= 6 else (1, 0)
    out, seen = [], 0
    for char in value:
        seen += char.isalnum()
        hidden = char.isalnum() and head < seen <= size - tail
        out.append("*" if hidden else char)
    return "".join(out)


def _mask_words(value: str) -> str:
    return " ".join(_mask_word(word) for word in value.split())


def _mask_word(word: str) -> str:
    return word if not word[:1].isalnum() else word[:_SHOWN_OF_WORD] + _STARS


def _mask_address(value: str) -> str:
    """Hide the house number altogether; keep the first letter of each word."""
    return " ".join("*" if word[:1].isdigit() else _mask_word(word) for word in value.split())


def _mask_email(value: str) -> str:
    local, _, domain = value.partition("@")
    first, dot, rest = domain.partition(".")
    return f"{local[:1]}***@{first[:1]}***{dot}{rest}" if domain else _mask_code(value)


def _birthday(value: str) -> date | None:
    """Read a date of birth: nobody is born tomorrow, which settles the century of a short year."""
    return parse_uk_date(value, latest=datetime.now(tz=UTC).date())


def _mask_date(value: str) -> str:
    day = _birthday(value)
    return f"**/**/{day.year}" if day else "**/**/****"


def _mask_postcode(value: str) -> str:
    outward = value.split(" ", maxsplit=1)[0] if " " in value else value[:-3]
    return f"{outward} ***"


def _mask_ip(value: str) -> str:
    separator = "." if "." in value else ":"
    first, _, rest = value.partition(separator)
    return first + "".join(separator + "***" for _ in rest.split(separator))


def _mask_secret(value: str) -> str:
    """Hide all of it, its length too."""
    del value
    return _STARS * 2


_NORMAL: dict[str, Callable[[str], str]] = {
    "PERSON": _normal_name,
    "PHONE_NUMBER": _normal_phone,
    "DATE_OF_BIRTH": _normal_date,
    "CREDENTIAL": str,
    "UK_ADDRESS": _normal_words,
}
_MASKS: dict[str, Callable[[str], str]] = {
    "PERSON": _mask_words,
    "LOCATION": _mask_words,
    "UK_ADDRESS": _mask_address,
    "EMAIL_ADDRESS": _mask_email,
    "DATE_OF_BIRTH": _mask_date,
    "CREDENTIAL": _mask_secret,
    "UK_POSTCODE": _mask_postcode,
    "IP_ADDRESS": _mask_ip,
}
