"""Tests of cell values, as SQL over whole columns.

A check has two steps, each an SQL expression: `prepare` turns a cell (text without blanks around
it) into its normal form, and `test` says whether that is valid. Two spellings of one value have
one normal form. The check digits here must agree with `detectors.checkdigits`; tests hold them to
that.

Two things make SQL slow here and are avoided: counted repetitions and Unicode classes in regular
expressions, and an expression written out twice where a step would do. And casts are applied to
expressions, never to a bare column: DuckDB moves a TRY_CAST of a column into its CSV reader,
where it stops being forgiving.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors import checkdigits

if TYPE_CHECKING:
    from detectors.columns.vocabulary import Vocabulary

# 9.43E+09: what a spreadsheet makes of a long number in a narrow column.
_DAMAGED = r"[0-9]([.,][0-9]+)?[eE][+]?[0-9][0-9]?"

_OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_NINO = "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9][0-9][0-9][0-9][0-9][0-9][A-D]?"
_NINO_NEVER = "('BG','GB','KN','NK','NT','TN','ZZ')"
_NO_NAME = r"[0-9@:;!?*#&/\\_=+<>|%£$\[\]{}]"
_YEAR = "((18|19|20)[0-9][0-9])"
_TIME = "([t ,]+[0-2]?[0-9]:[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?( ?[ap]m|z)?)?"
_DATE = (
    f"([0-3]?[0-9][/.-][01]?[0-9][/.-]([0-9][0-9]|{_YEAR})"
    f"|{_YEAR}[/.-]?[01]?[0-9][/.-]?[0-3]?[0-9]"
    f"|([a-z]+,? )?[0-3]?[0-9](st|nd|rd|th)?[ -]?[a-z]+[.]?,?[ -]?''?([0-9][0-9]|{_YEAR})"
    f"|[a-z]+ [0-3]?[0-9](st|nd|rd|th)?,? {_YEAR}){_TIME}"
)
_DATE_FORMS = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y"]
_DATE_FORMS += ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%y"]
_VEHICLE = (
    "[A-HJ-PR-Y][A-Z][0-9][0-9][A-Z][A-Z][A-Z]|[A-HJ-NPR-TVWXY][0-9][0-9]?[0-9]?[A-Z][A-Z][A-Z]"
    "|[A-Z][A-Z][A-Z][0-9][0-9]?[0-9]?[A-HJ-NPR-TVWXY]|[A-Z][A-Z][A-Z]?[0-9][0-9]?[0-9]?[0-9]?"
    "|[0-9][0-9]?[0-9]?[0-9]?[A-Z][A-Z][A-Z]?"
)
_LICENCE = (
    "[A-Z][A-Z9][A-Z9][A-Z9][A-Z9][0-9][0156][0-9][0-3][0-9][0-9][A-Z][A-Z9][A-Z0-9][A-Z][A-Z]"
    "([0-9][0-9])?"
)
_PHONE = (
    "0(1[1-9]@@@@@@@@?|2[03489]@@@@@@@@|[378]@@@@@@@@@|800@@@@@@|500@@@@@@|9@@@@@@@@@)"
).replace("@", "[0-9]")


@dataclass(frozen=True, slots=True)
class Check:
    """A test of values.

    Attributes:
        prepare: SQL text of a cell to SQL of its normal form.
        test: SQL of the normal form and of the cell to SQL of a condition.
        python: a last test of the normal form, where SQL does not reach.
    """

    prepare: Callable[[str], str]
    test: Callable[[str, str], str]
    python: Callable[[str], bool] | None = None


def checks(words: Vocabulary) -> dict[str, Check]:
    """Give every check by the name that `config/columns.yaml` uses for it."""
    areas = "|".join(words.postcode_areas)
    blanks = ", ".join(_text(word) for word in sorted(words.blanks))
    postcode = f"(({areas})[0-9][0-9A-Z]?|GIR)[0-9][ABD-HJLNP-UW-Z][ABD-HJLNP-UW-Z]"
    answer = Check(str.strip, lambda _, v: f"lower({v}) NOT IN ({blanks})")
    return {
        "nhs": Check(lambda v: f"TRY_CAST({_digits(v)} AS BIGINT)", _nhs),
        "chi": Check(lambda v: f"lpad({_digits(v)}, 10, '0')", _chi),
        "utr": Check(lambda v: f"rtrim({_upper(v)}, 'K')", _utr),
        "card": Check(lambda v: f"TRY_CAST({_digits(v)} AS UBIGINT)", _card),
        "iban": Check(_upper, _matches("[A-Z][A-Z][0-9][0-9][A-Z0-9]+"), checkdigits.iban),
        "nino": Check(
            _upper, lambda p, _: f"{_match(p, _NINO)} AND left({p}, 2) NOT IN {_NINO_NEVER}"
        ),
        "postcode": Check(_upper, _matches(postcode)),
        "email": Check(lambda v: f"lower({v})", _email),
        "phone": Check(_phone, _matches(_PHONE)),
        "date": Check(_day, lambda _, v: _match(f"lower({v})", _DATE)),
        "birthday": Check(
            _day, lambda _, v: _match(f"lower({v})", f"{_DATE}|[1-4]{'[0-9]' * 4}([.]0)?")
        ),
        "sort_code": Check(_digits, _matches("[0-9]" * 6)),
        "account": Check(_digits, _matches("[0-9]" * 6 + "[0-9]?" * 4)),
        "passport": Check(_upper, _matches("([0-9][0-9]|[A-Z][A-Z]|[A-Z][0-9]?)" + "[0-9]" * 7)),
        "driving_licence": Check(_upper, _matches(_LICENCE)),
        "vehicle": Check(_upper, _matches(_VEHICLE)),
        "dbs": Check(_upper, _matches("C?" + "[0-9]" * 9 + "[0-9]?" * 3)),
        "nmc_pin": Check(_upper, _matches("[0-9][0-9][A-L][0-9][0-9][0-9][0-9][A-Z]")),
        "gmc": Check(_digits, _matches("[1-9]" + "[0-9]" * 6)),
        "brp": Check(_upper, _matches("[A-Z][A-Z][X0-9]" + "[0-9]" * 6)),
        "share_code": Check(_upper, _matches("[A-Z0-9]" * 9)),
        "ip": Check(str.strip, _matches(f"({_OCTET}[.])({_OCTET}[.])({_OCTET}[.]){_OCTET}")),
        "code": Check(_upper, _matches("[A-Z]*/?[0-9][A-Z0-9/]*", longest=18)),
        "name": Check(_turned, _name(words.not_names, blanks)),
        "given": Check(str.strip, _name(frozenset(), blanks)),
        "secret": answer,
        "category": Check(
            lambda v: f"lower({v})", lambda p, _: f"{p} <> upper({p}) AND {p} NOT IN ({blanks})"
        ),
        "address": answer,
        "text": Check(str.strip, lambda p, _: f"length({p}) > 2"),
        "any": Check(str.strip, lambda p, _: f"{p} IS NOT NULL"),
    }


def damaged(v: str) -> str:
    """Tell numbers that a spreadsheet shows as 9.43E+09."""
    return _match(v, _DAMAGED)


def _nhs(n: str, v: str) -> str:
    """Modulus 11 (NHS Data Dictionary); issued numbers never begin with a zero.

    The weighted sum of the digits is congruent to the sum of the number cut off after each digit,
    weighted 1, 3, 5 … from the right, since ten is minus one modulo eleven: one division a digit.
    """
    cuts = " + ".join(f"{2 * i + 1} * ({n} // {10**i})" for i in range(10))
    size = f"{n} BETWEEN 1000000000 AND 9999999999"
    mixed = f"{n} // 1000000000 * 1111111111 <> {n}"
    shown = f"NOT contains({v}, 'E') AND NOT contains({v}, 'e')"
    return f"{size} AND {mixed} AND ({cuts}) % 11 = 0 AND {shown}"


def _chi(digits: str, _: str) -> str:
    """Modulus 11 over a number that begins with a date of birth."""
    shape = "(0[1-9]|[12][0-9]|3[01])(0[1-9]|1[0-2])" + "[0-9]" * 6
    total = " + ".join(f"{_digit(digits, i)} * {10 - i}" for i in range(10))
    return f"{_match(digits, shape)} AND ({total}) % 11 = 0"


def _utr(digits: str, _: str) -> str:
    """The first digit checks the other nine (HMRC)."""
    weights = (6, 7, 8, 9, 10, 5, 4, 3, 2)
    total = " + ".join(f"{_digit(digits, i + 1)} * {w}" for i, w in enumerate(weights))
    check = f"substr('21987654321', 1 + ({total}) % 11, 1)"
    mixed = f"replace({digits}, left({digits}, 1), '') <> ''"
    return f"{_match(digits, '[0-9]' * 10)} AND {mixed} AND {check} = left({digits}, 1)"


def _card(n: str, v: str) -> str:
    """Issuer's first digits, 13 to 19 digits, and the Luhn formula (ISO/IEC 7812)."""
    issuer = _match(f"{n}::VARCHAR", "(4|5|6|2[2-7]|3[47])[0-9]+")
    digits = [f"({n} // {10**i} % 10)" for i in range(19)]
    total = " + ".join(
        f"2 * {digit} - 9 * ({digit} > 4)::INT" if i % 2 else digit
        for i, digit in enumerate(digits)
    )
    shown = f"NOT contains({v}, 'E') AND NOT contains({v}, 'e') AND NOT contains({v}, '.')"
    mixed = f"replace({n}::VARCHAR, left({n}::VARCHAR, 1), '') <> ''"
    size = f"{n} BETWEEN {10**12} AND {10**19 - 1}"
    return f"{size} AND {issuer} AND {shown} AND {mixed} AND ({total}) % 10 = 0"


