"""Who of one list of prisoners is who of another: by id, by service number, and by name and date of birth.

Two people who are taken for one are worse than one who is not found. So people are paired by name only where their
dates of birth are equal to the day, their names are the same but for an error, nothing contradicts, and nobody else
comes near on either list; whatever is less than that is for a human being to decide. Each automatic pair is by far the
best of both its people, so that no choice between such pairs is left, and the order of the lists decides nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import attrgetter

from servanda.evaluation.doubts import Places, doubts
from servanda.evaluation.names import compare
from servanda.evaluation.persons import Person, Side, neighbours
from servanda.evaluation.ties import MARGIN, MAY_BE, Tie, are_one_name, are_plainly_two, may_be_two, tie_of

MOST_NAMESAKES = 2
"""Entries of a list that may share surname and given name where a birthday, and no father, tells them apart."""
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """An entry of one list or of both, by place; unpaired with candidates, it is for a human being to decide."""

    before: int | None
    after: int | None
    matched_by: str = ""  # id, service_number or name
    score: int = 0  # of 1000, by name
    rests_on: tuple[str, ...] = ()  # the fields that told, by name
    candidates: tuple[int, ...] = ()  # places of the other list, the likeliest first


def pairs(before: Sequence[Person], after: Sequence[Person]) -> list[Pair]:
    """Every place of both lists in exactly one pair: in the order of the base list, then those only in the other."""
    return _Pairing(before, after).pairs()


def same_person(everybody: Sequence[Person]) -> list[tuple[int, int]]:
    """How many others of a list are the same person as each: how many surely are, and how many may be."""
    named = {place: person for place, person in enumerate(everybody) if any(person.told[1:])}
    if len(named) < 2:
        return [(0, 0)] * len(everybody)
    found = _Ties(named, named, (everybody, everybody)).counts()
    return [found.get(place, (0, 0)) for place in range(len(everybody))]


class _Pairing:
    """The pairs of two lists: what is told by id and number first, then by name among those who are left."""

    def __init__(self, before: Sequence[Person], after: Sequence[Person]) -> None:
        self._before = before
        self._after = after
        self._found: dict[int, Pair] = {}
        self._taken: set[int] = set()
        self._disputed: list[tuple[int, int]] = []
        self._doubted: list[tuple[int, int]] = []

    def pairs(self) -> list[Pair]:
        self._pair_by(attrgetter("id"), "id")
        self._pair_by(attrgetter("number"), "service_number")
        ties = self._pair_by_name()
        of_before = ties.candidates(_BEFORE, self._taken)
        of_after = ties.candidates(_AFTER, self._found.keys())
        twice_before = self._twice(self._before, {i: pair.after for i, pair in self._found.items()})
        twice_after = self._twice(self._after, {pair.after: i for i, pair in self._found.items()})
        return [
            *(
                self._found.get(i) or Pair(i, None, candidates=of_before[i] or twice_before.get(i, ()))
                for i in range(len(self._before))
            ),
            *(
                Pair(None, j, candidates=of_after[j] or twice_after.get(j, ()))
                for j in range(len(self._after))
                if j not in self._taken
            ),
        ]

    @staticmethod
    def _twice(people: Sequence[Person], found: Mapping[int | None, int | None]) -> dict[int, tuple[int, ...]]:
        """Of those who are left: who is on the list once more, and was found there, so that nobody is missing."""
        left = {i: person for i, person in enumerate(people) if i not in found and person.birth}
        days = {person.birth for person in left.values()}
        others = {i: person for i, person in enumerate(people) if i in found and person.birth in days}
        twice: dict[int, tuple[int, ...]] = {}
        two, _ = neighbours(left, others)
        for i, k in sorted(two):
            tie, other = tie_of(left[i], others[k], lambda a, b: True), found[k]
            if tie and tie.is_automatic and other is not None:
                twice[i] = (*twice.get(i, ()), other)[:MOST_CANDIDATES]
        return twice

    def _pair_by(self, key: Callable[[Person], str], name: str) -> None:
        """Pairs those who alone have an id or number on both lists, unless that is disputed."""
        before, after = (_only(people, key) for people in (self._before, self._after))
        disputed = [{pair[side] for pair in self._disputed} for side in (_BEFORE, _AFTER)]
        for value in before.keys() & after.keys():
            i, j = before[value], after[value]
            if i in self._found or j in self._taken:
                continue
            one, other = self._before[i], self._after[j]
            is_disputed = i in disputed[_BEFORE] or j in disputed[_AFTER]
            has_rival = self._is_elsewhere(one, other, _AFTER) or self._is_elsewhere(other, one, _BEFORE)
            if not is_disputed and not has_rival and not may_be_two(one, other):
                self._take(Pair(i, j, name))
            elif not is_disputed and are_plainly_two(one, other):
                self._doubted.append((i, j))
            else:
                self._disputed.append((i, j))

    def _is_elsewhere(self, person: Person, found: Person, side: int) -> bool:
        """Whether a list has somebody else who fits a person better than whoever is found: in number, or name and day.

        Nobody does where the two are the same in all that they tell.
        """
        if (person.told, person.number, person.others) == (found.told, found.number, found.others):
            return False
        if person.number and person.number != found.number and person.number in self._numbers[side]:
            return True
        others = self._days[side].get(person.day, ()) if person.day != found.day else ()
        return any(are_one_name(compare(person.name, other.name)) for other in others)

    @cached_property
    def _numbers(self) -> tuple[Set[str], Set[str]]:
        """The service numbers of both lists."""
        return {person.number for person in self._before}, {person.number for person in self._after}

    @cached_property
    def _days(self) -> tuple[Mapping[str, Sequence[Person]], Mapping[str, Sequence[Person]]]:
        """Who of both lists was born on which day."""
        found: tuple[dict[str, list[Person]], dict[str, list[Person]]] = defaultdict(list), defaultdict(list)
        for of_list, people in zip(found, (self._before, self._after), strict=True):
            for person in people:
                if person.day:
                    of_list[person.day].append(person)
        return found

    def _pair_by_name(self) -> _Ties:
        before = {i: person for i, person in enumerate(self._before) if i not in self._found}
        after = {j: person for j, person in enumerate(self._after) if j not in self._taken}
        ties = _Ties(before, after, (self._before, self._after))
        for i, j in self._disputed:
            ties.dispute(i, j)
        still = [((i,), (j,)) for i, j in self._doubted if i in before and j in after]
        for some, others in (*still, *doubts(before, after, MAY_BE)):
            ties.doubt(some, others)
        for i, j, tie in ties.automatic():
            self._take(Pair(i, j, "name", tie.score, tie.rests_on))
        return ties

    def _take(self, pair: Pair) -> None:
        assert pair.before is not None
        assert pair.after is not None
        self._found[pair.before] = pair
        self._taken.add(pair.after)


def _only(people: Sequence[Person], key: Callable[[Person], str]) -> dict[str, int]:
    """The places of those whose id or number nobody else on the list has."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        found[key(person)].append(place)
    return {value: places[0] for value, places in found.items() if value and len(places) == 1}


