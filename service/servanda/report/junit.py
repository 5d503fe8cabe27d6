"""Outcomes of cases → JUnit's XML, which every CI shows as tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from junitparser import Error, Failure, JUnitXml, TestCase, TestSuite

from servanda.report.escape import visible

if TYPE_CHECKING:
    from servanda.cases import Outcome, Ran


def junit_of(outcomes: Iterable[Outcome]) -> str:
    """A suite for each agreement, a test for each case; what cannot be read or judged is a test with an error."""
    document = JUnitXml("servanda")
    for outcome in outcomes:
        suite = TestSuite(outcome.agreement)
        for ran in outcome.ran:
            suite.add_testcase(_case(outcome.agreement, ran))
        for failure in outcome.unplaced:
            suite.add_testcase(_error(failure.path, visible(f"{failure.path}:{failure.line}: {failure.message}")))
        for version in outcome.unjudged:
            suite.add_testcase(_error(f"{outcome.agreement}/{version}.yaml", f"no case judges {version}"))
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call]
    return str(document.tostring().decode())  # type: ignore[no-untyped-call]


def _case(agreement: str, ran: Ran) -> TestCase:
    case = TestCase(visible(ran.sentence), f"{agreement}.{ran.path.rpartition('/')[2].removesuffix('.yaml')}")
    told = []
    for failure in ran.failures:
        version = f" ({failure.version})" if failure.version else ""
        difference = (
            f"\nexpected  {failure.expected}\ngot       {failure.got}" if failure.expected or failure.got else ""
        )
        told.append(f"{failure.path}:{failure.line}:{failure.column}{version}: {failure.message}{difference}")
    if told:
        found = Failure(visible(ran.failures[0].message))
        found.text = "\n".join(visible(line) for text in told for line in text.splitlines())
        case.result = [found]
    return case


def _error(name: str, message: str) -> TestCase:
    case = TestCase(visible(name), "rulesets")
    case.result = [Error(message)]
    return case
