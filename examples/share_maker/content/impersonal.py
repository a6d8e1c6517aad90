"""Documents about nobody: what a scanner must leave alone."""

from __future__ import annotations

from datetime import date, timedelta

from ..draft import Draft, Grid, prose
from ..marks import mark
from ..people import Home, long, short


def _nobody(
    kind: str,
    body: list[str | Grid],
    written: date,
    *,
    rule: str = "",
    clock: date | None = None,
    also: tuple[str, ...] = ("",),
) -> Draft:
    return Draft(kind, body, written, rule=rule, clock=clock, personal=False, also=also)


def menu(home: Home, monday: date) -> Draft:
    """What is for dinner."""
    rows = [["Day", "Dinner", "Pudding", "Tea"],
            ["Monday", "Halal chicken curry or cheese pie", "Rice pudding", "Soup, sandwiches"],
            ["Tuesday", "Liver and onions (diabetic option)", "Jelly", "Beans on toast"],
            ["Wednesday", "Shepherd's pie", "Eccles cake", "Poached egg"],
            ["Friday", "Fish, chips and mushy peas", "Fruit", "Crumpets"]]  # fmt: skip
    return _nobody("", [f"# Winter menu, week {home.rng.randint(1, 4)}, from {short(monday)}",
                        Grid(rows), "Gluten free and soft options every day, ask the kitchen."],
                   monday, rule="*", also=("*",))  # fmt: skip


def policy(home: Home, written: date, *, topic: str) -> Draft:
    """A policy that talks about personal data without holding any."""
    return _nobody("governance", prose(f"""
        # {topic} policy

        {home.name}. Version {home.rng.randint(2, 6)}, agreed {long(written)}, next review in two
        years or when the law changes.

        1. Purpose. We support people living with dementia, diabetes and mental ill health, and
        keep a record of their care, their NHS number and their next of kin.

        2. Staff must not share passwords. Personnel files are locked. The registered manager is
        responsible for this policy; the deputy stands in.

        3. When somebody dies or leaves, the file is closed, boxed and kept for as long as the
        timetable says. A carer who is dismissed, or has a conviction, is referred as required.

        4. Anybody with a concern can ring the council on {mark("PHONE_NUMBER", "0113 496 0111")}.

        5. What we mean. Personal information is anything that says something about a living person
        who can be told apart: a name, a room number, a photograph, a weight chart. Some of it is
        more sensitive: health, faith, where a family came from, union membership, whom somebody
        loves, what they may have done wrong.

        6. Everyday practice. Talk about people in the office, not the corridor. Turn the screen
        away from visitors. Charts go back in the drawer, not on the bed. Nothing leaves the
        building in a pocket; diaries and memory sticks least of all. Messages about people are
        written in the care system and not on private telephones.

        7. Sharing. We tell the surgery, the pharmacy, the council and the ambulance what they need
        in order to look after somebody. We tell relatives what the person is happy for them to
        know. If in doubt, ask the manager before and not after.

        8. When it goes wrong. A letter to the wrong house, a lost handover sheet or an e-mail to
        the wrong address is reported the same day, however small. Nobody is blamed for reporting.
        The manager decides within seventy-two hours whether the regulator and the person must be
        told.

        9. Training. Every new starter has this explained in the first week, and everybody once a
        year. Agency workers read the one-page version at the door.

        10. Checking. Once a quarter the manager walks round at ten in the evening and looks: are
        doors locked, screens off, paper away? What is found is written down and put right.
        """), written, rule="*", also=("", "*"))  # fmt: skip


def blank_form(home: Home, written: date) -> Draft:
    """A care plan form that nobody has filled in."""
    return _nobody("care_plan", prose("""
        # Care plan - TEMPLATE, do not write on the master

        Name: ______________________   Likes to be called: ______________
        Date of birth: __/__/____   NHS number: ___ ___ ____   Room: ____
        Next of kin: ______________   Telephone: ______________

        What matters to me:

        Health conditions and medication:

        Washing and dressing:

        Eating and drinking:

        Outcome we are working towards:

        Signed: ______________   Date: ______________
        """), written, also=("", "*"))  # fmt: skip


def blank_incident(home: Home, written: date) -> Draft:
    """An incident form with its boxes empty."""
    rows = [
        ["Question", "Answer"],
        ["Who was hurt?", ""],
        ["Date of birth", ""],
        ["What happened?", ""],
        ["Was a doctor called?", "Yes / No"],
        ["Signature", ""],
    ]
    return _nobody("incident", ["# Accident / incident form (blank)", Grid(rows)], written,
                   also=("", "*"))  # fmt: skip


