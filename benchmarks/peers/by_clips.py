"""CLIPS: a fact for each person; rules tell what they find. What is absent is given as a word, dates as numbers."""

from __future__ import annotations

import clips
from core import CATEGORIES, COMPLIANT, FROM, NOT, OPEN_VERDICT, TO, Person, Result, born
from engine import measure

UNKNOWN = "unknown"
PROGRAM = f"""
(deftemplate person (slot number (type INTEGER)) (slot health) (slot status) (slot born (type INTEGER)))
(deftemplate entitled (slot number (type INTEGER)))

(defrule serious (declare (salience 2))
  (person (number ?n) (health ?h&seriously_wounded|seriously_ill))
  => (assert (entitled (number ?n))) (category ?n ?h))
(defrule young (declare (salience 1))
  (person (number ?n) (born ?b&:(and (> ?b {FROM}) (<= ?b {TO}))))
  => (assert (entitled (number ?n))) (category ?n {CATEGORIES[2]}))

(defrule not-a-prisoner-of-war
  (person (number ?n) (status ~pow&~{UNKNOWN}))
  => (verdict ?n {NOT}))
(defrule out
  (person (number ?n) (status pow|{UNKNOWN}) (health ~{UNKNOWN}) (born ~0)) (not (entitled (number ?n)))
  => (verdict ?n {NOT}))
(defrule compliant
  (person (number ?n) (status pow)) (entitled (number ?n))
  => (verdict ?n {COMPLIANT}))
"""
verdicts: list[str] = []
categories: list[list[str]] = []


def category(number: int, name: str) -> None:
    categories[number].append(str(name))


def verdict(number: int, word: str) -> None:
    verdicts[number] = str(word)


environment = clips.Environment()
environment.define_function(category)
environment.define_function(verdict)
for construct in PROGRAM.strip().split("\n(def"):
    environment.build(construct if construct.startswith("(def") else f"(def{construct}")
template = environment.find_template("person")
WORDS = {word: clips.Symbol(word) for word in ("fit", "ill", "wounded", *CATEGORIES[:2], "pow", "civilian", UNKNOWN)}


def rules(people: list[Person]) -> list[Result]:
    verdicts[:] = [OPEN_VERDICT] * len(people)
    categories[:] = [[] for _ in people]
    environment.reset()
    for number, person in enumerate(people):
        template.assert_fact(
            number=number,
            health=WORDS[person.get("health", UNKNOWN)],
            status=WORDS[person.get("status", UNKNOWN)],
            born=born(person),
        )
    environment.run()
    return list(zip(verdicts, categories, strict=True))


if __name__ == "__main__":
    measure(rules)
