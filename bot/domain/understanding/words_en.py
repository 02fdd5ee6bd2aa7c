"""English messages of one phrase, and the words that tell the language. Data only."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.message import word_set

#: Count only when they are the whole message, courtesies aside: inside a sentence they mean other things.
WHOLE = {
    Cue.STOP: """
        stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, opt-out,
        remove, remove me, td, stop it, stop this, stop that, stop now, stop already, stop
        everything, just stop, no more, leave me alone, go away, end this, unsubscribe all, stop
        messages, stop texts, stop calls, stop the messages, stop the calls, stop the texts, i said
        stop, i want to stop, do not call, dont call, do not call me, dont call me, never call me,
        do not text me, dont text me, do not text, do not message me, dont message me, please no, i
        want out, how do i stop this, make it stop, cease, cancel all, enough, cease and desist,
        stopp, sotp, stpo, stop chat, stop bot, stop sms, text stop, reply stop, stop subscription,
        i quit, i opt out, i unsubscribe, take me off, no sms, no calls, unsub, delete me, do not
        contact me, dont contact me, stop stop, stop stop stop
        """,
    Cue.START: """
        start, unstop, opt in, optin, opt-in, subscribe, resubscribe, start again, start all,
        resume, start messages, subscribe me, sign me up again, resume messages, start texting me
        again
        """,
    Cue.HELP: """
        help, info, help me, i need help, can you help me, can you help, could you help me, what can
        you do, how does this work, how do i use this, what can i do here, what are my options,
        options, menu, information, more info, commands, instructions, im lost, i am lost, im
        confused, i dont understand, i do not understand, what do i do, what should i do, i need
        some help, need help, what now, what do you mean, how do you work, what does that mean, what
        is this
        """,
    Cue.HUMAN: """
        human, agent, person, a person, a human, an agent, representative, rep, operator, live
        agent, live person, real person, real human, customer service, customer support, someone,
        somebody, manager, receptionist, supervisor, human please, a real person, live chat, staff,
        not a bot
        """,
    Cue.STATUS: """
        status, any update, any updates, update, any news, hello are you there, are you there, still
        there, still waiting, well, whats happening, what is happening, whats going on
        """,
    Cue.CANCEL: """
        cancel it, cancel that, cancel this, cancel everything, call it off, no call, never mind,
        nevermind, nvm, forget it, forget about it, forget that, i changed my mind, changed my mind,
        dont bother, i want to cancel, id like to cancel, i would like to cancel, need to cancel, i
        need to cancel, lets cancel, can i cancel, can you cancel, scratch that, not needed, not
        needed anymore, no need anymore, not anymore, no longer needed, i dont need it anymore,
        please no call, i have to cancel, want to cancel, abort, no need, no need to call
        """,
    Cue.CHANGE: """
        change, edit, modify, correct it, fix it, wrong, thats wrong, that is wrong, its wrong,
        thats not right, that is not right, thats not correct, that is not correct, incorrect, not
        correct, change it, change that, i made a mistake, i want to change something, change
        something, mistake, typo, reschedule, can we reschedule, i need to reschedule, move it
        """,
    Cue.BACK: "back, go back, previous, undo, one step back, take me back, previous question",
    Cue.RESTART: """
        restart, start over, reset, begin again, from the beginning, start from the beginning, lets
        start over
        """,
    Cue.SKIP: """
        skip, skip it, skip this, skip that, pass, rather not say, id rather not say, i would rather
        not say, id rather not, prefer not to say, i prefer not to say, id prefer not to say, none,
        nothing, no name, no topic, not important, doesnt matter, does not matter, it doesnt matter,
        next, n/a, na, anonymous, nothing special, nothing in particular, no reason, no nothing, no
        none, its private, its personal, private, personal, none of your business, just call me,
        prefer to tell them, id prefer to tell them, no comment, i dont want to say, not saying, id
        rather tell them, ill tell them, ill explain
        """,
    Cue.NO: """
        negative, not interested, im not interested, thats not it, wrong number, thats the wrong
        number, thats not my number, not that one, not this one, im good, im fine, i am good, im ok,
        im okay, all good
        """,
    Cue.LATER: """
        busy, wait, hold on, hang on, one sec, one moment, in a bit, in a while, soon, some time
        later, sometime, at a better time, not today, maybe later, when im free, different time,
        give me a minute, give me a moment, give me a sec, just a minute, just a moment, choose a
        time, pick a time, other time, schedule, schedule it, schedule a call, let me check, let me
        think
        """,
    Cue.SWITCH_TO_ENGLISH: """
        english, in english, english please, speak english, do you speak english, can you speak
        english, can we speak english, switch to english, i speak english, ingles, en ingles, i dont
        speak spanish, i only speak english, i dont understand spanish
        """,
    Cue.SWITCH_TO_SPANISH: """
        spanish, in spanish, do you speak spanish, can we speak spanish, switch to spanish, can you
        speak spanish, i speak spanish, i only speak spanish, speak spanish
        """,
    Cue.EMERGENCY: """
        emergency, its an emergency, this is an emergency, it is an emergency, sos, 911, 9 1 1, 112,
        999, mayday
        """,
    Cue.MEDIA: """
        [voice note], [voice message], [audio], [image], [photo], [picture], [video], [sticker],
        [location], [document], [file], [contact], [gif], [media], <media omitted>, [reaction],
        voice note, (image), (voice note)
        """,
}

#: Words that tell the language.
MARKERS = word_set(
    """
    about after afternoon agree and another are asap at back been before between broken busy by call
    can cancel change could do does dont english evening fine for friday from good great half has
    have hello help hey hi hours how i im is it its later leaking midnight minutes monday morning my
    name need next noon not now number of on past please quarter restart saturday skip someone start
    status stop sunday sure thank thanks that the there this thursday time to today tomorrow tonight
    tuesday unsubscribe want was wednesday week what when where which who why will with would yeah
    yes you your
    """
)
