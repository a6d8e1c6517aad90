"""Weighs a stretch of words: is it a person, and how surely?"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detectors.names.lexicon import Kind
from detectors.names.runs import tokens_of

if TYPE_CHECKING:
    from detectors.names.lexicon import Lexicon
    from detectors.names.runs import Token

_MAX_WORDS = 4
_COURTESY = frozenset({"mr", "mrs", "ms", "mx"})
_SAINTS = frozenset({"St", "Saint", "ST", "SAINT", "Sts"})
_PLACES = Kind.PLACE_HEAD | Kind.ORGANISATION
_LEADS = Kind.TITLE | Kind.ROLE | Kind.RELATION
_HEADS = Kind.PLACE_HEAD | Kind.ORGANISATION | Kind.THING
_MAIL = re.compile(r"[\"']?,?\s{0,2}[<(\[]\s?(?:mailto:)?[\w.+-]{1,64}@")
_NEXT_WORD = re.compile(r"(?:['\u2019]s)?[ \t]([a-z][a-z'\u2019-]*)")
_NUMBER = re.compile(r" \d{1,5}\b")
_NEXT_TOWN = re.compile(r",[ \t]?([A-Z][a-z]+)")
_ROOM_BEFORE = re.compile(r"\b(?:Room|Rm|Bed|Flat)\.? ?\d{1,3}[A-Za-z]? ?[-:)\u2013]? ?$")
# A line of its own under "Apt. 656", or what a street abroad is called after: "12 Rue Ziad".
_ADDRESS_BEFORE = re.compile(
    r"\b(?:Suite|Apt\.?|Apartment|Unit|Box) \d{2,5}[A-Za-z]?\s*\n[\s>]*$"
    r"|\b\d{1,5} (?:Rua|[Rr]ue|ul\.|Calle|Via|Avenida|Piazza|Plaza|Rruga|Strada)"
    r"(?: \w{1,10}){0,2} ?$"
)
_ROOM_AFTER = re.compile(r" ?\((?:Room|Rm|Bed|Flat)\b")
_NUMBERED = frozenset({"NHS", "NI", "DOB", "NINO", "CHI", "Tel", "Ref", "ID", "GP", "NOK"})
_NUMBER_NEXT = re.compile(r"(?: ?(?:[Nn]o|[Nn]umber|[Nn]r)\.?)?[: ]{0,3}\d")
_QUANTITY = re.compile(r"\d ?[xX\u00d7] ?$")
_INFLECTED = ("ed", "s", "ing", "ly")
_VERBS_TOO = frozenset({"miss", "master", "chief", "justice", "general", "sir", "madam", "hon"})
_SENTENCE_EDGE = '.!?:;\u2022*\u2013-|"\u201c\u201d(>\n\r\t'


@dataclass(slots=True)
class Mention:
    """A stretch that may be a person's name.

    Attributes:
        tokens: its words, titles left out.
        weight: evidence so far, in log-odds.
        reason: the strongest reason, a weight of `name_rules.yaml`.
        vetoed: whether it is certainly something else.
        stopped: whether an ordinary word in capitals follows in the same run.
        evidence: how much of each piece of evidence, by its name in `name_rules.yaml`.
        in_place: whether the run goes on to name a place or firm ("Milton Keynes Surgery"), so
            that a label before it announces that and no person.
    """

    tokens: list[Token]
    weight: float = 0.0
    reason: str = ""
    vetoed: bool = False
    stopped: bool = False
    in_place: bool = False
    best: float = field(default=0.0, repr=False)
    evidence: dict[str, float] = field(default_factory=dict, repr=False)

    @property
    def start(self) -> int:
        """First character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.tokens[-1].end

    @property
    def score(self) -> float:
        """The evidence as a probability."""
        return 0.0 if self.vetoed else 1 / (1 + math.exp(-max(-30.0, min(30.0, self.weight))))

    def add(self, reason: str, lexicon: Lexicon, amount: float = 1.0) -> None:
        """Count a piece of evidence, or so much of it."""
        worth = lexicon.weights[reason] * amount
        self.evidence[reason] = self.evidence.get(reason, 0.0) + amount
        self.weight += worth
        if worth > self.best:
            self.best, self.reason = worth, reason


