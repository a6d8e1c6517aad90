"""Staff: applying, working, being paid, being unwell, leaving."""

from __future__ import annotations

from datetime import date, timedelta

from ..draft import Draft, Grid, about_staff, prose
from ..people import Home, Person, long, short


def application(home: Home, person: Person, closed: date, *, hired: bool) -> Draft:
    """A CV with a covering note; for those not taken on, the note of the outcome."""
    outcome = (
        "" if hired else f"Office note: interviewed, not appointed. Vacancy closed {long(closed)}."
    )
    draft = about_staff(person, "staff_application", prose(f"""
        # {person.full}

        {person.address}
        {person.phone}   {person.email}

        # Profile

        Caring and reliable support worker with a full driving licence who has looked after my own
        grandmother and worked nights in a busy nursing home.

        # Employment

        2019 to date: care assistant, Oakenshaw Lodge. Helping with meals, personal care, hoisting.
        2015 to 2019: shop assistant, market hall, Halifax. Gap in 2018 to care for my father.

        # Education

        NVQ level 2 Health and Social Care; GCSE English C, Maths D.

        # Referees

        {home.outsiders[4].full}, {home.outsiders[4].email}

        {outcome}
        """), closed)  # fmt: skip
    draft.subjects = ("applicant", "referee") if not hired else ("referee", "staff")
    if not hired:
        draft.rule, draft.clock, draft.running = "recruitment_unsuccessful", closed, False
    return draft


def interview(home: Home, person: Person, closed: date) -> Draft:
    """Scores of an interview that did not lead to an offer."""
    rows = [["Question", "Answer in brief", "Score /5"],
            ["Why care?", "Loved looking after gran. Warm.", "4"],
            ["Tell us about a mistake", "Could not think of one", "2"],
            ["What is abuse?", "Hitting. Prompted for neglect, money", "2"]]  # fmt: skip
    return Draft(
        "staff_application",
        [
            f"# Interview notes: {person.full} for Care Assistant (days)",
            f"Panel: {home.manager.full} and {home.deputy.full}. {person.phone}",
            Grid(rows),
            f"Total 8. Not appointed. Campaign closed {long(closed)}.",
        ],
        closed,
        rule="recruitment_unsuccessful",
        clock=closed,
        subjects=("applicant", "staff"),
    )


def contract(home: Home, person: Person, written: date) -> Draft:
    """Terms and conditions, signed by both."""
    return about_staff(person, "staff_contract", prose(f"""
        # Statement of main terms of employment

        Between {home.name} Ltd and {person.full} of {person.address}

        1. Your job is {person.post}. 2. Your employment began on {long(person.joined)}; no earlier
        service counts. 3. You will be paid monthly in arrears to sort code
        {person.detail("UK_SORT_CODE")} account {person.detail("UK_BANK_ACCOUNT")}.
        4. Hours are 33 a week on a rolling pattern with alternate weekends. 5. Holiday is 5.6
        weeks. 6. Notice is one month after the first year. 7. Pension is through auto-enrolment.

        National Insurance number {person.nino}

        Signed {person.full}   For the company {home.manager.full}   {long(written)}
        """), written)  # fmt: skip


def disclosure_list(home: Home, written: date) -> Draft:
    """Every check on every person at work."""
    rows = [["Staff member", "Start date", "DBS number", "Level", "Issued", "Clear?", "Update svc",
             "RTW seen", "NMC PIN"]]  # fmt: skip
    for person in home.staff[:11]:
        pin = person.detail("UK_NMC_PIN") if "RGN" in person.post else ""
        rows.append([person.full, short(person.joined), person.detail("UK_DBS_CERTIFICATE"),
                     "Enhanced + adults barred", short(person.joined - timedelta(days=21)),
                     home.rng.choice(("Clear", "Clear", "Clear", "Caution 1998, risk assessed")),
                     home.rng.choice(("Yes", "No")), "Passport", pin])  # fmt: skip
    return Draft("staff_checks", [Grid(rows)], written, rule="dbs_record", running=True,
                 crime=True, subjects=("staff",))  # fmt: skip


def right_to_work(home: Home, person: Person, written: date) -> Draft:
    """A copy of identity papers and the online check."""
    return about_staff(person, "staff_checks", prose(f"""
        # Right to work and identity check

        {person.full}, born {person.dob}, {person.post}

        Passport number {person.detail("UK_PASSPORT")}, seen and copied by {home.manager.full}.
        Driving licence {person.detail("UK_DRIVING_LICENCE")}.
        Home Office online check, share code {person.detail("UK_SHARE_CODE")}: may work in the UK,
        no limit on hours. Checked {long(written)}.
        """), written, rule="right_to_work")  # fmt: skip


