"""Text, markup and data: words without the format, records as tables."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.document import Limits, Status
from tests.scanner.extract.helpers import cells, read, text


def test_plain_text_keeps_its_lines() -> None:
    assert text(read("a.txt", b"Zo\xeb\r\nPenn\rx\n")) == "Zoë\nPenn\nx\n"


def test_text_beyond_the_limit_is_partly_read() -> None:
    document = read("a.txt", b"word " * 100, Limits(max_text=50))
    assert document.status is Status.PARTLY_READ
    assert len(text(document)) == 50


def test_an_empty_file_is_read_and_holds_nothing() -> None:
    document = read("a.docx", b"")
    assert (document.status, document.blocks) == (Status.READ, [])


def test_html_is_what_a_reader_sees() -> None:
    page = b"""<html><head><title>Rota</title><style>p{}</style><script>var secret=1</script></head>
    <body><!-- hidden --><h1>Week&nbsp;1</h1><p>Ann <b>Smith</b><br>nights</p>
    <table><tr><td>Name</td><td>Joan</td></tr></table>
    <input type="text" value="Oak 1"></body></html>"""
    document = read("a.html", page)
    assert text(document) == "Rota\nWeek 1\nAnn Smith\nnights\nName\tJoan\nOak 1"
    assert document.properties["title"] == "Rota"


def test_html_list_of_people_becomes_a_table() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>0{n}/01/1940</td><td>Oak {n}</td></tr>"
        for n, name in enumerate(("Ann", "Bob", "Cyd"), 1)
    )
    page = f"<table><tr><th>Name</th><th>Born</th><th>Room</th></tr>{rows}</table>"
    document = read("export.xls", page.encode())
    assert cells(document)["table 1"][1] == ("Ann", "01/01/1940", "Oak 1")
    assert "Ann" not in text(document)


@pytest.mark.parametrize("declared", ["utf-8", "windows-1252", "nonsense"])
def test_html_charset_that_lies_does_no_harm(declared: str) -> None:
    page = f'<html><meta charset="{declared}"><p>Siân paid £5</p></html>'
    assert "Siân paid £5" in text(read("a.html", page.encode()))
    assert "Siân paid £5" in text(read("a.html", page.encode("cp1252")))


def test_xml_gives_each_value_its_name() -> None:
    data = b'<client ref="7"><surname>Penn</surname><gp><name>Dr Patel</name></gp></client>'
    assert text(read("a.xml", data)) == "ref: 7\nsurname: Penn\nname: Dr Patel"


def test_xml_records_become_a_table() -> None:
    one = '<c id="{0}"><name>Ann {0}</name><dob>0{0}/01/1940</dob></c>'
    data = "<clients>" + "".join(one.format(n) for n in (1, 2, 3)) + "</clients>"
    assert cells(read("a.xml", data.encode()))["clients"] == [
        ("id", "name", "dob"),
        *((str(n), f"Ann {n}", f"0{n}/01/1940") for n in (1, 2, 3)),
    ]


def test_xml_prose_flows() -> None:
    data = b"<?xml version='1.0'?><doc><p>Mrs <b>Joan</b> Aldous</p></doc>"
    assert text(read("a.xml", data)) == "Mrs Joan Aldous"


def test_xml_paragraphs_of_runs_stay_whole() -> None:
    data = b"<?xml version='1.0'?><doc><p><r><t>Mrs Joan </t></r><r><t>Aldous</t></r></p></doc>"
    assert text(read("a.xml", data)) == "Mrs Joan Aldous"


def test_entity_bombs_and_outside_entities_are_left_alone(tmp_path: object) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{levels}]><d>&l9; Joan</d>'
    assert len(text(read("a.xml", bomb.encode()))) < 1000
    outside = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>a &x; b</d>'
    )
    assert "root:" not in text(read("a.xml", outside.encode()))


def test_json_records_become_a_table_and_the_rest_lines() -> None:
    data = b"""{"home": "Oakfield", "manager": {"name": "P Shah"}, "residents": [
        {"name": "Ann", "nhs": 9990000018, "gp": {"name": "Dr A"}, "tags": ["x", "y"]},
        {"name": "Bob", "nhs": 9990000026, "dob": "1940-01-01"}]}"""
    document = read("a.json", data)
    assert text(document) == "home: Oakfield\nname: P Shah"
    assert cells(document)["residents"] == [
        ("name", "nhs", "gp.name", "tags", "dob"),
        ("Ann", "9990000018", "Dr A", "x; y", None),
        ("Bob", "9990000026", None, None, "1940-01-01"),
    ]


def test_json_lines_become_a_table_and_broken_ones_text() -> None:
    data = b'{"a": 1.10}\n{"a": 2}\n{"a": \n'
    document = read("a.jsonl", data)
    assert text(document) == '{"a": '
    assert cells(document)[""] == [("a",), ("1.10",), ("2",)]


def test_json_with_half_a_character_is_read() -> None:
    document = read("a.json", rb'[{"name": "Ann \ud83d"}, {"name": "Bob\u0000"}]')
    assert cells(document)[""] == [("name",), ("Ann ?",), ("Bob",)]


def test_broken_json_is_read_as_text() -> None:
    document = read("a.json", b'{"name": "Joan Aldous", ')
    assert document.status is Status.READ
    assert "Joan Aldous" in text(document)
    assert document.error


@pytest.mark.parametrize("name", ["deep.json", "deep.xml", "deep.html", "deep.rtf"])
def test_nesting_without_end_does_not_crash(name: str) -> None:
    depth = 100_000
    data = {
        "deep.json": "[" * depth,
        "deep.xml": "<?xml version='1.0'?>" + "<a>" * depth,
        "deep.html": "<html>" + "<div>" * depth + "x",
        "deep.rtf": "{\\rtf1 " + "{" * depth,
    }[name]
    assert read(name, data.encode()).status in {Status.READ, Status.CORRUPT}


def test_contacts_under_names_that_people_use() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Joan Aldous\r\nBDAY:19380504\r\n"
        "TEL;TYPE=HOME:01632 960 001\r\nADR:;;12 Mill Lane;Sheffield;;S1 2AB;\r\n"
        "NOTE:Likes tea\\, not\r\n  coffee\r\nEND:VCARD\r\n"
    )
    assert text(read("a.vcf", card.encode())).splitlines()[:5] == [
        "Name: Joan Aldous",
        "Date of birth: 04/05/1938",
        "Telephone: 01632 960 001",
        "Address: 12 Mill Lane, Sheffield, S1 2AB",
        "Note: Likes tea, not coffee",
    ]


def test_appointments_name_who_attends() -> None:
    data = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=Dr Patel:mailto:p@example.org\nEND:VEVENT\n"
    assert "Attendee: Dr Patel, p@example.org" in text(read("a.ics", data))


RTF = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Cyr;}}
{\info{\author Priya Shah}{\title Plan}}{\header Oakfield\par}{\pict 0102ff}
Zo\'eb paid \'a385 \u8211? ok\par {\f1 \'cf\'f0} {\*\unknown drop me}
{\field{\*\fldinst HYPERLINK}{\fldrslt link}}\par
\trowd\intbl Name\cell Joan Aldous\cell\row
\trowd\intbl Address\cell 12 Mill Lane\par Sheffield\cell\row \pard after\par}"""