_BEFORE, _AFTER = 0, 1


class _Ties:
    """Who may be whom by name: for each place of either list its ties to places of the other.

    With one list on both sides nobody is compared with themselves. ``lists`` are whole, also with those who are paired.
    """

    def __init__(self, before: Side, after: Side, lists: tuple[Sequence[Person], Sequence[Person]]) -> None:
        self._people = before, after
        self._lists = lists
        of_before: dict[int, dict[int, Tie]] = defaultdict(dict)
        self._ties = of_before, of_before if before is after else defaultdict(dict)
        self._crowds: list[tuple[Sequence[int], Sequence[int]]] = []
        self._undecided: tuple[set[int], ...] = set(), set()
        two, crowds = neighbours(before, after)
        for i, j in two:
            if tie := tie_of(before[i], after[j], self._are_rare):
                self._ties[_BEFORE][i][j] = self._ties[_AFTER][j][i] = tie
        for crowd in crowds:
            self._crowd(crowd.before, crowd.after, is_undecided=crowd.is_of_one_day)

    def _are_rare(self, a: Person, b: Person) -> bool:
        """Whether so few on either list have the names of both that a birthday tells them apart."""
        names = a.name.namesakes, b.name.namesakes
        return all(of_list[name] <= MOST_NAMESAKES for of_list in self._namesakes for name in names)

    @cached_property
    def _namesakes(self) -> list[Counter[Hashable]]:
        """How many of each list have a surname and a given name."""
        return [Counter([person.name.namesakes for person in of_list]) for of_list in self._lists]

    def _crowd(self, *crowd: Iterable[int], is_undecided: bool) -> None:
        """So many share so much that none of them is told from another: each may be anyone of the other side."""
        before, after = (sorted(of, key=lambda i: people[i].id) for of, people in zip(crowd, self._people, strict=True))
        self._crowds.append((before, after))
        if is_undecided:
            self._undecided[_BEFORE].update(before)
            self._undecided[_AFTER].update(after)

    def dispute(self, i: int, j: int) -> None:
        """Leaves two entries to review that an id or a number makes one, against all else."""
        self._ties[_BEFORE][i][j] = self._ties[_AFTER][j][i] = Tie(1000, False)
        self._undecided[_BEFORE].add(i)
        self._undecided[_AFTER].add(j)

    def doubt(self, before: Places, after: Places) -> None:
        """Leaves those to review of whom nobody else turns out to be the other: it decides nothing."""
        self._crowd(before, after, is_undecided=False)

    def automatic(self) -> Iterator[tuple[int, int, Tie]]:
        """The ties that leave no doubt: nobody else comes near on either side who is not surely somebody else.

        Two of one name who were born days apart, and are both on both lists, are told by their days.
        """
        rivals = dict(self._sure())
        while True:
            before, after = ({pair[side] for pair in rivals} for side in (_BEFORE, _AFTER))
            unclear = [pair for pair, (near, of) in rivals.items() if not (near <= after and of <= before)]
            if not unclear:
                break
            for pair in unclear:
                del rivals[pair]
        yield from ((i, j, self._ties[_BEFORE][i][j]) for i, j in rivals)

    def _sure(self) -> Iterator[tuple[tuple[int, int], tuple[set[int], set[int]]]]:
        """The places of every two who are one but for those who come near, and these: of the other side, of the own."""
        for i, ties in self._ties[_BEFORE].items():
            if not ties or i in self._undecided[_BEFORE]:
                continue
            j, tie = max(ties.items(), key=lambda item: item[1].score)
            if tie.is_automatic and j not in self._undecided[_AFTER]:
                near, of = _rivals(tie, ties), _rivals(tie, self._ties[_AFTER][j])
                if near is not None and of is not None:
                    yield (i, j), (near, of)

    def candidates(self, side: int, taken: Set[int]) -> Mapping[int, tuple[int, ...]]:
        """For each place of a side who of the other it may be: the likeliest first, nobody who is paired."""
        people = self._people[1 - side]
        found: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        for place, ties in self._ties[side].items():
            found[place] += [(-tie.score, people[j].id, j) for j, tie in ties.items() if j not in taken]
        for crowd in self._crowds:
            some = islice((j for j in crowd[1 - side] if j not in taken), MOST_CANDIDATES)
            ranked = [(0, people[j].id, j) for j in some]
            for place in crowd[side]:
                found[place] += ranked
        likeliest = {
            place: tuple(dict.fromkeys([j for _, _, j in sorted(ranked)]))[:MOST_CANDIDATES]
            for place, ranked in found.items()
            if ranked
        }
        return dict.fromkeys(self._people[side], ()) | likeliest

    def counts(self) -> dict[int, tuple[int, int]]:
        """Of those who have any, by place: how many of their ties are beyond doubt, and how many there may be."""
        crowded: Counter[int] = Counter()
        for before, after in self._crowds:
            crowded.update(dict.fromkeys(before, len(after)))
        found, most = {}, len(self._people[_AFTER]) - 1
        for place in self._ties[_BEFORE].keys() | crowded.keys():
            ties = self._ties[_BEFORE].get(place, {})
            certain = 0 if place in self._undecided[_BEFORE] else sum(tie.is_automatic for tie in ties.values())
            found[place] = certain, min(len(ties) + crowded[place], most)
        return found


