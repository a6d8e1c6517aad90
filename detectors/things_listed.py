"""Tells a list of things with names in them (wards, films, scales, courses) from one of people."""

from __future__ import annotations

import re

_ITEMS = re.compile(r"[;,:\n\t]+|[ ]{2,}")
_PROSE = re.compile(
    r"[a-z]{2}[.!?](?:\s|$)|\b(?:he|she|his|her|him|hers|i|we|dear|residents?|clients?|patients?|kin"
    r"|daughter|son|wife|husband|mother|father|mum|dad|sister|brother|niece|nephew|aged|born)\b"
    r"|(?:^|[;,:\n\t])\s*(?:mr|mrs|ms|miss|dr)\b",
    re.IGNORECASE,
)
_FACT = re.compile(r"[0-9]{3}|[0-9][/.:-][0-9]|@|\b(?:[Rr](?:oom|m)\.?)\s?[0-9]")
_FEWEST = 7
_CAPITALS = 0.8
_LONGEST = 5
_FEW_NAMES = 1 / 3
_LONGEST_TEXT = 2_000


# "1. Who wrote Oliver Twist? (Charles Dickens)"
_ANSWERED = re.compile(r"\?[ ]{0,3}(?:\([^)\n]{2,40}\)|(?:A|Answer)[:.] ?[^\n]{2,40})[ ]*(?:\n|$)")
_FEWEST_ANSWERS = 3
# "Across: 1 Mary had one (4) 4 Dickens' orphan (6, 5)"
_CLUE = re.compile(r"[a-z?!'\u2019\u2026.] ?\([1-9][0-9]?(?:[,-] ?[1-9][0-9]?)*(?: letters)?\)")
_CROSSWORD = re.compile(r"(?i)\b(?:across|down|crossword|clues?)\b")
_GOODS = re.compile(
    r"(?i)(?<![0-9/.:-])[0-9]{1,4}[ ]?(?:x|kg|g|l|ltr?|ml|pk|packs?|bags?|boxes|box|tins?|pints?"
    r"|doz(?:en)?|bottles?|rolls?|cases?|pairs?|trays?|bunch(?:es)?|loaves|jars?|sacks?|tubs?|multipacks?)\b"
    r"|\bx[ ]?[0-9]{1,4}\b|^[0-9]{1,3} [a-z]|£[ ]?[0-9]"
)
_ABOUT_SOMEBODY = re.compile(
    r"(?i)\b(?:rm|room|dob|resident|kin|tel|mob|mum|dad|daughter|son|wife|husband|mg|mcg|tabs?"
    r"|tablets?|caps?|daily|am|pm|bd|tds|qds|od|weigh\w*|hoist\w*)\b|\b(?-i:Mrs?|Miss|Ms|Dr)\b"
    r"|[0-9]{5}|[a-z]{3}[.!?]\s+[A-Z]"
)
_ACTIVITY = re.compile(
    r"(?i)\b(bingo|quiz|film|movie|sing[ -]?along|singing|baking|crafts?|church service"
    r"|communion|hairdresser|exercises?|armchair|pets|newspapers|gardening|knit(?:ting)?"
    r"|coffee morning|oomph|music|entertainer|pub lunch|dominoes|cards|painting|bowls"
    r"|reminiscence|songs of praise|hymns|manicures?|nails|trip)\b"
)
_WEEKDAY = re.compile(r"(?i)\b(mon|tue|wed|thu|fri|sat|sun|weekend)[a-z]*\b")
_WORKS = re.compile(
    r"(?i)\s*(?:[a-z']+ ){0,2}(?:films?|film club|cinema|movies?|dvds?|books?|book club|novels"
    r"|songs?|song list|playlist|music|cds|records|hymns|plays|plants?|planting list|roses"
    r"|paint colours|shortlist of (?:films|books))(?: [a-z]+)?[ ]?[:\n-]"
)
_SENTENCES = re.compile(r"[a-z]{2}[.!?](?:\s|$)")
_FEWEST_WORKS = 3
_LONG_AGO = re.compile(
    r"(?i)\b(?:in|since|by|of|circa|c\.?|about|built|founded|established|born|died|until)[ (]{1,2}"
    r"1[5-8][0-9]{2}(?:s\b|(?![0-9/:-]|[ ]?(?:hrs?|h|ml|kcal|g|mm)\b))"
)
_OF_TODAY = re.compile(
    r"(?i)\b(?:20[0-3][0-9]|resident|residents' names|dob|nhs|mr|mrs|miss|ms|today|yesterday"
    r"|tomorrow|room|rm|£)\b|[0-9]{1,2}[/.][0-9]{1,2}|[0-9]{1,2}[:.][0-9]{2}"
)
_FEWEST_ACTIVITIES = 3
_FEWEST_GOODS = 4
_WITH_NUMBER = 0.5


