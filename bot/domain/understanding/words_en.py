"""English words for what the customer wants. Data only: a phrase is added here, never in the code."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.message import word_set
from bot.domain.understanding.phrasebook import every

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

#: Count wherever they stand.
ANYWHERE = {
    Cue.STOP: """
        stop calling, stop texting, stop msging, stop msg, how do i unsubscribe, how can i
        unsubscribe, stop messaging, stop contacting, stop sending, stop bothering, stop spamming,
        stop harassing, stop bugging, stop writing, quit calling, quit texting, quit messaging,
        unsubscribe me, unsubscribe from, to unsubscribe, remove my number, remove me from, take me
        off, delete my number, take my number off, lose my number, no more messages, no more texts,
        no more calls, no more sms, dont call me anymore, dont call me again, dont ever call, do not
        call me again, do not ever call, never call me again, never text me again, never contact me
        again, do not call me anymore, dont call again, dont text me again, dont text me anymore, do
        not text me again, dont contact me again, dont message me again, dont contact me anymore, do
        not contact me again, do not contact me anymore, dont message me anymore, opt me out, opt
        out of, want to opt out, leave me alone, i revoke, revoke my consent, withdraw my consent,
        put me on your do not call list, do not call list, never call this number, dont call this
        number, do not call this number, stop all messages, stop all calls, stop all texts, quit
        bothering, stop these messages, stop these texts, stop these calls, stop the messages, stop
        the calls, stop the texts, no longer want to receive, dont want any more messages, dont want
        any more texts, dont want any more calls, dont want your messages, dont want your calls,
        dont want your texts, dont want to receive, do not want to receive, fuck off, get lost, quit
        contacting, stop bugging me, dont want to hear from you, do not want to hear from you, get
        me off, not interested stop, delete my info and stop, erase my number
        """
    + ","
    + every(
        "dont|do not|dont you|dont ever|do not ever|never|never ever|please dont ever",
        "call|text|message|contact|write|bother|ring|phone|email|msg",
        "me|us|this number|my number",
        "again|anymore|any more|ever|ever again|any longer",
    ),
    Cue.HUMAN: """
        talk to a person, talk to a human, talk to someone, talk to somebody, talk to an agent, talk
        to a real, speak to a person, speak to a human, speak to someone, speak to somebody, speak
        to an agent, speak to a real, speak with a person, speak with a human, speak with someone,
        speak with somebody, speak with an agent, speak with a real, talk with a person, talk with a
        human, talk with someone, talk with somebody, talk with an agent, chat with a human, chat
        with a person, chat with someone, talk to a representative, speak to a representative, speak
        with a representative, talk to a live, speak to a live, speak to an operator, talk to an
        operator, get me a human, get me a person, get me an agent, real person please, need a
        human, want a human, need a person, want a person, need a real person, want a real person,
        need an agent, want an agent, connect me to, connect me with, transfer me, put me through,
        human being, speak to the manager, talk to the manager, speak to a manager, talk to a
        manager, a real human, speak to your manager, let me talk to, can i talk to, can i speak to,
        can i speak with, could i speak to, could i speak with, could i talk to, may i speak, chat
        with an agent, human agent, live agent, live person, customer service representative,
        someone real, an actual person, an actual human, attended by a
        """,
    Cue.STATUS: """
        where is my call, wheres my call, where is my callback, wheres my callback, when will you
        call, when are you calling, when will i be called, when will i get my call, when will i get
        a call, when is my call, when is my callback, when are you going to call, when will someone
        call, when will somebody call, when will they call, when is someone calling, are you still
        calling, are you going to call, did you call, did anyone call, did you try, anyone tried to
        call, anyone try to call, anybody call, nobody called, nobody has called, no one called, no
        one has called, noone called, still waiting for, still havent, waiting for your call,
        waiting for the call, waiting for my call, has anyone called, you didnt call, you did not
        call, you never called, havent received a call, status of, call status, did i miss, i missed
        your call, missed your call, missed the call, is my callback, is my call, what happened to
        my call, what happened to my callback, havent gotten a call, any update on, what time is my
        call, how is my request, check my request, am i in the queue, is anyone calling, is someone
        calling, whats my place, my place in the queue, havent been called, have not been called,
        havent heard back, havent heard from, still no call, no call yet, didnt get a call, did not
        get a call, never got a call, nobody has rung, nobody rang, has my request, supposed to
        call, was supposed to get a call, nobodys called, no ones called
        """,
    Cue.CANCEL: """
        cancel my call, cancel my callback, cancel my call back, cancel the call, cancel the
        callback, cancel my appointment, cancel the appointment, cancel my request, cancel the
        request, cancel this call, cancel that call, cancel the call back, cancel callback, cancel
        call, cancel my booking, cancel the booking, dont need the call, dont need a call, dont need
        you to call, dont need a callback, dont need the callback, do not need the call, do not need
        a call, no longer need, dont need it anymore, dont want the call, do not want the call, no
        call needed, no need to call, dont need to call, you dont have to call, already got help,
        already sorted, already fixed, dont need this call, dont need help anymore, dont want a
        callback, dont want the callback, no callback needed, please cancel the, dont need your
        call, not need a call, not need the call, please cancel my call, please cancel it, please
        cancel this, cancel tomorrows call, cancel todays call, cancel it please, dont want a call
        anymore, forget the call
        """,
    Cue.CHANGE: """
        change my number, change the number, change the time, change my name, change the name,
        change the topic, change my time, change the day, change the date, change my appointment,
        change my callback, change the call, move my call, move the call, move my callback, change
        my answer, reschedule my, reschedule the, i made a mistake, wrong time, wrong name, change
        my request, to reschedule, reschedule it, different day
        """,
    Cue.RESTART: "start over, start from scratch, begin again",
    Cue.EMERGENCY: """
        on fire, there is a fire, theres a fire, house fire, cant breathe, cannot breathe, can not
        breathe, not breathing, stopped breathing, heart attack, having a stroke, chest pain, call
        911, call an ambulance, need an ambulance, call the police, need the police, gas leak, smell
        gas, smells like gas, smell of gas, leaking gas, gas is leaking, kill myself, want to die,
        end my life, suicide, suicidal, overdose, unconscious, is dying, im dying, bleeding out,
        bleeding badly, bleeding heavily, carbon monoxide, break in right now, breaking into my, has
        a gun, medical emergency, life threatening, collapsed, being attacked, electrocuted, hurt
        myself, wont wake up, is choking, life or death, someone is dying, been shot, been stabbed,
        drowning, chest pains, pain in my chest, having a heart attack, an intruder, someone is
        breaking in, somebody is breaking in, smelling gas, i can smell gas, passed out and, not
        responding, fire in my, fire in the, caught fire, smoke everywhere, flames, want to kill
        """,
    Cue.YES: """
        yes, yeah, yep, yup, yea, yess, ye, yas, aye, yah, ya, y, ok, okay, okey, k, kk, okie, sure,
        sure thing, of course, certainly, definitely, absolutely, sounds good, sounds great, sounds
        perfect, great, perfect, fine, good, alright, all right, right, correct, exactly, thats
        right, that is right, thats correct, that is correct, go ahead, go for it, do it, lets do
        it, lets go, works for me, that works, thats fine, that is fine, thats good, is fine, is
        good, is ok, is okay, is perfect, is great, thats ok, thats okay, that would be great, that
        would be good, that would be fine, that would be perfect, thatd be great, id love that, id
        like that, i would like that, i would love that, im ready, i am ready, ready, im free, i am
        free, im available, i am available, im here, i am here, yes i do, i do, please do, you can,
        you may, why yes, by all means, affirmative, roger, indeed, totally, for sure, cool,
        awesome, excellent, it is, you got it, fine by me, im waiting, i am waiting, lets talk, lets
        talk now, fine with me, ok with me, okay with me, good with me, good for me, im home, i can
        talk, i can talk now, confirm, confirmed, i confirm, please, agree, agreed, i agree, accept,
        i accept, consent, i consent, yes sir, yes maam, works, its fine, that one, surely, yess
        please, gladly, happy to, 👍, 👌, ✅, ✔, 🆗, 💯, 🙋, i guess so, make it so, yessir, yee, ys,
        yees, yeah sure, a good time, good time, is a good time, sounds like a plan, sounds ok,
        sounds okay, sounds right, sounds lovely, that sounds good, that sounds great, lets do that,
        lovely, brilliant, wonderful, splendid, no objection, be my guest, that is great, thats
        great, thats perfect, that is perfect, works great, works well, that would work, thatd work,
        thatll work, that will work, suits me, im here now, i am here now, please go ahead
        """,
    Cue.AGREE: """
        agree, agreed, i agree, accept, accepted, i accept, consent, i consent, yes, yeah, yep, yup,
        ok, okay, sure, of course, certainly, definitely, absolutely, confirm, i confirm, confirmed,
        yes i do, i do, yess, yea, yes sir, yes maam, you have my consent, i give my consent, i give
        consent, you have my permission, i agree to be called, and consent, and agree, y
        """,
    Cue.DOUBT: """
        not, no, nope, nah, never, none, but, if, unless, until, unsure, maybe, perhaps, later,
        except, however, though, although, cant, cannot, wont, dont, doesnt, didnt, isnt, wasnt,
        arent, wouldnt, shouldnt, couldnt, hold, wait, only, think, guess, suppose, depends,
        depending, yet, before, unfortunately, sorry, actually, instead, rather, stop, cancel,
        disagree, hate, wrong, first, whatever, once, when, hmm, hm, mm, um, uh, er, almost,
        probably, possibly, tomorrow, yesterday, without, nobody, neither, nor, hardly, barely,
        hesitate, another, different, other, then, either, or, busy, driving, refuse, decline,
        against, 👎, ❌, 🚫, 🛑, ✋, 🤔, 🙄, 😕, isn, dare, kidding, joke, joking, lol, as if, nay, no way,
        fat chance, dunno, 😒, ❓, 🤷, good bye, goodbye, good night, bye, yeah right, right right,
        sure sure, nice try, ", “, ”, «, »
        """,
    Cue.NO: """
        no, nope, nah, noo, nop, nay, no way, no thanks, no thank you, never, i dont agree, dont
        agree, do not agree, not agree, never agreed, didnt agree, did not agree, wont agree, cannot
        agree, cant agree, i disagree, disagree, decline, i decline, refuse, i refuse, dont consent,
        do not consent, not consent, dont accept, do not accept, not accept, dont want, do not want,
        rather not, prefer not, not interested, rather text, prefer text, just text, text me
        instead, none of those, none of these, none of them, absolutely not, of course not,
        certainly not, definitely not, not really, not at all, i dont think so, hell no, dont do it,
        please dont, dont record, do not record, negative, not okay, not ok, not fine, isnt right,
        not right, 👎, ❌, 🚫, not my number
        """,
    Cue.NOT_A_NO: """
        no problem, no problems, no worries, no prob, no doubt, no issue, why not, no rush, no
        hurry, wouldnt mind, dont mind, no idea, no clue, yes no, no yes, no yeah, np
        """,
    Cue.LATER: """
        later, not now, not right now, not yet, not just yet, not at the moment, not this minute,
        another time, some other time, a different time, different time, other time, cant talk,
        cannot talk, cant right now, im busy, i am busy, im driving, i am driving, at work, in a
        meeting, im working, i am working, call back later, not a good time, bad time, not
        available, im not available, unavailable, not free, no time, in a while, after work, when i
        get home, im eating, im out, on the bus, on a call, on the phone, not this moment, too
        early, too late, im in class, in a few, cant now, better time, pick a time, choose a time,
        dont call now, dont call me now, do not call now, do not call me now, dont call yet, dont
        call me yet, do not call yet, busy
        """,
    Cue.ANOTHER_NUMBER: """
        another number, different number, other number, new number, another phone, other phone,
        different phone, someone elses number, use my other, not this number, not that number, my
        other number, change number, call my wife, call my husband, call the office, call my mom,
        call my dad, call my office, call my cell, call my mobile, call my work, call my home
        """,
    Cue.THIS_NUMBER: """
        this number, same number, this one, the same, same, the same one, my number, this phone,
        current number, on this number, the number im texting from, the number i am texting from,
        the one im texting from, the one im using, this is my number, this is the number, its the
        right number, use this, use that, that number, the number above, at this number, the right
        number, that is my number, thats my number, thats the one, thats me, use, same one, same
        phone, this same number, the one i have, the one im on, one im texting from, number im
        texting from
        """,
    Cue.CALL_ME: """
        call me, call me back, call us, call, call back, callback, call now, ring me, phone me, give
        me a call, give me a ring, a call, a callback, a call back, can you call, could you call,
        can someone call, could someone call, can somebody call, could somebody call, can you call
        me, could you call me, please have someone call, i want a call, i need a call, i would like
        a call, id like a call, have someone call, need a callback, want a callback, someone to
        call, somebody to call, you to call, get a call, reach me, contact me, can anyone call,
        would you call, will you call me, call me at, call me on, talk to me, speak to me, you can
        call me, you can call, you may call me, you can call me now, please call, can you guys call,
        could you guys call, can you guys call me, can anybody call, you guys call me
        """,
    Cue.COURTESY: """
        please, pls, plz, thanks, thank you, thx, ty, cheers, kindly, hi, hello, hey, sir, madam,
        maam, mate, bro, man, dude, guys, buddy, well, so, oh, ah, just, now, right now, and, very
        much, a lot, so much, many thanks, bye, good morning, good afternoon, good evening, thank u,
        team, there, friend, my, would, be, that, thats, that is, it, to, i, then please, dear, ok,
        okay, yes, me, immediately, at once, today, again, folks, to that, to this, to the call, to
        be called, to go on, with that, to receive the call, to receive a call, to receive calls, to
        be contacted, i have read it and, i have read it, sorry, at your service, much appreciated,
        appreciated, appreciate it, i appreciate it, np
        """,
    Cue.GREETING: """
        hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good
        evening, good day, greetings, howdy, hiya, yo, dear team, morning, hi team, hello team, dear
        sir, dear sirs, sup, whats up
        """,
    Cue.ASK: """
        what, whats, why, how, hows, who, whos, where, wheres, when, which, whose, do you, does,
        did, are you, is it, is this, is there, is that, can i, could i, may i, will it, will you,
        will i, would you, should i, can you, could you, am i, have you, do i, are there, are we,
        what if, i have a question, question, i was wondering, at what time, what time, until what
        time, until when, since when, by when, on which, for how long, anyone, anybody
        """,
    Cue.ASK_FAVOUR: """
        can you, could you, do you do, do you sell, do you repair, do you fix, do you have, do you
        offer, is it possible
        """,
    Cue.ASK_HOURS: """
        hours, opening hours, open, close, closed, closing, opening times, business hours, when do
        you open, what time do you open, what time do you close, are you open, you open, when are
        you open, working hours, office hours, weekends, holiday, holidays
        """,
    Cue.ASK_PRIVACY: """
        privacy, my data, my information, my info, personal data, personal information, data
        protection, gdpr, delete my data, share my number, sell my number, sell my data, share my
        data, spam, my details, keep my number, store my number, did you get my number, do you have
        my number, get my number, got my number, have my number, safe, secure, who sees, who will
        see, terms, confidential, do with my number
        """,
    Cue.ASK_IDENTITY: """
        who is this, whos this, who are you, who am i talking to, who am i chatting with, are you a
        bot, are you a robot, are you human, are you a human, are you real, are you a real person,
        is this a bot, is this a robot, is this a real person, is this a person, is this a human, am
        i talking to a, are you an ai, is this an ai, what company, which company, who is calling,
        who will call, whos calling, who is going to call, what number will, which number will, is
        this acme, is this a scam, is this legit, scam, legit, what is your name, whats your name,
        are you a person, is this automated, are you a machine, who will be calling, am i chatting
        with, who do you work for, what business
        """,
    Cue.ASK_COST: """
        cost, costs, price, prices, pricing, how much, charge, charged, charges, fee, fees, rate,
        rates, pay for the call, expensive, cheap, toll free, is it free, is this free, is that
        free, for free, free of charge, the call free, call is free, free call, free estimate, free
        estimates, estimate free, estimates free, quote free, free quote, be free of, completely
        free
        """,
    Cue.ASK_RECORDING: "record, recorded, recording, recordings, being recorded, taped, listen in",
    Cue.ASK_WAIT: """
        how long, how soon, wait time, waiting time, long is the wait, the wait, how many people,
        how quickly, how fast, in the queue, in line, long will it take, how much longer
        """,
    Cue.ABOUT: """
        about, regarding, re, concerning, with regard to, in regards to, in regard to, as for, to
        discuss, help with, problem with, problems with, issue with, issues with, trouble with,
        question on, to do with, need help with, question about, questions about, on the subject of,
        because of, info on, its about, it is about, this is about, thats about
        """,
    Cue.NEED: """
        i need, i have, i want, i would like, id like, im looking for, i am looking for, looking
        for, need, i got, weve got, we have, we need, ive got, im having, i am having, we are
        having, having, there is, theres, it is, its, a problem with, problem with, an issue with,
        trouble with, help with, a question about, some help with, im calling, i am calling, im
        writing, i am writing, calling, to ask, i wanted to ask, i want to ask, to talk, the topic
        is, topic, reason, subject, im interested in, i am interested in, interested in, to get, to
        have
        """,
    Cue.MY_NAME_IS: """
        my name is, my names, name is, names, name, the name is, the names, call me by, i am called,
        my name, you can call me, just call me, they call me, im called, people call me, ask for,
        this is for, friends call me, everyone calls me, everybody calls me, i go by, goes by
        """,
    Cue.THIS_IS: "im, i am, this is, its, it is, here is, heres, its me",
    Cue.SKIP: """
        rather not, prefer not, dont want to give, do not want to give, dont want to say, do not
        want to say, dont want to share, not giving, dont want to tell, rather tell, rather explain,
        prefer to explain, prefer to tell, tell you on the phone, tell them on the phone, explain on
        the phone, explain it on the phone, explain when, tell them when, tell you when
        """,
    Cue.NUMBER_IS: """
        my number is, number is, my cell is, my phone is, my phone number is, my mobile is, my cell
        number is, my cell phone is, the number is, cell, phone, number, tel, ph, mobile, reach me
        at, reach me on, my best number is, best number is, best number, the best number is, call me
        at, call me on, contact number, phone number, at, on, here is my number, heres my number
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
