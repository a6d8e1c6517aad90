"""Names from the traditions found among people who live and work in UK care homes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tradition:
    """First names of women and of men, and surnames, that occur together."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]


def _names(women: str, men: str, surnames: str) -> Tradition:
    return Tradition(tuple(women.split()), tuple(men.split()), tuple(surnames.split()))


TRADITIONS = (
    _names(  # English
        "Edith Dorothy Margaret Jean Sheila Kathleen Beryl Joyce",
        "Arthur Ronald Kenneth Stanley Derek Roy Gordon Trevor",
        "Hartley Ackroyd Pickersgill Whitworth Sugden Bottomley Crabtree Holroyd",
    ),
    _names(  # Welsh
        "Megan Gwen Bronwen Eirlys Nerys Carys Mair Delyth",
        "Gareth Emrys Idris Huw Aled Dylan Rhys Ieuan",
        "Pritchard Llewellyn Gwilym Probert Bevan Prosser Howells Vaughan",
    ),
    _names(  # Scottish
        "Isobel Morag Elspeth Ailsa Fiona Catriona Jessie Rhona",
        "Hamish Angus Fergus Alasdair Callum Duncan Murdo Iain",
        "MacAllister Drummond Farquhar McKendrick Buchanan Galbraith Ogilvie Kinnaird",
    ),
    _names(  # Irish
        "Bridget Siobhán Nuala Maeve Áine Deirdre Philomena Sinéad",
        "Declan Seamus Cormac Fintan Eamon Padraig Brendan Ciarán",
        "O'Donoghue Gallagher McGinley Geraghty O'Halloran Devaney Kilbride Tierney",
    ),
    _names(  # Indian
        "Priya Lakshmi Sunita Kamala Meena Harpreet Jaswinder Anjali",
        "Ravi Suresh Harjit Mohan Vikram Balwinder Rajesh Dinesh",
        "Venkataraman Sandhu Deshpande Chaudhari Grewal Mukherjee Bhandari Parmar",
    ),
    _names(  # Pakistani and Bangladeshi
        "Nasreen Shabana Fatima Rukhsana Ayesha Tahmina Zainab Samina",
        "Imran Tariq Yusuf Nadeem Khalid Shafiq Rashid Anwar",
        "Chowdhury Qureshi Siddiqui Mahmood Akhtar Bhatti Miah Rahman",
    ),
    _names(  # Caribbean
        "Marva Winsome Hyacinth Claudette Merlene Yvonne Icilda Beverley",
        "Winston Delroy Errol Cuthbert Leroy Carlton Neville Desmond",
        "Braithwaite Thorpe Pinnock Cumberbatch Grannum Lindo Morant Dacosta",
    ),
    _names(  # Nigerian and Ghanaian
        "Ngozi Folasade Chidinma Abena Efua Yetunde Ifeoma Akosua",
        "Chukwuemeka Olumide Kwabena Tunde Kofi Babatunde Emeka Yaw",
        "Okonkwo Adeyemi Boateng Owusu Eze Ogunleye Asante Nwachukwu",
    ),
    _names(  # Zimbabwean
        "Tendai Rudo Nyasha Chipo Rutendo Tsitsi Vimbai Sekai",
        "Tafadzwa Farai Tinashe Simba Kudzai Tawanda Garikai Munashe",
        "Moyo Chikwanha Mutasa Ncube Sibanda Chigumba Mapfumo Dube",
    ),
    _names(  # Polish
        "Agnieszka Małgorzata Katarzyna Jadwiga Zofia Bożena Halina Danuta",
        "Zbigniew Tadeusz Paweł Grzegorz Stanisław Krzysztof Marek Jerzy",
        "Kowalczyk Wójcik Pawlak Mazur Zając Nowak Wróbel Adamczyk",
    ),
    _names(  # Romanian
        "Ioana Mihaela Doina Elena Ștefania Raluca Cristina Florica",
        "Andrei Ionuț Vasile Radu Dumitru Sorin Cătălin Bogdan",
        "Popescu Ionescu Munteanu Ciobanu Ungureanu Dragomir Stănescu Rusu",
    ),
    _names(  # Filipino
        "Maricel Rosario Corazon Lourdes Jocelyn Analyn Imelda Cherry",
        "Jose Rodel Arnel Danilo Ernesto Renato Jomar Rogelio",
        "Dimaculangan Bautista Manalo Villanueva Santos Macaraeg Pangilinan Aquino",
    ),
)
