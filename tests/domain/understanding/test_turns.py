"""What is understood of whole messages: intents, facts, and above all when a yes is none."""

from __future__ import annotations

import json
import os
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.understanding import understand
from bot.domain.understanding.cues import Cue
from bot.domain.understanding.lexicon import ANYWHERE
from bot.domain.understanding.message import split
from bot.domain.understanding.reading import Context, Intent, Question, Reading
from bot.readings import reading_json

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 10, tzinfo=NEW_YORK)
TABLES = Path(__file__).parent


def read(text: str, context: Context = Context.IDLE, language: str = "auto") -> Reading:
    return understand(text, context=context, now=NOW, zone=NEW_YORK, language=language, region="US")


def lines(table: str) -> list[str]:
    rows = (TABLES / table).read_text(encoding="utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


def numbered(rows: list[str]) -> list[object]:
    return [pytest.param(row, id=str(number)) for number, row in enumerate(rows, start=1)]


@pytest.mark.parametrize("row", numbered(lines("turns.txt")))
def test_a_turn_is_understood_as_its_table_says(row: str) -> None:
    turn, _, expected = row.rpartition("=>")
    context, _, text = turn.partition("|")
    intent, *facts = expected.split()
    reading = reading_json(
        text=text.strip(), context=context.strip(), now=NOW.isoformat(), tz="America/New_York"
    )
    assert reading["intent"] == intent
    for fact in facts:
        slot, value = fact.split("=")
        wanted = f"{value}:00" if slot in {"when", "until"} and value != "now" else value.replace("_", " ")
        assert reading["slots"].get(slot) == wanted


def settled(table: str) -> list[object]:
    """Rows of ``table`` with the setting they stand under: a line "@ now zone region language"."""
    setting, rows = "", []
    for number, row in enumerate(lines(table), start=1):
        if row.startswith("@"):
            setting = row.removeprefix("@")
        else:
            rows.append(pytest.param(setting, row, id=str(number)))
    return rows


@pytest.mark.parametrize(("setting", "row"), settled("turns_elsewhere.txt"))
def test_a_turn_is_understood_in_its_country(setting: str, row: str) -> None:
    now, tz, region, lang = setting.split()
    turn, _, expected = row.rpartition("=>")
    context, _, text = turn.partition("|")
    reading = reading_json(
        text=text.strip(), context=context.strip(), now=now, tz=tz, lang=lang, region=region
    )
    intent, *facts = expected.split()
    wanted = dict(fact.split("=") for fact in facts)
    told = {
        slot: moment.removesuffix(":00") if slot in {"when", "until"} else moment.replace(" ", "_")
        for slot, moment in reading["slots"].items()
    }
    assert reading["intent"] == intent
    assert told == wanted


@pytest.mark.parametrize("context", [Context.CALL_NOW, Context.CONSENT])
@pytest.mark.parametrize("text", numbered(lines("not_yes.txt")))
def test_a_doubtful_yes_is_no_yes(text: str, context: Context) -> None:
    assert read(text, context).intent is not Intent.YES


@given(st.text(max_size=200), st.sampled_from(Context))
def test_no_text_is_too_strange_to_read(text: str, context: Context) -> None:
    read(text, context)


VOCABULARY = """yes no not ok but if
    later tomorrow stop call me now please agree sure never I you at 3 ? , . si
    claro pero acepto mañana luego ya don't can't 813-555-7001 about my boiler Jo is fine free wait 1 2"""
WORDS = st.sampled_from(VOCABULARY.split())


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=8).map(" ".join), st.sampled_from([Context.CALL_NOW, Context.CONSENT]))
def test_there_is_no_yes_without_a_yes_word_nor_beside_a_doubt(text: str, context: Context) -> None:
    if read(text, context).intent is Intent.YES:
        cues = {hit.value for hit in ANYWHERE.all_in(split(text).words)}
        chosen = text.strip(" .,") == "1"
        assert chosen or cues & {Cue.YES, Cue.AGREE, Cue.CALL_ME} or "now" in text or "ya" in text
        assert Cue.DOUBT not in cues


ASSENTS = """
    yes, yeah, ok, sure, agree, I agree, fine, call me, sí, claro, acepto, de acuerdo, vale, dale, llámenme
    """
DOUBTS = """
    no, not, never, but, if, unless, maybe, perhaps, later, tomorrow, yesterday, why, what, who, ?,
    except, depends, before, wait, nope, don't, can't, stop, cancel, disagree, however, only,
    without, pero, nunca, quizás, luego, tal vez, mañana, aunque, tampoco, sino, depende, por qué,
    quién, después, todavía no, jamás, salvo, espere, ayer
    """


def phrases(listed: str) -> st.SearchStrategy[str]:
    return st.sampled_from([phrase.strip() for phrase in listed.split(",")])


@settings(max_examples=1500)
@given(
    phrases(DOUBTS),
    st.lists(phrases(ASSENTS), min_size=1, max_size=3),
    st.integers(0, 3),
    st.sampled_from([" ", ", ", ". "]),
    st.sampled_from([Context.CALL_NOW, Context.CONSENT]),
)
def test_words_of_assent_beside_a_doubt_a_denial_a_question_or_a_condition_are_no_yes(
    doubt: str, assents: list[str], place: int, joint: str, context: Context
) -> None:
    text = joint.join([*assents[:place], doubt, *assents[place:]])
    assert read(text, context).intent is not Intent.YES


