"""Running the place, with people in it: lists, money, meetings, requests, passwords."""

from __future__ import annotations

from datetime import date, timedelta

from ..draft import Draft, Grid, about_resident, prose
from ..marks import mark
from ..people import Home, Person, long, short


def residents_list(home: Home) -> Draft:
    """Everybody who lives or lived here, as the care system exports it."""
    rows = [["Room", "Surname", "First name", "NHS No", "DOB", "Admitted", "Discharged", "Reason",
             "Funding", "NOK", "NOK Tel", "Diet", "Diagnosis"]]  # fmt: skip
    for person in home.residents:
        nok = home.nok(person)
        rows.append([person.post, person.last_cell, person.first_cell, person.nhs, person.dob,
                     short(person.joined), short(person.left) if person.left else "",
                     person.left_how, home.rng.choice(("Self", "LA", "CHC", "FNC")), nok.full,
                     nok.phone, home.rng.choice(("Soft", "Normal", "Diabetic", "Halal")),
                     home.rng.choice(("Dementia", "Stroke", "Frailty"))])  # fmt: skip
    return Draft("*", [Grid(rows)], date(2026, 10, 19), rule="*", special=("health",),
                 subjects=("family", "person_supported"))  # fmt: skip


def residency(home: Home, resident: Person, written: date) -> Draft:
    """The contract between a home and somebody who pays."""
    nok = home.nok(resident)
    return about_resident(resident, "contract_fees", prose(f"""
        # Residency agreement

        1. This agreement is between {home.name} Ltd and {resident.full} ("you"), room
        {resident.post}, signed for you by {nok.full} under a lasting power of attorney.

        2. The weekly fee is 1,184.00 payable four weeks in advance by direct debit from
        {mark("UK_SORT_CODE", nok.details["UK_SORT_CODE"], nok.uid)} account
        {mark("UK_BANK_ACCOUNT", nok.details["UK_BANK_ACCOUNT"], nok.uid)}.
        3. A third party top-up of 95.00 is paid by {nok.full}, {nok.address}, {nok.email}.

        4. Either side may end this agreement on four weeks' notice. 5. Fees run for seven days
        after a death. Signed {long(written)}.
        """), written, rule="care_contract", special=(),
        subjects=("family", "person_supported"))  # fmt: skip


def allowance(home: Home, resident: Person, first: date) -> Draft:
    """One resident's spending money."""
    rows = [["Date", "In", "Out", "Balance", "What for", "Initials"]]
    balance = 40.0
    for n in range(9):
        out = home.rng.choice((12.5, 4.2, 9.0, 15.0))
        balance += 20 - out
        rows.append([short(first + timedelta(days=14 * n)), "20.00", f"{out:.2f}",
                     f"{balance:.2f}", home.rng.choice(("Hairdresser", "Chiropody", "Sweets")),
                     home.staff[10].initialled])  # fmt: skip
    last = first + timedelta(days=14 * 8)
    return Draft("property_monies", [f"# Personal allowance account: {resident.full}", Grid(rows)],
                 last, rule="resident_monies", clock=last,
                 subjects=("person_supported",))  # fmt: skip


def fee_ledger(home: Home, day: date) -> Draft:
    """Fees due and paid, by resident, with the account they are paid from."""
    rows = [["Invoice", "Date", "Resident", "Payer", "Amount", "Paid from IBAN", "Status"]]
    for n, person in enumerate(home.residents[:8]):
        nok = home.nok(person)
        rows.append([f"TC{4400 + n}", short(day), person.full, nok.full, "4736.00",
                     mark("IBAN_CODE", nok.details["IBAN_CODE"], nok.uid),
                     home.rng.choice(("Paid", "Paid", "Part"))])  # fmt: skip
    return Draft("contract_fees", [Grid(rows)], day, rule="accounts_record", clock=day,
                 subjects=("family", "person_supported"))  # fmt: skip


def care_invoice(home: Home, resident: Person, day: date) -> Draft:
    """An invoice for one person's care."""
    nok = home.nok(resident)
    return Draft("contract_fees", prose(f"""
        # Invoice TC{home.rng.randrange(1000, 9999)}

        {home.letterhead}

        To {nok.full}, {nok.address}
        Date {long(day)}

        Residential care for {resident.full}, four weeks at 1,050.00    4,200.00
        Hairdresser and chiropody                                            38.50
        Total due in 14 days                                              4,238.50
        """), day, rule="accounts_record", clock=day,
        subjects=("family", "person_supported"))  # fmt: skip


def minutes(home: Home, day: date) -> Draft:
    """A staff meeting, with who said what."""
    seniors = [p for p in home.staff[:11] if p.joined < day]
    chair = seniors[0] if seniors else home.manager
    return Draft("governance", prose(f"""
        # Minutes of the staff meeting held on {long(day)}

        Present: {", ".join(p.full for p in seniors[:6])}

        1. Apologies from nights. 2. Minutes of last time agreed.

        3. Laundry: {chair.known_as} reminded everyone that net bags are to be used. Cook asked for
        menus a week ahead.

        4. Inspection: two actions left, hoist slings and the sluice door.

        5. Staffing: two vacancies; {chair.known_as} to advertise at the college and in the shop
        window. Agency to be used only when the deputy has rung round. Holiday requests for
        Christmas by the end of next month, first come, nobody off two years running.

        6. Food. Residents' meeting asked for fish on a plate and not in a box. Supper trolley to go
        round at seven, not half past eight. Fluid charts: several with nothing between two and six
        in the afternoon; seniors to look before they hand over.

        7. Building. Boiler man coming Thursday. Do not prop the fire door by the laundry, we were
        told off for it last time. New chairs for the garden have been ordered from the fete money.

        8. Infection control. Three people with sickness last week, now clear. Aprons by the door of
        the room and not in the corridor. Bare below the elbow means watches too.

        9. Any other business: raffle; lockers; thanks to nights for the quilt. Closed at 3.20.

        Next meeting in six weeks.
        """), day, rule="meeting_minutes", clock=day, subjects=("staff",))  # fmt: skip


