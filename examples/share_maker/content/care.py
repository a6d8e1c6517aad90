"""The resident's own record: plans, notes, assessments and charts."""

from __future__ import annotations

from datetime import date, timedelta

from ..draft import Draft, Grid, about_resident, prose
from ..marks import mark
from ..people import Home, Person, long, short
from .needs import needs

_CONDITIONS = (
    ("vascular dementia", "Needs things explained in short sentences and time to answer."),
    ("Parkinson's disease", "Medication must be on time; freezes at doorways when tired."),
    ("type 2 diabetes", "Diet controlled. Feet checked by the podiatrist every eight weeks."),
    ("COPD", "Gets breathless on the stairs, uses the blue inhaler and sits upright to sleep."),
    ("osteoarthritis in both knees", "Stiff first thing, better after a warm shower."),
    ("heart failure", "Weighed twice a week; ring the surgery if up by two kilos."),
    ("Alzheimer's disease", "Becomes unsettled from about four o'clock and looks for her mother."),
)
_FAITHS = (
    ("Methodist", "likes the minister to call on the first Sunday of the month"),
    ("Roman Catholic", "receives communion from the parish on Fridays"),
    ("Sikh", "family bring a Gutka and she prays each morning"),
    ("Muslim", "halal meals only, and would like to keep Ramadan if well enough"),
    ("Pentecostal", "listens to the service on the radio with her daughter"),
)
_NOTES = (
    "slept well, up at 7.15 by choice. Washed and dressed with one carer, chose the blue cardigan.",
    "ate all of the porridge and half a slice of toast, two cups of tea. Fluids 1100 ml by tea.",
    "declined a shower, full wash given instead. Cream applied to both legs, skin intact.",
    "a little low in mood after lunch. Sat with her in the conservatory and looked at photographs.",
    "walked to the dining room with frame, one carer alongside. Said hip was sore, told senior.",
    "daughter rang. Pleased to hear from her. Settled to bed at 9.30, call bell within reach.",
    "incontinent of urine twice overnight, pads changed, no soreness seen.",
    "unsettled between 2 and 4 am, wanting to go home. Warm milk given and reassured.",
    "seen by the district nurse, dressing to left heel renewed, smaller than last week.",
)


def _needs(home: Home, resident: Person) -> str:
    """Word the sections that every plan has, each in one of the ways it may go."""
    return "\n\n".join(
        f"# {heading}\n\n{home.rng.choice(ways)} Support agreed with {resident.known_as}."
        for heading, ways in needs().items()
    )


def care_plan(home: Home, resident: Person, written: date) -> Draft:
    """A plan of care in several sections, signed."""
    condition, how = home.rng.choice(_CONDITIONS)
    faith, practice = home.rng.choice(_FAITHS)
    nok, carer = home.nok(resident), home.carer()
    return about_resident(resident, "care_plan", prose(f"""
        # Plan of Care and Support

        {home.letterhead}

        Name: {resident.full}
        Likes to be called: {resident.known_as}
        Date of birth: {resident.dob}
        NHS number: {resident.nhs}
        Room: {resident.post}
        Moved in: {long(resident.joined)}

        Next of kin: {nok.full}, telephone {nok.phone}, {nok.address}

        # What matters to me

        {resident.known_as} worked in the mill for thirty years and does not like to be hurried.
        She is {faith} and {practice}.

        # Health

        {resident.formal} has {condition}. {how} Allergic to penicillin. GP is
        {home.outsiders[0].full}.

        # Washing and dressing

        Needs one carer to help with the lower half; can manage her own face, hands and teeth if
        everything is put out in order. Prefers a bath on Wednesdays. Check skin on heels and base
        of spine each time.

        # Eating and drinking

        Small portions, soft diet, likes gravy on everything. Prompt with drinks, aim for 1500 ml.

        {_needs(home, resident)}

        # Outcome we are working towards

        To walk to the garden with her frame twice a week by the end of the quarter.

        Written with {resident.known_as} and {nok.full} by {carer.full}, {long(written)}.
        To be looked at again in one month. Agreed: {home.deputy.full}, {home.deputy.post}
        """), written, special=("health", "religion"),
        subjects=("family", "person_supported", "professional", "staff"))  # fmt: skip