def _rivals(tie: Tie, ties: Mapping[int, Tie]) -> set[int] | None:
    """Who comes near to one of an entry's ties; None where somebody is no less likely."""
    near = {place: other for place, other in ties.items() if other.score > tie.score - MARGIN and other is not tie}
    if any(other.is_automatic or other.score >= tie.score for other in near.values()):
        return None
    return set(near)


def look_up(entries: Sequence[Person], rows: Sequence[Person]) -> list[tuple[Sequence[int], list[Sequence[int]]]]:
    """The rows of a register that each entry surely is by name, and groups of those that it may be, whoever else is."""
    ties = _LookUps(dict(enumerate(entries)), dict(enumerate(rows)), (entries, rows))
    return [ties.told(i, groups) for i, groups in ties.groups().items()]


class _LookUps(_Ties):
    """Ties in which nobody takes anybody: several rows may be one person, and several entries one row."""

    def told(self, i: int, groups: Iterable[Sequence[int]]) -> tuple[Sequence[int], list[Sequence[int]]]:
        """The rows that an entry surely is, and the groups that leave a doubt, which of a sure row alone is none."""
        ties = self._ties[_BEFORE].get(i, {})
        sure = [j for j, tie in ties.items() if tie.is_automatic]
        unsure = [j for j in ties if j not in sure]
        return sure, [unsure, *(group for group in groups if len(group) > 1 or group[0] not in sure)]

    def groups(self) -> dict[int, list[Sequence[int]]]:
        """The crowds of each entry, and whom it may be as it tells too little."""
        found: dict[int, list[Sequence[int]]] = {i: [] for i in self._people[_BEFORE]}
        for left, right in (*self._crowds, *doubts(*self._people, MAY_BE)):
            for i in left:
                found[i].append(right)
        return found

    @cached_property
    def _namesakes(self) -> list[Counter[Hashable]]:
        """How many people have a surname and a given name: whoever is there again was born on the same day."""
        told = [{(person.name.namesakes, person.birth) for person in of.values()} for of in self._people]
        return [Counter([names for names, _ in of_list]) for of_list in told]
