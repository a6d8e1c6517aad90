"""Where the office keeps its files: staff, pay, money, governance, post, and the mess."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from .content import care, impersonal, letters, protection, running, workforce
from .formats import archive, office, pdf
from .marks import mark

if TYPE_CHECKING:
    from .draft import Draft
    from .people import Person
    from .share import Share


def staff_files(share: Share) -> None:
    """People who work here."""
    home, put = share.home, share.put
    staff = home.staff
    a, b, c = (_staff_folder(p) for p in (staff[2], staff[4], staff[6]))
    put(f"{a}/contract.docx", workforce.contract(home, staff[2], date(2016, 2, 15)))
    put(f"{a}/supervision march.docx", workforce.supervision(home, staff[2], date(2026, 3, 18)))
    put(f"{b}/RTW ID.pdf", workforce.right_to_work(home, staff[4], date(2020, 10, 12)))
    put(f"{b}/back to work nov 21.docx", workforce.back_to_work(home, staff[4], date(2021, 11, 22)))
    put(f"{c}/CoS note.docx", workforce.sponsorship(home, staff[6], date(2023, 5, 30)))
    put(f"{c}/CV.docx", workforce.application(home, staff[6], date(2023, 5, 2), hired=True))
    put("HR/Staff list export.xlsx", workforce.employees(home))
    put("HR/DBS tracker.xlsx", workforce.disclosure_list(home, date(2026, 9, 28)))
    put("HR/Training Matrix 2026.xlsx", workforce.training(home, date(2026, 10, 1)))
    put("HR/equal opps.ods", workforce.monitoring(home, date(2024, 3, 11)))


def _staff_folder(person: Person) -> str:
    return f"HR/Staff Files/{person.last.upper()} {person.first}"


def leavers(share: Share) -> None:
    """People who worked here once, and some who never did."""
    home, put = share.home, share.put
    old, older, sacked, retired, recent = home.staff[11:]
    put(f"HR/Leavers 2013/{old.last}/contract.pdf", workforce.contract(home, old, date(2009, 3, 2)))
    put(f"HR/Leavers 2013/{old.last}/leaver form.docx", workforce.leaving(home, old))
    put(f"HR/Leavers 2016/{older.first} {older.last}.docx",
        workforce.contract(home, older, date(2012, 11, 5)))  # fmt: skip
    put(f"HR/Leavers 2016/{older.last} RTW.pdf",
        workforce.right_to_work(home, older, date(2012, 10, 30)))  # fmt: skip
    put("Managers Only/Disciplinary/outcome letter.docx",
        workforce.hearing(home, sacked, date(2019, 12, 20)))  # fmt: skip
    put(f"HR/Leavers/{retired.last} supervision.docx",
        workforce.supervision(home, retired, date(2019, 5, 8)))  # fmt: skip
    put(f"HR/Leavers/{recent.last} leaver.docx", workforce.leaving(home, recent))
    closed = (date(2014, 5, 9), date(2023, 6, 16), date(2026, 8, 21), date(2026, 8, 21))
    names = ("CVs/2014/{}.rtf", "CVs/{} cv.pdf", "CVs/{} CV(1).docx", "interview {}.docx")
    for person, day, name in zip(home.applicants[:4], closed, names, strict=True):
        draft = (
            workforce.interview(home, person, day)
            if "interview" in name
            else workforce.application(home, person, day, hired=False)
        )
        put(f"HR/Recruitment/{name.format(person.last)}", draft)


def pay_and_hours(share: Share) -> None:
    """Payroll, rotas and timesheets."""
    home, put = share.home, share.put
    put("Payroll/2012/June 12.csv", workforce.pay_run(home, date(2012, 6, 29)),
        delimiter=";", encoding="cp1252", quotes="all")  # fmt: skip
    put("Payroll/2025/Payroll Nov.xlsx", workforce.pay_run(home, date(2025, 11, 28)))
    export = workforce.pay_run(home, date(2026, 9, 30))
    data = put("Payroll/2026/Payroll Sept 26.csv", export, preamble="BrightPay export\r\n\r\n")
    put("Desktop/Copy of Payroll Sept 26(1).csv", export, data=data)
    put("Payroll/Payslips/2019 09.pdf", workforce.payslip(home, home.staff[8], date(2019, 9, 27)))
    put("Rotas/2015/wc 12 oct.xls", workforce.roster(home, date(2015, 10, 12)))
    put("Rotas/2019/rota wk 20.tsv", workforce.roster(home, date(2019, 5, 13)), encoding="utf-16")
    put("Rotas/Rota w-c 26 Oct 26.xlsx", workforce.roster(home, date(2026, 10, 26)))
    put("Rotas/timesheets/Feb 22.docx", workforce.timesheet(home, home.staff[4], date(2022, 2, 7)))


def money(share: Share) -> None:
    """Fees, bills and suppliers."""
    home, put = share.home, share.put
    put("Finance/Purchase/INV 2014.pdf", impersonal.supplier_invoice(home, date(2014, 7, 3)))
    put(
        "Finance/Purchase/Brightmoor Oct.html", impersonal.supplier_invoice(home, date(2025, 10, 6))
    )
    put("Finance/fees ledger.json", running.fee_ledger(home, date(2026, 9, 1)))
    put(
        "Finance/Invoices out/inv room 6.pdf",
        running.care_invoice(home, home.residents[1], date(2026, 9, 1)),
    )
    put("Finance/Resident monies/pocket money.ods",
        running.allowance(home, home.residents[10], date(2016, 1, 8)))  # fmt: skip
    put("Finance/Suppliers/price list.csv", impersonal.price_list(home, date(2026, 1, 4)))
    put("Finance/Suppliers/orders.ndjson", impersonal.orders(home, date(2026, 4, 2)))
    put("Finance/Suppliers/linen agreement.pdf",
        running.supplier_contract(home, date(2015, 1, 5), date(2018, 1, 4)))  # fmt: skip


def governance(share: Share) -> None:
    """Policies, meetings, requests and the building."""
    home, put = share.home, share.put
    put(
        "Policies/Data Protection.docx",
        impersonal.policy(home, date(2025, 1, 9), topic="Data protection"),
    )
    put(
        "Policies/Whistleblowing.odt",
        impersonal.policy(home, date(2022, 8, 8), topic="Speaking up"),
    )
    put("Policies/Continuity plan.docx", impersonal.continuity(home, date(2025, 9, 12)))
    put("Policies/DPIA acoustic.docx", impersonal.impact_assessment(home, date(2026, 3, 3)))
    put(
        "GDPR/SAR file note.docx",
        running.access_request(home, home.residents[13], date(2024, 9, 19)),
    )
    put("GDPR/breaches.xlsx", running.breaches(home, date(2026, 2, 27)))
    for day in (date(2012, 10, 3), date(2026, 9, 23)):
        put(f"Meetings/staff mtg {day:%d.%m.%y}.docx", running.minutes(home, day))
    put("Reception/visitors june.csv", running.visitors(home, date(2021, 6, 7)), delimiter="|")
    put("Maintenance/water temps.ods", impersonal.water(home, date(2026, 2, 2)))
    put(
        "Maintenance/fire drill.txt",
        impersonal.fire_drill(home, date(2026, 5, 20)),
        encoding="cp1252",
    )
    put("Office/Residents list - MASTER.csv", running.residents_list(home))
    put("Office/passwords.xlsx", running.passwords(home, date(2024, 4, 3)))


def post(share: Share) -> None:
    """A mailbox and letters saved out of it."""
    home = share.home
    manager, desk = home.manager.email, mark("EMAIL_ADDRESS", f"office@{home.domain}")
    doctor, nok, applicant = home.outsiders[0], home.relatives[4], home.applicants[3]
    vitae = workforce.application(home, applicant, date(2026, 8, 21), hired=False)
    brochure = letters.special_offer(home, date(2026, 9, 10))
    note = letters.cover_note(home, applicant, date(2026, 8, 3))
    attached = [("CV.docx", share.render("CV.docx", vitae))]
    sent: list[tuple[Draft, str, str, list[tuple[str, bytes]]]] = [
        (
            letters.change_of_dose(home, home.residents[3], date(2026, 9, 9)),
            f"{doctor.full} <{doctor.email}>", "Medication change", [],
        ),
        (brochure, mark("EMAIL_ADDRESS", "offers@brightmoor.example.net"), "20% off!", []),
        (note, f"{applicant.full} <{applicant.email}>", "Job", attached),
        (letters.swap(home, date(2026, 10, 6)), home.staff[5].email, "swap?", []),
    ]  # fmt: skip
    share.mailbox("Mail/Inbox.mbox", [
        (draft, share.letter(draft, sender=sender, to=manager if n % 2 else desk, subject=subject,
                             attachments=files))
        for n, (draft, sender, subject, files) in enumerate(sent)
    ], date(2026, 10, 7))  # fmt: skip
    share.record("Mail/Inbox.mbox!/3!/CV.docx", vitae)
    angry = letters.unhappy_daughter(home, home.residents[4], date(2026, 10, 12))
    data = share.letter(
        angry, sender=f"{nok.full} <{nok.email}>", to=manager, subject="Formal complaint"
    )
    share.put("Mail/Saved/FW Complaint.eml", angry, data=data)
    _meeting_pack(share, desk)


def _meeting_pack(share: Share, desk: str) -> None:
    home, path = share.home, "Mail/Saved/meeting pack.eml"
    note, pack = (
        letters.minutes_out(home, date(2026, 9, 24)),
        running.minutes(home, date(2026, 9, 23)),
    )
    share.put(path, note, data=share.letter(
        note, sender=home.staff[10].email, to=desk, subject="Meeting pack",
        attachments=[("minutes.pdf", share.render("minutes.pdf", pack))]))  # fmt: skip
    share.record(f"{path}!/minutes.pdf", pack)


def mess(share: Share) -> None:
    """Copies, scans, and files that cannot be opened."""
    home, odd = share.home, share.odd
    first = home.residents[0]
    plan = care.care_plan(home, first, date(2026, 2, 11))
    share.put("Downloads/Care Plan (1).docx", plan)
    notes = care.daily_notes(home, home.residents[9], date(2015, 8, 20))
    share.put("Desktop/old notes.txt", notes, encoding="utf-8")
    odd(
        "Downloads/Scan_20190312.pdf",
        pdf.scanned_pdf(home.rng.randbytes(991)),
        date(2019, 3, 12),
        "needs_ocr",
    )
    book = office.workbook(["rota"], written=datetime(2018, 1, 9, 9, tzinfo=UTC))
    odd("Desktop/Recovered/rota backup.xlsx", book[: len(book) // 2], date(2018, 1, 9), "corrupt")
    odd("Desktop/Recovered/FILE0007.docx", b"", date(2018, 1, 9), "corrupt")
    letter = share.render("x.docx", protection.capacity(home, home.residents[3], date(2024, 7, 1)))
    odd(
        "Managers Only/PRIVATE.docx",
        office.locked(letter, "marlesby"),
        date(2024, 7, 1),
        "encrypted",
    )
    slip = workforce.payslip(home, home.manager, date(2026, 8, 28))
    odd("Payroll/Payslips/manager.pdf", share.render("x.pdf", slip, password="marlesby"),
        date(2026, 8, 28), "encrypted")  # fmt: skip
    data = share.render("pay.csv", workforce.pay_run(home, date(2018, 3, 30)))
    odd("Payroll/to accountant.zip", archive.locked_zip("pay.csv", data, b"marlesby"),
        date(2018, 4, 3), "encrypted")  # fmt: skip
    share.unjudged("Payroll/to accountant.zip!/pay.csv", "encrypted")
