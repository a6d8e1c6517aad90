"""`stocktake inspect`: one file, explained."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from config.errors import UserError
from config.key import installation_key
from config.rules import Rules
from detectors.examine import examiner_for
from detectors.masking import Digester, mask
from detectors.name_keys import NameKeys
from inventory.judged import make_judge
from inventory.person import may_be_meant
from inventory.retention import Clock, Facts
from scanner.document import Blob, Limits
from scanner.extract import extract
from scanner.identify import identify
from scanner.rows import Place
from scanner.worker import subject_of
from terminal.finding import wanted_of
from terminal.tables import words_of
from terminal.words import size

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from config.settings import Settings
    from detectors.model import Examination, Finding, Subject
    from inventory.retention import Judgement
    from scanner.document import Document
    from scanner.identify import Identity

_SHOWN = 40
_AROUND = 60


class NotAFileError(UserError):
    """What was named cannot be opened as a file."""


@dataclass(frozen=True, slots=True)
class _Explained:
    """Everything there is to say about one file."""

    path: Path
    blob: Blob
    identity: Identity
    document: Document
    subject: Subject
    examination: Examination
    spans: list[Finding]
    judgement: Judgement


def inspect_file(
    settings: Settings,
    path: Path,
    as_of: date,
    *,
    reveal: bool,
    as_json: bool,
    passwords: tuple[str, ...] = (),
) -> None:
    """Print what one file is, what is in it, what follows from that, and why.

    Args:
        settings: the settings in force.
        path: the file.
        as_of: day on which retention is judged.
        reveal: show the found text, not its mask.
        as_json: print JSON.
        passwords: tried on it where it is protected with one.

    Raises:
        UserError: there is no such file, or it may not be read.
    """
    try:
        explained = _explain(settings, path, as_of, passwords)
    except OSError as error:
        remedy = "; for a folder: stocktake scan --path" if path.is_dir() else ""
        said = (error.strerror or "error").lower()
        raise NotAFileError(f"cannot read {path}: {said}{remedy}") from error
    if as_json:
        json.dump(_fields(explained, reveal=reveal), sys.stdout, default=str, indent=2)
        sys.stdout.write("\n")
    else:
        _print(explained, reveal=reveal)


def _explain(settings: Settings, path: Path, as_of: date, passwords: tuple[str, ...]) -> _Explained:
    blob = Blob(name=path.name, path=path)
    identity = identify(blob)
    limits = Limits(
        max_bytes=settings.limits.file_mb * 2**20,
        max_depth=settings.limits.depth,
        passwords=passwords,
    )
    document = extract(blob, identity, limits)
    subject = subject_of(document, Place("/".join(path.absolute().parts[-4:])))
    examiner = examiner_for(settings)
    examination = examiner.examine(subject)
    facts = Facts(
        path=path.name,
        status=str(document.status),
        record_type=examination.record_type.id,
        retention_rule=examination.record_type.retention_rule,
        personal_data=examination.personal_data,
        modified=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date(),
        clocks=tuple(
            Clock(fact.trigger, fact.day, fact.basis, unit=fact.unit)
            for fact in examination.clock_facts
            if not fact.keys
        ),
    )
    judgement = _judge(settings, as_of, facts, examination)
    spans = examiner.find_all(subject.text)
    return _Explained(path, blob, identity, document, subject, examination, spans, judgement)


def _judge(settings: Settings, as_of: date, facts: Facts, examination: Examination) -> Judgement:
    rules = Rules(settings.rules)
    if not any(hold.people for hold in settings.holds):
        return make_judge(rules, settings, as_of).judge(facts)
    key = installation_key()
    digester, keys = Digester(key), NameKeys(key)
    values = {digester.digest(f.entity, f.value): f for f in examination.findings}
    names = {
        digest: keys.keep(digest, finding.value)
        for digest, finding in values.items()
        if finding.entity == "PERSON"
    }

    def digests(person: str) -> frozenset[str]:
        wanted = wanted_of([person], rules, key)
        fitting = {
            digest
            for digest, kept in names.items()
            for matcher in wanted.matchers
            if (match := matcher.match(digest, *kept)) and may_be_meant(match.how, wanted)
        }
        return wanted.digests | fitting

    judge = make_judge(rules, settings, as_of, digests)
    return judge.judge(replace(facts, named=frozenset(values)))


def _fields(explained: _Explained, *, reveal: bool) -> dict[str, Any]:
    examination, judgement = explained.examination, explained.judgement
    verdict = examination.record_type
    return {
        "path": str(explained.path),
        "media_type": explained.identity.media_type,
        "mismatch": explained.identity.mismatch,
        "size": explained.blob.size,
        "status": str(explained.document.status),
        "error": explained.document.error,
        "record_type": verdict.id,
        "record_type_score": verdict.score,
        "record_type_reasons": list(verdict.reasons),
        "personal_data": examination.personal_data,
        "special_category": list(examination.special_category),
        "criminal_offence": examination.criminal_offence,
        "data_subjects": list(examination.data_subjects),
        "people": examination.people,
        "retention_rule": judgement.rule,
        "retention_status": str(judgement.status),
        "retention_due": judgement.due,
        "clock_start": judgement.clock_start,
        "clock_basis": judgement.clock_basis,
        "explanation": judgement.explanation,
        "source": judgement.source,
        "clock_facts": [
            {"trigger": fact.trigger, "day": fact.day, "basis": fact.basis}
            for fact in examination.clock_facts
        ],
        "findings": [
            {
                "entity": finding.entity,
                "value": finding.value if reveal else mask(finding.entity, finding.value),
                "count": finding.count,
                "score": finding.score,
                "recogniser": finding.recogniser,
                "location": finding.location,
            }
            for finding in examination.findings
        ],
        "spans": [
            {
                "entity": span.entity,
                "start": span.start,
                "end": span.end,
                "score": span.score,
                "recogniser": span.recogniser,
                "context": span.context,
                "text": span.value if reveal else mask(span.entity, span.value),
            }
            for span in explained.spans
        ],
    }


def _print(explained: _Explained, *, reveal: bool) -> None:
    console = Console()
    console.print(_facts(explained))
    if explained.examination.findings:
        console.print(_findings(explained.examination, reveal=reveal))
    if explained.spans:
        console.print(_spans(explained, reveal=reveal))
    if not reveal and explained.examination.findings:
        console.print("Values are masked; --reveal shows them, on this terminal only.")


def _facts(explained: _Explained) -> Table:
    """Show what was decided, each with its reason."""
    examination, document = explained.examination, explained.document
    verdict, judgement = examination.record_type, explained.judgement
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    reading = f"{document.status}{': ' if document.error else ''}{document.error}"
    because = f" because of {'; '.join(verdict.reasons)}" if verdict.reasons else ""
    kinds = ", ".join(examination.data_subjects) or "nobody in particular"
    special = [*examination.special_category]
    special += ["criminal offence"] if examination.criminal_offence else []
    rows = [
        ("File", f"{explained.path} ({size(explained.blob.size)})"),
        ("Contents", explained.identity.media_type),
        ("Beware", explained.identity.mismatch),
        ("Reading", reading),
        ("Record type", f"{verdict.id or 'not recognised'} ({verdict.score:.2f}){because}"),
        ("Personal data", f"{'yes' if examination.personal_data else 'no'}, about {kinds}"),
        ("People", f"{examination.people}"),
        ("Special category", ", ".join(special) or "none found"),
        ("Retention", f"{judgement.status}: {judgement.explanation}"),
        ("Rule", f"{judgement.rule or 'none'} ({judgement.source})" if judgement.rule else "none"),
    ]
    for name, value in rows:
        if value:
            table.add_row(name, Text(value))
    return table


def _findings(examination: Examination, *, reveal: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Findings", title_justify="left")
    for header in ("Kind", "Value", "Where", "Recogniser"):
        table.add_column(header, overflow="fold")
    table.add_column("Times", justify="right")
    table.add_column("Score", justify="right")
    for finding in examination.findings[:_SHOWN]:
        value = finding.value if reveal else mask(finding.entity, finding.value)
        table.add_row(
            words_of(finding.entity),
            escape(value),
            escape(finding.location),
            finding.recogniser,
            f"{finding.count:,}",
            f"{finding.score:.2f}",
        )
    if len(examination.findings) > _SHOWN:
        table.caption = f"and {len(examination.findings) - _SHOWN:,} more; --json lists them all"
    return table


def _spans(explained: _Explained, *, reveal: bool) -> Table:
    """Show each span with what raised its score, those below the threshold too."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="In the text", title_justify="left")
    for header in ("At", "Kind", "Text", "Raised by"):
        table.add_column(header, overflow="fold")
    table.add_column("Score", justify="right")
    text = explained.subject.text
    for span in explained.spans[:_SHOWN]:
        shown = _marked(text, span) if reveal else Text(mask(span.entity, span.value))
        table.add_row(
            f"{span.start}", words_of(span.entity), shown, span.context, f"{span.score:.2f}"
        )
    return table


def _marked(text: str, span: Finding) -> Text:
    """Give the span in its surroundings, the span itself marked."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    before = text[max(line_start, span.start - _AROUND) : span.start]
    end = len(text) if line_end < 0 else line_end
    after = text[span.end : min(end, span.end + _AROUND)]
    return Text.assemble(before, (span.value, "bold reverse"), after)