def test_rich_text() -> None:
    document = read("plan.rtf", RTF)
    blocks = {block.location: block.text for block in document.blocks}
    assert blocks["header"] == "Oakfield"
    assert blocks[""].splitlines() == [
        "Zoë paid £85 \u2013 ok",
        "Пр link",
        "Name\tJoan Aldous",
        "Address\t12 Mill Lane, Sheffield",
        "after",
    ]
    assert document.properties == {"author": "Priya Shah", "title": "Plan"}


@given(st.binary(max_size=200))
def test_any_rich_text_is_a_document(rest: bytes) -> None:
    assert read("a.rtf", b"{\\rtf1 " + rest).status in {Status.READ, Status.CORRUPT}


@given(st.binary(min_size=1, max_size=200))
def test_any_markup_is_a_document(rest: bytes) -> None:
    for start in (b"<?xml version='1.0'?><a>", b"<html><p>", b"BEGIN:VCARD\n", b'{"a": '):
        assert read("a", start + rest).status in set(Status)


def dbf(*rows: tuple[str, str]) -> bytes:
    fields = (("NAME", "C", 12), ("DOB", "D", 8))
    head = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in fields
    )
    size = 32 + len(head) + 1
    start = bytes([3, 124, 1, 2]) + len(rows).to_bytes(4, "little") + size.to_bytes(2, "little")
    start += (21).to_bytes(2, "little") + bytes(20)
    body = b"".join(b" " + name.ljust(12).encode() + dob.encode() for name, dob in rows)
    return start + head + b"\r" + body + b"\x1a"


