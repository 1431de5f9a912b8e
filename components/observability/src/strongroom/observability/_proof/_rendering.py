"""Writes a report: for a terminal, as Markdown, as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeAlias

from strongroom.observability._proof._report import Finding, Report, Verdict

Format: TypeAlias = Literal["table", "markdown", "json"]
"""How a report is written."""

_MARKS: Mapping[Verdict, str] = {"failed": "✗", "exception": "!", "met": "✓", "not applicable": "-"}


def _totals(report: Report) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in report.totals.items())


def _stale(report: Report) -> Iterator[str]:
    for each in report.stale:
        yield f"The exception from {each.control} for {each.resources} excuses nothing: take it away."


def _grouped(report: Report) -> Iterator[tuple[Finding, list[Finding]]]:
    """Yield the first finding of each control, and all of them."""
    groups: dict[str, list[Finding]] = {}
    for each in report.findings:
        groups.setdefault(each.control.control_id, []).append(each)
    for group in groups.values():
        yield group[0], group


def _line(found: Finding) -> str:
    return f"{found.resource}: {found.reason}" if found.reason else found.resource


def as_table(report: Report) -> str:
    """Write a report for a terminal: a line for each control, and for each resource under it.

    Args:
        report: The report.
    """
    lines: list[str] = []
    for first, group in _grouped(report):
        verdict = report.verdicts[first.control.control_id]
        lines.append(f"{_MARKS[verdict]} {first.control.control_id:<22} {verdict:<14} {first.control.title}")
        lines[-1] += f"  [{first.rule}]" if first.rule else ""
        lines += [f"    {_MARKS[each.verdict]} {_line(each)}" for each in group if each.resource]
    return "\n".join([*lines, "", _totals(report), *_stale(report)])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _standards(found: Finding) -> str:
    names = {"fsbp": "FSBP", "cis_v5": "CIS v5", "cis_v3": "CIS v3", "pci": "PCI"}
    numbers = found.control.standards.items()
    return ", ".join(names[name] if name in ("fsbp", "pci") else f"{names[name]} {number}" for name, number in numbers)


def as_markdown(report: Report) -> str:
    """Write a report as Markdown: a table with a row for each control and resource.

    Args:
        report: The report.
    """
    rows = [
        _row(
            each.control.control_id,
            each.control.title,
            _standards(each),
            each.resource or "-",
            f"`{each.rule}`" if each.rule else "-",
            f"{_MARKS[each.verdict]} {each.verdict}",
            each.reason,
        )
        for each in report.findings
    ]
    head = _row("Control", "Meaning", "Standards", "Resource", "Rule", "Verdict", "Reason")
    lines = ["# Controls", "", f"{_totals(report)}.", "", head, "|---|---|---|---|---|---|---|", *rows]
    stale = [f"- {each}" for each in _stale(report)]
    return "\n".join([*lines, *(["", *stale] if stale else [])])


def as_json(report: Report) -> str:
    """Write a report as JSON, in an order that stays.

    Args:
        report: The report.
    """
    findings = [
        {
            "control": each.control.control_id,
            "title": each.control.title,
            "rule": each.control.rule,
            "standards": dict(each.control.standards),
            "checkov": each.checkov,
            "resource": each.resource,
            "urn": each.urn,
            "verdict": each.verdict,
            "reason": each.reason,
        }
        for each in report.findings
    ]
    stale = [each.model_dump() for each in report.stale]
    content = {"totals": report.totals, "controls": report.verdicts, "findings": findings, "stale_exceptions": stale}
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)


RENDERERS: Mapping[Format, Callable[[Report], str]] = {"table": as_table, "markdown": as_markdown, "json": as_json}
"""What writes a report in each format."""
