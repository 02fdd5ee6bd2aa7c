"""The sandbox against the vendors' own descriptions: what it accepts, what it answers, how it refuses."""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from jsonschema import Draft7Validator

from bot.sandbox.vocabulary import ANNOUNCEMENT, HOLD, SCREENING, VOICE

SPECS = os.environ.get("SPECS_DIR")
needs_specs = pytest.mark.skipif(
    not SPECS, reason="SPECS_DIR is not set: NOT checked against the vendors' description"
)
ACCOUNT = "AC" + "0" * 32
AGENT = "+18135550101"
BUSINESS = "+18135550001"
CUSTOMER = "+18135557001"
CALL = {"To": AGENT, "From": BUSINESS, "Url": "https://bot.example.com/twiml"}
MESSAGE = {"To": CUSTOMER, "From": BUSINESS, "Body": "Hello"}
CHANGES = [
    {"Url": "https://bot.example.com/twiml", "Method": "GET", "FallbackUrl": "https://bot.example.com/spare"},
    {"Twiml": "<Response/>", "StatusCallback": "https://bot.example.com/status"},
    {"Status": "completed"},
    {"TimeLimit": "600"},
    {"Status": "busy"},
    {"Method": "BREW"},
    {"TimeLimit": "soon"},
    {"Urll": "https://bot.example.com/twiml"},
]
FORMS = [
    ("/Calls.json", CALL | {"Timeout": "20", "TimeLimit": "300", "MachineDetection": "Enable"}),
    ("/Calls.json", CALL | {"StatusCallbackEvent": ["initiated", "completed"]}),
    ("/Calls.json", CALL | {"Urll": "x"}),
    ("/Calls.json", CALL | {"Method": "BREW"}),
    ("/Calls.json", CALL | {"Timeout": "soon"}),
    ("/Calls.json", {"To": AGENT, "From": BUSINESS}),
    ("/Calls.json", {"From": BUSINESS, "Url": "https://bot.example.com/twiml"}),
    ("/Messages.json", MESSAGE),
    ("/Messages.json", MESSAGE | {"MediaUrl": ["https://a.example/1", "https://a.example/2"]}),
    ("/Messages.json", {"To": CUSTOMER, "From": BUSINESS}),
    ("/Messages.json", MESSAGE | {"RiskCheck": "perhaps"}),
]


def schema(component: str) -> Draft7Validator:
    """A component of the description, with OpenAPI's `nullable` in JSON Schema's terms."""
    spec = json.loads((Path(SPECS or "") / "twilio_api_v2010.strict.json").read_text())
    parts = json.loads(json.dumps(spec["components"]), object_hook=_nullable)
    named = parts["schemas"][component] | {"additionalProperties": False}
    return Draft7Validator(named | {"components": parts})


def _nullable(part):
    if part.pop("nullable", False) and "type" in part:
        part["type"] = [part["type"], "null"]
    return part


def problems(path: str, form) -> list[str]:
    """What the description finds wrong with a form."""
    module = importlib.util.spec_from_file_location("validate_form", Path(SPECS or "") / "validate_form.py")
    judge = importlib.util.module_from_spec(module)
    module.loader.exec_module(judge)
    return judge.errors("POST", f"/2010-04-01/Accounts/{ACCOUNT}{path}", urlencode(form, doseq=True))


@needs_specs
@pytest.mark.parametrize(("path", "form"), FORMS)
async def test_a_form_is_accepted_exactly_when_the_description_accepts_it(sandbox, path, form):
    headers = sandbox.auth | {"Content-Type": "application/x-www-form-urlencoded"}
    body, url = urlencode(form, doseq=True), f"/2010-04-01/Accounts/{ACCOUNT}{path}"
    response = await sandbox.raw("POST", url, data=body, headers=headers)
    wrong = problems(path, form)
    assert (response.status == 201) == (not wrong), (wrong, await response.text())


