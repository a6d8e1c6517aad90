"""E-mail, as it piles up in a manager's mailbox."""

from __future__ import annotations

from datetime import date

from ..draft import Draft, about_resident, prose
from ..marks import mark
from ..people import Home, Person


def _signed(person: Person, home: Home) -> str:
    return f"{person.full}\n{person.post}, {home.name}\n{home.phone}"


def change_of_dose(home: Home, resident: Person, day: date) -> Draft:
    """The surgery changes a medicine."""
    doctor = home.outsiders[0]
    return about_resident(resident, "professional_visits", prose(f"""
        Dear team

        Following my visit this morning please stop the furosemide for {resident.full}
        (NHS {resident.nhs}, born {resident.dob}) and give bumetanide 1 mg each morning instead.
        Her kidney function has dropped. Bloods in a week. New prescription has gone to the chemist.

        Regards
        Dr {doctor.full}
        Brackenfield Surgery, {doctor.phone}
        """), day, subjects=("person_supported", "professional"), also=("*", "mar"))  # fmt: skip


def unhappy_daughter(home: Home, resident: Person, day: date) -> Draft:
    """A complaint that has not been answered yet."""
    nok = home.nok(resident)
    return Draft("complaint", prose(f"""
        Dear {home.manager.known_as},

        I am writing to make a formal complaint about how mum ({resident.full}) was left in a wet
        bed until ten o'clock on Sunday. This is the second time. She has vascular dementia and
        cannot ring for help. I would like to know who was on and what you are going to do.

        You can ring me on {nok.phone}.

        {nok.full}
        """), day, rule="complaint_case_file", special=("health",),
        subjects=("family", "person_supported", "staff"))  # fmt: skip


def cover_note(home: Home, applicant: Person, day: date) -> Draft:
    """Somebody sends a CV."""
    return Draft("staff_application", prose(f"""
        Hello,

        Please find attached my CV for the night care assistant job I saw in the window. I can
        start straight away and have my own car. My mobile is {applicant.phone}.

        Many thanks
        {applicant.full}
        """), day, rule="*", subjects=("applicant",))  # fmt: skip


def special_offer(home: Home, day: date) -> Draft:
    """A supplier's circular."""
    shop = mark("EMAIL_ADDRESS", "offers@brightmoor.example.net")
    ring = mark("PHONE_NUMBER", "0808 157 0160")
    return Draft("supplier", prose(f"""
        20% off all continence products this month! Order code CONT20.

        Quote your customer number when you ring {ring} or write to {shop}.
        Minimum order 50. Free delivery on orders placed before Thursday.
        You are receiving this because you bought from us before.
        """), day, rule="*", personal=False, also=("", "*"))  # fmt: skip


def swap(home: Home, day: date) -> Draft:
    """Two carers want to change shifts."""
    one, other = home.staff[4], home.staff[5]
    return Draft("rota", prose(f"""
        Hi {home.manager.known_as}, is it ok if {one.full} does my late on Saturday and I do her
        long day on the 14th? I have a hospital appointment for my back.

        {_signed(other, home)}
        """), day, rule="*", also=("*", ""), special=("health",), subjects=("staff",))  # fmt: skip


def minutes_out(home: Home, day: date) -> Draft:
    """The covering note of a document that says everything itself."""
    return Draft("*", prose(f"""
        Morning, the file for the meeting is attached. Password to follow by text.

        {_signed(home.staff[10], home)}
        """), day, rule="*", also=(), subjects=("staff",))  # fmt: skip