@pytest.mark.parametrize("text", ["STOP", "stop", "Stop.", " sToP! ", "ＳＴＯＰ", "stop please", "ok stop"])
@pytest.mark.parametrize("context", list(Context))
def test_a_stop_in_any_case_and_context_is_an_opt_out(text: str, context: Context) -> None:
    assert read(text, context).intent is Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "we have to stop this bill",
        "can you stop by",
        "my toilet won't stop running",
        "the end of the month",
        "I want to quit my job",
        "cancel my subscription with my bank",
        "I can't stop the leak",
        "the bus stop is flooded",
        "remove a tree stump",
        "my alarm never stops",
        "baja presión de agua",
        "el agua no para de salir",
        "alto consumo de luz",
        "quiero cancelar mi contrato con el banco",
    ],
)
def test_a_sentence_with_a_stop_word_in_it_is_no_opt_out(text: str) -> None:
    for context in Context:
        assert read(text, context).intent is not Intent.STOP


def test_the_words_of_carriers_and_regulators_are_opt_outs() -> None:
    words = """STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE TD ALTO BAJA PARAR
        DETENER CANCELAR SALIR PARE SAIR REMOVER ARRET ARRÊT"""
    for word in [*words.split(), "STOP ALL", "NO MAS", "NO MÁS", "opt out"]:
        assert read(word).intent is Intent.STOP, word


def test_the_opt_out_words_of_the_specifications_are_all_known() -> None:
    folder = os.environ.get("SPECS_DIR")
    if not folder:
        pytest.skip("SPECS_DIR is not set: the published opt-out words are NOT checked")
    lists = json.loads((Path(folder) / "optout_keywords.json").read_text(encoding="utf-8"))
    words = [*lists["twilio_default"]["stop"], *lists["fcc_per_se_2025"]["words"], *lists["aws_required"]]
    for name in ("telnyx", "suggested_es", "suggested_pt", "suggested_fr"):
        words += lists[name]
    for word in words:
        assert read(word).intent is Intent.STOP, word


def cost(text: str, context: Context) -> float:
    """Seconds of the quickest of some readings."""

    def once() -> float:
        begun = time.perf_counter()
        read(text, context)
        return time.perf_counter() - begun

    return min(once() for _ in range(7))


def test_a_hostile_text_costs_no_more_than_a_page_of_talk() -> None:
    """Measured against a message of the same minute: machines differ, and are busy."""
    ordinary = cost("hi, can someone call me tomorrow after 3 about a leaking boiler? Jo", Context.IDLE)
    for piece in (
        "a",
        "no ",
        "at 3 ",
        "+1 ",
        "not ",
        "8 ",
        "Jo-",
        "hi ",
        "👍",
        "about ",
        "8 8 ",
        "813 555 7002 ",
        "eight one three ",
        "el 24/11 a las 10 ",
        "y ",
    ):
        assert cost((piece * 1600)[:1600], Context.NUMBER) < 50 * ordinary, piece


def test_a_number_alone_is_also_a_choice() -> None:
    assert read("2", Context.WHEN).choice == 2
    assert read("2.", Context.WHEN).choice == 2
    assert read("813 555 7002", Context.WHEN).choice is None


@pytest.mark.parametrize(
    ("text", "choice"),
    [("the second one", 2), ("the first", 1), ("la segunda", 2), ("opción 3", 3), ("option 1 please", 1)],
)
def test_an_option_can_be_chosen_in_words(text: str, choice: int) -> None:
    assert read(text, Context.WHEN).choice == choice


@pytest.mark.parametrize("text", ["first", "1?", "primero", "the first thing", "second", "not 1", "1 or 2"])
def test_an_objection_is_no_choice(text: str) -> None:
    assert read(text, Context.CONSENT).choice is None


COMMANDS = "yes skip agree AGREE no ok si sí acepto persona help ayuda call CALL llamar LLAMAR llamen"


@pytest.mark.parametrize("context", list(Context))
def test_a_command_word_is_no_topic_and_no_name(context: Context) -> None:
    for word in COMMANDS.split():
        slots = read(word, context).slots
        assert (slots.topic, slots.name) == (None, None), word


def test_the_end_of_a_long_message_is_read() -> None:
    story = "and then the boiler was leaking again " * 35
    assert read(story + "so please stop texting me").intent is Intent.STOP


def test_a_number_that_cannot_be_called_says_why() -> None:
    reading = read("+1 900 555 1234", Context.NUMBER)
    assert reading.slots.phone is None
    assert reading.phone_problem == "premium"


def test_skipping_is_a_no_that_moves_on() -> None:
    assert read("skip", Context.NAME).move == "skip"
    assert read("restart").move == "restart"
    assert read("atrás").move == "back"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("will this be recorded?", Question.RECORDING),
        ("how much is it?", Question.COST),
        ("who is this?", Question.IDENTITY),
        ("when do you open?", Question.HOURS),
        ("what do you do with my data?", Question.PRIVACY),
        ("how long do I have to wait?", Question.WAIT),
        ("¿a qué hora cierran?", Question.HOURS),
        ("what is the meaning of life?", Question.OTHER),
    ],
)
def test_side_questions_are_told_apart(text: str, question: Question) -> None:
    assert read(text, Context.CALL_NOW).question is question


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        ("mañana a las 3", "auto", "es"),
        ("tomorrow at 3", "auto", "en"),
        ("813 555 7001", "es", "es"),
        ("ok", "es", "es"),
        ("1", "auto", "en"),
        ("yes", "es", "es"),
        ("can you call me tomorrow please", "es", "en"),
        ("necesito que me llamen mañana", "en", "es"),
    ],
)
def test_the_language_changes_on_evidence_only(text: str, given: str, language: str) -> None:
    assert read(text, language=given).language == language


def test_a_language_can_be_asked_for() -> None:
    assert read("español").switch_to == "es"
    assert read("in English please").switch_to == "en"