def test_dbase_tables() -> None:
    document = read("staff.dbf", dbf(("Ann Smith", "19700102"), ("Bob Jones", "")))
    assert cells(document)[""][:2] == [("NAME", "DOB"), ("Ann Smith", "02/01/1970")]


def test_unknown_layouts_are_salvaged_and_say_so() -> None:
    page = (
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3" + bytes(range(16)) * 9
    )
    page += "Visit to Joan Aldous".encode("utf-16-le") + b"\x00\x01\x02" + b"Room Oak 1\x00\x03"
    document = read("notes.one", page)
    assert document.status is Status.PARTLY_READ
    assert text(document).splitlines() == ["Visit to Joan Aldous", "Room Oak 1"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\1\2\3\4\5\6\7\0DUCK" + bytes(90), "DuckDB"),
        (b"OggS" + bytes(90), "sound"),
        (b"070701" + bytes(90), "application/x-cpio"),
        (b"regf" + bytes(90), "application/x-windows-registry"),
    ],
)
def test_what_is_not_read_is_named_with_what_to_do(data: bytes, words: str) -> None:
    document = read("file", data)
    assert document.status is Status.UNSUPPORTED
    assert words in document.error


def wordperfect(major: int, body: bytes, key: int = 0) -> bytes:
    return b"\xffWPC" + struct.pack("<IBBBBH", 16, 1, 10, major, 0, key) + bytes(2) + body


def test_wordperfect_without_its_codes_and_what_was_deleted() -> None:
    six = b"Mrs\x80Aldous\xcc" + b"\xdd\x0a\x08\x00junk" + b"\xf0\x0b\x04\xf0"
    six += (
        b"85\xf1\x00\x7f\x02\xf1gone\xf1\x01\x7f\x02\xf1\xd0\x01\x06\x00\x00\xd0Si\xf0\x1d\x01\xf0n"
    )
    document = read("a.wpd", wordperfect(2, six))
    assert (document.status, text(document)) == (Status.READ, "Mrs Aldous\n£85 Siân")
    five = b"Mrs Aldous\nwell\xa9known\xd0\x01\x06\x00ab\x06\x00\x01\xd0 Si\xc0\x1d\x01\xc0n"
    assert text(read("a.wp", wordperfect(0, five))) == "Mrs Aldous\nwell-known Siân"
    assert read("a.wpd", wordperfect(2, six, key=7)).status is Status.ENCRYPTED


@given(st.binary(max_size=200), st.sampled_from([0, 2]))
def test_any_wordperfect_file_is_a_document(rest: bytes, major: int) -> None:
    assert read("a.wpd", wordperfect(major, rest)).status is Status.READ


def test_pictures_need_ocr() -> None:
    assert read("scan.jpg", b"\xff\xd8\xff\xe0" + bytes(50)).status is Status.NEEDS_OCR