def mentions_in(text: str, start: int, end: int, lexicon: Lexicon) -> list[Mention]:
    """Split a run of capitalised words into the names that may stand in it, weighed."""
    tokens = tokens_of(text, start, end, lexicon)
    if tokens and tokens[-1].text in _NUMBERED and _NUMBER_NEXT.match(text, tokens[-1].end):
        tokens.pop()  # "Edith Hartley NHS 943 …" is a person and a number, not a hospital
    found = [m for m in _split(tokens) if _tidy(m)]
    firm = [token.start for token in tokens if token.text.lower() in lexicon.legal_forms]
    ends = [token.start for token in tokens if token.kinds & _PLACES and _is_head(token)]
    for mention in found:
        mention.in_place = bool(ends and mention.end < ends[-1])
        mention.vetoed = mention.vetoed or bool(firm and mention.start < firm[-1])
    for mention in found:
        if not mention.vetoed:
            _weigh_words(mention, lexicon)
            _weigh_surroundings(mention, text, lexicon)
    return found


def value_mention(text: str, start: int, end: int, reason: str, lexicon: Lexicon) -> Mention | None:
    """Weigh a labelled value or cell as a whole, whatever its case; None where it is no name."""
    tokens = tokens_of(text, start, end, lexicon)
    tokens = [token for token in tokens if not token.kinds & Kind.TITLE or token.kinds & Kind.NAME]
    if not tokens or len(tokens) > _MAX_WORDS + 1 or any(_is_head(token) for token in tokens):
        return None
    if any(token.kinds & Kind.WORD and not token.kinds & Kind.NAME for token in tokens):
        return None
    if all(token.kinds & Kind.NEVER for token in tokens) and reason != "label":
        return None
    mention = Mention(tokens)
    # Of a value that can only be a name, the last word is a surname, though places end so too.
    _weigh_words(mention, lexicon, surname=reason == "label")
    mention.add(reason, lexicon)
    return mention


def _split(tokens: list[Token]) -> list[Mention]:
    found: list[Mention] = []
    current: list[Token] = []
    lead = ""
    for index, token in enumerate(tokens):
        if not current and token.text in _SAINTS:
            lead = "saint"
        elif not current and token.kinds & _LEADS and index + 1 < len(tokens):
            lead = _lead(token, lead)
        elif current and lead != "title" and _ends_place(tokens, index, current):
            found.append(Mention(current, vetoed=True))
            current, lead = [], ""
        elif not current and _is_tail_of_place(tokens, index):
            lead = ""
        elif _can_be_name(token, current) or (
            lead == "title" and _follows_courtesy(tokens, index, current)
        ):
            current.append(token)
        else:
            _close(found, current, lead, token)
            current, lead = [], ""
    _close(found, current, lead)
    return found


def _is_tail_of_place(tokens: list[Token], index: int) -> bool:
    """Whether the word only closes an ordinary phrase: "Church Lane"."""
    if not index or not tokens[index].kinds & Kind.PLACE_HEAD:
        return False
    before = tokens[index - 1].kinds
    return bool(before & Kind.WORD) and not before & (_LEADS | Kind.GREETING)


def _lead(token: Token, lead: str) -> str:
    if token.kinds & Kind.TITLE:
        return "title"
    return "relation" if token.kinds & Kind.RELATION else lead or "role"


def _close(
    found: list[Mention], current: list[Token], lead: str, stop: Token | None = None
) -> None:
    if current and lead == "saint":
        found.append(Mention(current, vetoed=True))
    elif current:
        found.append(Mention(current, reason=lead, stopped=stop is not None))


def _is_head(token: Token) -> bool:
    return bool(token.kinds & _HEADS) and not token.kinds & Kind.NAME


def _ends_place(tokens: list[Token], index: int, current: list[Token]) -> bool:
    """Whether the word at `index` makes a place or an organisation of the words before it.

    "Hartley Care" and "Hartley Care Home" are one; "Edith Hartley Care Plan" is a person's plan.
    """
    token = tokens[index]
    if not token.kinds & _PLACES:
        return False
    names_before = len(current) == 1 or (len(current) == 2 and index + 1 == len(tokens))
    if token.kinds & Kind.SURNAME and names_before and current[0].kinds & Kind.GIVEN:
        return False
    rest = tokens[index + 1 : index + 2]
    names_a_paper = rest and rest[0].kinds & Kind.WORD and not rest[0].kinds & _PLACES
    return not (names_a_paper and _is_sure_given(current[0]))


def _can_be_name(token: Token, current: list[Token]) -> bool:
    kinds = token.kinds
    if kinds & Kind.NAME:
        return True
    if kinds & (Kind.INITIAL | Kind.PARTICLE):
        return not kinds & Kind.SUFFIX or not current
    return kinds == Kind.NONE


