"""How many persons a list names."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.evaluation.facts import individuals
from servanda.language.calendar import ANY_DAY


def person(number=None, surname=None, given_names=None, date_of_birth=None):
    names = {"surname": surname, "given_names": given_names, "date_of_birth": date_of_birth}
    return SimpleNamespace(service_number=number, **names)


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
        ([person("1", "A", "B", "2000"), person("2", "A", "B", "2000"), person("2")], 1),
    ],
)
def test_entries_that_may_be_one_person_count_as_one_at_least(entries, least) -> None:
    assert individuals("prisoners", entries) == (least, len(entries))


def test_of_remains_it_is_not_known() -> None:
    assert individuals("remains", [person()]) == ANY_DAY


few = st.sampled_from([None, "1", "2", "3"])
entries = st.lists(st.builds(person, few, few, few, few), max_size=12)


@given(entries)
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
    assert individuals("prisoners", people) == (len(groups), len(people))