def supervision(home: Home, person: Person, written: date) -> Draft:
    """Notes of a talk between a manager and a carer."""
    return about_staff(person, "staff_supervision", prose(f"""
        # Supervision record

        Supervisee: {person.full}   Supervisor: {home.deputy.full}   {long(written)}

        How are things? Finds the new rota tiring, would like fewer split days. Enjoys being
        keyworker. Good feedback from two families.

        Practice: watched giving medicines on Tuesday, signed before she gave them once, talked
        through why that matters. To be watched again in three weeks.

        Learning: wants to start level 3. Needs fire training by the end of the month.

        Anything else: back still sore since the spring, has seen physio, no lifting alone.

        Signed {person.known_as} / {home.deputy.known_as}
        """), written, rule="supervision_record", special=("health",))  # fmt: skip


def back_to_work(home: Home, person: Person, first_day: date) -> Draft:
    """The talk after time off sick."""
    return Draft("staff_absence", prose(f"""
        # Return to work interview

        Employee {person.full}, payroll number {home.staff.index(person) + 101}
        Off from {short(first_day - timedelta(days=12))}, back on {short(first_day)}.
        Days lost: 8. Episodes in a year: 3. Bradford score 72.

        Reason: depression following bereavement, under GP, sertraline started. Fit note seen.
        Agreed: no nights for a month, weekly chat, occupational health referral offered.

        Self-certificate attached: yes. {home.manager.full} {long(first_day)}
        """), first_day, rule="sickness_record", clock=first_day, special=("health",),
        subjects=("staff",))  # fmt: skip


def hearing(home: Home, person: Person, closed: date) -> Draft:
    """The outcome of a disciplinary hearing."""
    return Draft("staff_discipline", prose(f"""
        PRIVATE AND CONFIDENTIAL

        {person.full}
        {person.address}

        {long(closed)}

        Dear {person.known_as},

        Outcome of disciplinary hearing

        You came to a hearing with your Unison representative. The allegation was that on two
        nights you were asleep on duty and call bells were not answered for over forty minutes.
        You said you had been unwell and had not wanted to let us down.

        I have decided that this is gross misconduct. You are dismissed without notice. You may
        appeal to the director within seven days. No appeal: case closed {long(closed)}.

        {home.manager.full}
        """), closed, rule="disciplinary_record", clock=closed, special=("trade_union",),
        subjects=("staff",))  # fmt: skip


def leaving(home: Home, person: Person) -> Draft:
    """The form completed when somebody goes."""
    last = person.left or date(2026, 10, 30)
    return about_staff(person, "staff_leaver", prose(f"""
        # Leaver form and exit interview

        {person.full}, {person.post}, NI {person.nino}

        Started {short(person.joined)}. Last working day {short(last)}. Reason: {person.left_how}.
        Uniform back: yes. Keys back: yes. Door code changed: yes. P45 to be sent to
        {person.address}

        Would you work here again? "Yes if the pay was better." What should we change? "Agency
        staff who don't know the residents."

        Completed by {home.manager.full}
        """), last)  # fmt: skip


def roster(home: Home, monday: date) -> Draft:
    """One week of shifts."""
    days = [monday + timedelta(days=n) for n in range(7)]
    rows = [["Name", "Role", *(f"{d:%a} {d.day}" for d in days), "Hours"]]
    rows += [[p.initialled, p.post, *(home.rng.choice(("E", "L", "LD", "off", "off", "A/L", "N"))
                                      for _ in days), str(home.rng.choice((22, 33, 38)))]
             for p in home.staff[:11]]  # fmt: skip
    rows.append(["Agency x1", "HCA", "", "", "N", "N", "", "", "", "22"])
    return Draft("rota", [f"# Rota week commencing {short(monday)}", Grid(rows)],
                 monday, rule="duty_roster", clock=date(monday.year, 12, 31),
                 subjects=("staff",))  # fmt: skip


def timesheet(home: Home, person: Person, monday: date) -> Draft:
    """Hours one person says they worked."""
    rows = [["Day", "Start", "Finish", "Break", "Hours"]]
    rows += [[f"{monday + timedelta(days=n):%A %d/%m/%Y}", "07:30", "15:00", "30", "7"]
             for n in range(5)]  # fmt: skip
    sunday = monday + timedelta(days=6)
    return Draft("rota", [
        f"# Timesheet - {person.full} - week ending {short(sunday)}", Grid(rows),
        f"Total 35. Signed {person.initialled}. Approved {home.manager.initialled} {short(sunday)}",
    ], sunday, rule="timesheet", clock=sunday, subjects=("staff",))  # fmt: skip


def training(home: Home, written: date) -> Draft:
    """Who has done which course, and when."""
    courses = ("Moving & Handling", "Fire", "Safeguarding L2", "Infection Control", "First Aid",
               "Oliver McGowan T1", "Medication")  # fmt: skip
    rows = [["Name", "Job", *courses]]
    latest = date(2000, 1, 1)
    for person in home.staff[:11]:
        dates = [written - timedelta(days=home.rng.randrange(10, 700)) for _ in courses]
        latest = max(latest, *dates)
        rows.append([person.full, person.post, *(short(d) for d in dates)])
    return Draft("training", ["# Training matrix", Grid(rows)], written, rule="training_mandatory",
                 clock=latest, subjects=("staff",))  # fmt: skip