@needs_specs
@pytest.mark.parametrize("form", CHANGES)
async def test_a_change_is_accepted_exactly_when_the_description_accepts_it(sandbox, form):
    call = await sandbox.call(Twiml='<Response><Pause length="600"/></Response>')
    await sandbox.answer(AGENT)
    await sandbox.until(lambda state: state["calls"][0]["status"] == "in-progress")
    path = f"/Calls/{call['sid']}.json"
    response, wrong = await sandbox.post(path, form), problems(path, form)
    assert (response.status == 200) == (not wrong), (wrong, await response.text())


@needs_specs
def test_every_element_carries_documented_attributes_and_children():
    described = json.loads((Path(SPECS or "") / "twiml_attributes.json").read_text())["voice"]
    for name, shape in (VOICE | {"Leave": HOLD["Leave"]}).items():
        if name in {"Message", "Body", "Media", "Response"}:
            continue
        assert shape.attributes - described["attributes"].get(name, {}).keys() == set(), name
        assert shape.children - set(described["children"].get(name, ())) <= {"amazon:effect"}, name
    for vocabulary in (VOICE, HOLD, SCREENING, ANNOUNCEMENT):
        verbs = vocabulary["Response"].children - {"Message"}
        assert verbs <= set(described["children"]["Response"])


@needs_specs
async def test_answers_have_the_described_shape(sandbox, service):
    service.says("/voice", '<Response><Record action="/left"/></Response>')
    call = await sandbox.call(Twiml="<Response/>", MachineDetection="Enable")
    await sandbox.answer(AGENT)
    await sandbox.ended(call["sid"])
    message = await (await sandbox.send()).json()
    await sandbox.do(CUSTOMER, "call", to=BUSINESS)
    await sandbox.until(lambda state: "Recording" in state["calls"][1]["saying"])
    await sandbox.do(CUSTOMER, "press", digits="#")
    await service.until("/left")
    account = schema("api.v2010.account")
    account.validate(await sandbox.get(".json"))
    numbers = await sandbox.get("/IncomingPhoneNumbers.json")
    checked = (
        (
            "call",
            [
                call,
                await sandbox.get(f"/Calls/{call['sid']}.json"),
                *(await sandbox.get("/Calls.json"))["calls"],
            ],
        ),
        ("message", [message, await sandbox.get(f"/Messages/{message['sid']}.json")]),
        ("incoming_phone_number", numbers["incoming_phone_numbers"]),
        ("recording", (await sandbox.get("/Recordings.json"))["recordings"]),
    )
    for name, resources in checked:
        validator = schema(f"api.v2010.account.{name}")
        assert resources
        for resource in resources:
            validator.validate(resource)
            assert re.fullmatch("[A-Z]{2}[0-9a-f]{32}", resource["sid"])


@needs_specs
async def test_voice_webhooks_carry_the_documented_parameters(sandbox, service):
    samples = json.loads((Path(SPECS or "") / "twilio_webhooks.json").read_text())["webhooks"]
    await sandbox.call(Url=service.says("/twiml", "<Response/>"), StatusCallback=service.url("/status"))
    await sandbox.answer(AGENT)
    completed = (await service.until("/status"))[0]
    for name, heard in (
        ("voice-url-outbound", service.at("/twiml")[0]),
        ("call-status-completed", completed),
    ):
        documented = next(sample for sample in samples if sample["id"] == name)["params"]
        assert documented.keys() - heard.keys() == set()


@needs_specs
async def test_webhooks_of_bridges_and_recordings_carry_the_documented_parameters(sandbox, service):
    samples = json.loads((Path(SPECS or "") / "twilio_webhooks.json").read_text())["webhooks"]
    told = 'record="record-from-answer-dual" recordingStatusCallback="/tape" action="/done"'
    number = f'<Number url="/screen" machineDetection="Enable" amdStatusCallback="/amd">{CUSTOMER}</Number>'
    await sandbox.do(CUSTOMER, "behaviour", auto="answer", hang_up_after=10)
    events = 'recordingStatusCallbackEvent="in-progress completed"'
    twiml = f"<Response><Dial {told} {events}>{number}</Dial></Response>"
    await sandbox.call(Url=service.says("/twiml", twiml))
    await sandbox.answer(AGENT)
    begun, completed = await service.until("/tape", 2)
    for name, heard in (
        ("number-url-whisper", service.at("/screen")[0]),
        ("amd-async-human", service.at("/amd")[0]),
        ("recording-in-progress", begun),
        ("recording-completed", completed),
        ("dial-action-recorded", (await service.until("/done"))[0]),
    ):
        documented = next(sample for sample in samples if sample["id"] == name)["params"]
        assert documented.keys() - heard.keys() == set(), name


