"""The columns of a name → surname, given names and father, also where these stand in one column or in each other's."""

from __future__ import annotations

from typing import NamedTuple

from servanda.evaluation.known_names import (
    is_full,
    is_given,
    is_initial,
    is_nearly_given,
    is_of_known_father,
    is_patronymic,
)
from servanda.evaluation.words import Words

OF_FATHER = {"ohli", "ohlu", "kizi", "uli", "ulu"}  # words beside the name of a father
_MOST = 5  # words of a name that is taken apart


class Parts(NamedTuple):
    """The words of each part of a name, and whether surname and given name had to be changed over."""

    surname: Words
    given: Words
    father: Words
    is_turned: bool = False


def parts(surname: Words, given: Words, patronymic: Words) -> Parts:
    """What the columns tell.

    A name in one column is taken apart; surname and given name are turned where only the surname is a given name.
    """
    told = Parts(surname, given, patronymic)
    if _are_mixed_up(told):
        told = _by_what_they_are((*surname, *given, *patronymic)) or told
    return _turned(_without_father(_taken_apart(told)))


# INVARIANT: of three columns that are plain `parts` leaves every word where it is.


def is_plain_surname(told: Words) -> bool:
    """Whether a surname is one word that could stand in no other column."""
    return len(told) == 1 and not is_given(told[0]) and not is_patronymic(told[0])


def is_plain_given_name(told: Words) -> bool:
    """Whether a given name is one word that is no patronymic."""
    return len(told) == 1 and not is_patronymic(told[0])


def is_plain_father(told: Words) -> bool:
    """Whether a patronymic is one, or absent."""
    return not told or (len(told) == 1 and is_patronymic(told[0]))


def _are_mixed_up(told: Parts) -> bool:
    """Whether the words stand in columns that are not theirs."""
    surname, given, father, _ = told
    if surname and is_initial(surname[0]):
        return True
    if (bool(surname), bool(given), bool(father)).count(True) < 2:
        return len(surname) + len(given) + len(father) > 1
    if not given:
        return is_given(surname[0]) and not is_patronymic(father[0]) and not is_given(father[0])
    if is_of_known_father(given[0]) and not is_given(given[0]):
        return not father or not is_of_known_father(father[0])  # of two patronymics one is a surname
    if not surname:
        return len(given) > 1 and is_given(given[-1]) and not is_given(given[0])
    if not father or is_patronymic(father[0]) or not is_of_known_father(surname[0]):
        return False
    return is_given(father[0]) != is_given(given[0])


def _by_what_they_are(words: Words) -> Parts | None:
    """The words of a name in whatever order, by what is known of them; None where that is not enough."""
    if not 1 < len(words) <= _MOST:
        return None
    if any(map(is_initial, words)):
        return _with_initials(words)
    if words[-1].key in OF_FATHER:
        return Parts(words[:-3], words[-3:-2], words[-2:]) if len(words) > 2 else None
    known = [place for place, word in enumerate(words) if is_given(word)]
    fathers = [place for place, word in enumerate(words) if is_of_known_father(word) and place not in known]
    if not fathers and len(words) > 2 and is_patronymic(words[-1]):
        fathers = [len(words) - 1]
    if not fathers:
        return _without_patronymic(words, known)
    if fathers == [0] and not known:
        return None
    father = max(fathers, key=lambda place: (place - 1 in known, place))
    given = father - 1 if father - 1 in known or (not known and len(words) > 2) else known[0] if known else -1
    rest = tuple(word for place, word in enumerate(words) if place not in (father, given))
    return Parts(rest, words[given : given + 1] if given >= 0 else (), words[father : father + 1])


def _with_initials(words: Words) -> Parts | None:
    """A surname that stands before or behind all initials; None where a name is written out beside them."""
    letters = tuple([word for word in words if is_initial(word)])
    surname = words[len(letters) :] if is_initial(words[0]) else words[: -len(letters)]
    return None if any(map(is_initial, surname)) or len(letters) > 2 else Parts(surname, letters[:1], letters[1:])


def _without_patronymic(words: Words, known: list[int]) -> Parts | None:
    """Surname and given name, where only the first or only the last word is a given name."""
    if known == [len(words) - 1]:
        return Parts(words[:-1], words[-1:], ())
    return Parts(words[1:], words[:1], ()) if known == [0] and len(words) == 2 else None


def _taken_apart(told: Parts) -> Parts:
    """A surname that stands before given names, in their column or its own."""
    if not told.given and len(told.surname) in (2, 3):
        return told._replace(surname=told.surname[:1], given=told.surname[1:])
    return told


def _without_father(told: Parts) -> Parts:
    """A father who stands behind given names."""
    if told.father or len(told.given) < 2:
        return told
    if len(told.given) > 2 and told.given[-1].key in OF_FATHER:
        return told._replace(given=told.given[:-2], father=told.given[-2:])
    if is_patronymic(told.given[-1]) or (len(told.given) == 2 and all(map(is_initial, told.given))):
        return told._replace(given=told.given[:-1], father=told.given[-1:])
    return told


def _turned(told: Parts) -> Parts:
    """Surname and given name changed over where only the surname is a given name."""
    if not told.surname or not told.given or not is_given(told.surname[0]) or is_given(told.given[0]):
        return told
    if not is_full(told.surname[0]) and is_nearly_given(told.given[0]):
        return told  # a short form is a surname, too
    turned = Parts(told.given, told.surname, told.father, is_turned=True)
    return _without_father(turned)