def access_request(home: Home, resident: Person, closed: date) -> Draft:
    """The answer to somebody who asked for their mother's file."""
    nok = home.nok(resident)
    return Draft("governance", prose(f"""
        # Subject access request - file note

        Received by e-mail from {nok.full} ({nok.email}) for the records of {resident.full},
        date of birth {resident.dob}. Proof of attorney seen. Identity checked against driving
        licence {nok.detail("UK_DRIVING_LICENCE")}.

        Search: care system, paper file, e-mail of manager and deputy. 412 pages. Removed: names
        of other residents, one letter from a solicitor.

        Sent by tracked post within the month. Closed {long(closed)}. {home.manager.full}
        """), closed, rule="sar_file", clock=closed,
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def breaches(home: Home, closed: date) -> Draft:
    """Things that went to the wrong person."""
    a, b = home.residents[0], home.residents[3]
    rows = [["Ref", "Date", "What happened", "Whose data", "Told ICO?", "Lesson", "Closed"],
            ["1", short(closed - timedelta(days=60)), "MAR faxed to the wrong pharmacy", a.full,
             "No", "Fax removed", short(closed - timedelta(days=20))],
            ["2", short(closed - timedelta(days=40)), "Invoice sent to another family", b.full,
             "No", "Second check on envelopes", short(closed)]]  # fmt: skip
    return Draft("governance", ["# Data breach and near miss log", Grid(rows)], closed,
                 rule="breach_log", clock=closed, special=("health",),
                 subjects=("person_supported",))  # fmt: skip


def passwords(home: Home, written: date) -> Draft:
    """What no share should hold."""

    def secret(value: str) -> str:
        return mark("CREDENTIAL", value, "office")

    rows = [["System", "Web address", "User name", "Password", "Notes"],
            ["Care records", "care.example.net", "manager", secret("Thistle2019!"), "shared"],
            ["Payroll", "pay.example.net", "office1", secret("Pa55word#77"), ""],
            ["Council", "portal.example.net", home.manager.email, secret("Marlesby99$"), ""],
            ["Wi-Fi staff", "", "", secret("BlueTeapot4471"), "router in loft"],
            ["Key safe back door", "", "", secret("4471Y"), "changed Easter"]]  # fmt: skip
    return Draft("credentials_list", [Grid(rows)], written, rule="*", subjects=("staff",),
                 also=("",))  # fmt: skip


def visitors(home: Home, first: date) -> Draft:
    """The tablet at the front door, six weeks of it."""
    rows = [["Signed in", "Visitor", "To see", "Car reg", "Out"]]
    for n in range(84):
        relative = home.rng.choice(home.relatives[:8])
        resident = home.residents[home.relatives.index(relative)]
        day = first + timedelta(days=n // 2)
        rows.append([f"{short(day)} 14:{home.rng.randrange(10, 59)}", relative.full, resident.full,
                     "", f"16:{home.rng.randrange(10, 59)}"])  # fmt: skip
    return Draft("visitor_cctv", ["# Visitors signed in at reception", Grid(rows)],
                 first + timedelta(days=42), rule="visitors_book", clock=date(first.year, 12, 31),
                 subjects=("family", "person_supported", "visitor"))  # fmt: skip


def newsletter(home: Home, day: date) -> Draft:
    """A cheerful page with people's news in it."""
    resident = home.residents[2]
    return Draft("activities", prose(f"""
        # {home.name} News, {day:%B %Y}

        Happy birthday to {resident.full}, who is {resident.age(day) + 1} this month! She tells us
        the secret is a tot of sherry and never marrying twice.

        Welcome to {home.staff[9].full}, who has taken over activities and is looking for old
        buttons. The summer fete raised 312 pounds for the garden.
        """), day, rule="*", subjects=("person_supported", "staff"),
        also=("",))  # fmt: skip


def supplier_contract(home: Home, signed: date, ended: date) -> Draft:
    """An agreement with a supplier, with its contact."""
    contact = home.outsiders[4]
    accounts = mark("EMAIL_ADDRESS", "accounts@ridgeway-linen.example.net")
    return Draft("supplier", prose(f"""
        # Service agreement and data processing terms

        Between {home.name} Ltd and Ridgeway Linen Hire Ltd, company number 09999123

        Weekly collection of bed linen, 140 sheets. Price held for the term.
        Your account manager is {contact.full}, {accounts},
        {mark("PHONE_NUMBER", "0808 157 0219")}.

        Starts {long(signed)} and ends {long(ended)}.
        Signed for the customer: {home.manager.full}
        """), signed, rule="supplier_contract", clock=ended,
        subjects=("staff", "supplier"))  # fmt: skip
