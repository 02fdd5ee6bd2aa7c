"""``doctor``."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.cli.settled import DONE, FAILED, with_settings
from bot.config import Settings
from bot.doctor import Finding, Mark, examine


def execute(arguments: Namespace) -> int:
    """Print the findings; a failed check makes a failed command."""

    async def check(settings: Settings) -> int:
        findings = await examine(settings)
        if arguments.json:
            sys.stdout.write(json.dumps([asdict(finding) for finding in findings], indent=2) + "\n")
        else:
            sys.stdout.writelines(_report(findings))
        return FAILED if any(finding.mark is Mark.FAIL for finding in findings) else DONE

    return with_settings(check)


def _report(findings: Sequence[Finding]) -> Iterator[str]:
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        yield f"{finding.mark.value:4}  {finding.subject:{width}}  {finding.text}\n"
        if finding.fix:
            yield f"{'':4}  {'':{width}}  Fix: {finding.fix}\n"
    failures = sum(finding.mark is Mark.FAIL for finding in findings)
    yield f"{len(findings)} checks, {failures or 'none'} failed\n"
