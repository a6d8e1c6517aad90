"""Fills the templates of `spread/` with generated values: `{nhs.s}` is an NHS number in groups.

Numbers with a check digit carry a right one; one after `.bad` has one digit changed. Every call
with the same seed gives the same texts, so that a failure can be looked at again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from detectors import checkdigits

FOLDER = Path(__file__).with_name("spread")
_PLACEHOLDER = re.compile(r"\{(?P<kind>[a-z]+[0-9]*)(?:\.(?P<style>[a-z0-9]+))?\}")
_LETTERS = "ABCEGHJKLMPRSTWXYZ"
_CONSONANTS = "BCDFGHJKLMNPRSTVWXY"
_MONTHS = "January February March April May June July August September October November December"


def fill(template: str, seed: int) -> str:
    """Give the template with every placeholder replaced by a value of its kind and style."""
    dice = random.Random(seed)

    def value(match: re.Match[str]) -> str:
        return _value(dice, match["kind"], match["style"] or "")

    return _PLACEHOLDER.sub(value, template)


def templates(name: str) -> Iterator[str]:
    """Yield the templates of one file, in the authoring format of the labelled set."""
    written = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    for part in re.split(r"(?m)^===.*\n", written)[1:]:
        yield part.rstrip("\n")


def _value(dice: random.Random, kind: str, style: str) -> str:
    if re.fullmatch(r"n[0-9]+", kind):
        digits = _digits(dice, int(kind[1:]))
        return f"{digits[:4]} {digits[4:]}" if style == "sp" else digits
    return _KINDS[kind](dice, style)


def _digits(dice: random.Random, count: int) -> str:
    return str(dice.randint(1, 9)) + "".join(str(dice.randint(0, 9)) for _ in range(count - 1))


def _checked(start: str) -> str | None:
    return next((start + d for d in "0123456789" if checkdigits.nhs(start + d)), None)


def _eleven(dice: random.Random, first: Callable[[], str]) -> str:
    """Make a number by Modulus 11 from nine digits; one start in eleven has no check digit."""
    while (number := _checked(first())) is None:
        pass
    return number


def _grouped(dice: random.Random, digits: str, style: str, sizes: tuple[int, ...]) -> str:
    if style == "boxes":
        return "|".join(digits)
    if style == "spread":
        return " ".join(digits)
    if style in {"brk", "brk2"}:
        return _broken(_grouped(dice, digits, "s", sizes), last=style == "brk2")
    if style == "ocr":
        return _scanned(_grouped(dice, digits, "s", sizes))
    if style == "spaced1":
        return " ".join(digits)
    mark = {
        "comma": ", ",
        "p": "",
        "s": " ",
        "h": "-",
        "dot": ".",
        "wide": "  ",
        "": dice.choice(["", " "]),
    }
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return mark[style].join(part for part in [*groups, digits[at:]] if part)


def _broken(text: str, *, last: bool) -> str:
    """Put a line break where a gap is, as a narrow column does."""
    before, _, after = text.rpartition(" ") if last else text.partition(" ")
    return f"{before}\n{after}"


def _scanned(text: str) -> str:
    """Take noughts and ones for letters, as a scanner does, where digits stand on both sides."""
    return re.sub(r"(?<=[0-9 ])[01](?=[0-9 ])", lambda m: "O" if m[0] == "0" else "l", text)


def _nhs(dice: random.Random, style: str) -> str:
    number = _eleven(dice, lambda: dice.choice("4677") + _digits(dice, 8))
    if style == "bad":
        last = (int(number[-1]) + dice.randint(1, 9)) % 10
        return _grouped(dice, number[:-1] + str(last), "s", (3, 3))
    if style == "g334":
        return _grouped(dice, number, "s", (4, 3))
    if style == "first6":
        return number[:6]
    return _grouped(dice, number, style, (3, 3))


def _born(dice: random.Random) -> date:
    return date(1926, 1, 1) + timedelta(days=dice.randint(0, 365 * 35))


def _chi(dice: random.Random, style: str) -> str:
    number = _eleven(dice, lambda: f"{_born(dice):%d%m%y}" + _digits(dice, 3))
    return _grouped(dice, number, style, (6,))


def _hcn(dice: random.Random, style: str) -> str:
    number = _eleven(dice, lambda: "3" + str(dice.randint(2, 9)) + _digits(dice, 7))
    return _grouped(dice, number, style, (3, 3))


def _nino(dice: random.Random, style: str) -> str:
    prefix = dice.choice("ABCEHJLMPRSTWXY") + dice.choice("ABCEHJLMPRSWXY")
    prefix = "JA" if prefix in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"} else prefix
    number = prefix + _digits(dice, 6) + dice.choice("ABCD")
    if style == "nosuffix":
        return number[:-1]
    if style == "boxes":
        return " | ".join(number)
    style = style or dice.choice("ps")
    plain = number.lower() if style.startswith("lower") else number
    joined = {"lowers": "s", "lower": "p"}.get(style, style)
    return _grouped(dice, plain, joined, (2, 2, 2, 2))


def _luhn(dice: random.Random, start: str, length: int) -> str:
    body = start + "".join(str(dice.randint(0, 9)) for _ in range(length - len(start) - 1))
    return next(body + d for d in "0123456789" if checkdigits.luhn(body + d))


def _card(start: str, length: int, sizes: tuple[int, ...]) -> Callable[[random.Random, str], str]:
    return lambda dice, style: _grouped(dice, _luhn(dice, start, length), style, sizes)


def _iban(country: str, letters: int, count: int) -> Callable[[random.Random, str], str]:
    def make(dice: random.Random, style: str) -> str:
        bank = "".join(dice.choice(_LETTERS) for _ in range(letters))
        rest = bank + "".join(str(dice.randint(0, 9)) for _ in range(count))
        whole = next(
            f"{country}{n:02}{rest}"
            for n in range(2, 99)
            if checkdigits.iban(f"{country}{n:02}{rest}")
        )
        text = _grouped(dice, whole, "s" if style == "lower" else style, (4,) * 8)
        return text.lower() if style == "lower" else text

    return make


def _utr(dice: random.Random, style: str) -> str:
    rest = "".join(str(dice.randint(0, 9)) for _ in range(9))
    number = next((d + rest for d in "123456789" if checkdigits.utr(d + rest)), "")
    if style == "s334":
        return _grouped(dice, number, "s", (3, 3)) if number else _utr(dice, style)
    return _grouped(dice, number, style, (5,)) if number else _utr(dice, style)


def _dob(dice: random.Random, style: str) -> str:
    day = _born(dice)
    month = _MONTHS.split()[day.month - 1]
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    style = style or dice.choice(["slash", "long", "mon", "dot"])
    return {
        "slash": f"{day:%d/%m/%Y}",
        "dash": f"{day.day}-{day.month}-{day:%y}",
        "dot": f"{day:%d.%m.%Y}",
        "short": f"{day.day}/{day.month}/{day:%y}",
        "iso": f"{day:%Y-%m-%d}",
        "long": f"{day.day} {month} {day.year}",
        "ord": f"{day.day}{ending.get(day.day, 'th')} {month} {day.year}",
        "mon": f"{day:%d}-{month[:3]}-{day.year}",
    }[style]


def _licence(dice: random.Random, style: str) -> str:
    born = _born(dice)
    name = "".join(dice.choice(_CONSONANTS) for _ in range(5))
    year = f"{born:%y}"
    month = born.month + dice.choice([0, 50])
    number = f"{name}{year[0]}{month:02}{born:%d}{year[1]}"
    tail = dice.choice(_CONSONANTS) + dice.choice("9" + _CONSONANTS) + str(dice.randint(0, 9))
    tail += dice.choice(_CONSONANTS) + dice.choice(_CONSONANTS)
    if style == "s":
        return f"{number[:5]} {number[5:]} {tail}"
    if style == "issue":
        return f"{number}{tail} 12"
    return (number + tail).lower() if style == "lower" else number + tail


def _nmc(dice: random.Random, style: str) -> str:
    number = f"{dice.randint(70, 99) % 100:02}{dice.choice('ABCDEFGHIJKL')}{_digits(dice, 4)}"
    number += dice.choice("ECNSWO")
    return number.lower() if style == "lower" else number


def _vrm(dice: random.Random, style: str) -> str:
    end = "".join(dice.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(3))
    if style == "prefix":
        return f"{dice.choice('HJKLMNPRST')}{dice.randint(21, 999)} {end}"
    area = dice.choice("ABCDEFGHKLMNPRSVWY") + dice.choice("ABCDEFGHJKLMNPRSTUVWXY")
    age = dice.choice(["07", "12", "15", "18", "21", "24", "55", "61", "66", "68", "70", "73"])
    mark = f"{area}{age}{'' if style == 'p' else ' '}{end}"
    return mark.lower() if style == "lower" else mark


def _share(dice: random.Random, style: str) -> str:
    code = "W" + "".join(dice.choice("ABCDEFGHJKLMNPRSTUVWXYZ23456789") for _ in range(6))
    code += str(dice.randint(2, 9)) + str(dice.randint(2, 9))
    return _grouped(dice, code, style or "p", (3, 3))


def _thirteen(dice: random.Random, style: str) -> str:
    body = "50" + "".join(str(dice.randint(0, 9)) for _ in range(10))
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body))
    number = body + str(-total % 10)
    return f"{number[0]} {number[1:7]} {number[7:]}" if style == "s" else number


_KINDS: dict[str, Callable[[random.Random, str], str]] = {
    "nhs": _nhs,
    "chi": _chi,
    "hcn": _hcn,
    "nino": _nino,
    "card": _card("4", 16, (4, 4, 4)),
    "mc": _card("53", 16, (4, 4, 4)),
    "amex": _card("37", 15, (4, 6)),
    "iban": _iban("GB", 4, 14),
    "ibande": _iban("DE", 0, 18),
    "ibanie": _iban("IE", 4, 14),
    "utr": _utr,
    "passport": lambda dice, style: (
        "".join(dice.choice(_LETTERS) for _ in range(2)) + _digits(dice, 7)
        if style == "new"
        else _grouped(dice, _digits(dice, 9), style or "p", (3, 3))
    ),
    "licence": _licence,
    "dbs": lambda dice, style: _grouped(dice, "00" + _digits(dice, 10), style or "p", (4, 4)),
    "nmc": _nmc,
    "brp": lambda dice, _: "R" + dice.choice("ASTZ") + dice.choice("X0123") + _digits(dice, 6),
    "share": _share,
    "hosp": lambda dice, _: dice.choice("ABDHKMRSTX") + _digits(dice, dice.choice([6, 7])),
    "vrm": _vrm,
    "sort": lambda dice, style: _grouped(
        dice,
        dice.choice("0123456") + _digits(dice, 1) + str(dice.randint(32, 99)) + _digits(dice, 2),
        style or "p",
        (2, 2),
    ),
    "phone": lambda dice, _: "01632 960" + _digits(dice, 3),
    "mobile": lambda dice, style: (
        "07700" + ("" if style == "p" else " ") + "900" + _digits(dice, 3)
    ),
    "dob": _dob,
    "ean": _thirteen,
    "luhn": lambda dice, style: _grouped(dice, _luhn(dice, "4", 16), style or "p", (4, 4, 4)),
    "hex": lambda dice, _: "".join(dice.choice("0123456789abcdef") for _ in range(32)),
}
