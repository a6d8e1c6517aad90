"""Decides what each column holds: by its header, by its values, and by its neighbours."""
# ruff: noqa: S608 - the statements are made of our own SQL; texts from files go in quoted

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from detectors.columns.vocabulary import SUBJECT, Meaning
from detectors.tables import connection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detectors.columns.checks import Check
    from detectors.columns.layout import Layout, Rows
    from detectors.columns.vocabulary import Vocabulary
    from detectors.model import Finding

# "J. Smith", "Smith J": signatures, which text detectors rightly doubt when they stand alone.
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3} ?[A-Z][\w'-]+|[A-Z][\w'-]+,? (?:[A-Z]\.?){1,3}")
# What every identifier that is known without its header has: a sign of an address, letters with
# digits, three dots, or more digits than a date or an amount.
_SHAPE = re.compile(r"@|[^\W\d_].*[0-9]|[0-9].*[^\W\d_]|(?:\..*){3}|(?:[0-9][^0-9]*){9}", re.DOTALL)
_PROSE_LENGTH = 40
_PROSE_WORDS = 5
_FEWEST = 5
_SAMPLE = 120
_ASKED = 40
_PERSONAL = {"nhs_number", "chi_number", "hc_number", "nino", "date_of_birth", "payroll_number",
             "person_reference", "hospital_number", "surname", "forename", "full_name", "passport",
             "driving_licence", "date_of_death", "leaving_date", "role_holder"}  # fmt: skip
