"""How many persons or bodies a list names."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.evaluation.individuals import individuals
from servanda.language.calendar import ANY_DAY


def person(number=None, surname=None, given_names=None, date_of_birth=None):
    names = {"surname": surname, "given_names": given_names, "date_of_birth": date_of_birth}
    return SimpleNamespace(service_number=number, **names)


def of_persons(entries):
    return individuals(SimpleNamespace(kind="prisoners", by="UKR", entries=entries))


@pytest.mark.parametrize(
    ("entries", "least"),
    [
        ([person(), person()], 2),  # nobody says who they are: the caller's ids do
        ([person("1"), person("2")], 2),
        ([person("1"), person("1")], 1),
        ([person("1"), person("1"), person()], 2),
        ([person(None, "A", "B", "2000-01-01"), person(None, "A", "B", "2000-01-01")], 1),
        ([person(None, "A", "B", "2000-01-01"), person(None, "A", "B", "2000-01-02")], 2),
        ([person(None, "A", "B"), person(None, "A", "B")], 2),  # father and son
        ([person("АВ-1"), person("ab-1"), person("-"), person("-")], 2),  # nobody can tell these apart
        ([person("1", "A", "B", "2000"), person("2", "A", "B", "2000"), person("2")], 1),
    ],
)
def test_entries_that_may_be_one_person_count_as_one_at_least(entries, least) -> None:
    assert of_persons(entries) == (least, len(entries))


few = st.sampled_from([None, "1", "2", "3"])


@given(st.lists(st.builds(person, few, few, few, few), max_size=12))
def test_the_least_number_is_that_of_the_groups_that_share_a_mark(people) -> None:
    def marks(p):
        name = (p.surname, p.given_names, p.date_of_birth)
        return ({p.service_number} - {None}) | ({name} if None not in name else set())

    groups = [{place} for place in range(len(people))]
    for i, one in enumerate(people):
        for j, other in enumerate(people):
            if marks(one) & marks(other):
                joined = set().union(*(group for group in groups if group & {i, j}))
                groups = [group for group in groups if not group & {i, j}] + [joined]
    assert of_persons(people) == (len(groups), len(people))


def body(profiles=None, completeness=None, confirmed_power=None, container=None):
    return SimpleNamespace(
        profiles=profiles, completeness=completeness, confirmed_power=confirmed_power, container=container
    )


def of_bodies(entries):
    return individuals(SimpleNamespace(kind="remains", by="UKR", entries=entries))


@pytest.mark.parametrize(
    ("entries", "bounds"),
    [
        ([body()], (1, 1)),  # something is somebody's
        ([body(), body()], (1, 2)),  # or parts of one
        ([body([]), body([])], (1, 2)),
        ([body(container="B1"), body(container="B2"), body(container="B3")], (1, 3)),  # never a count of bags
        ([body(["p"]), body(["p"])], (1, 1)),
        ([body(["p"]), body(["q"])], (2, 2)),
        ([body(["p", "q"])], (2, 2)),
        ([body(["p"]), body()], (1, 2)),
        ([body(["p"]), body(completeness="partial")], (1, 2)),
        ([body(["p"]), body(completeness="whole")], (2, 2)),
        ([body(["p"], "whole"), body(["p"], "partial")], (1, 1)),
        ([body(completeness="whole"), body(completeness="whole"), body()], (2, 3)),
        ([body(completeness="commingled")], ANY_DAY),
        ([body(["p"], "commingled"), body(["q"])], ANY_DAY),
        ([body(["p", "p"], "commingled")], ANY_DAY),  # said twice, it is one profile
        ([body(["p", "q"], "commingled")], (2, 2)),
    ],
)
def test_a_profile_is_a_person_and_what_has_none_may_be_a_part(entries, bounds) -> None:
    assert of_bodies(entries) == bounds


@pytest.mark.parametrize(
    ("entries", "bounds"),
    [
        ([body(["p"], confirmed_power="UKR")], (0, 0)),
        ([body(completeness="commingled", confirmed_power="UKR"), body(["p"])], (1, 1)),
        ([body(["p"], confirmed_power="UKR"), body(["p"])], (1, 1)),
        ([body(confirmed_power="UKR"), body()], (1, 1)),
        ([body(["p"], confirmed_power="RUS"), body(["q"])], (2, 2)),
    ],
)
def test_the_dead_of_the_side_that_hands_over_are_left_out(entries, bounds) -> None:
    assert of_bodies(entries) == bounds


told = st.none() | st.lists(st.sampled_from("pqr"), max_size=3)
completeness = st.sampled_from([None, "whole", "partial"])
bodies = st.lists(st.builds(body, told, completeness, st.sampled_from([None, "UKR", "RUS"])), max_size=8)


@given(bodies)
def test_there_are_no_more_bodies_than_entries_and_profiles_and_each_profile_counts(entries) -> None:
    low, high = of_bodies(entries)
    counted = [entry for entry in entries if entry.confirmed_power != "UKR"]
    profiles = {profile for entry in counted for profile in entry.profiles or ()}
    assert bool(counted) <= low <= high
    assert len(profiles) <= low
    assert high <= len(profiles) + len(counted)


@given(bodies, st.randoms())
def test_the_order_of_entries_does_not_matter(entries, random) -> None:
    shuffled = random.sample(entries, len(entries))
    assert of_bodies(shuffled) == of_bodies(entries)
