"""What is logged about a failure can be written in both forms."""

from __future__ import annotations

import pytest
import structlog

from bot.adapters import logs


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_stack_of_a_failure_is_written_as_text(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        logs.configure("info", form)
        structlog.get_logger().error("request failed", action="request_failed", stack="in one\nin two")
        assert "in two" in capsys.readouterr().err
    finally:
        structlog.reset_defaults()
