"""Program + Submission → Verdict."""

from servanda.evaluation.encode import encode
from servanda.evaluation.submission import Reader, Submission
from servanda.evaluation.verdict import Verdict, evaluate, warm

__all__ = ["Reader", "Submission", "Verdict", "encode", "evaluate", "warm"]
