"""The word tables of all languages as phrase books. A word counts in every language: STOP is STOP."""

from __future__ import annotations

from bot.domain.understanding import (
    answers_en,
    answers_es,
    requests_en,
    requests_es,
    times_en,
    times_es,
    words_en,
    words_es,
)
from bot.domain.understanding.cues import Cue, Sign
from bot.domain.understanding.message import split
from bot.domain.understanding.phrasebook import PhraseBook, phrases

_LANGUAGES = {"en": words_en, "es": words_es}


def _whole_messages() -> dict[tuple[str, ...], frozenset[Cue]]:
    found: dict[tuple[str, ...], frozenset[Cue]] = {}
    for words in _LANGUAGES.values():
        for phrase, cue in phrases(words.WHOLE):
            key = tuple(word for word in split(phrase).words if word.isalnum())
            found[key] = found.get(key, frozenset()) | {cue}
    return found


#: Cues of messages that consist of these words and nothing else, punctuation left out.
WHOLE = _whole_messages()
LONGEST_WHOLE = max(len(words) for words in WHOLE)
ANYWHERE = PhraseBook(
    entry for words in (answers_en, requests_en, answers_es, requests_es) for entry in phrases(words.ANYWHERE)
)
TIMES: PhraseBook[tuple[Sign, object]] = PhraseBook(
    (phrase, (sign, value))
    for times in (times_en, times_es)
    for sign, value, listed in times.TIMES
    for phrase, _ in phrases({sign: listed})
)

#: Words by the language they prove.
MARKERS = {language: words.MARKERS for language, words in _LANGUAGES.items()}
