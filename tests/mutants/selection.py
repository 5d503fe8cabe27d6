"""The tests that answer for each module: a mutant is tried against these alone, or it would take minutes."""

from __future__ import annotations

# Left out: what holds to a clock or to memory, which mutants take more of, what takes a minute or so, and what goes
# through the text of the code.
LEFT_OUT = (
    *("quickly", "no_time", "memory_stays_flat"),
    *("the_fast_path_reads", "the_schema_and_the_reader", "is_the_same_on_both_paths"),
    *("in_one_place_of_the_package", "nothing_is_said_that_has_no_text"),
)
LANGUAGE = ("test_golden", "test_good", "test_semantics", "test_faults")
JUDGED = (  # the longest last: most mutants do not come so far
    *("evaluation/test_verdicts", "evaluation/test_derived", "evaluation/test_record"),
    *("language/test_accounts", "language/test_parties", "language/test_obligations", "language/test_semantics"),
)

TESTS: dict[str, tuple[str, ...]] = {
    "language/calendar": ("language/test_calendar", "language/test_times", "language/test_obligations_repeated"),
    "language/formula": ("evaluation/test_premises", "evaluation/test_inference", "language/test_semantics"),
    "language/history": (
        "language/test_history",
        "language/test_long_histories",
        "language/test_accounts",
        "language/test_parties",
    ),
    "language/joins": ("language/test_joins", "language/test_history", "language/test_parties"),
    "language/members": (
        "language/test_semantics",
        "language/test_times",
        "language/test_parties",
        "language/test_faults",
    ),
    "language/runtime": (
        *("language/test_calendar", "language/test_semantics", "language/test_times"),
        *("language/test_obligations", "language/test_obligations_repeated", "language/test_removals"),
    ),
    "language/truth": ("evaluation/test_premises", "language/test_semantics"),
    "evaluation/answer": (*JUDGED, "language/test_pairs"),
    "evaluation/derived": (
        *("evaluation/test_derived", "evaluation/test_record"),
        *("language/test_pairs", "language/test_removals"),
    ),
    "evaluation/doubts": ("evaluation/test_pairing", "language/test_pairs"),
    "evaluation/duties": (
        "language/test_obligations",
        "language/test_obligations_repeated",
        "evaluation/test_verdicts",
    ),
    "evaluation/encode": (*JUDGED, "language/test_pairs"),
    "evaluation/inference": (
        "evaluation/test_inference",
        "evaluation/test_inference_faults",
        "evaluation/test_premises",
    ),
    "evaluation/ledger": ("evaluation/test_ledger", "language/test_semantics"),
    "evaluation/replies": ("language/test_pairs", "language/test_removals", "evaluation/test_pairing"),
    "evaluation/service_numbers": ("evaluation/test_pairing", "evaluation/test_derived"),
    "evaluation/status": ("evaluation/test_premises", "evaluation/test_inference", "language/test_semantics"),
    "evaluation/strict": ("evaluation/test_submission", "evaluation/test_submission_faults"),
    "evaluation/submission": (
        *("evaluation/test_submission", "evaluation/test_submission_events"),
        *("evaluation/test_submission_faults", "evaluation/test_periods"),
    ),
    "evaluation/values": (
        *("evaluation/test_submission", "evaluation/test_submission_events", "evaluation/test_submission_faults"),
        "evaluation/test_schema",
    ),
    "evaluation/verdict": (*JUDGED, "language/test_pairs", "evaluation/test_kinds_of_acts"),
    "evaluation/worlds": (*JUDGED, "language/test_obligations_repeated"),
}


def tests_of(module: str) -> list[str]:
    """The files of tests that answer for a module: those that it names, else those of its package."""
    package, _ = module.split("/")
    others = [f"language/{name}" for name in LANGUAGE] if package == "language" else [*JUDGED, "language/test_pairs"]
    return [f"tests/{name}.py" for name in TESTS.get(module, others)]
