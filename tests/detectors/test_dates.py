from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.rules import Rules
from detectors import tables
from detectors.dates import ClockFinder, find_dates, parse_uk_date
from detectors.model import ClockFact, RecordType, Subject
from tests.cost import growth

TODAY = date(2026, 7, 1)
FORMS = ["{0.day}/{0.month}/{0.year}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}", "{0:%d%m%Y}"]
FORMS += [
    "{0.day} {0:%B %Y}",
    "{0.day}th {0:%b %Y}",
    "{0:%A} {0.day} {0:%B} {0.year}",
    "{0:%Y%m%d}",
]
FORMS += ["{0:%B} {0.day}, {0.year}", "{0:%d %b '%y}", "{0:%d/%m/%Y} 14:30", "{0:%d-%b-%y}"]
FORMS += ["{0:%Y-%m-%dT%H:%M:%S}", "{0.day}st of {0:%B} {0.year}", "{0:%d} / {0:%m} / {0:%Y}"]
FORMS += ["{0:%d} {0:%m} {0:%Y}"]  # the boxes of a form


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.sampled_from(FORMS))
def test_every_way_of_writing_a_date_is_read(day: date, form: str) -> None:
    text = form.format(day)
    assert parse_uk_date(text, date(2031, 1, 1)) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser(text: str) -> None:
    day = parse_uk_date(text, TODAY)
    assert day is None or date(1880, 1, 1) <= day <= TODAY


NO_DATES = ["31/02/2016", "03/25/2016", "12/2016", "1.2.3.4", "12-03-38-12", "2016", "may", ""]
NO_DATES += ["45/12/2016", "12/03/2016 and more", "12345678901", "29/02/2015", "00/01/2016"]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date(text: str) -> None:
    assert parse_uk_date(text, TODAY) is None


def test_two_digit_years_go_to_the_latest_century_that_makes_sense() -> None:
    assert parse_uk_date("12/03/38", TODAY) == date(1938, 3, 12)
    assert parse_uk_date("12/03/25", TODAY) == date(2025, 3, 12)
    assert parse_uk_date("12/03/30", date(2036, 1, 1)) == date(2030, 3, 12)


def test_dates_are_found_with_their_places() -> None:
    text = "Tel 01632 960123. Seen 3rd May 2015, then 4/5/15; ip 10.1.12.13, a/c 12-03-38-12"
    assert [text[s.start : s.end] for s in find_dates(text, TODAY)] == ["3rd May 2015", "4/5/15"]


@pytest.fixture(scope="module")
def finder() -> ClockFinder:
    return ClockFinder(Rules())


def facts(
    finder: ClockFinder,
    rule: str,
    text: str = "",
    *names: str,
    kind: str = "",
    mail: str = "",
) -> list[tuple[str, str]]:
    properties = (("from", "a@example.org"), ("date", mail)) if mail else ()
    subject = Subject(text=text, names=names, properties=properties)
    found = finder.clock_facts(subject, RecordType(kind, 1.0, rule), TODAY)
    return [(fact.trigger, fact.day.isoformat()) for fact in found]


CARE, STAFF = "care_record_adult", "staff_record_main"