def asks_and_answers(text: str) -> bool:
    """Tell whether a text is a quiz: questions with the answer in brackets, or a crossword."""
    if _CROSSWORD.search(text) and len(_CLUE.findall(text)) >= _FEWEST_ANSWERS:
        return True
    return len(_ANSWERED.findall(text)) >= _FEWEST_ANSWERS


def plans_activities(text: str) -> bool:
    """Tell whether a text is a programme: what is on, day by day."""
    on = {match.lower() for match in _ACTIVITY.findall(text)}
    days = {match.lower() for match in _WEEKDAY.findall(text)}
    return len(on) >= _FEWEST_ACTIVITIES and len(days) >= _FEWEST_ACTIVITIES


def lists_works(text: str) -> bool:
    """Tell whether a text says that films, books, songs or plants follow, and lists such."""
    heading = _WORKS.match(text)
    if heading is None or len(text) > _LONGEST_TEXT or _SENTENCES.search(text):
        return False
    items = [item.strip() for item in _ITEMS.split(text[heading.end() :]) if item.strip()]
    capitals = sum(item[0].isupper() for item in items)
    return len(items) >= _FEWEST_WORKS and capitals >= _CAPITALS * len(items)


def tells_history(text: str) -> bool:
    """Tell whether a text speaks of years before anybody who lives was born, and of no other."""
    return _LONG_AGO.search(text) is not None and _OF_TODAY.search(text) is None


def lists_goods(text: str, names: set[str]) -> bool:
    """Tell whether a text is a list of goods with how many or how much of each.

    Args:
        text: all of the text.
        names: the names found in it, in lower case; brands are full of them.
    """
    if len(text) > _LONGEST_TEXT or _ABOUT_SOMEBODY.search(text):
        return False
    items = [item.strip() for item in _ITEMS.split(text) if item.strip()]
    if len(items) < _FEWEST_GOODS:
        return False
    counted = sum(_GOODS.search(item) is not None for item in items)
    named = sum(any(name in item.casefold() for name in names) for item in items)
    return counted >= _WITH_NUMBER * len(items) and named <= _FEW_NAMES * len(items)


def lists_things(text: str, names: set[str]) -> bool:
    """Tell whether a text is nothing but short items in capitals, few of which hold a name.

    Names in the first item head a list about somebody ("Jean Pike: fire, first aid"); a date, a
    room's number or a sentence makes it more than a list.

    Args:
        text: all of the text.
        names: the names found in it, in lower case.
    """
    return _named_share(text, names) <= _FEW_NAMES


def lists_titles(text: str, names: set[str]) -> bool:
    """Tell whether a text is nothing but short items in capitals, whoever they name."""
    return _named_share(text, names, heading=True) <= 1


def _named_share(text: str, names: set[str], *, heading: bool = False) -> float:
    """Give the share of items that hold a name; 2 where the text is not such a list."""
    if len(text) > _LONGEST_TEXT or _PROSE.search(text) or _FACT.search(text):
        return 2
    items = [item.strip() for item in _ITEMS.split(text) if item.strip()]
    if len(items) < _FEWEST:
        return 2
    capitals = sum(item[0].isupper() for item in items)
    words = sum(len(item.split()) for item in items)
    if capitals < _CAPITALS * len(items) or words > _LONGEST * len(items):
        return 2
    named = [any(name in item.casefold() for name in names) for item in items]
    if named[0] and not heading:
        return 2
    return sum(named) / len(items)
