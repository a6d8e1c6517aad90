"""Rights, protection and trouble: capacity, safeguarding, incidents, complaints, the regulator."""

from __future__ import annotations

from datetime import date, timedelta

from ..draft import Draft, Grid, about_resident, prose
from ..people import Home, Person, long, short


def capacity(home: Home, resident: Person, written: date) -> Draft:
    """A capacity assessment for one decision, and the decision made."""
    nok = home.nok(resident)
    return about_resident(resident, "mca", prose(f"""
        # Mental Capacity Assessment and Best Interests Decision

        Person: {resident.full}, {resident.dob}. Decision: to have bed rails up at night.

        Is there an impairment of mind or brain? Yes, Alzheimer's disease diagnosed at the memory
        clinic. Can she understand what rails are for? Could not say. Retain it? Forgot within a
        minute. Weigh it? No. Tell us? Said "who's paying for it".

        Finding: lacks capacity for this decision today.

        Asked: {nok.full} (daughter, attorney for health), {home.outsiders[1].full}, the night
        staff. Least restrictive choice: low bed and crash mat first, rails only if that fails.

        {home.deputy.full} {long(written)}
        """), written, rule="mca_best_interests",
        subjects=("family", "person_supported", "professional", "staff"))  # fmt: skip


def deprivation(home: Home, resident: Person, written: date) -> Draft:
    """A request to the council for an authorisation."""
    return about_resident(resident, "dols", prose(f"""
        # Deprivation of Liberty Safeguards Form 1
        Request for standard authorisation and urgent authorisation

        Name {resident.full}  NHS {resident.nhs}  Born {resident.dob}
        Managing authority: {home.name}, {home.address}
        Supervisory body: Calder Vale Council

        She is under continuous supervision and control and is not free to leave. The front door
        is on a keypad, she is brought back when she follows visitors out, and has one to one from
        four until bedtime. She asks for her coat most days. Dementia, no capacity to agree to
        live here.

        Relevant person's representative: {home.nok(resident).full}, {home.nok(resident).phone}

        Urgent authorisation for seven days from {long(written)}.
        Signed for the managing authority: {home.manager.full}
        """), written, rule="dols_record",
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def deprivation_tracker(home: Home, written: date) -> Draft:
    """Who has an authorisation and until when."""
    rows = [["Room", "Name", "DOB", "Applied", "Granted", "Expires", "Conditions", "RPR"]]
    for n, person in enumerate(p for p in home.residents[:8]):
        start = person.joined + timedelta(days=9)
        rows.append([person.post, person.full, person.dob, short(start),
                     short(start + timedelta(days=80)), short(date(2026, 12, 1 + n)),
                     home.rng.choice(("Garden daily", "Covert meds review", "None")),
                     home.nok(person).full])  # fmt: skip
    return Draft("dols", [Grid(rows)], written, rule="dols_record", running=True,
                 special=("health",), subjects=("family", "person_supported"))  # fmt: skip


def resuscitation(home: Home, resident: Person, written: date) -> Draft:
    """A record that resuscitation will not be tried."""
    doctor = home.outsiders[0]
    return about_resident(resident, "dnacpr", prose(f"""
        # Do Not Attempt Cardiopulmonary Resuscitation

        {resident.full}  DOB {resident.dob}  NHS number {resident.nhs}

        Reason: frailty and advanced heart failure; CPR would not succeed. Discussed with
        {home.nok(resident).full}. She was not able to take part in the conversation.

        This does not affect other treatment: antibiotics, oxygen and hospital if comfortable.

        Dr {doctor.full}  {long(written)}. No review date set. Original at front of file.
        """), written, rule="dnacpr_respect",
        subjects=("family", "person_supported", "professional"))  # fmt: skip


def last_days(home: Home, resident: Person, written: date) -> Draft:
    """Wishes for the end of life, with the death itself recorded at the foot."""
    died = (
        f"Died peacefully here at 04.20 on {long(resident.left)} with family beside the bed. "
        "Verified by night nurse, undertaker Moorcroft & Daughters."
        if resident.left
        else "Reviewed monthly with the palliative nurse."
    )
    return about_resident(resident, "end_of_life", prose(f"""
        # End of life care plan

        For {resident.full}, born {resident.dob}, NHS {resident.nhs}

        Would like to stay at {home.name} and not go to hospital. Anticipatory medicines are in
        the treatment room: morphine, midazolam, glycopyrronium, levomepromazine. Syringe driver
        from the community team.

        Wants the priest called, Ave Maria at the funeral, burial next to her husband.

        {home.nok(resident).full} to be rung whatever the time: {home.nok(resident).phone}

        {died}
        """), written, special=("health", "religion"),
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def safeguarding(home: Home, resident: Person, suspect: Person, closed: date) -> Draft:
    """A concern about how somebody was treated, from the call to the outcome."""
    opened = closed - timedelta(days=46)
    worker = home.outsiders[1]
    return Draft("safeguarding", prose(f"""
        # Safeguarding adult concern - confidential

        Adult at risk: {resident.full}, room {resident.post}, DOB {resident.dob},
        NHS {resident.nhs}
        Raised by {home.deputy.full} on {long(opened)}

        At breakfast {resident.known_as} had a bruise the shape of fingers on her left upper arm
        and said "that one was rough with me in the night". Body map done, photographs taken,
        seen by GP. She has dementia but has said it three times to different people.

        Person alleged to be responsible: {suspect.full}, {suspect.post}. Suspended on full pay
        the same morning. Police informed, crime number 13/{home.rng.randrange(10**5)}/19, assault.
        Officer attended and took a statement. No charge was brought.

        Section 42 enquiry led by {worker.full}, Calder Vale Council, {worker.email}.
        Strategy meeting by telephone. Outcome: substantiated, physical abuse and neglect.

        Referred to the Disclosure and Barring Service. Case closed {long(closed)}.
        {home.manager.full}, {home.manager.post}
        """), closed, rule="safeguarding_adult", clock=closed, special=("health",), crime=True,
        subjects=("person_supported", "professional", "staff"))  # fmt: skip


def incident(home: Home, resident: Person, day: date) -> Draft:
    """A form filled in after a fall, with the follow-up."""
    closed = day + timedelta(days=15)
    return Draft("incident", prose(f"""
        # Accident and incident form

        Date {short(day)}   Time 02:50   Where: bedroom {resident.post}

        Who was hurt: {resident.full}, {resident.age(day)} years
        Seen by: {home.carer().full}   First on scene: {home.carer().full}

        Found on floor beside bed on her right side, awake and talking. Small skin tear to right
        elbow, no head injury seen, complaining of pain in hip. Not moved. 111 rung, ambulance
        came 04.10, X-ray clear, back by noon. {home.nok(resident).full} told at 08.00.

        Why did it happen: sensor mat unplugged by the cleaner the day before.
        What we learnt: mats now on the evening check sheet.

        Investigated and closed by {home.manager.full} on {long(closed)}.
        """), closed, rule="incident_non_serious", clock=closed, special=("health",),
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def falls_log(home: Home, year: int) -> Draft:
    """A year of falls in one sheet."""
    rows = [["No", "Date", "Time", "Resident", "Room", "Where", "Injury", "GP/999", "Closed"]]
    pick = home.rng.choice
    living = [r for r in home.residents if r.left is None]
    for n in range(1, 15):
        day = date(year, 1, 9) + timedelta(days=24 * n)
        person, hour = pick(living), f"{pick(range(24)):02d}:{pick(range(60)):02d}"
        rows.append([str(n), short(day), hour, person.full, person.post,
                     pick(("Lounge", "Bedroom", "Toilet")),
                     pick(("None", "Bruise", "Skin tear", "Sore hip")),
                     pick(("No", "GP", "999")), short(day + timedelta(days=7))])  # fmt: skip
    last = date(year, 1, 9) + timedelta(days=24 * 14 + 7)
    return Draft("incident", [f"# Falls log {year}", Grid(rows)], last,
                 rule="incident_non_serious", clock=last, special=("health",),
                 subjects=("person_supported",))  # fmt: skip


def accident_book(home: Home, person: Person, day: date) -> Draft:
    """A page of the statutory book about somebody at work."""
    return Draft("accident_book", prose(f"""
        # ACCIDENT BOOK - one page for each accident (BI 510)

        1 About the person who had the accident: {person.full}, {person.address}.
        Occupation {person.post}.

        2 About you, if you did not have the accident: {home.manager.full}

        3 Date and time of accident: {short(day)} at 11:20. Where: kitchen.
        Slipped on wet floor carrying a pan, scald to left forearm, 20 minutes under the tap,
        sent to the walk-in centre by taxi. Off work nine days.

        4 For the employer only: reported under RIDDOR, over seven days. Last entry on this page.
        """), day, rule="accident_book", clock=day, special=("health",),
        subjects=("staff",))  # fmt: skip


def complaint(home: Home, resident: Person, closed: date) -> Draft:
    """The final letter that answers a complaint."""
    nok = home.nok(resident)
    return Draft("complaint", prose(f"""
        {home.letterhead}

        {nok.full}
        {nok.address}

        {long(closed)}

        Dear {nok.formal},

        Your complaint about your mother's laundry and the delay in calling the doctor

        Thank you for your letter. I have finished my investigation. I have read the notes for
        {resident.full} and spoken with four members of staff including {home.carer().full}.

        I uphold the first part: three cardigans were lost and I enclose a cheque for 64.00. I
        partly uphold the second: the infection was noticed at noon and the surgery was not rung
        until six. I am sorry. Staff have had training on the signs of sepsis.

        If you are not satisfied you may go to the Local Government and Social Care Ombudsman.
        I now consider the complaint closed.

        Yours sincerely

        {home.manager.full}, {home.manager.post}
        """), closed, rule="complaint_case_file", clock=closed, special=("health",),
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def notification(home: Home, resident: Person, day: date) -> Draft:
    """A notice to the regulator that somebody has died."""
    return Draft("cqc", prose(f"""
        # Statutory notification about the death of a person using the service
        Regulation 16 (Registration) Regulations 2009

        Provider: {home.name} Ltd   Location: {home.name}   Registered manager {home.manager.full}

        Person: unique identifier TC{resident.post}, {resident.full}, date of birth {resident.dob}
        Date of death {long(resident.left or day)}. Where: own room. Expected: yes.
        Circumstances: aspiration pneumonia, on end of life care, GP visited the day before.

        Sent {long(day)}. No further enquiry, closed {long(day + timedelta(days=20))}.
        """), day, rule="cqc_notification", clock=day + timedelta(days=20), special=("health",),
        subjects=("person_supported", "staff"))  # fmt: skip


def nursing_funding(home: Home, resident: Person, day: date) -> Draft:
    """A checklist for health funding, with scores."""
    domains = ("Breathing", "Nutrition", "Continence", "Skin", "Mobility", "Communication",
               "Psychological", "Cognition", "Behaviour", "Drug therapies")  # fmt: skip
    rows = [["Domain", "A", "B", "C", "Evidence"]]
    for name in domains:
        pick = home.rng.randrange(3)
        rows.append([name, *("X" if n == pick else "" for n in range(3)), "See daily notes"])
    return about_resident(resident, "chc_funding", [
        "# NHS continuing healthcare checklist",
        f"{resident.full}, NHS {resident.nhs}, DOB {resident.dob}, at {home.name}",
        Grid(rows), (f"Completed by {home.outsiders[2].full}, {home.outsiders[2].post}, with "
        f"{home.deputy.full} on {long(day)}. Full assessment needed: yes. To panel."),
    ], day, subjects=("person_supported", "professional", "staff"))  # fmt: skip
