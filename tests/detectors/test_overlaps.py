"""Of findings on the same characters one is kept, and parts stay with their whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Finding
from detectors.overlaps import PARTS, resolve

RANK = {"UK_NHS": 0, "PHONE_NUMBER": 1, "UK_ADDRESS": 2, "UK_POSTCODE": 3}


def finding(entity: str, start: int, end: int, score: float) -> Finding:
    return Finding(entity, start, end, score, "test", "x" * (end - start))


def kept(*findings: Finding) -> list[str]:
    return [f.entity for f in resolve(findings, RANK)]


def test_the_better_supported_kind_wins() -> None:
    assert kept(finding("PHONE_NUMBER", 0, 12, 0.7), finding("UK_NHS", 0, 12, 0.97)) == ["UK_NHS"]


def test_a_tie_goes_to_the_kind_named_first_in_the_rules() -> None:
    assert kept(finding("PHONE_NUMBER", 0, 12, 0.9), finding("UK_NHS", 0, 12, 0.9)) == ["UK_NHS"]


def test_a_postcode_stays_with_its_address() -> None:
    assert kept(finding("UK_POSTCODE", 30, 37, 0.98), finding("UK_ADDRESS", 0, 37, 0.9)) == [
        "UK_ADDRESS",
        "UK_POSTCODE",
    ]


def test_a_postcode_across_an_address_is_no_part_of_it() -> None:
    assert kept(finding("UK_POSTCODE", 30, 37, 0.98), finding("UK_ADDRESS", 0, 33, 0.9)) == [
        "UK_POSTCODE"
    ]


def test_an_address_of_a_postcode_alone_is_a_postcode() -> None:
    assert kept(finding("UK_POSTCODE", 0, 7, 0.98), finding("UK_ADDRESS", 0, 7, 0.9)) == [
        "UK_POSTCODE"
    ]


def test_neighbours_do_not_overlap() -> None:
    assert kept(finding("UK_NHS", 0, 12, 0.9), finding("PHONE_NUMBER", 12, 24, 0.6)) == [
        "UK_NHS",
        "PHONE_NUMBER",
    ]


spans = st.builds(
    lambda entity, start, size, score: finding(entity, start, start + size, score / 100),
    st.sampled_from(sorted(RANK)),
    st.integers(0, 60),
    st.integers(1, 20),
    st.integers(0, 100),
)


@given(st.lists(spans, max_size=30))
def test_what_is_kept_never_claims_a_character_twice(findings: list[Finding]) -> None:
    result = resolve(findings, RANK)
    for i, one in enumerate(result):
        for other in result[i + 1 :]:
            if one.start < other.end and other.start < one.end:
                inner, outer = sorted((one, other), key=lambda f: f.end - f.start)
                assert inner.entity in PARTS[outer.entity]


@given(st.lists(spans, min_size=1, max_size=30))
def test_the_best_finding_is_always_kept(findings: list[Finding]) -> None:
    best = max(finding.score for finding in findings)
    assert best in {finding.score for finding in resolve(findings, RANK)}


def test_a_name_does_not_keep_half_of_a_postcode() -> None:
    name = replace(finding("PERSON", 0, 8, 1.0), value="Liu GL52")
    found = resolve([name, finding("UK_POSTCODE", 4, 12, 0.8)], RANK)
    assert [(f.entity, f.start, f.end) for f in found] == [
        ("PERSON", 0, 3),
        ("UK_POSTCODE", 4, 12),
    ]