def daily_notes(home: Home, resident: Person, first: date, days: int = 28) -> Draft:
    """Running notes, several a day, each with the name of who wrote it."""
    lines = [f"# Notes for {resident.full}, room {resident.post}", f"NHS {resident.nhs}"]
    for day in (first + timedelta(days=n) for n in range(days)):
        for hour in ("03:15", "06:45", "10:20", "13:05", "17:40", "21:30"):
            said = home.rng.choice(_NOTES)
            writer = home.carer().full
            lines.append(f"{short(day)} {hour} - {resident.known_as} {said} {writer}")
    return about_resident(resident, "daily_notes", list(lines), first + timedelta(days=days))


def notes_export(home: Home, first: date) -> Draft:
    """A quarter's notes about everybody, as the care system exports them."""
    rows = [["Resident", "NHS Number", "Recorded", "Category", "Note", "Recorded By"]]
    living = [r for r in home.residents if r.left is None]
    for n in range(600):
        person, day = home.rng.choice(living), first + timedelta(days=n // 7)
        said = f"{home.rng.choice(_NOTES)} {home.rng.choice(_NOTES)}"
        rows.append([person.full, person.nhs, f"{short(day)} {7 + n % 14:02d}:15",
                     home.rng.choice(("Personal care", "Nutrition", "Night check", "Mood")),
                     said, home.carer().full])  # fmt: skip
    return Draft("daily_notes", [Grid(rows)], first + timedelta(days=90),
                 rule="care_record_adult", running=True, special=("health",),
                 subjects=("person_supported", "staff"))  # fmt: skip


def falls_assessment(home: Home, resident: Person, written: date) -> Draft:
    """A scored assessment of the risk of falling."""
    rows = [
        ["Hazard", "How likely", "How bad", "Score", "What we do"],
        ["Trips over rug or cable", "3", "3", "9", "Rug taken up, cable clipped to skirting"],
        ["Gets up at night without calling", "4", "4", "16", "Sensor mat, low bed, night light"],
        ["Low blood pressure on standing", "2", "4", "8", "Sit on edge of bed two minutes"],
    ]
    return about_resident(resident, "risk_assessment", [
        "# Risk assessment: falling", f"Person: {resident.full}   DOB {resident.dob}",
        f"History: {resident.formal} fell twice at home before she came to us and broke her wrist.",
        Grid(rows), (f"Overall: HIGH. Done by {home.carer().full} on {long(written)}. Next due "
        f"{long(written + timedelta(days=28))}."),
    ], written)  # fmt: skip


def life_story(home: Home, resident: Person, written: date) -> Draft:
    """A life told in short slides, with family and old jobs."""
    nok = home.nok(resident)
    return about_resident(resident, "life_story", prose(f"""
        # This is my life: {resident.full}

        Born in {home.rng.choice(("Todmorden", "Kingston", "Lahore", "Cork", "Swansea"))},
        the third of five. Left school at fourteen.

        # Work and play

        Weaver, then dinner lady, then ran the post office with my late husband. Danced on
        Saturdays. Can't abide tripe.

        # My people

        {nok.full} is my eldest and visits on Sundays. Please put the photograph of the wedding
        where I can see it from bed.

        # On a bad day

        Put the wireless on, hold my hand and ask me about the shop. My memory is not what it was
        since the dementia came on.
        """), written, subjects=("family", "person_supported"))  # fmt: skip


def weights(home: Home, resident: Person, first: date) -> Draft:
    """Monthly weights with the malnutrition score."""
    rows = [["Date", "Weight kg", "BMI", "MUST", "Action", "Signed"]]
    weight = home.rng.uniform(48, 72)
    for month in range(8):
        weight += home.rng.uniform(-1.4, 0.9)
        day = first + timedelta(days=30 * month)
        score = home.rng.choice("0012")
        act = "Fortified diet, refer to dietitian" if score == "2" else "Continue"
        rows.append([short(day), f"{weight:.1f}", f"{weight / 2.5:.1f}", score, act,
                     home.carer().initialled])  # fmt: skip
    return about_resident(
        resident, "skin_nutrition",
        [f"# Weight and MUST - {resident.full} - room {resident.post}", Grid(rows)],
        first + timedelta(days=240),
    )  # fmt: skip


def observations(home: Home, resident: Person, first: date) -> Draft:
    """Blood sugars, morning and evening, as exported from the meter's software."""
    rows = [["resident", "nhs_no", "taken", "mmol_l", "insulin_units", "taken_by"]]
    for n in range(20):
        day = first + timedelta(days=n // 2)
        rows.append([resident.listed, resident.nhs, f"{day} {'07:40' if n % 2 else '17:10'}",
                     f"{home.rng.uniform(4.2, 13.8):.1f}", str(home.rng.choice((0, 6, 8, 10))),
                     home.deputy.initialled])  # fmt: skip
    return about_resident(
        resident,
        "clinical_obs",
        [Grid(rows)],
        first + timedelta(days=10),
        also=("medicines_other",),
    )


def fluids(home: Home, resident: Person, day: date) -> Draft:
    """What somebody ate and drank in a day, from the tablet."""
    rows = [["Resident", "NHSNumber", "Time", "Offered", "TakenMl", "EnteredBy"]]
    rows += [
        [
            resident.full, resident.nhs, f"{day} {hour:02d}:00",
            home.rng.choice(("Tea", "Squash, thickened", "Soup", "Fortisip")),
            str(home.rng.choice((0, 50, 120, 200))), home.carer().full,
        ]
        for hour in range(8, 21, 2)
    ]  # fmt: skip
    return about_resident(resident, "skin_nutrition", [Grid(rows)], day)


def evacuation(home: Home, resident: Person, written: date) -> Draft:
    """How to get one person out of the building."""
    return about_resident(resident, "peep", prose(f"""
        # Personal Emergency Evacuation Plan

        Who: {resident.full}, room {resident.post}, first floor

        Can hear the alarm: no, takes hearing aids out at night. Understands what to do: no,
        because of memory loss.

        Staff needed: two by day, two by night. Equipment: ski sheet under mattress, wheelchair by
        the lift lobby. Do not use the lift.

        Meeting point: car park by the green gate. Completed {short(written)}, {home.carer().full}
        """), written)  # fmt: skip


def hospital_passport(home: Home, resident: Person, written: date) -> Draft:
    """What a ward needs to know when somebody is sent in."""
    nok = home.nok(resident)
    return about_resident(resident, "hospital_passport", prose(f"""
        # Hospital passport - goes with me in the red bag

        My name is {resident.full}. Born {resident.dob}. NHS {resident.nhs}.
        I live at {home.address}, phone {home.phone}

        RED - things you must know: swallowing is poor, thickened fluids level 2. Allergic to
        trimethoprim. Has a pacemaker.

        AMBER - things that are important: I wear glasses and a hearing aid in the left ear.
        I get frightened of strangers at night; speak before you touch me.

        GREEN - what I like: sweet tea, a window, the snooker on.

        Ring {nok.full} on {nok.phone} at any hour. Belongings sent: glasses in case, dentures
        (top), slippers, one nightdress. Sent by {home.carer().full} on {long(written)}
        """), written, subjects=("family", "person_supported", "staff"))  # fmt: skip


def surgery_letter(home: Home, resident: Person, written: date) -> Draft:
    """A letter from the family doctor after a visit."""
    doctor = home.outsiders[0]
    return about_resident(resident, "professional_visits", prose(f"""
        Brackenfield Surgery, {mark("UK_ADDRESS", "4 Well Street, Marlesby")}
        {long(written)}

        Dear {home.manager.formal},

        Re: {resident.full}, d.o.b. {resident.dob}, NHS No {resident.nhs}

        I visited this lady on my ward round. She has a chest infection on the right and I have
        started amoxicillin 500 mg three times daily for a week. Her blood pressure was 98/60 so I
        have stopped the ramipril; bloods next Tuesday please through the district nurses. I have
        spoken with her daughter by telephone.

        If she is no better in 48 hours ring the duty doctor on {doctor.phone}.

        Yours sincerely,
        Dr {doctor.full}, GMC reference {doctor.detail("UK_GMC_NUMBER")}
        """), written, subjects=("person_supported", "professional", "staff"))  # fmt: skip


def medicines_chart(home: Home, resident: Person, first: date) -> Draft:
    """Four weeks of a medicines chart, with the codes of what was not taken."""
    header = ["Medicine", "Dose", "Time", *(str(n) for n in range(1, 15)), "Given by"]
    drugs = home.rng.sample((
        ["Amlodipine 5mg tabs", "ONE each morning", "08:00"],
        ["Donepezil 10mg tabs", "ONE at night", "22:00"],
        ["Paracetamol 500mg tabs", "TWO up to four times a day PRN", "12:00"],
        ["Furosemide 40mg tabs", "ONE each morning", "08:00"],
        ["Laxido sachets", "ONE twice a day", "18:00"],
        ["Sertraline 50mg tabs", "ONE each morning", "08:00"],
    ), 4)  # fmt: skip
    initials = home.carer().initialled
    rows = [header, *([*drug, *(home.rng.choice("XXXXXRS") for _ in range(14)), initials]
                      for drug in drugs)]  # fmt: skip
    return about_resident(resident, "mar", [
        f"# Medication Administration Record - cycle starting {short(first)}",
        f"{resident.listed}   Born {resident.dob}   NHS {resident.nhs}   Room {resident.post}",
        f"Doctor: {home.outsiders[0].full}   Allergies: none known   Sheet 1 of 2",
        Grid(rows), "X taken   R refused   S asleep   H hospital   N nausea   O other, see back",
    ], first + timedelta(days=28), rule="mar_chart",
        subjects=("person_supported", "professional", "staff"))  # fmt: skip


def assessment_before(home: Home, person: Person, written: date, *, accepted: bool) -> Draft:
    """The visit made before anybody is offered a room."""
    outcome = (
        f"Outcome: place offered, room {person.post}, to come to us {long(person.joined)}."
        if accepted
        else f"Outcome {long(written)}: we cannot meet her needs (two to one at night). Placement "
        "declined, social worker told the same day."
    )
    worker = home.outsiders[1]
    draft = about_resident(person, "pre_admission", prose(f"""
        # Assessment before admission

        Seen at: ward 14. By: {home.deputy.full}

        {person.full}, {person.age(written)} years, date of birth {person.dob}
        Home address {person.address}
        Referred by {worker.full}, social worker, {worker.email}

        Mobility: transfers with stand aid and two. Continence: catheter since the stroke in March.
        Memory: six out of ten on the short test. Skin: Waterlow 18, red heels.
        Sleep: up most nights. Behaviour: called out and hit a nurse on one occasion.

        {outcome}
        """), written, subjects=("person_supported", "professional", "staff"))  # fmt: skip
    if not accepted:
        draft.rule, draft.clock, draft.running = "referral_not_accepted", written, False
    return draft


def handover(home: Home, day: date) -> Draft:
    """The sheet read out when one shift follows another."""
    living = [r for r in home.residents if r.left is None and r.joined <= day] or home.residents[8:]
    lines = [f"{r.post} {r.initialled} - {home.rng.choice(_NOTES)}" for r in living[:7]]
    return Draft("handover", [
        f"# Handover nights to days, {day:%A} {long(day)}",
        f"On: {home.carer().full}, {home.carer().full}. Taking over: {home.carer().full}",
        *lines, "Fridge 4 degrees. Keys and phone handed over. Two empty beds.",
    ], day, rule="handover_sheet", clock=day, special=("health",),
        subjects=("person_supported", "staff"))  # fmt: skip


def activities(home: Home, first: date) -> Draft:
    """Who came to what, week by week."""
    rows = [["Date", "What we did", "Who joined in", "How it went", "Led by"]]
    people = [r for r in home.residents if r.left is None]
    for n, what in enumerate(("Chair exercise", "Baking scones", "Hymns and songs", "Quiz",
                              "Garden club", "Film: Brief Encounter")):  # fmt: skip
        who = ", ".join(p.full for p in home.rng.sample(people, 3))
        mood = home.rng.choice(("Lots of laughing", "Quiet, two left early", "Enjoyed the icing"))
        day = first + timedelta(days=7 * n)
        rows.append([short(day), what, who, mood, home.staff[9].full])
    return Draft("activities", ["# Wellbeing and activity record", Grid(rows)],
                 first + timedelta(days=42), rule="care_record_adult", running=True,
                 subjects=("person_supported", "staff"))  # fmt: skip


def belongings(home: Home, resident: Person, written: date) -> Draft:
    """What somebody brought with them, counted and signed."""
    rows = [["Item", "Number", "Description", "Worth"], ["Rings", "2", "Yellow metal, worn", "-"],
            ["Television", "1", "32 inch, PAT tested", "150"], ["Armchair", "1", "Green", "80"],
            ["Cash", "1", "Handed to office safe", "45.00"]]  # fmt: skip
    return Draft("property_monies", [
        f"# Property list for {resident.full}, room {resident.post}", Grid(rows),
        (f"Checked on {long(written)} by {home.carer().full} and {home.nok(resident).full}. "
        "This is the last entry."),
    ], written, rule="property_book", clock=written,
        subjects=("family", "person_supported", "staff"))  # fmt: skip
