"""``call SLUG NUMBER``: the business starts a call with one of its customers."""

from __future__ import annotations

import sys
from argparse import Namespace

from bot import app
from bot.cli.opened import with_office
from bot.cli.settled import DONE, FAILED, UNUSABLE, say
from bot.domain.callback import Callback
from bot.services import requests, submissions
from bot.services.office import Office
from bot.services.owner import Basis, Grounds
from bot.services.requests import Ask, RequestRefused
from bot.web.intake import Wish
from bot.web.problems import Problem
from bot.web.tenant_api import owner_ask
from bot.web.wording import FALLBACK, Wording


def execute(arguments: Namespace) -> int:
    """Store the request as the API would; whoever works for the service rings. Prints its id and address."""

    async def call(office: Office) -> int:
        try:
            ask = _ask(office, arguments)
        except Problem as problem:
            return say(problem.sentence, UNUSABLE)
        if ask is None:
            return say(f"there is no tenant {arguments.slug!r}; see: callback-bot tenants list", FAILED)
        try:
            told = await submissions.submit(office, ask, None, lambda callback: _told(office, callback))
        except RequestRefused as refusal:
            return say(requests.explain(office, ask.tenant, FALLBACK, refusal), FAILED)
        sys.stdout.write(told)
        return DONE

    return with_office(call)


def _ask(office: Office, arguments: Namespace) -> Ask | None:
    """None: there is no such tenant. Raises ``Problem`` for a number or time that cannot be."""
    tenant = office.tenants.by_id(arguments.slug)
    if tenant is None:
        return None
    wish = Wish(phone=arguments.number, name=arguments.name, topic=arguments.topic, when=arguments.at)
    grounds = Grounds(
        basis=Basis(arguments.basis), reference=arguments.reference, started_by="callback-bot call"
    )
    wording, now = Wording(app.templates() / "pages"), office.clock.now()
    customers = wording.language(tenant.locale)
    return owner_ask(wording, FALLBACK, tenant, wish, grounds, customers_language=customers, now=now)


def _told(office: Office, callback: Callback) -> str:
    token = office.tokens.issue(callback.tenant_id, callback.callback_id)
    url = f"{office.urls.public_url}/api/v1/callbacks/{callback.callback_id}?token={token}"
    return f"{callback.callback_id}\n{url}\n"
