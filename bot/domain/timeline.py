"""The story of a callback: what happened, who did it and why, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from bot.domain.callback import CallbackId, Status


class Kind(StrEnum):
    """What can stand in a timeline. Values are stored: never rename one."""

    REQUESTED = "requested"
    RANG_US = "rang_us"
    STARTED_BY_BUSINESS = "started_by_business"
    SCHEDULED = "scheduled"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    AGENT_RUNG = "agent_rung"
    AGENT_SKIPPED = "agent_skipped"
    AGENT_RINGING = "agent_ringing"
    AGENT_ANSWERED = "agent_answered"
    AGENT_ACCEPTED = "agent_accepted"
    AGENT_LOST = "agent_lost"
    WAITING_FOR_AGENT = "waiting_for_agent"
    CUSTOMER_RUNG = "customer_rung"
    CUSTOMER_WAITS = "customer_waits"
    CUSTOMER_LEFT = "customer_left"
    CALLBACK_CHOSEN = "callback_chosen"
    JOINED = "joined"
    CUSTOMER_RINGING = "customer_ringing"
    CUSTOMER_ANSWERED = "customer_answered"
    CUSTOMER_UNREACHED = "customer_unreached"
    TRY_PLANNED = "try_planned"
    ROUND_PLANNED = "round_planned"
    NO_MORE_TRIES = "no_more_tries"
    COMPLETED = "completed"
    PBX_ASKED = "pbx_asked"
    PBX_QUEUED = "pbx_queued"
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_AWAY = "provider_away"
    ANSWER_LOST = "answer_lost"
    CALL_FOUND = "call_found"
    CALL_NOT_FOUND = "call_not_found"
    CALL_LOOKED_UP = "call_looked_up"
    MISSED = "missed"
    VOICE_MESSAGE_ASKED = "voice_message_asked"
    VOICE_MESSAGE_LEFT = "voice_message_left"
    VOICE_MESSAGE_NONE = "voice_message_none"
    ALERTED = "alerted"
    ESCALATED = "escalated"
    SENT_OTHERWISE = "sent_otherwise"
    CLAIMED = "claimed"
    REPORTED = "reported"
    CUSTOMER_TOLD = "customer_told"
    MESSAGE_SENT = "message_sent"
    MESSAGE_DELAYED = "message_delayed"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_DROPPED = "message_dropped"
    FAILED = "failed"


SENTENCES: Mapping[Kind, str] = {
    Kind.REQUESTED: "Asked for a callback by {channel}; consent recorded.",
    Kind.RANG_US: "Rang the business.",
    Kind.STARTED_BY_BUSINESS: "Started by the business ({by}), which has {basis}.",
    Kind.SCHEDULED: "Scheduled for {due}, because {why}.",
    Kind.RESCHEDULED: "Moved to {due}.",
    Kind.CANCELLED: "Cancelled by the {by}.",
    Kind.BLOCKED: "Nobody is called: {why}.",
    Kind.AGENT_RUNG: "Ringing {agent} ({why}).",
    Kind.AGENT_SKIPPED: "{agent} not rung: {why}.",
    Kind.AGENT_RINGING: "{agent}'s phone rings.",
    Kind.AGENT_ANSWERED: "{agent} picked up and hears who it is about.",
    Kind.AGENT_ACCEPTED: "{agent} took the call; ringing the customer.",
    Kind.AGENT_LOST: "{agent} did not take it: {why}.",
    Kind.WAITING_FOR_AGENT: "Everybody is in a call; waiting for someone to become free.",
    Kind.CUSTOMER_RUNG: "Ringing the customer first.",
    Kind.CUSTOMER_WAITS: "The customer is on the line and waits while the team is rung.",
    Kind.CUSTOMER_LEFT: "The customer hung up while waiting.",
    Kind.CALLBACK_CHOSEN: "The customer chose to hang up and be called back, and keeps the place.",
    Kind.JOINED: "{agent} took the call and talks with the customer.",
    Kind.CUSTOMER_RINGING: "The customer's phone rings.",
    Kind.CUSTOMER_ANSWERED: "The customer picked up.",
    Kind.CUSTOMER_UNREACHED: "The customer was not reached: {why}.",
    Kind.TRY_PLANNED: "Try {number} of {of} follows at {due}: {why}.",
    Kind.ROUND_PLANNED: "The team is rung again at {due}, round {number} of {of}: {why}.",
    Kind.NO_MORE_TRIES: "No further try unless somebody asks for one: {why}.",
    Kind.COMPLETED: "They talked for {seconds} s.",
    Kind.PBX_ASKED: "Handing over to queue {queue} of the phone system.",
    Kind.PBX_QUEUED: "The phone system has it in its queue and rings both.",
    Kind.PROVIDER_REFUSED: "{provider} refused: {why}.",
    Kind.PROVIDER_AWAY: "{provider} cannot be reached; trying again at {retry}.",
    Kind.ANSWER_LOST: "{provider} did not answer in time; the call may ring. Looking it up first.",
    Kind.CALL_FOUND: "The call was found at {provider}; going on with it.",
    Kind.CALL_NOT_FOUND: "{provider} has no such call; ringing is safe.",
    Kind.CALL_LOOKED_UP: "{provider} shows no such call yet; looking again at {retry} before ringing.",
    Kind.MISSED: "Nobody took it: {why}.",
    Kind.VOICE_MESSAGE_ASKED: "Asked for a voice message; the text to the business waits for it.",
    Kind.VOICE_MESSAGE_LEFT: "Left a voice message ({seconds} s).",
    Kind.VOICE_MESSAGE_NONE: "Left no voice message.",
    Kind.ALERTED: "One text to the business.",
    Kind.SENT_OTHERWISE: "The text to the business did not arrive; it is sent by {channel} as well.",
    Kind.ESCALATED: "The next contact is told: {why}.",
    Kind.CLAIMED: "{agent} takes it.",
    Kind.REPORTED: "{agent} says how it went: {outcome}.",
    Kind.CUSTOMER_TOLD: "The customer was told: {purpose}.",
    Kind.MESSAGE_SENT: "Text sent: {purpose}.",
    Kind.MESSAGE_DELAYED: "A text cannot be sent yet ({purpose}); trying again at {retry}.",
    Kind.MESSAGE_FAILED: "A text could not be sent ({purpose}): {why}.",
    Kind.MESSAGE_DROPPED: "A text was not sent, for it was no longer so ({purpose}).",
    Kind.FAILED: "Given up: {why}.",
}

REASONS: Mapping[str, str] = {
    # Contacts have no name, only a number.
    "": "somebody of the team",
    "twilio": "Twilio",
    "netsapiens": "NetSapiens",
    "no_answer": "no answer",
    "busy": "busy",
    "broken_off": "the call broke off before the customer was rung",
    "declined": "passed it on",
    "not_accepted": "picked up, but no key was pressed",
    "machine": "a machine answered",
    "failed": "the call failed",
    "refused": "the provider refused the number",
    "cancelled": "the call was cancelled",
    "not_placed": "the call was never placed",
    "customer_no_answer": "no answer",
    "customer_busy": "busy",
    "customer_failed": "the number could not be reached",
    "customer_opted_out": "asked never to be called again",
    "opted_out": "this number asked not to be contacted",
    "closed": "the business is closed",
    "asked_for_time": "the customer chose the time",
    "all_tried": "everybody was tried",
    "max_agents": "the allowed number of people was tried",
    "time_is_up": "the time allowed for ringing is over",
    "no_agents": "no agents are set up",
    "in_a_call": "in another call",
    "priority": "next by priority",
    "round_robin": "next in turn",
    "least_recent": "longest without a call",
    "simultaneous": "everybody at once",
    "taken": "somebody else was faster",
    "customer_machine": "a mailbox answered",
    "customer_hung_up": "picked up and hung up",
    "customer_left": "the customer hung up while waiting",
    "claimer_lost": "who took it was not reached",
    "claimed": "took it",
    "not_taken": "nobody has taken it so far",
    "undelivered": "the text did not arrive",
    "reached": "reached",
    "call_again": "call again",
    "done": "done",
    "all_away": "nobody is there at the moment",
    "away": "not there at the moment",
    "console_silent": "the console has been silent since {since}",
    "not_verified": "the phone is not verified",
    "answer_lost": "the phone system did not answer; the call may be in its queue",
    "provider_refused": "every provider refused",
    "number_not_allowed": "the business allows no calls to such a number",
    "provider_away": "the phone provider could not be reached",
    "alert": "the text to the business",
    "calling_you": "who is calling",
    "ending": "what comes next",
    "again": "when we call again",
    "calling_now": "that it is time for the call",
    "mailbox": "that their mailbox answered",
    "other_time_of_day": "another time of day than before",
    "after_the_gap": "the hours have no other time of day soon",
    "tries_used": "as many as the business allows were made",
    "limits_used": "the limits of the business leave no call for it",
    "no_time_soon": "no time within the hours and by day comes soon",
    "next_round": "nobody took it, and the team is rung again",
    "next_try": "the customer did not pick up, and is rung again",
    "next_try_after_mailbox": "the customer's mailbox answered, and they are rung again",
    "queued": "waiting in the phone queue",
    "whatsapp": "WhatsApp",
    "sms": "text message",
    "web": "web form",
    "voice": "phone",
    "existing_request": "a request of the customer",
    "not_sendable": "they asked not to be written to, or there is no number to send from",
    "asked_by_phone": "been asked for it by phone",
}

#: Data that is a time, in ISO 8601.
MOMENTS = frozenset({"retry", "due", "since"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline."""

    seq: int
    callback_id: CallbackId
    at: datetime
    actor: str
    kind: Kind
    #: Status of the callback after it.
    status: Status
    data: Mapping[str, object]

    @property
    def sentence(self) -> str:
        """What happened, for people of the business and operators."""
        return self.told(UTC)

    def told(self, zone: tzinfo) -> str:
        """The sentence with its times as the clocks of ``zone`` show them."""
        moments = _Words(
            {key: self._moment(value, zone) for key, value in self.data.items() if key in MOMENTS}
        )
        words = {key: self._word(value, moments) for key, value in self.data.items()} | moments
        sentence = SENTENCES[self.kind].format_map(_Words(words))
        return sentence[:1].upper() + sentence[1:]

    @property
    def counts(self) -> str:
        """The limits that were counted, how far each was used: "cooldown 1 of 1"; empty for none."""
        counted = self.data.get("counted")
        if not isinstance(counted, Mapping):
            return ""
        return ", ".join(
            f"{name.replace('_', ' ')} {used['count']} of {used['max']}" for name, used in counted.items()
        )

    def _word(self, value: object, moments: Mapping[str, str]) -> str:
        """The value in words. A reason may name a time; what is no reason is shown as it is."""
        reason = REASONS.get(str(value))
        return str(value) if reason is None else reason.format_map(moments)

    def _moment(self, value: object, zone: tzinfo) -> str:
        moment = datetime.fromisoformat(str(value)).astimezone(zone)
        same_day = moment.date() == self.at.astimezone(zone).date()
        return f"{moment:%H:%M:%S}" if same_day else f"{moment:%a %Y-%m-%d %H:%M}"


class _Words(dict[str, str]):
    """Older rows may lack a word that a newer sentence has; the sentence is shown all the same."""

    def __missing__(self, key: str) -> str:
        return "unknown"
