"""An independent Twilio and NetSapiens on loopback, with phones that can be played in a browser.

It stands in for the paid outside when the service is tried or tested: it speaks the vendors' HTTP,
executes TwiML, rings phones and posts signed webhooks. It shares no code with the service, so both
cannot be wrong in the same way.
"""

from __future__ import annotations

from bot.sandbox.app import create_app, page
from bot.sandbox.config import CastPhone, OwnedNumber, SandboxConfig

__all__ = ["CastPhone", "OwnedNumber", "SandboxConfig", "create_app", "page"]
