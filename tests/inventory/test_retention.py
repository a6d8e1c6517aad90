"""What must be kept for how long, and how much is really known about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.rules import Rules, RulesError
from config.settings import Settings
from inventory.judged import make_judge
from inventory.retention import Clock, Facts, RetentionStatus
from inventory.schedule import load_schedule
from tests.inventory.conftest import AS_OF

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.retention import Judge, Judgement

OLD = date(2010, 5, 1)
RECENT = date(2025, 5, 1)


def facts(rule: str, *clocks: Clock, modified: date | None = OLD, personal: bool = True) -> Facts:
    return Facts("a/b.docx", "read", "", rule, personal, modified, clocks)


def at(trigger: str, day: date, *, certain: bool = True) -> Clock:
    return Clock(trigger, day, "text: 'a label'", certain)


def year(trigger: str, number: int) -> Clock:
    return Clock(trigger, date(number, 12, 31), f"folder name '{number}'", unit="year")


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (date(2014, 6, 12), date(2014, 6, 12)),
        (date(2013, 11, 30), date(2013, 11, 30)),
        (date(2015, 1, 4), date(2015, 1, 4)),
        (date(2010, 6, 12), date(2014, 12, 31)),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_day_wins_over_a_year_alone(judge: Judge, day: date, start: date, listed: bool) -> None:
    exact = Clock("end_of_care", day, "list or text", listed=listed)
    verdict = judge.judge(facts("care_record_adult", year("death", 2014), exact))
    assert verdict.clock_start == start


def test_a_day_of_something_else_settles_no_year(judge: Judge) -> None:
    born = at("date_of_birth", date(2014, 2, 1))
    reviewed = at("creation", date(2014, 3, 1))
    verdict = judge.judge(facts("staff_record_main", year("leaving_date", 2014), born, reviewed))
    assert verdict.clock_start == date(2014, 12, 31)


def test_a_day_of_doubtful_belonging_settles_no_year(judge: Judge) -> None:
    namesake = at("leaving_date", date(2014, 3, 1), certain=False)
    verdict = judge.judge(facts("staff_record_main", year("leaving_date", 2014), namesake))
    assert verdict.clock_start == date(2014, 12, 31)


def test_the_age_of_a_child_counts_by_the_day(judge: Judge) -> None:
    clocks = (
        at("date_of_birth", date(1996, 9, 1)),
        at("end_of_care", date(2014, 6, 1)),
        year("end_of_care", 2014),
    )
    assert judge.judge(facts("care_record_adult", *clocks)).rule == "child_record_17"


@pytest.mark.parametrize(
    ("rule", "trigger", "day", "due", "status"),
    [
        # By folder words: "Leavers 2014", "RIP 2013".
        ("staff_record_main", "leaving_date", date(2014, 12, 31), date(2020, 12, 31), "overdue"),
        ("care_record_adult", "death", date(2013, 12, 31), date(2021, 12, 31), "overdue"),
        ("care_record_adult", "end_of_care", date(2020, 6, 1), date(2028, 6, 1), "ok"),
        ("care_record_adult", "end_of_care", date(2019, 3, 1), date(2027, 3, 1), "due_soon"),
        ("mental_health_record", "end_of_care", date(2010, 1, 1), date(2030, 1, 1), "ok"),
        # A payslip of March 2015 counts from 5 April 2015, one of 6 April from the next year's.
        (
            "payroll_record",
            "pay_reference_period_end",
            date(2015, 3, 31),
            date(2021, 4, 5),
            "overdue",
        ),
        ("payroll_record", "end_of_tax_year", date(2021, 4, 6), date(2028, 4, 5), "ok"),
        (
            "accounts_record",
            "end_of_financial_year",
            date(2020, 3, 31),
            date(2026, 3, 31),
            "overdue",
        ),
        ("accounts_record", "creation", date(2020, 4, 1), date(2027, 3, 31), "due_soon"),
        ("duty_roster", "creation", date(2019, 6, 3), date(2025, 12, 31), "overdue"),
        ("duty_roster", "creation", date(2020, 6, 3), date(2026, 12, 31), "due_soon"),
        ("timesheet", "creation", date(2024, 11, 1), date(2026, 11, 1), "due_soon"),
        ("timesheet", "creation", date(2024, 10, 31), date(2026, 10, 31), "overdue"),
        ("cctv_footage", "creation", date(2026, 10, 20), date(2026, 11, 19), "due_soon"),
        ("dbs_certificate", "creation", date(2026, 1, 31), date(2026, 7, 31), "overdue"),
        ("complaint_case_file", "case_closed", date(2015, 2, 1), date(2025, 2, 1), "overdue"),
        ("child_record", "date_of_birth", date(2000, 2, 29), date(2025, 3, 1), "overdue"),
        ("child_record", "date_of_birth", date(2002, 1, 1), date(2027, 1, 1), "due_soon"),
        ("accident_book", "creation", date(2020, 1, 1), date(2023, 1, 1), "overdue"),
        ("sponsorship_file", "leaving_date", date(2024, 1, 1), date(2025, 1, 1), "overdue"),
        ("supplier_contract", "contract_end", date(2028, 1, 1), date(2034, 1, 1), "ok"),
    ],
)
def test_a_real_clock_decides(
    judge: Judge, rule: str, trigger: str, day: date, due: date, status: str
) -> None:
    verdict = judge.judge(facts(rule, at(trigger, day)))
    assert (verdict.due, str(verdict.status)) == (due, status)
    assert verdict.clock_basis == "text: 'a label'"
    assert verdict.clock_start is not None


@pytest.mark.parametrize(
    "rule",
    [
        "care_record_adult",
        "staff_record_main",
        "complaint_case_file",
        "handover_sheet",
        "duty_roster",
    ],
)
def test_file_dates_alone_only_suggest(judge: Judge, rule: str) -> None:
    old = judge.judge(facts(rule))
    assert old.status == RetentionStatus.REVIEW
    assert "last changed" in old.clock_basis
    recent = judge.judge(facts(rule, modified=date(2026, 9, 1)))
    assert recent.status == RetentionStatus.UNKNOWN
    assert (recent.clock_start, recent.due) == (None, None)
    assert judge.judge(facts(rule, modified=None)).status == RetentionStatus.UNKNOWN


def test_what_was_last_saved_long_ago_is_for_review_though_its_file_is_new(judge: Judge) -> None:
    saved = Clock("last_saved", OLD, "document properties: last saved")
    verdict = judge.judge(facts("care_record_adult", saved, modified=RECENT))
    assert (verdict.status, verdict.clock_start) == (RetentionStatus.REVIEW, OLD)
    assert "document properties" in verdict.clock_basis


def test_a_date_of_the_wrong_kind_only_suggests(judge: Judge) -> None:
    verdict = judge.judge(facts("care_record_adult", at("creation", OLD), modified=RECENT))
    assert verdict.status == RetentionStatus.REVIEW
    assert verdict.clock_basis == "text: 'a label'"


def test_a_newer_date_of_the_record_speaks_against_review(judge: Judge) -> None:
    newer = at("last_entry", date(2023, 1, 1))
    verdict = judge.judge(facts("care_record_adult", at("creation", OLD), newer))
    assert verdict.status == RetentionStatus.UNKNOWN


def test_the_clock_starts_anew_when_care_does(judge: Judge) -> None:
    first, second = at("end_of_care", OLD), at("death", date(2022, 1, 1))
    assert judge.judge(facts("care_record_adult", first, second)).due == date(2030, 1, 1)


def test_an_uncertain_date_is_for_review(judge: Judge) -> None:
    verdict = judge.judge(facts("staff_record_main", at("leaving_date", OLD, certain=False)))
    assert verdict.status == RetentionStatus.REVIEW


@pytest.mark.parametrize(
    ("clocks", "due"),
    [
        ([at("end_of_care", date(2000, 1, 1))], date(2020, 1, 1)),
        ([at("death", date(2018, 1, 1))], date(2028, 1, 1)),
        # Twenty years after treatment, unless ten years after death come first.
        ([at("end_of_care", date(2010, 1, 1)), at("death", date(2012, 1, 1))], date(2022, 1, 1)),
    ],
)
def test_mental_health_records(judge: Judge, clocks: list[Clock], due: date) -> None:
    assert judge.judge(facts("mental_health_record", *clocks)).due == due


def test_the_later_of_two_clocks(judge: Judge) -> None:
    born, left = at("date_of_birth", date(1940, 1, 1)), at("leaving_date", date(2014, 1, 1))
    assert judge.judge(facts("training_clinical", born, left)).due == date(2020, 1, 1)
    assert judge.judge(facts("training_clinical", born)).due == date(2015, 1, 1)
    # Only the 75th birthday can say when it ends; leaving alone says nothing for certain.
    assert judge.judge(facts("training_clinical", left)).due is None


def test_the_earlier_of_two_clocks(judge: Judge) -> None:
    born, left = at("date_of_birth", date(1940, 1, 1)), at("leaving_date", date(2014, 1, 1))
    assert judge.judge(facts("oh_report", born, left)).due == date(2015, 1, 1)


@pytest.mark.parametrize(
    ("born", "ended", "rule"),
    [
        (date(2000, 6, 1), date(2016, 1, 1), "child_record"),
        (date(2000, 6, 1), date(2017, 6, 1), "child_record_17"),
        (date(2000, 6, 1), date(2018, 5, 31), "child_record_17"),
        (date(2000, 6, 1), date(2018, 6, 1), "care_record_adult"),
    ],
)
def test_a_child_is_told_by_age_when_care_ended(
    judge: Judge, born: date, ended: date, rule: str
) -> None:
    clocks = at("date_of_birth", born), at("end_of_care", ended)
    assert judge.judge(facts("care_record_adult", *clocks)).rule == rule


@pytest.mark.parametrize(
    ("born", "ended", "rule", "due"),
    [
        # "Leavers 2016" of somebody born in June 2000: 15 or 16, whichever it was.
        (at("date_of_birth", date(2000, 6, 1)), 2016, "child_record", date(2025, 6, 1)),
        # In 2017 the person was 16 or 17: until the 26th birthday, to be safe.
        (at("date_of_birth", date(2000, 6, 1)), 2017, "child_record_17", date(2026, 6, 1)),
        # In 2018 17 or 18: eight years from the end of 2018 are longer than to the 26th birthday.
        (at("date_of_birth", date(2000, 6, 1)), 2018, "care_record_adult", date(2026, 12, 31)),
        # Only the year of birth is known: the birthday may have been on its last day.
        (year("date_of_birth", 2001), 2012, "child_record", date(2026, 12, 31)),
        (year("date_of_birth", 1970), 2012, "care_record_adult", date(2020, 12, 31)),
    ],
)
def test_where_only_years_are_known_the_longest_possible_period_counts(
    judge: Judge, born: Clock, ended: int, rule: str, due: date
) -> None:
    verdict = judge.judge(facts("care_record_adult", born, year("end_of_care", ended)))
    assert (verdict.rule, verdict.due) == (rule, due)


@given(
    born=st.dates(date(1985, 1, 1), date(2020, 12, 31)),
    ended=st.dates(date(1985, 1, 1), date(2026, 10, 31)),
    rule=st.sampled_from(["care_record_adult", "child_record", "mar_chart"]),
)
def test_less_knowledge_never_means_earlier_destruction(
    judge: Judge, born: date, ended: date, rule: str
) -> None:
    assume(born <= ended)
    exact = judge.judge(facts(rule, at("date_of_birth", born), at("end_of_care", ended)))
    assert exact.due is not None
    for clocks in (
        (year("date_of_birth", born.year), at("end_of_care", ended)),
        (at("date_of_birth", born), year("end_of_care", ended.year)),
        (year("date_of_birth", born.year), year("end_of_care", ended.year)),
    ):
        rough = judge.judge(facts(rule, *clocks))
        assert rough.due is None or rough.due >= exact.due


def test_what_was_filed_as_a_childs_and_is_not(judge: Judge) -> None:
    clocks = at("date_of_birth", date(1999, 1, 1)), at("end_of_care", date(2019, 1, 1))
    assert judge.judge(facts("child_record", *clocks)).rule == "care_record_adult"


def test_a_concern_about_somebody_still_here_is_not_overdue(judge: Judge) -> None:
    closed, here = at("case_closed", date(2014, 1, 1)), at("start_of_care", date(2012, 1, 1))
    assert judge.judge(facts("safeguarding_adult", closed)).status == RetentionStatus.OVERDUE
    assert judge.judge(facts("safeguarding_adult", closed, here)).status == RetentionStatus.UNKNOWN
    lately = at("case_closed", RECENT)
    assert judge.judge(facts("safeguarding_adult", lately, here)).status == RetentionStatus.OK


def test_an_allegation_runs_to_pension_age(judge: Judge) -> None:
    closed, born = at("case_closed", date(2012, 1, 1)), at("date_of_birth", date(1980, 1, 1))
    rule = "safeguarding_allegation_staff"
    assert judge.judge(facts(rule, closed, born)).due == date(2047, 1, 1)
    assert judge.judge(facts(rule, closed)).status == RetentionStatus.REVIEW


def test_documents_that_name_nobody(judge: Judge) -> None:
    assert judge.judge(facts("", personal=False)).status == RetentionStatus.NOT_APPLICABLE
    blank = judge.judge(facts("care_record_adult", personal=False))
    assert blank.status == RetentionStatus.NOT_APPLICABLE
    ledger = facts("accounts_record", at("creation", OLD), personal=False)
    assert judge.judge(ledger).status == RetentionStatus.OVERDUE
    minutes = facts("meeting_minutes", at("creation", OLD), personal=False)
    assert judge.judge(minutes).status == RetentionStatus.OVERDUE
    form = facts("complaint_case_file", personal=False)
    assert judge.judge(form).status == RetentionStatus.NOT_APPLICABLE


def test_what_could_not_be_read_is_never_called_harmless(judge: Judge) -> None:
    locked = replace(facts("", personal=False), status="encrypted")
    assert judge.judge(locked).status == RetentionStatus.UNKNOWN
    named = replace(
        facts("payroll_record", at("creation", OLD), personal=False), status="encrypted"
    )
    assert judge.judge(named).status == RetentionStatus.OVERDUE


def test_a_kind_without_a_period_is_not_called_unknown(judge: Judge) -> None:
    passwords = Facts("all logins.xlsx", "read", "credentials_list", "", True, OLD)
    assert judge.judge(passwords).status == RetentionStatus.NOT_APPLICABLE


def test_somebody_who_is_a_child_now_has_a_childs_record(judge: Judge) -> None:
    verdict = judge.judge(facts("care_record_adult", at("date_of_birth", date(2015, 6, 3))))
    assert (verdict.rule, verdict.status) == ("child_record", RetentionStatus.OK)


def test_personal_data_of_no_known_kind(judge: Judge) -> None:
    assert judge.judge(facts("")).status == RetentionStatus.UNKNOWN
    assert judge.judge(facts("a_rule_that_was_deleted")).status == RetentionStatus.UNKNOWN


def test_the_answer_depends_on_the_day_asked(rules: Rules) -> None:
    known = facts("care_record_adult", at("death", date(2014, 1, 1)))
    for day, status in [
        (date(2020, 1, 1), "ok"),
        (date(2021, 7, 1), "due_soon"),
        (date(2022, 1, 1), "due_soon"),
        (date(2022, 1, 2), "overdue"),
    ]:
        assert str(make_judge(rules, Settings(), day).judge(known).status) == status


def test_the_financial_year_can_be_set(rules: Rules) -> None:
    settings = Settings(financial_year_end="31-12")
    judge = make_judge(rules, settings, AS_OF)
    assert judge.judge(facts("accounts_record", at("creation", OLD))).due == date(2016, 12, 31)


def explained(judge: Judge, rule: str) -> Judgement:
    return judge.judge(facts(rule, at("end_of_care", OLD), at("leaving_date", OLD)))


def test_every_judgement_is_explained(judge: Judge) -> None:
    verdict = explained(judge, "care_record_adult")
    assert "keep 8 years from end of care or death" in verdict.explanation
    assert "1 May 2010" in verdict.explanation
    assert "1 May 2018" in verdict.explanation
    assert "RMCoP" in verdict.source
    assert not verdict.verify


def test_sources_that_were_not_checked_say_so(judge: Judge) -> None:
    assert explained(judge, "staff_record_main").verify
    assert explained(judge, "safeguarding_adult").verify


def hold_judge(rules: Rules, **hold: object) -> Judge:
    settings = Settings.model_validate({"holds": [{"name": "Inquest", **hold}]})
    return make_judge(rules, settings, AS_OF)


DEAD = at("death", OLD)


@pytest.mark.parametrize(
    ("hold", "held"),
    [
        ({}, True),
        ({"paths": ["A/*"]}, True),
        ({"paths": ["c/*"]}, False),
        ({"record_types": ["care_record_adult"]}, True),
        ({"record_types": ["care_plan"]}, True),
        ({"record_types": ["payroll"]}, False),
        ({"from": date(2010, 1, 1), "until": date(2010, 12, 31)}, True),
        ({"from": date(2011, 1, 1)}, False),
        ({"paths": ["a/*"], "record_types": ["payroll"]}, False),
    ],
)
def test_a_providers_hold_overrides_every_clock(
    rules: Rules, hold: dict[str, object], held: bool
) -> None:
    document = replace(facts("care_record_adult", DEAD), record_type="care_plan")
    verdict = hold_judge(rules, **hold).judge(document)
    assert (verdict.status == RetentionStatus.ON_HOLD) == held
    assert verdict.due == date(2018, 5, 1), "the due day is still told"
    assert verdict.hold == ("Inquest" if held else "")


def test_the_covid_inquiry_holds_what_would_be_destroyed(judge: Judge) -> None:
    handover = facts("handover_sheet", at("creation", date(2021, 3, 1)))
    assert judge.judge(handover).status == RetentionStatus.ON_HOLD
    before = facts("handover_sheet", at("creation", date(2019, 3, 1)))
    assert judge.judge(before).status == RetentionStatus.OVERDUE
    current = facts("care_record_adult", at("creation", date(2021, 3, 1)))
    assert judge.judge(current).status == RetentionStatus.UNKNOWN
    named = replace(facts("timesheet", at("creation", date(2022, 3, 1))), path="Covid-19/t.xlsx")
    assert judge.judge(named).status == RetentionStatus.ON_HOLD


def test_dates_of_those_who_signed_a_record_put_it_under_no_hold(judge: Judge) -> None:
    died = Clock("death", date(2015, 11, 11), "list of residents", listed=True)
    carer_left = Clock("leaving_date", date(2021, 3, 1), "list of staff", listed=True)
    verdict = judge.judge(facts("care_record_adult", died, carer_left))
    assert verdict.status == RetentionStatus.OVERDUE


def test_records_of_child_sexual_abuse_are_held(judge: Judge) -> None:
    record = facts("child_sexual_abuse_record", at("creation", RECENT))
    assert judge.judge(record).status == RetentionStatus.ON_HOLD


def test_a_schedule_edited_by_the_provider_counts(tmp_path: Path) -> None:
    shipped = Rules().text("retention.csv")
    edited = shipped.replace("care_record_adult,", "care_record_adult_old,", 1) + (
        'care_record_adult,Ours,person_supported,death,P3Y,destroy_secure,"Our policy",\n'
    )
    (tmp_path / "retention.csv").write_text(edited, encoding="utf-8")
    judge = make_judge(Rules(tmp_path), Settings(), AS_OF)
    assert judge.judge(facts("care_record_adult", DEAD)).due == date(2013, 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "end_of_care_or_death,P8Y",
            "end_of_care_or_death,8 years",
            "care_record_adult: '8 years'",
        ),
        ("end_of_care_or_death,P8Y", "end_of_time,P8Y", "unknown trigger 'end_of_time'"),
    ],
)
def test_a_schedule_with_a_mistake_names_its_row(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    text = Rules().text("retention.csv").replace(old, new, 1)
    (tmp_path / "retention.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match=says):
        load_schedule(Rules(tmp_path))


def test_every_shipped_rule_can_be_judged(judge: Judge) -> None:
    for rule in judge.schedule.rules.values():
        triggers = rule.trigger.clocks | (rule.second.trigger.clocks if rule.second else set())
        clocks = [at(trigger, date(1900, 1, 1)) for trigger in triggers]
        verdict = judge.judge(facts(rule.id, *clocks))
        assert verdict.status in {RetentionStatus.OVERDUE, RetentionStatus.ON_HOLD}, rule.id
        assert verdict.source
