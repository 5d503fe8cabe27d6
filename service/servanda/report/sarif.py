"""Diagnostics → SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable

from sarif_pydantic import (
    ArtifactLocation,
    Level,
    Location,
    Message,
    PhysicalLocation,
    Region,
    ReportingDescriptor,
    Result,
    Run,
    Sarif,
    Tool,
    ToolDriver,
)

from servanda import __version__
from servanda.language.diagnostic import Diagnostic

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_of(diagnostics: Iterable[Diagnostic]) -> str:
    """The diagnostics as one run of the tool; their paths should be relative to the repository."""
    found = list(diagnostics)
    codes = sorted({diagnostic.code for diagnostic in found})
    rules = [ReportingDescriptor(id=code, name=code) for code in codes]
    driver = ToolDriver(name="servanda", version=__version__, semanticVersion=__version__, rules=rules)
    run = Run(
        tool=Tool(driver=driver),
        results=[_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in found],
        columnKind="unicodeCodePoints",
    )
    document = Sarif(runs=[run], **{"$schema": SCHEMA})
    return str(document.model_dump_json(by_alias=True, exclude_none=True, indent=2))


def _result(diagnostic: Diagnostic, rule: int) -> Result:
    start, end = diagnostic.span.start, diagnostic.span.end
    region = Region(startLine=start.line, startColumn=start.column, endLine=end.line, endColumn=end.column)
    place = PhysicalLocation(artifactLocation=ArtifactLocation(uri=diagnostic.path), region=region)
    text = diagnostic.message + (f", {diagnostic.hint}" if diagnostic.hint else "")
    return Result(
        ruleId=diagnostic.code,
        ruleIndex=rule,
        level=Level.ERROR if diagnostic.severity == "error" else Level.WARNING,
        message=Message(text=text),
        locations=[Location(physicalLocation=place)],
    )