def _follows_courtesy(tokens: list[Token], index: int, current: list[Token]) -> bool:
    """Whether an everyday word is a surname all the same: "Mrs Plum", "Mr X. Bean"."""
    if tokens[index].kinds & Kind.GRAMMAR or not index:
        return False
    if current:
        return all(token.kinds & Kind.INITIAL for token in current)
    return tokens[index - 1].text.lower() in _COURTESY


def _tidy(mention: Mention) -> bool:
    """Drop edge words that belong to the sentence; False where nothing of a name is left."""
    tokens = mention.tokens
    while len(tokens) > 1 and tokens[0].kinds & Kind.WORD and _is_sure_given(tokens[1]):
        tokens.pop(0)
    while (
        tokens
        and tokens[-1].kinds & (Kind.INITIAL | Kind.PARTICLE)
        and (not tokens[-1].kinds & Kind.NAME or len(tokens[-1].text) == 1)
        and len(tokens) != 2
    ):
        tokens.pop()
    while (
        len(tokens) > 2
        and tokens[-1].kinds & Kind.WORD
        and (tokens[-2].kinds & Kind.SURNAME and not tokens[-2].kinds & Kind.WORD)
    ):
        tokens.pop()
    return any(_is_word(token) for token in tokens)


def _is_sure_given(token: Token) -> bool:
    return bool(token.kinds & Kind.GIVEN) and not token.kinds & Kind.AMBIGUOUS


def _is_word(token: Token) -> bool:
    return not token.kinds & Kind.INITIAL and (
        not token.kinds & Kind.PARTICLE or bool(token.kinds & Kind.NAME)
    )


def _weigh_words(mention: Mention, lexicon: Lexicon, *, surname: bool = False) -> None:
    words = [token for token in mention.tokens if _is_word(token)]
    if not words:
        mention.vetoed = True
        return
    has_initial = len(words) < len(mention.tokens) and any(
        token.kinds & Kind.INITIAL for token in mention.tokens
    )
    lead, mention.reason = mention.reason, ""
    mention.add(_one(words[0], has_initial) if len(words) == 1 else _several(words), lexicon)
    if all(word.kinds & Kind.RARE for word in words if word.kinds & Kind.NAME):
        mention.add("rare_name", lexicon)
    if len(words) == 1 and words[0].kinds & Kind.NEVER and not words[0].kinds & Kind.GIVEN:
        mention.add("never_alone", lexicon)
    if lead:
        mention.add(lead, lexicon)
    if len(words) > _MAX_WORDS:
        mention.add("long", lexicon)
    if mention.stopped and len(words) == 1 and not lead:
        mention.add("capital_after", lexicon)
    if len(words) > 1 and words[-1].kinds & Kind.PLACE_HEAD:
        strong = words[-1].text.lower() in lexicon.strong_heads
        if strong or not surname:
            mention.add("strong_head" if strong else "head_surname", lexicon)
    if len(words) > 1 and any(t.text in lexicon.personal_particles for t in mention.tokens):
        mention.add("particle", lexicon)
    places = sum(bool(token.kinds & Kind.PLACE) for token in words)
    if places == len(words) and (places > 1 or not _is_sure_given(words[0])):
        mention.add("place_name", lexicon)
    if all(token.in_capitals for token in words):
        mention.add("capitals", lexicon)
        if not any(token.kinds & Kind.NAME for token in words):
            mention.add("capitals", lexicon)


def _one(word: Token, has_initial: bool) -> str:  # noqa: FBT001
    kinds = word.kinds
    if has_initial:
        sure = kinds & Kind.SURNAME and not kinds & Kind.WORD
        return "initial_and_surname" if sure else "initial_and_other"
    if _is_sure_given(word):
        return "given_alone"
    if kinds & Kind.GIVEN:
        return "ambiguous_alone"
    if kinds & Kind.SURNAME:
        return "word_surname_alone" if kinds & Kind.WORD else "surname_alone"
    return "word_surname_alone" if kinds & Kind.WORD else "unknown_alone"


def _several(words: list[Token]) -> str:
    first, last = words[0].kinds, words[-1].kinds
    if _is_sure_given(words[0]):
        if last & Kind.WORD:
            return "given_and_word"
        return "given_and_surname" if last & Kind.NAME else "given_and_unknown"
    if first & Kind.GIVEN:
        if last & Kind.WORD:
            return "ambiguous_and_word"
        return "ambiguous_and_surname" if last & Kind.NAME else "ambiguous_and_unknown"
    if any(_is_sure_given(word) for word in words):
        return "given_and_unknown"
    return "surname_and_surname" if last & Kind.SURNAME else "unknown_words"


