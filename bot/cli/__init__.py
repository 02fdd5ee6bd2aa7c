"""The command ``callback-bot``.

A command's module is imported when the command is asked for, so that the small ones answer at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from uuid import UUID

_EXIT_CODES = "Exit codes: 0 done; 1 a check failed or the service cannot go on; 2 wrong usage or settings."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        code: int = import_module(f"bot.cli.{arguments.module}").execute(arguments)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="callback-bot", description="The callback service and its tools.", epilog=_EXIT_CODES
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_serving(commands)
    _add_tenants(commands)
    _add_agents(commands)
    _add_calls(commands)
    _add_readings(commands)
    return parser


def _add_serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, module, text in (
        ("run", "serving", "serve web and worker in one process"),
        ("web", "serving", "serve HTTP only"),
        ("worker", "serving", "do background work only: calls, messages, timers"),
        ("migrate", "serving", "bring the database to this version's schema; safe to repeat"),
        ("settings", "settings_page", "print the reference of all settings, in Markdown"),
    ):
        commands.add_parser(name, help=text, description=text.capitalize() + ".").set_defaults(module=module)
    doctor = commands.add_parser("doctor", help="check settings, engines, numbers; name each fix")
    doctor.add_argument("--json", action="store_true", help="print the findings as one JSON list")
    doctor.set_defaults(module="checking")


def _add_tenants(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tenants = commands.add_parser("tenants", help="the businesses: import, list, show")
    actions = tenants.add_subparsers(dest="action", required=True, metavar="ACTION")
    take_over = actions.add_parser("import", help="take over the older responder's domains; safe to repeat")
    take_over.add_argument("file", type=Path, metavar="FILE", help="its JSON file: one table by domain")
    actions.add_parser("list", help="all businesses, one a line")
    show = actions.add_parser("show", help="the profile of one, as JSON")
    show.add_argument("slug", metavar="SLUG")
    tenants.set_defaults(module="tenants")
    _add_keys(actions)


def _add_keys(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    key = actions.add_parser("key", help="keys for the programs of a business: new, list, revoke")
    deeds = key.add_subparsers(dest="deed", required=True, metavar="ACTION")
    for name, text in (
        ("new", "make a key and print it, this once"),
        ("list", "all keys by their id, one a line"),
        ("revoke", "let a key open nothing any more"),
    ):
        deed = deeds.add_parser(name, help=text, description=text.capitalize() + ".")
        deed.add_argument("slug", metavar="SLUG", help="the business, as `tenants list` names it")
        if name == "revoke":
            deed.add_argument("key_id", metavar="ID", help="id of the key, as `tenants key list` shows it")
    key.set_defaults(module="keys")


def _add_agents(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    agents = commands.add_parser("agents", help="who of a business can be rung: list, verify, confirm")
    actions = agents.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("list", "all agents with whether they can be rung, one a line"),
        ("verify", "text each agent, or one, a code that shows that the phone is theirs"),
        ("confirm", "enter the code that an agent was texted"),
    ):
        action = actions.add_parser(name, help=text, description=text.capitalize() + ".")
        action.add_argument("slug", metavar="SLUG", help="the business, as `tenants list` names it")
        if name != "list":
            which, everybody = "id of the agent, as `agents list` shows it", "?" if name == "verify" else None
            action.add_argument("agent", metavar="AGENT", nargs=everybody, help=which)
        if name == "confirm":
            action.add_argument("code", metavar="CODE", help="the six digits")
    agents.set_defaults(module="agents")


def _add_calls(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    call = commands.add_parser("call", help="start a call of a business with one of its customers")
    call.add_argument("slug", metavar="SLUG", help="the business")
    call.add_argument("number", metavar="NUMBER", help="the customer's, as people write it")
    call.add_argument("--at", metavar="ISO", default="now", help="when; wall time of the business (now)")
    call.add_argument(
        "--basis",
        required=True,
        choices=("existing_request", "asked_by_phone"),
        help="what the customer did, so that you may call; it is recorded as their consent",
    )
    call.add_argument("--reference", metavar="TEXT", default="", help="where you find that request again")
    call.add_argument("--name", default="", help="the customer's, for the agent")
    call.add_argument("--topic", default="", help="what it is about, for the agent")
    call.set_defaults(module="calls")
    explain = commands.add_parser("explain", help="why a callback went as it did: everything, in order")
    explain.add_argument("id", metavar="ID", nargs="?", type=UUID, help="id of the callback")
    explain.add_argument(
        "--tenant", metavar="SLUG", help="look at this business only; without ID, list its newest callbacks"
    )
    explain.add_argument("--json", action="store_true", help="print it as one JSON object")
    explain.set_defaults(module="explain")


def _add_readings(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    understand = commands.add_parser("understand", help="what the bot makes of a message, as JSON")
    understand.add_argument("text", nargs="?", metavar="TEXT")
    understand.add_argument("--context", default="idle", help="what the bot asked last (%(default)s)")
    understand.add_argument("--now", metavar="ISO", help="the present time (the machine's)")
    understand.add_argument("--tz", default="America/New_York", metavar="ZONE", help="zone of the business")
    understand.add_argument("--lang", default="auto", help="auto, en or es (%(default)s)")
    phone = commands.add_parser("phone", help="what the bot makes of a phone number, as JSON")
    phone.add_argument("text", nargs="?", metavar="TEXT")
    phone.add_argument("--countries", metavar="US,CA", help="regions that may be called (all)")
    for reading in (understand, phone):
        reading.add_argument("--region", default="US", help="country of numbers without code (%(default)s)")
        reading.add_argument("--batch", action="store_true", help="answer JSON lines of standard input")
        reading.set_defaults(module="readings")
