"""Where the care side keeps its files, under the names people gave them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from .content import care, impersonal, protection, running
from .formats import archive, picture

if TYPE_CHECKING:
    from .people import Person
    from .share import Share


def _folder(person: Person) -> str:
    return f"Residents/ROOM {person.post} - {person.title} {person.first[0]} {person.last}"


def residents(share: Share) -> None:
    """People who live here."""
    home, people = share.home, share.home.residents
    a, b, c, d, e, f, g, h = people[:8]
    put, place = share.put, _folder(a)
    put(f"{place}/Care Plan.docx", care.care_plan(home, a, date(2026, 9, 14)))
    put(f"{place}/Daily notes Sept 2026.docx", care.daily_notes(home, a, date(2026, 9, 1)))
    put(f"{place}/falls RA.odt", care.falls_assessment(home, a, date(2026, 8, 3)))
    put(f"{place}/This is me.pptx", care.life_story(home, a, date(2021, 6, 2)))
    put(f"{place}/weights.xlsx", care.weights(home, a, date(2026, 1, 12)))
    put(f"{place}/PEEP.docx", care.evacuation(home, a, date(2026, 5, 6)))
    put(f"{place}/Passport for hospital.pdf", care.hospital_passport(home, a, date(2026, 7, 20)))
    put(f"{place}/DNAR.pdf", protection.resuscitation(home, a, date(2025, 11, 18)))
    put(f"{place}/contract signed.docx", running.residency(home, a, date(2021, 5, 17)))
    place = _folder(b)
    put(f"{place}/Care Plan.docx", care.care_plan(home, b, date(2026, 10, 2)))
    put(f"{place}/Care Plan OLD.docx", care.care_plan(home, b, date(2023, 3, 9)))
    put(f"{place}/letters/GP 12.3.pdf", care.surgery_letter(home, b, date(2026, 3, 12)))
    put(f"{place}/bed rails MCA.docx", protection.capacity(home, b, date(2024, 2, 1)))
    put(f"{_folder(c)}/care plan.pdf", care.care_plan(home, c, date(2026, 6, 25)))
    put(
        f"{_folder(c)}/blood sugars.csv",
        care.observations(home, c, date(2026, 8, 10)),
        preamble="\ufeff",
    )
    put(f"{_folder(c)}/preadmission.odt",
        care.assessment_before(home, c, date(2023, 2, 7), accepted=True))  # fmt: skip
    put(f"{_folder(d)}/care plan.html", care.care_plan(home, d, date(2025, 12, 30)))
    put(f"{_folder(d)}/DOLS/form 1.docx", protection.deprivation(home, d, date(2026, 1, 15)))
    put(f"{_folder(e)}/care plan.rtf", care.care_plan(home, e, date(2026, 4, 4)))
    put(f"{_folder(e)}/belongings.ods", care.belongings(home, e, date(2024, 4, 8)))
    put(f"{_folder(f)}/notes.txt", care.daily_notes(home, f, date(2026, 10, 5)), encoding="utf-16")
    put(f"{_folder(g)}/CHC checklist.docx", protection.nursing_funding(home, g, date(2026, 2, 19)))
    put(f"{_folder(h)}/assessment.docx",
        care.assessment_before(home, h, date(2026, 2, 20), accepted=True))  # fmt: skip


def former(share: Share) -> None:
    """People who lived here once."""
    home, put = share.home, share.put
    i, j, k, m, n, o = home.residents[8:]
    rip = "Residents/Archive/RIP"
    put(f"{rip}/{i.last} {i.first} 2012/CARE PLAN.doc", care.care_plan(home, i, date(2011, 9, 5)))
    put(
        f"{rip}/{i.last} {i.first} 2012/MAR Jan 12.htm",
        care.medicines_chart(home, i, date(2012, 1, 2)),
    )
    put(f"{rip}/{j.last}/end of life.docx", protection.last_days(home, j, date(2015, 9, 10)))
    put(f"{rip}/{m.last}/care plan.odt", care.care_plan(home, m, date(2018, 10, 1)))
    put(f"{rip}/{m.last}/weights.xlsx", care.weights(home, m, date(2018, 5, 1)))
    gone = f"Residents/Archive/Discharged/{k.last} {k.first}"
    put(f"{gone}/Care Plan.docx", care.care_plan(home, k, date(2017, 5, 22)))
    put(f"{gone}/daily notes.txt", care.daily_notes(home, k, date(2017, 6, 20)), encoding="utf-8")
    put(
        f"Residents/Archive/Discharged/{o.last}/care plan.docx",
        care.care_plan(home, o, date(2024, 3, 4)),
    )
    boxed_file(share, n)


def boxed_file(share: Share, person: Person) -> None:
    """A whole file zipped up, with a zip of charts inside it."""
    home, path = share.home, f"Residents/Archive/{person.last} file.zip"
    plan = care.care_plan(home, person, date(2021, 6, 14))
    letter = care.surgery_letter(home, person, date(2021, 7, 28))
    chart = care.medicines_chart(home, person, date(2021, 7, 5))
    inner = archive.zipped({"MAR July.xlsx": share.render("MAR July.xlsx", chart)})
    share.odd(path, archive.zipped({
        "Care Plan.docx": share.render("Care Plan.docx", plan),
        "letters/surgery.pdf": share.render("surgery.pdf", letter),
        "charts.zip": inner,
    }), date(2021, 9, 1), "read")  # fmt: skip
    share.record(f"{path}!/Care Plan.docx", plan)
    share.record(f"{path}!/letters/surgery.pdf", letter)
    share.unjudged(f"{path}!/charts.zip", "read")
    share.record(f"{path}!/charts.zip!/MAR July.xlsx", chart)


def medicines_and_shifts(share: Share) -> None:
    """Charts, handovers and referrals that came to nothing."""
    home, put = share.home, share.put
    for number, person in enumerate(home.residents[:3]):
        kind = ("xlsx", "pdf", "docx")[number]
        put(f"Medication/MAR Sept 26/Rm {person.post}.{kind}",
            care.medicines_chart(home, person, date(2026, 9, 7)))  # fmt: skip
    for day in (date(2016, 11, 28), date(2025, 1, 6), date(2026, 10, 27)):
        put(f"Handovers/{day.year}/handover {day:%d-%m-%y}.docx", care.handover(home, day))
    put("Residents/Export/care notes Q3.csv", care.notes_export(home, date(2026, 7, 1)))
    put("Medication/Export/fluids.xml", care.fluids(home, home.residents[6], date(2026, 9, 2)))
    for person, day in zip(
        home.applicants[4:], (date(2019, 10, 8), date(2026, 6, 30)), strict=True
    ):
        put(f"Enquiries/{person.last} assessment {day.year}.docx",
            care.assessment_before(home, person, day, accepted=False))  # fmt: skip
    put("Activities/summer 26.ods", care.activities(home, date(2026, 6, 1)))
    put("Activities/Newsletter Sept 2026.pdf", running.newsletter(home, date(2026, 9, 1)))


def protection_files(share: Share) -> None:
    """The manager's restricted folders."""
    home, put = share.home, share.put
    people, staff = home.residents, home.staff
    put("Managers Only/Safeguarding/Nov 19 concern.docx",
        protection.safeguarding(home, people[11], staff[13], date(2019, 12, 18)))  # fmt: skip
    put("Managers Only/DoLS tracker.xlsx", protection.deprivation_tracker(home, date(2026, 10, 20)))
    put("Incidents/2014/inc 31.pdf", protection.incident(home, people[9], date(2014, 8, 2)))
    put("Incidents/2026/fall lounge.docx", protection.incident(home, people[1], date(2026, 5, 11)))
    put("Incidents/Falls log 2025.xlsx", protection.falls_log(home, 2025))
    put(
        "Incidents/Accident Book/p14.rtf",
        protection.accident_book(home, staff[8], date(2018, 10, 9)),
    )
    put("Complaints/2013 letter.docx", protection.complaint(home, people[9], date(2013, 6, 24)))
    put(
        "Complaints/Laundry reply FINAL v2.docx",
        protection.complaint(home, people[2], date(2025, 2, 17)),
    )
    put("CQC/Reg 16 Feb 2019.pdf", protection.notification(home, people[11], date(2019, 2, 13)))


def templates(share: Share) -> None:
    """Forms nobody has filled in, and the kitchen."""
    home, put = share.home, share.put
    put("Templates/BLANK care plan.docx", impersonal.blank_form(home, date(2024, 1, 5)))
    put("Templates/incident form blank.xlsx", impersonal.blank_incident(home, date(2022, 2, 2)))
    put("Kitchen/Menus/menu 2.txt", impersonal.menu(home, date(2026, 1, 12)), encoding="cp1252")
    noise = home.rng.randbytes(997)
    day = date(2026, 8, 9)
    share.odd("Activities/IMG_2034.jpg", picture.jpeg(40, 30, noise), day, "needs_ocr")
    share.odd(
        "Activities/Screenshot (3).png",
        picture.png(240, 160, noise),
        day + timedelta(3),
        "needs_ocr",
    )