def _weigh_surroundings(mention: Mention, text: str, lexicon: Lexicon) -> None:
    _weigh_before(mention, text[max(0, mention.start - 30) : mention.start], lexicon)
    end = mention.end
    phrases = lexicon.brands.get(mention.tokens[-1].text.lower(), ())
    if any(text[max(0, end - len(phrase)) : end].lower() == phrase for phrase in phrases):
        mention.vetoed = True
    if mention.tokens[-1].possessive:
        mention.add("possessive", lexicon)
    if _ROOM_AFTER.match(text, end):
        mention.add("room", lexicon)
    if _MAIL.match(text, end):
        mention.add("mail_address", lexicon)
    if text[max(0, mention.start - 2) : mention.start - 1].isdigit() and _NUMBER.match(text, end):
        mention.add("between_numbers", lexicon)
    after = _NEXT_WORD.match(text, end)
    if after:
        _weigh_word_after(mention, after.group(1), lexicon)
    elif len(mention.tokens) <= 2 and (town := _NEXT_TOWN.match(text, end)):
        _weigh_town(mention, town.group(1), lexicon)


def _weigh_before(mention: Mention, before: str, lexicon: Lexicon) -> None:
    bare = before.rstrip(" \u00a0")
    if _ADDRESS_BEFORE.search(before):
        mention.add("in_address", lexicon)
    if _ROOM_BEFORE.search(before):
        mention.add("room", lexicon)
    if _QUANTITY.search(before):
        mention.add("quantity", lexicon)
    elif not bare or bare[-1] in _SENTENCE_EDGE:
        mention.add("sentence_start", lexicon)
    elif bare[-1] == "," and len(mention.tokens) == 1:
        _weigh_after_comma(mention, bare[:-1].split()[-1:], lexicon)
    elif bare[-1].islower():
        _weigh_word_before(mention, bare.split()[-1].lower(), lexicon)
        if f" {bare} ".lower().endswith(lexicon.introductions):
            mention.add("introduced", lexicon)


def _weigh_after_comma(mention: Mention, words: list[str], lexicon: Lexicon) -> None:
    """Doubt a word after "…, 14 Rose Lane,": it is a town."""
    if words and words[0][:1].isupper() and lexicon.kinds(words[0]) & Kind.PLACE_HEAD:
        mention.add("place_before", lexicon)
        mention.add("place_name", lexicon)


def _weigh_word_before(mention: Mention, word: str, lexicon: Lexicon) -> None:
    kinds = lexicon.kinds(word)
    if _is_lone_word(mention):
        mention.add("mid_sentence", lexicon)
    if word in lexicon.place_prepositions and len(mention.tokens) == 1:
        mention.add("place_before", lexicon)
    elif kinds & Kind.RELATION:
        mention.add("relation", lexicon)
    elif kinds & Kind.TITLE and word not in _VERBS_TOO:
        mention.add("title", lexicon)
    elif kinds & Kind.ROLE:
        mention.add("role", lexicon)
    elif word in lexicon.prepositions:
        mention.add("preposition_before", lexicon)


def _weigh_town(mention: Mention, word: str, lexicon: Lexicon) -> None:
    if lexicon.kinds(word) & (Kind.PLACE | Kind.PLACE_HEAD):
        mention.add("place_name", lexicon)


def _weigh_word_after(mention: Mention, word: str, lexicon: Lexicon) -> None:
    if word in lexicon.verbs:
        mention.add("verb_after_word" if _is_lone_word(mention) else "verb_after", lexicon)
    elif len(mention.tokens) == 1 and mention.tokens[0].text.lower() in lexicon.openers:
        mention.add("opener", lexicon)
    elif len(mention.tokens) == 1:
        kinds = lexicon.kinds(word)
        if word in lexicon.illnesses:
            mention.vetoed = True
        elif kinds & Kind.THING and not _is_sure_given(mention.tokens[0]):
            mention.add("thing_after", lexicon)
        elif mention.tokens[0].possessive:
            return
        elif kinds & _PLACES:
            mention.add("strong_head", lexicon)
        elif kinds & Kind.WORD and not kinds & Kind.GRAMMAR and not word.endswith(_INFLECTED):
            mention.add("noun_after", lexicon)


def _is_lone_word(mention: Mention) -> bool:
    """Whether it is a single given name that is an everyday word too, but no month or place."""
    kinds = mention.tokens[0].kinds
    return (
        len(mention.tokens) == 1
        and bool(kinds & Kind.GIVEN)
        and bool(kinds & Kind.AMBIGUOUS)
        and not kinds & (Kind.NEVER | Kind.PLACE)
    )