def _phone(v: str) -> str:
    """Write a UK telephone number with its leading zero, which a spreadsheet may have lost."""
    return f"'0' || regexp_replace({_without(v, ' -.()/')}, '^([+]440?|00440?|0)', '')"


def _email(p: str, _: str) -> str:
    spoilt = " AND ".join(f"NOT contains({p}, {_text(c)})" for c in " ,;/")
    return f"contains({p}, '@') AND {spoilt} AND {p} LIKE '_%@_%._%'"


def _day(v: str) -> str:
    """Give the ISO date where it is written in one of the commonest ways."""
    return f"coalesce(TRY_STRPTIME({v}, {_DATE_FORMS!r})::DATE::VARCHAR, lower({v}))"


def _turned(v: str) -> str:
    """Turn "Hartley, Edith" round."""
    first, last = f"trim(split_part({v}, ',', 2))", f"trim(split_part({v}, ',', 1))"
    return f"CASE WHEN contains({v}, ',') THEN {first} || ' ' || {last} ELSE {v} END"


def _name(things: frozenset[str], blanks: str) -> Callable[[str, str], str]:
    """Check names: letters, at most 60, and no word that names an organisation or a thing."""
    listed = f"(^|[ ,(])({'|'.join(sorted(things))})([ ,)]|$)"

    def test(_: str, v: str) -> str:
        letters = f"NOT regexp_matches({v}, '{_NO_NAME}') AND upper({v}) <> lower({v})"
        answer = f"length({v}) < 60 AND lower({v}) NOT IN ({blanks})"
        thing = f" AND NOT regexp_matches(lower({v}), '{listed}')" if things else ""
        return f"{letters} AND {answer}{thing}"

    return test


def _matches(pattern: str, longest: int = 0) -> Callable[[str, str], str]:
    bound = f" AND length({{p}}) <= {longest}" if longest else ""
    return lambda p, _: _match(p, pattern) + bound.replace("{p}", p)


def _match(expression: str, pattern: str) -> str:
    return f"regexp_full_match({expression}, '{pattern}')"


def _without(v: str, characters: str) -> str:
    """Take characters out where there are any: looking for them is cheaper than replacing them."""
    met = " OR ".join(f"contains({v}, '{character}')" for character in characters)
    taken = v
    for character in characters:
        taken = f"replace({taken}, '{character}', '')"
    return f"CASE WHEN {met} THEN {taken} ELSE {v} END"


def _digits(v: str) -> str:
    return _without(v, " -")


def _upper(v: str) -> str:
    return f"upper({_without(v, ' -.')})"


def _digit(text: str, index: int) -> str:
    return f"(ascii(substr({text}, {index + 1}, 1)) - 48)"


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"