@needs_specs
@pytest.mark.parametrize(("channel", "sample"), [("sms", "sms-in"), ("whatsapp", "wa-in-text")])
async def test_message_webhooks_carry_the_documented_parameters(sandbox, service, channel, sample):
    samples = json.loads((Path(SPECS or "") / "twilio_webhooks.json").read_text())["webhooks"]
    documented = next(one for one in samples if one["id"] == sample)["params"]
    await sandbox.do(CUSTOMER, "send", to=BUSINESS, channel=channel, body="hi")
    assert (await service.until("/message"))[0].keys() == documented.keys()


@pytest.mark.parametrize(
    ("path", "form", "code"),
    [
        ("/Calls.json", CALL | {"From": "+18135550999"}, 21210),
        ("/Calls.json", CALL | {"To": "555"}, 21211),
        ("/Messages.json", MESSAGE | {"From": "+18135550999"}, 21606),
        ("/Messages.json", MESSAGE | {"To": "+1813"}, 21211),
        ("/Messages.json", MESSAGE | {"Body": "x" * 1601}, 21617),
        ("/Messages.json", MESSAGE | {"To": f"whatsapp:{CUSTOMER}"}, 21910),
        ("/Messages.json", MESSAGE | {"To": f"whatsapp:{CUSTOMER}", "From": "whatsapp:+18135550999"}, 63007),
    ],
)
async def test_refusals_carry_the_providers_code(sandbox, path, form, code):
    response = await sandbox.post(path, form)
    body = await response.json()
    assert (response.status, body["code"], body["status"]) == (400, code, 400)
    assert body["more_info"].endswith(str(code))


async def test_wrong_credentials_and_unknown_things_are_refused(sandbox):
    response = await sandbox.raw("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")
    assert (response.status, (await response.json())["code"]) == (401, 20003)
    assert (await sandbox.get("/Calls/CA" + "0" * 32 + ".json"))["code"] == 20404
    assert (await sandbox.get("/Nothing.json"))["code"] == 20404


async def test_the_pbx_takes_a_queued_call_with_an_empty_202(sandbox):
    form = {"format": "json", "uid": "100@acme", "queue": "500", "destination": "18135557001"}
    url, bearer = "/ns-api/?object=queuedcall&action=create", {"Authorization": "Bearer ns-token"}
    response = await sandbox.raw("POST", url, data=form, headers=bearer)
    assert (response.status, await response.read()) == (202, b"")
    kept = (await sandbox.state())["ns"][0]
    assert (kept["fields"], kept["headers"]["Authorization"]) == (form, "Bearer ns-token")
    refused = await sandbox.raw("POST", url, data=form, headers={"Authorization": "Bearer other"})
    assert refused.status == 401


async def test_the_pbx_of_today_takes_json(sandbox):
    url, bearer = "/ns-api/v2/domains/acme/queuedcall/500", {"Authorization": "Bearer ns-token"}
    taken = await sandbox.raw("POST", url, json={"destination": "18135557001"}, headers=bearer)
    assert taken.status == 200
    await sandbox.misbehave("queuedcall", "status:500")
    broken = await sandbox.raw("POST", url, json={"destination": "18135557001"}, headers=bearer)
    assert broken.status == 500


async def test_the_page_and_its_parts_are_served(sandbox):
    page = await (await sandbox.raw("GET", "/")).text()
    for address in re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page):
        assert (await sandbox.raw("GET", "/" + address)).status == 200