def sponsorship(home: Home, person: Person, written: date) -> Draft:
    """Papers for a worker on a visa."""
    return about_staff(person, "immigration", prose(f"""
        # Skilled worker sponsorship - file note

        {person.full}, born {person.dob}, passport {person.detail("UK_PASSPORT")}
        Certificate of Sponsorship assigned {long(written - timedelta(days=30))}, occupation 6135.
        Visa granted to 14 March 2028, share code {person.detail("UK_SHARE_CODE")}.
        Contact in the UK {person.phone}, {person.email}, {person.address}

        Reported start of work through the sponsor system. {home.manager.full}
        """), written, rule="sponsorship_file")  # fmt: skip


def monitoring(home: Home, written: date) -> Draft:
    """Answers on ethnicity, belief and orientation, by name."""
    rows = [["Name", "Ethnic group", "Religion", "Sexual orientation", "Disability"]]
    groups = ("White British", "Pakistani", "Black African", "Any other White", "Black Caribbean",
              "Prefer not to say")  # fmt: skip
    pick = home.rng.choice
    rows += [
        [
            person.full, pick(groups), pick(("Christian", "Muslim", "No religion", "Hindu")),
            pick(("Heterosexual", "Gay man", "Bisexual", "Prefer not to say")),
            pick(("None", "Dyslexia", "Hearing loss")),
        ]
        for person in home.staff[:9]
    ]  # fmt: skip
    return Draft("equality_monitoring", ["# Equal opportunities returns", Grid(rows)], written,
                 rule="*", running=True, subjects=("staff",),
                 special=("ethnicity", "health", "religion", "sexual_orientation"))  # fmt: skip


def employees(home: Home) -> Draft:
    """The list of everybody who works or worked here, as the HR system exports it."""
    rows = [
        [
            "Payroll No",
            "Surname",
            "Forename",
            "Job Title",
            "NI Number",
            "Date of Birth",
            "Start Date",
            "Leaving Date",
            "Reason",
            "Mobile",
            "Email",
            "Address",
            "Postcode",
        ]
    ]
    for n, p in enumerate(home.staff, start=101):
        rows.append([str(n), p.last_cell, p.first_cell, p.post, p.nino, p.dob, short(p.joined),
                     short(p.left) if p.left else "", p.left_how, p.phone, p.email,
                     p.street, p.postcode])  # fmt: skip
    return Draft("*", [Grid(rows)], date(2026, 10, 12), rule="*", subjects=("staff",))  # fmt: skip


def pay_run(home: Home, paid: date, *, everybody: bool = True) -> Draft:
    """One month's pay with bank details."""
    rows = [["Emp No", "Employee", "NI No", "Tax Code", "Gross", "PAYE", "EE NIC", "Union", "Net",
             "Sort Code", "Account No"]]  # fmt: skip
    people = [p for p in home.staff if p.joined <= paid and (p.left is None or p.left >= paid)]
    for person in people if everybody else people[:4]:
        gross = home.rng.uniform(1500, 3100)
        union = home.rng.choice(("", "", "Unison 9.80", "GMB 14.57"))
        rows.append([str(home.staff.index(person) + 101), person.full, person.nino,
                     "1257L", f"{gross:.2f}", f"{gross * 0.11:.2f}", f"{gross * 0.07:.2f}", union,
                     f"{gross * 0.82:.2f}", person.detail("UK_SORT_CODE"),
                     person.detail("UK_BANK_ACCOUNT")])  # fmt: skip
    special = ("trade_union",) if any(row[7] for row in rows[1:]) else ()
    return Draft("payroll", [f"# Payroll {paid:%B %Y}, paid {short(paid)}", Grid(rows)], paid,
                 rule="payroll_record", clock=paid, special=special,
                 subjects=("staff",))  # fmt: skip


def payslip(home: Home, person: Person, paid: date) -> Draft:
    """One person's slip."""
    return Draft("payroll", prose(f"""
        # {home.name} Ltd - Payslip

        {person.full}    Employee {home.staff.index(person) + 101}    NI no {person.nino}
        Tax code 1257L    Pay date {short(paid)}    Month {((paid.month - 4) % 12) + 1}

        Basic 143.0 hrs @ 11.44    1,635.92
        Sleep-in x 2               110.00
        PAYE tax                   -139.40
        National Insurance         -55.94
        Pension 5%                 -61.10
        Net pay                    1,489.48

        Paid by BACS to {person.detail("UK_SORT_CODE")} {person.detail("UK_BANK_ACCOUNT")}
        """), paid, rule="payroll_record", clock=paid, subjects=("staff",))  # fmt: skip
