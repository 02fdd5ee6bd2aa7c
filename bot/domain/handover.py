"""Handing a callback over to a PBX, which rings the customer by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.phone import E164


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A call we ask the PBX to make between a queue of the business and a customer."""

    #: Ours, one for each attempt: letters and digits. The PBX keeps it where its interface has a place for it
    #: (as the id of a call).
    reference: str
    queue: str
    #: User of the PBX in whose name it is made, such as ``100@acme.example``.
    uid: str
    destination: E164


class Found(StrEnum):
    """Whether the PBX has a call that was handed over and not answered for."""

    YES = "yes"
    #: Surely not at the time of asking. One that is still on its way may come to be there.
    NO = "no"
    #: The PBX has no way to say.
    CANNOT_TELL = "cannot_tell"
