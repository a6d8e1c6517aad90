"""The example share: the same every time, of every format, and about nobody real."""

from __future__ import annotations

import csv
import hashlib
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.share_maker.build import make_share
from examples.share_maker.draft import Grid
from examples.share_maker.formats import render
from examples.share_maker.formats.plain import delimited, encoded
from examples.share_maker.identifiers import nhs_number, nino
from examples.share_maker.marks import mark, marks, plain
from examples.share_maker.people import make_home
from scanner.document import Blob, Limits
from scanner.extract import extract
from scanner.identify import identify

# Encrypted by a library that salts at random, so its bytes differ from run to run.
_SALTED = {"Managers Only/PRIVATE.docx"}
_FORMATS = {
    "csv", "doc", "docx", "eml", "htm", "html", "jpg", "json", "mbox", "ndjson", "ods", "odt",
    "pdf", "png", "pptx", "rtf", "tsv", "txt", "xls", "xlsx", "xml", "zip",
}  # fmt: skip
_TEXT = {"csv", "tsv", "json", "ndjson", "xml", "html", "htm", "xls", "eml", "mbox", "txt"}


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("example") / "share"
    make_share(out)
    return out


def _rows(share: Path, name: str) -> list[dict[str, str]]:
    with (share.parent / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _files(share: Path) -> dict[str, Path]:
    return {p.relative_to(share).as_posix(): p for p in share.rglob("*") if p.is_file()}


def _digests(share: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in _files(share).items()
        if not any(name.endswith(salted) for salted in _SALTED)
    }


def test_the_same_seed_writes_the_same_bytes_and_times(share: Path, tmp_path: Path) -> None:
    make_share(tmp_path / "share")
    again = tmp_path / "share"
    assert _digests(again) == _digests(share)
    assert {n: p.stat().st_mtime for n, p in _files(again).items()} == {
        n: p.stat().st_mtime for n, p in _files(share).items()
    }
    for name in ("truth.csv", "truth_findings.csv"):
        assert (tmp_path / name).read_bytes() == (share.parent / name).read_bytes()


def test_another_seed_draws_other_people() -> None:
    mine, theirs = make_home("Thistledown Court", "1-0"), make_home("Thistledown Court", "2-0")
    numbers = [{p.details["UK_NHS"] for p in home.residents} for home in (mine, theirs)]
    assert numbers[0].isdisjoint(numbers[1])


def test_scale_adds_homes_with_people_of_their_own(tmp_path: Path) -> None:
    make_share(tmp_path / "share", scale=2)
    homes = sorted(p.name for p in (tmp_path / "share").iterdir())
    owners: dict[str, set[str]] = {home: set() for home in homes}
    for row in _rows(tmp_path / "share", "truth_findings.csv"):
        if row["entity"] == "UK_NHS":
            owners[row["path"].split("/")[0]].add(row["value"])
    first, second = owners.values()
    assert first
    assert first.isdisjoint(second)


def test_size_formats_and_age(share: Path) -> None:
    files = _files(share)
    assert 60 <= len(files) <= 120
    assert {name.rpartition(".")[2] for name in files} == _FORMATS
    times = [path.stat().st_mtime for path in files.values()]
    assert max(times) - min(times) > 14 * 365 * 86400


def test_every_file_has_a_row_and_every_row_a_file(share: Path) -> None:
    addresses = [row["path"] for row in _rows(share, "truth.csv")]
    assert len(addresses) == len(set(addresses))
    assert {address.split("!/")[0] for address in addresses} == set(_files(share))
    assert {row["path"] for row in _rows(share, "truth_findings.csv")} <= set(addresses)


def test_the_truth_speaks_the_words_of_the_schedule(share: Path) -> None:
    schedule = Path(__file__).resolve().parents[2] / "config" / "retention.csv"
    with schedule.open(encoding="utf-8", newline="") as stream:
        rules = {row["record_type_id"] for row in csv.DictReader(stream)} | {"", "*"}
    rows = _rows(share, "truth.csv")
    assert {row["retention_rule"] for row in rows} <= rules
    statuses = {status for row in rows for status in row["retention_status"].split("|")}
    assert statuses >= {"ok", "due_soon", "overdue", "unknown", "not_applicable"}
    assert {row["status"] for row in rows} == {"read", "encrypted", "corrupt", "needs_ocr"}
    assert len({row["record_type"] for row in rows}) > 30
    assert sum(row["personal_data"] == "no" for row in rows) >= 10


def test_planted_nhs_numbers_pass_modulus_11_and_are_test_numbers(share: Path) -> None:
    values = [r["value"] for r in _rows(share, "truth_findings.csv") if r["entity"] == "UK_NHS"]
    assert values
    for value in values:
        digits = [int(c) for c in value if c.isdigit()]
        total = sum(d * w for d, w in zip(digits, range(10, 0, -1), strict=True))
        assert total % 11 == 0
        assert value.startswith("999")


def test_planted_values_stand_in_the_plain_text_files(share: Path) -> None:
    files = _files(share)
    checked = 0
    for row in _rows(share, "truth_findings.csv"):
        path = files.get(row["path"])
        if path is None or path.suffix not in {".csv", ".json"} or row["entity"] == "PERSON":
            continue
        if row["required"] == "yes":
            raw = path.read_bytes()
            assert any(row["value"].encode(code) in raw for code in ("utf-8", "cp1252"))
            checked += 1
    assert checked > 50


def test_every_planted_value_comes_out_of_its_file(share: Path) -> None:
    words = {path: "".join(text.split()).casefold() for path, text in _extracted(share)}
    for row in _rows(share, "truth_findings.csv"):
        if row["required"] == "yes":
            forms = [row["value"], *row["also"].split("|")]
            if row["entity"] == "DATE_OF_BIRTH":  # sheets hold real dates
                forms.append("-".join(reversed(row["value"].split("/"))))
            packed = ["".join(form.split()).casefold() for form in forms if form]
            assert any(form in words[row["path"]] for form in packed), row


def _extracted(share: Path) -> Iterator[tuple[str, str]]:
    for name, path in _files(share).items():
        yield from _members(Blob(name=path.name, path=path), name)


def _members(blob: Blob, path: str) -> Iterator[tuple[str, str]]:
    document = extract(blob, identify(blob), Limits())
    rows = [row for table in document.tables for row in table.relation.fetchall()]
    texts = [block.text for block in document.blocks]
    texts += ["\t".join(cell or "" for cell in row) for row in rows]
    yield path, "\n".join(texts)
    for child in document.children:
        if child.blob is not None:
            yield from _members(child.blob, f"{path}!/{child.path}")


def test_contact_details_are_reserved_ones(share: Path) -> None:
    rows = _rows(share, "truth_findings.csv")
    mails = [row["value"] for row in rows if row["entity"] == "EMAIL_ADDRESS"]
    phones = [row["value"].replace(" ", "") for row in rows if row["entity"] == "PHONE_NUMBER"]
    assert mails
    assert all(re.search(r"[@.]example\.(com|net|org)$", mail) for mail in mails)
    drama = r"07700900\d{3}|01632960\d{3}|0(113|114|121|161)4960\d{3}|0207946\d{4}|08081570\d{3}"
    assert phones
    assert all(re.fullmatch(drama, phone) for phone in phones)


def test_no_other_mail_domain_appears_in_any_readable_file(share: Path) -> None:
    for name, path in _files(share).items():
        if name.rpartition(".")[2] in _TEXT:
            text = (
                path.read_bytes()
                .replace(b"\0", b"")
                .replace(b"=\n", b"")
                .decode("utf-8", "replace")
            )
            for domain in re.findall(r"[\w.]+@([\w.-]+\w)", text):
                assert re.search(r"(^|\.)example\.(com|net|org)$", domain), (name, domain)


def test_a_folder_of_somebody_elses_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "accounts.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        make_share(tmp_path / "share")
    assert (tmp_path / "share" / "accounts.txt").read_text() == "mine"


def test_marks_leave_no_trace_in_the_share(share: Path) -> None:
    secret = "\ue000".encode()
    assert not any(secret in path.read_bytes() for path in _files(share).values())
    text = f"Dear {mark('PERSON', 'Ada Moss', 'x')},"
    assert plain(text) == "Dear Ada Moss,"
    assert [m.value for m in marks(text)] == ["Ada Moss"]


def test_generated_identifiers_follow_their_rules() -> None:
    rng = random.Random(7)
    for _ in range(200):
        assert re.fullmatch(r"999 \d{3} \d{4}", nhs_number(rng))
        assert re.fullmatch(r"(CR|MW|NC) \d\d \d\d \d\d [A-D]", nino(rng))


def test_extension_is_read_from_the_last_dot() -> None:
    assert render.extension("a.b/Letter.DOCX") == "docx"


def test_a_name_that_an_old_encoding_lacks_is_kept_whole() -> None:
    written = delimited(Grid([["Name"], ["Łukasz Wiśniewski"]]), encoding="cp1252")
    assert "Łukasz Wiśniewski" in written.decode("utf-8-sig")
    assert encoded("café", "cp1252") == b"caf\xe9"
