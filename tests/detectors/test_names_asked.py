"""A name that is asked for matches the ways in which people write it, and nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.rules import Rules
from detectors.asked import NameVariants, kind_of, read_asked
from detectors.name_keys import NameKeys, name_words
from detectors.name_match import How, NameMatch, NameMatcher, Shares, mistyped

KEYS = NameKeys(b"k" * 32)
VARIANTS = NameVariants(Rules().yaml("name_variants.yaml"))


def matched(asked: str, stored: str) -> NameMatch | None:
    name = read_asked([asked], VARIANTS).names[0]
    return NameMatcher(name, KEYS).match("digest", *KEYS.keep("digest", stored))


@pytest.mark.parametrize(
    ("asked", "stored", "how"),
    [
        ("Edith Hartley", "HARTLEY, Edith", How.FULL),
        ("Hartley, Edith", "Mrs Edith Hartley", How.FULL),
        ("HARTLEY Edith", "Edith Hartley", How.FULL),
        ("Sinead O'Halloran", "Sinéad O\u2019Halloran", How.FULL),
        ("Lukasz Zajac", "Łukasz Zając", How.FULL),
        ("Ian McAllister", "Ian MacAllister", How.FULL),
        ("Edith Hartley", "Edith Mary Hartley", How.MORE),
        ("Edith Hartley", "Edith Hartley-Jones", How.MORE),
        ("Edith Smith-Jones", "Edith Jones", How.SPELLED),
        ("Catherine Clark", "Kathryn Clarke", How.SPELLED),
        ("Elizabeth Hartley", "Betty Hartley", How.SHORT),
        ("Betty Hartley", "Elizabeth Hartley", How.SHORT),
        ("Bill Sugden", "William Sugden", How.SHORT),
        ("Edith Hartley", "Edith Heartly", How.SOUNDS),
        ("Edith Hartley", "E. Hartley", How.INITIAL),
        ("Edith Hartley", "Hartley E", How.INITIAL),
        ("Edith Hartley", "EM Hartley", How.INITIAL),
        ("Edith Hartley", "Mrs Hartley", How.SURNAME),
        ("Mrs Hartley", "Edith Hartley", How.SURNAME),
        ("Edith Hartley", "Edith H", How.GIVEN_INITIAL),
        ("Edith Hartley", "Edith", How.GIVEN),
        ("Edith Hartley", "E.H.", How.INITIALS),
        ("Edith Hartley", "Edith Harley", How.TYPED),
        ("Edith Hartley", "Hatrley, Edith", How.TYPED),
        ("Edith Hartley", "Mrs Edith Haetley", How.TYPED),
        ("Edith Hartley", "Edith Hartleyx", How.TYPED),
        ("Edith Harley", "Edith Hartley", How.TYPED),
        ("Jonathan Hartley", "Jonahtan Hartley", How.TYPED),
        ("Katarzyna Wiśniewska", "Katarzyna Wisniweska", How.TYPED),
    ],
)
def test_the_same_person_in_another_form(asked: str, stored: str, how: How) -> None:
    assert matched(asked, stored) == NameMatch(how)


@pytest.mark.parametrize(
    ("asked", "stored", "shares"),
    [
        ("Edith Hartley", "George Hartley", Shares.SURNAME),
        ("Edith Hartley", "G Hartley", Shares.SURNAME),
        ("Edith Hartley", "Eric Hartley", Shares.SURNAME_INITIAL),
        ("Edith Hartley", "Edith Brown", Shares.GIVEN),
        ("Edith Hill", "Edith Hall", Shares.GIVEN),  # too short: names of their own
        ("Edith Hartley", "Edith Harlow", Shares.GIVEN),  # two letters away
        ("Gerald Hartley", "Gerard Hartley", Shares.SURNAME_INITIAL),  # both are names
    ],
)
def test_somebody_else_who_shares_a_name(asked: str, stored: str, shares: Shares) -> None:
    assert matched(asked, stored) == NameMatch(None, shares)


@pytest.mark.parametrize("stored", ["George Brown", "Hurtle", "A B", "Rosewood House"])
def test_nobody_of_the_name(stored: str) -> None:
    assert matched("Edith Hartley", stored) is None


def test_a_former_surname_is_looked_for_too() -> None:
    names = read_asked(["Edith Hartley née Smith"], VARIANTS).names
    assert [name.surname for name in names] == [("hartley",), ("smith",)]


def test_words_without_quotation_marks_are_one_name() -> None:
    assert read_asked(["Edith", "Hartley", "999 123 4578"], VARIANTS).values == (
        "Edith Hartley",
        "999 123 4578",
    )


def test_numbers_and_dates_are_no_names() -> None:
    assert read_asked(["12/03/1938", "a.b@example.org", "07700 900123"], VARIANTS).names == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("999 123 4587", ""),
        ("943 476 5919", "UK_NHS"),
        ("12th March 1938", "DATE_OF_BIRTH"),
        ("Edith Hartley", ""),
    ],
)
def test_what_a_person_has_one_of(value: str, kind: str) -> None:
    assert kind_of(value) == kind


def test_two_names_that_share_a_word_share_no_key() -> None:
    one = KEYS.keep("digest of one", "Edith Hartley")
    other = KEYS.keep("digest of another", "George Hartley")
    assert not {*one.exact, *one.sound} & {*other.exact, *other.sound}


def test_keys_need_the_key() -> None:
    assert KEYS.keep("d", "Edith") != NameKeys(b"l" * 32).keep("d", "Edith")


def test_keys_do_not_tell_how_long_a_word_is() -> None:
    short, long = KEYS.keep("d", "Ann Lee"), KEYS.keep("e", "Alexandrina Featherstonehaugh")
    assert len(short.exact) == len(long.exact) == len(short.sound) == len(long.sound)


@given(st.text(max_size=60))
def test_any_text_can_be_kept_and_asked_for(text: str) -> None:
    kept = KEYS.keep("d", text)
    assert len(kept.initials) == len(kept.exact) == len(kept.sound) == len(name_words(text))
    for name in read_asked([text], VARIANTS).names:
        NameMatcher(name, KEYS).match("d", *kept)
        assert NameMatcher(name, KEYS).surname_letters()


# "nee" alone stands between a name and the former one.
_WORDS = st.text("abcdefghijklmnoprstuvwyzéł", min_size=3, max_size=9).filter(lambda w: w != "nee")


@given(_WORDS, _WORDS)
def test_a_full_name_is_found_in_either_order(given_name: str, surname: str) -> None:
    assume(len(name_words(f"{given_name} {surname}")) == 2)  # neither is a title, or "junior"
    match = matched(f"{given_name} {surname}", f"{surname.upper()}, {given_name}")
    assert match is not None
    assert match.how is not None
    assert match.how <= How.MORE


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12), st.data())
def test_one_typing_error_after_the_first_letter_is_among_those_expected(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    made = {
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    }
    expected = mistyped(word)
    assert made - {word} <= expected
    assert word not in expected
    assert all(other[0] == word[0] for other in expected)
    assert all(abs(len(other) - len(word)) <= 1 for other in expected)