def price_list(home: Home, written: date) -> Draft:
    """A supplier's catalogue: long numbers that are nobody's."""
    rows = [["Part no", "Description", "Barcode", "Pack", "Price"]]
    for _ in range(400):
        item = home.rng.choice(("Nitrile gloves M", "Apron roll", "Continence pad L", "Slide sheet",
                                "Alginate dressing", "Hand gel 500ml", "Sling loop L"))  # fmt: skip
        rows.append([f"{home.rng.randrange(10**9, 10**10)}", item,
                     f"50{home.rng.randrange(10**11):011d}", str(home.rng.choice((1, 10, 100))),
                     f"{home.rng.uniform(2, 90):.2f}"])  # fmt: skip
    return _nobody("supplier", [Grid(rows)], written, rule="*", also=("", "*"))


def orders(home: Home, written: date) -> Draft:
    """What was ordered, by number."""
    rows = [["order_no", "line", "sku", "qty", "delivered", "batch"]]
    pick = home.rng.randrange
    rows += [
        [
            f"{pick(4 * 10**9, 7 * 10**9)}", str(n % 5 + 1),
            f"{home.rng.choice('ABCP')}{pick(10**6):06d}{home.rng.choice('ABCD')}",
            str(pick(1, 13)), str(written + timedelta(days=n // 9)),
            f"{pick(10, 99)}-{pick(10, 99)}-{pick(10, 99)}",
        ]
        for n in range(300)
    ]  # fmt: skip
    return _nobody("supplier", [Grid(rows)], written, rule="*", also=("", "*"))


def supplier_invoice(home: Home, day: date) -> Draft:
    """A bill for groceries."""
    depot = mark("UK_ADDRESS", "4 Canal Road, Marlesby")
    return _nobody("supplier", prose(f"""
        # INVOICE {home.rng.randrange(10**5, 10**6)}

        Brightmoor Catering Supplies Ltd, {depot}.
        VAT No GB 980 7806 84    {mark("EMAIL_ADDRESS", "sales@brightmoor.example.net")}

        Invoice date {long(day)}    Customer {home.name}    Account CH00417

        Potatoes 25kg x 4        38.00
        Semi-skimmed milk x 60   57.00
        Frozen peas 10kg         14.20

        Goods 109.20    VAT 0.00    To pay 109.20
        Please pay Brightmoor Catering Supplies within 30 days.
        """), day, rule="accounts_record", clock=day, also=("contract_fees",))  # fmt: skip


def water(home: Home, first: date) -> Draft:
    """Weekly water temperatures."""
    rows = [["Date", "Outlet", "Hot C", "Cold C", "OK?"]]
    outlets = ("Sluice", "Bath 2", "Kitchen")
    rows += [
        [
            short(first + timedelta(days=7 * n)), home.rng.choice(outlets),
            f"{home.rng.uniform(50, 60):.1f}", f"{home.rng.uniform(9, 18):.1f}", "Y",
        ]
        for n in range(24)
    ]  # fmt: skip
    last = first + timedelta(days=7 * 23)
    return _nobody("h_and_s", ["# Water temperatures - legionella control", Grid(rows)], last,
                   rule="legionella_log", clock=last, also=())  # fmt: skip


def fire_drill(home: Home, day: date) -> Draft:
    """A practice evacuation."""
    return _nobody("h_and_s", prose(f"""
        # Fire drill record

        {home.name}, {long(day)}, 10.05 am. Zone 3 call point, first floor landing.

        Time to clear the zone: 4 minutes 10 seconds. Doors: two wedged open, wedges removed.
        Panel silenced and reset. Weekly bell test done every Monday. Extinguishers in date.
        """), day, rule="*", also=("*",))  # fmt: skip


def continuity(home: Home, written: date) -> Draft:
    """What to do when the lights go out."""
    hire = mark("PHONE_NUMBER", "0808 157 0344")
    return _nobody("governance", prose(f"""
        # Business continuity plan

        {home.letterhead}

        Loss of power: torches in the office, generator hire {hire}.
        Loss of care system: paper charts in the blue box, printed every Friday.
        Loss of water: bottled, two litres a person a day. Flood: move to the village hall.

        Tested {long(written)}.
        """), written, rule="*", also=("", "*"))  # fmt: skip


def impact_assessment(home: Home, written: date) -> Draft:
    """A DPIA for a new system."""
    return _nobody("governance", prose(f"""
        # Data Protection Impact Assessment: acoustic monitoring at night

        {home.name}, {long(written)}. Project lead: the deputy manager.

        What data: sound levels and movement in bedrooms, linked to a room and so to a person.
        Who: people living here, some without capacity. How long kept: 28 days by the supplier.

        Risks: listening without need (medium), break-in at supplier (low). Measures: alerts only,
        no recording, signs on doors, best interests decision where needed.
        """), written, rule="dpia", also=())  # fmt: skip