@pytest.mark.parametrize(
    ("rule", "kind", "text", "expected"),
    [
        (CARE, "", "Date of discharge: 12/03/2016", [("end_of_care", "2016-03-12")]),
        (CARE, "", "Date of discharge:\n12 March 2016", [("end_of_care", "2016-03-12")]),
        (CARE, "", "On 12th March '16 she moved out", [("end_of_care", "2016-03-12")]),
        (CARE, "", "Harold passed away peacefully on 3 April 2015", [("death", "2015-04-03")]),
        (CARE, "", "RIP 3/4/15", [("death", "2015-04-03")]),
        # Only the month or the year is told.
        (CARE, "", "Edith passed away in early 2015", [("death", "2015-12-31")]),
        (CARE, "", "Date left: June 2014", [("end_of_care", "2014-06-30")]),
        (CARE, "", "Time of death 2015 hrs", []),
        (CARE, "", "Died 2031", []),
        ("child_record", "", "Year of birth: 2001", [("date_of_birth", "2001-12-31")]),
        # A birth is kept for whoever was a child on any day that the record speaks of.
        (CARE, "", "DOB 05/06/2001\nRespite on 1 Feb 2012", [("date_of_birth", "2001-06-05")]),
        (CARE, "", "DOB 05/06/1931\nSeen on 1 Feb 2012", []),
        (CARE, "", "Her grandson, born 5 June 2019, came to tea", []),
        (CARE, "", "Her husband died 3/4/2005", []),
        (CARE, "", "Discharged from hospital on 3/4/2015", []),
        (CARE, "", "Expected date of discharge 3/4/2015", []),
        (CARE, "hospital_passport", "Date of discharge 3/4/2015", []),
        (CARE, "", "Date of death: 31/02/2015", []),
        (CARE, "", "Date of death: 03/04/2049", []),
        (CARE, "", "Moved out. Reviewed 3/4/2015", []),
        (CARE, "", "DOB 12/03/1938 NHS", []),
        (CARE, "", "DOB 12/03/1998. Discharged 3/4/2015", [
            ("date_of_birth", "1998-03-12"), ("end_of_care", "2015-04-03")]),
        ("child_record", "", "Date of birth 12/03/98", [("date_of_birth", "1998-03-12")]),
        (STAFF, "staff_leaver", "my last working day will be 3 May 2015", [
            ("leaving_date", "2015-05-03")]),
        (STAFF, "staff_leaver", "Left employment: 03.05.2015", [("leaving_date", "2015-05-03")]),
        (STAFF, "staff_application", "Date left 3/5/2011, Oak House", []),
        ("complaint_case_file", "complaint", "Received 1/2/18. Complaint closed on 4 Mar 2018", [
            ("case_closed", "2018-03-04")]),
        ("complaint_case_file", "complaint", "24 June 2013\nI now consider the complaint closed.", [
            ("case_closed", "2013-06-24")]),
        ("complaint_case_file", "complaint", "24 June 2013 we got your complaint", []),
        ("incident_non_serious", "incident", "Date of incident 3/2/2011", [
            ("case_closed", "2011-02-03")]),
        ("incident_non_serious", "incident", "Date of incident 3/2/11\nClosed 9/2/2011", [
            ("case_closed", "2011-02-09")]),
        ("dbs_certificate", "staff_checks", "Born 3/4/70\nDate of issue: 3 FEBRUARY 2014", [
            ("decision_date", "2014-02-03")]),
        ("care_contract", "contract_fees", "Starts 5 January 2015 and ends 4 January 2018.", [
            ("contract_end", "2018-01-04")]),
        ("payroll_record", "payroll", "P60 for the tax year 2016-17", [
            ("end_of_tax_year", "2017-04-05")]),
        ("payroll_record", "payroll", "Tax year ending 5 April 2017", [
            ("end_of_tax_year", "2017-04-05")]),
        ("sickness_record", "staff_absence", "First day of absence: 10/11/2021", [
            ("end_of_tax_year", "2022-04-05")]),
        ("accounts_record", "supplier", "Invoice date 1 April 2017", [
            ("end_of_financial_year", "2018-03-31")]),
        ("duty_roster", "rota", "Week commencing 12/03/2018", [
            ("end_of_year_to_which_it_relates", "2018-12-31")]),
        ("cd_register", "cd_register", "01/02/2015 bal 10\n03/02/2015 bal 9", [
            ("last_entry", "2015-02-03")]),
        ("meeting_minutes", "governance", "14 May 2019\nDate of next meeting 3/9/2019", [
            ("creation", "2019-05-14")]),
        ("training_mandatory", "training", "Completed on 3 May 2018. Valid until 3 May 2019", [
            ("training_completed", "2018-05-03")]),
    ],
)  # fmt: skip
def test_dates_in_texts(
    finder: ClockFinder, rule: str, kind: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert sorted(facts(finder, rule, text, kind=kind)) == sorted(expected)


@pytest.mark.parametrize(
    ("rule", "names", "expected"),
    [
        (STAFF, ("Leavers 2014", "Shaw K", "contract.docx"), [("leaving_date", "2014-12-31")]),
        (STAFF, ("Leavers", "2014", "Shaw K", "c.docx"), [("leaving_date", "2014-12-31")]),
        (CARE, ("RIP 2013 - E Hartley", "plan.docx"), [("death", "2013-12-31")]),
        (CARE, ("Residents", "Hartley E RIP 12.03.2015", "plan.docx"), [("death", "2015-03-12")]),
        (CARE, ("Discharged 2015", "plan.docx"), [("end_of_care", "2015-12-31")]),
        (CARE, ("MAR Mar 2016.docx",), []),
        (CARE, ("Leavers 2014", "plan.docx"), []),
        ("payroll_record", ("Payslips 2017-18", "x.pdf"), [("end_of_tax_year", "2018-04-05")]),
        ("duty_roster", ("Rota w-c 12-03-2018.xlsx",), [
            ("end_of_year_to_which_it_relates", "2018-12-31")]),
        ("meeting_minutes", ("Minutes_2019-05-14.docx",), [("creation", "2019-05-14")]),
        ("handover_sheet", ("Archive 2012-13", "h.docx"), [("creation", "2013-12-31")]),
        ("recruitment_unsuccessful", ("Interviews 2019", "cv.docx"), [
            ("recruitment_closed", "2019-12-31")]),
    ],
)  # fmt: skip
def test_dates_in_names(
    finder: ClockFinder, rule: str, names: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    assert facts(finder, rule, "", *names) == expected


def test_a_date_in_the_text_outranks_the_name_of_its_folder(finder: ClockFinder) -> None:
    found = facts(finder, STAFF, "Leaving date 03/05/2014", "Leavers 2014", "x.docx")
    assert found == [("leaving_date", "2014-05-03")]


def test_a_date_in_the_text_narrows_the_year_of_its_folder(finder: ClockFinder) -> None:
    rule, folder = "recruitment_unsuccessful", "Interviews 2019"
    scored = facts(finder, rule, "Interview scores 20/03/2019", folder, "scores.docx")
    assert scored == [("recruitment_closed", "2019-03-20")]
    applied = facts(finder, rule, "Applied on 20/11/2018", folder, "cv.docx")
    assert applied == [("recruitment_closed", "2019-12-31")]


def test_a_report_of_an_event_is_closed_on_its_own_date(finder: ClockFinder) -> None:
    text = "Slipped off the chair in the lounge on 5/5/14, no injury, helped up, family told, ok"
    assert facts(finder, "incident_non_serious", text) == [("case_closed", "2014-05-05")]
    closed = f"{text}. Case closed 9/5/14"
    assert facts(finder, "incident_non_serious", closed) == [("case_closed", "2014-05-09")]
    assert facts(finder, "complaint_case_file", text) == []


@pytest.mark.parametrize(
    ("heading", "day"), [("Annual leave 2020", "2020-12-31"), ("Rota December 2020", "2020-12-31")]
)
def test_a_heading_may_date_a_record(finder: ClockFinder, heading: str, day: str) -> None:
    text = f"{heading}\nName\tWeek one\tWeek two\nJ Osei\tE\tL\nN Fox\tN\tN"
    assert facts(finder, "duty_roster", text) == [("end_of_year_to_which_it_relates", day)]


def test_mail_is_dated_by_its_header(finder: ClockFinder) -> None:
    found = facts(finder, "email_unfiled", "See you 3/4/2015", mail="2014-03-04T10:00:00+00:00")
    assert found == [("creation", "2014-03-04")]


def test_the_basis_quotes_no_more_than_the_word_and_its_date(finder: ClockFinder) -> None:
    subject = Subject(text="", names=("RIP 2013 - Edith Hartley", "plan.docx"))
    (fact,) = finder.clock_facts(subject, RecordType("care_plan", 1.0, CARE), TODAY)
    basis = "folder name 'RIP 2013', taken as 31 December 2013"
    assert fact == ClockFact("death", date(2013, 12, 31), basis, unit="year")


def test_the_dates_of_a_register(finder: ClockFinder) -> None:
    rows = [["No", "Date", "Resident", "Closed"], ["1", "02/02/2015", "A", "09/02/2015"]]
    log = tables.from_rows("", [*rows, ["2", "18/12/2015", "B", "22/12/2015"]])
    assert log is not None
    subject = Subject(text="", tables=(log,))
    closed = finder.clock_facts(subject, RecordType("incident", 1.0, "incident_non_serious"), TODAY)
    assert [(f.trigger, f.day) for f in closed] == [("case_closed", date(2015, 12, 22))]
    last = finder.clock_facts(subject, RecordType("accident_book", 1.0, "accident_book"), TODAY)
    assert [(f.trigger, f.day) for f in last] == [("last_entry", date(2015, 12, 22))]
    tables.release_all()


@pytest.mark.parametrize(
    ("created", "modified", "saved"),
    [
        ("2009-03-02T09:00:00", "2011-05-06T10:12:00", ["2011-05-06"]),
        ("2009-03-02T09:00:00Z", "2011-05-06T10:12:00+01:00", ["2011-05-06"]),
        # A program made it, from a template or not, and nobody has saved it since.
        ("2013-12-23T23:15:00", "2013-12-23T23:15:00", []),
        ("2024-01-01T10:00:00", "2024-01-01T10:00:02", []),
        ("2009-03-02T09:00:00", "1970-01-01T00:00:00", []),
        ("2009-03-02T09:00:00", "2079-01-01T00:00:00", []),
        ("", "2011-05-06T10:12:00", []),
        ("last week", "yesterday", []),
    ],
)
def test_a_documents_properties_say_when_it_was_last_saved(
    finder: ClockFinder, created: str, modified: str, saved: list[str]
) -> None:
    told = (("created", created), ("modified", modified))
    subject = Subject(text="How to support me", names=("plan.docx",), properties=told)
    found = finder.clock_facts(subject, RecordType("care_plan", 1.0, CARE), TODAY)
    assert [fact.day.isoformat() for fact in found] == saved
    assert {fact.basis for fact in found} <= {"document properties: last saved"}


def test_another_financial_year() -> None:
    finder = ClockFinder(Rules(), financial_year_end=(12, 31))
    found = facts(finder, "accounts_record", "Invoice date 1 April 2017")
    assert found == [("end_of_financial_year", "2017-12-31")]


def test_every_trigger_is_one_of_the_schedule() -> None:
    rules = Rules()
    known = {row["trigger"] for row in rules.csv("retention.csv")} | {"incident_date"}
    spec = rules.yaml("clocks.yaml")
    assert {*spec["labels"], *spec["names"], *spec["from_own_date"]} <= known


def test_cost_grows_with_length_only(finder: ClockFinder) -> None:
    text = "Moved out. 3/4/2015 seen. Discharged 4/5/2015, closed 5/6/2015 and reviewed. " * 300
    record_type = RecordType("care_plan", 1.0, CARE)
    subjects = {times: Subject(text=text * times) for times in (1, 4)}
    assert growth(lambda times: finder.clock_facts(subjects[times], record_type, TODAY)) < 7