_PROOF = _PERSONAL - {"role_holder", "full_name"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the table was understood to hold.

    Attributes:
        index: its position.
        name: its header, or "column 3".
        meaning: what it holds, or None.
        whose: whom it is about, see `vocabulary.Header`.
        score: score of its valid values.
        sample: distinct non-empty values from the first rows.
        filled: non-empty cells among the first rows.
        spread: about how many distinct values it has.
    """

    index: int
    name: str
    meaning: Meaning | None
    whose: str
    score: float
    sample: tuple[str, ...]
    filled: tuple[str, ...]


def recognise(
    rows: Rows,
    layout: Layout,
    words: Vocabulary,
    checks: dict[str, Check],
    find_text: Callable[[str], list[Finding]],
) -> list[Column]:
    """Understand every column from its header and the first rows.

    Args:
        rows: the first rows of data, without the header.
        layout: the headers.
        words: the header vocabulary.
        checks: the tests of values.
        find_text: the text detectors, asked whether a doubtful column holds names.
    """
    columns = [_by_header(i, rows, layout, words) for i in range(len(layout.headers))]
    columns = _by_values(columns, words, checks)
    columns = [_prose(column) for column in columns]
    return _settle_names(columns, find_text)


def about_people(columns: Sequence[Column]) -> bool:
    """Say whether the rows are about people rather than organisations or things."""
    return any(
        c.meaning and (c.meaning.id in _PERSONAL or c.meaning.part == "full") for c in columns
    )


def _by_header(index: int, rows: Rows, layout: Layout, words: Vocabulary) -> Column:
    filled = tuple(row[index] for row in rows if index < len(row) and row[index])
    sample = tuple(dict.fromkeys(filled))[:_SAMPLE]
    text, span = layout.headers[index], layout.spans[index]
    header = words.header(text)
    if (
        span
        and (joined := words.header(f"{span} {text}"))
        and (header is None or joined.whose != SUBJECT)
    ):
        header = joined
    name = text or f"column {index + 1}"
    if header is None:
        return Column(index, name, None, SUBJECT, 0.0, sample, filled)
    return Column(index, name, header.meaning, header.whose, header.meaning.score, sample, filled)


def _by_values(columns: list[Column], words: Vocabulary, checks: dict[str, Check]) -> list[Column]:
    """Recognise columns without a telling header where almost all values pass a strict check."""
    candidates = [m for m in words.meanings.values() if m.alone is not None]
    least = min((m.alone or 1 for m in candidates), default=1)
    doubtful = [c for c in columns if _may_be_anything(c) and _has_shapes(c, least)]
    if not doubtful:
        return columns
    tests = ", ".join(
        f"count(*) FILTER ({checks[m.check].test(f'p{i}', 'v')})" for i, m in enumerate(candidates)
    )
    steps = ", ".join(f"{checks[m.check].prepare('v')} AS p{i}" for i, m in enumerate(candidates))
    cells = [(c.index, value) for c in doubtful for value in c.sample]
    query = f"""SELECT c, count(*), {tests} FROM (SELECT c, v, {steps} FROM
        (SELECT unnest($1::INT[]) AS c, unnest($2::VARCHAR[]) AS v)) GROUP BY c"""
    counted = connection().execute(query, [[i for i, _ in cells], [v for _, v in cells]]).fetchall()
    found = {}
    for index, total, *valid in counted:
        best = max(zip(valid, candidates, strict=True), key=lambda item: item[0])
        for number, meaning in [best]:
            if number >= max(_FEWEST, (meaning.alone or 1) * total) and _plausible(
                meaning, columns[index]
            ):
                found[index] = meaning
    return [
        replace(c, meaning=found[c.index], score=found[c.index].alone_score)
        if c.index in found
        else c
        for c in columns
    ]


def _has_shapes(column: Column, share: float) -> bool:
    """Tell whether enough values look like identifiers at all, which spares most columns SQL."""
    looking = sum(_SHAPE.search(value) is not None for value in column.sample)
    return looking >= max(_FEWEST, share * len(column.sample))


def _may_be_anything(column: Column) -> bool:
    """Headers like "Ref" or "ID" say little; those of organisations and things settle it."""
    return column.meaning is None or column.meaning.id == "reference"


def _plausible(meaning: Meaning, column: Column) -> bool:
    """Ask more where a check is weak: an eleventh of all ten-digit numbers passes Modulus 11."""
    if meaning.id == "nhs_number":
        return len(column.sample) >= 2 * _FEWEST
    if meaning.id == "phone":
        written = sum(v.lstrip("(").startswith(("0", "+44")) for v in column.sample)
        return column.meaning is None and written >= 0.9 * len(column.sample)
    return meaning.id in {"nino", "email", "iban"} or column.meaning is None


def _prose(column: Column) -> Column:
    """Take long texts for prose, whatever their header."""
    if column.meaning or not column.sample:
        return column
    longest = sorted(len(value) for value in column.sample)
    worded = sum(len(value.split()) >= _PROSE_WORDS for value in column.sample)
    if longest[len(longest) // 2] >= _PROSE_LENGTH or worded >= 0.4 * len(column.sample):
        return replace(column, meaning=PROSE, score=0.0)
    return column


def _settle_names(columns: list[Column], find_text: Callable[[str], list[Finding]]) -> list[Column]:
    """Decide whether headers such as "Name" mean people, organisations or things."""
    proof = any(c.meaning and c.meaning.id in _PROOF and c.filled for c in columns)
    doubt = any(c.meaning and (c.meaning.organisation or c.meaning.thing) for c in columns)
    settled = []
    for column in columns:
        meaning = column.meaning
        if meaning and meaning.ambiguous and not (proof and meaning.id == "name") and column.sample:
            people = names_share(column.sample, find_text)
            if people < (0.6 if doubt and meaning.id == "name" and not proof else 0.3):
                settled.append(replace(column, meaning=None, score=0.0))
                continue
        settled.append(column)
    return settled


def names_share(values: Sequence[str], find_text: Callable[[str], list[Finding]]) -> float:
    """Give the share of some short texts that the text detectors take for names of people."""
    asked = values[:_ASKED]
    text = "\n".join(asked)
    starts, position = [], 0
    for value in asked:
        starts.append(position)
        position += len(value) + 1
    people = [f for f in find_text(text) if f.entity == "PERSON"]
    named = sum(
        bool(_INITIALS.fullmatch(value))
        or any(start <= f.start < start + len(value) for f in people)
        for start, value in zip(starts, asked, strict=True)
    )
    return named / len(asked) if asked else 0.0


PROSE = Meaning(id="prose", check="text")
