"""Read the labelled care-sector texts: what each says, and where its personal data stands.

The authoring format is described in `labelled/README.md`: a text starts at a line `=== kind`, and
marks its gold spans in place as `[[LABEL|words]]`, so that a person can read and correct it. A
person may be numbered within the text, with a role at the first mention:
`[[PERSON@1:resident|Mrs Hartley]]`, then `[[PERSON@1|Edith]]`.

    python benchmarks/labelled_set.py > labelled.jsonl
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("labelled")
IGNORED = "~"
MEASURED_EVERY = 3
NONE_PREFIX = "none_"

_HEADING = re.compile(r"^=== (?P<kind>.+)$", re.MULTILINE)
_OPEN = re.compile(r"\[\[(?P<label>[A-Z_]+|~)(?:@(?P<person>[0-9]+)(?::(?P<role>[a-z_]+))?)?\|")
_SPLITS = frozenset({"develop", "measure"})


@dataclass(frozen=True, slots=True)
class Span:
    """A gold span: characters from `start` up to `end`, and the entity they are.

    Attributes:
        person: which person of the text a name belongs to, from 1; 0 where the text does not say.
        role: what that person is, at the first mention: resident, relative, staff, professional,
            applicant, visitor or other.
    """

    start: int
    end: int
    label: str
    person: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with its gold spans; `personal` says whether a person's data is in it at all."""

    id: str
    kind: str
    split: str
    personal: bool
    text: str
    spans: list[Span] = field(default_factory=list)
    ignored: list[Span] = field(default_factory=list)


def labelled_texts(folder: Path = FOLDER) -> Iterator[LabelledText]:
    """Yield every text of the set; every third is only for measuring, never for developing on.

    A folder that is called "develop" or "measure" is all of that split.

    Raises:
        ValueError: If a mark is opened and never closed.
    """
    position = 0
    for path in sorted(folder.glob("*.txt")):
        written = path.read_text(encoding="utf-8")
        for number, (kind, body) in enumerate(_parts(written), start=1):
            position += 1
            split = "measure" if position % MEASURED_EVERY == 0 else "develop"
            split = folder.name if folder.name in _SPLITS else split
            text, marked = parse(body)
            yield LabelledText(
                id=f"{path.stem}-{number:03}",
                kind=kind,
                split=split,
                personal=not path.stem.startswith(NONE_PREFIX),
                text=text,
                spans=[span for span in marked if span.label != IGNORED],
                ignored=[span for span in marked if span.label == IGNORED],
            )


def _parts(written: str) -> Iterator[tuple[str, str]]:
    headings = list(_HEADING.finditer(written))
    ends = [heading.start() for heading in headings[1:]] + [len(written)]
    for heading, end in zip(headings, ends, strict=True):
        yield heading["kind"], written[heading.end() : end].strip("\n")


def parse(body: str) -> tuple[str, list[Span]]:
    """Take the marks out of a text and give the spans they marked; `⇥` stands for a tab.

    Raises:
        ValueError: If a mark is opened and never closed.
    """
    body = body.replace("⇥", "\t")
    text, spans, at = "", [], 0
    while mark := _OPEN.search(body, at):
        close = body.find("]]", mark.end())
        if close < 0:
            message = f"a mark is not closed: {mark[0]}"
            raise ValueError(message)
        text += body[at : mark.start()]
        start, end = len(text), len(text) + close - mark.end()
        person, role = int(mark["person"] or 0), mark["role"] or ""
        spans.append(Span(start, end, mark["label"], person, role))
        text += body[mark.end() : close]
        at = close + len("]]")
    return text + body[at:], spans


if __name__ == "__main__":
    for labelled in labelled_texts():
        print(json.dumps(asdict(labelled), ensure_ascii=False))
