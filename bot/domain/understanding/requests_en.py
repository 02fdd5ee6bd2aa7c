"""English words for what the customer asks for or tells, wherever they stand. Data only."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.phrasebook import every

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
        "dont|do not|dont ever|do not ever|never",
        "call|text|message|contact|write|bother",
        "me|us|this number",
        "again|anymore|any more|ever",
    )
    + ","
    + every("stop|quit|cease", "receiving|getting", "these|your|messages|texts|calls|sms")
    + ","
    + every("to stop|stop", "receiving", "these|your|messages|texts|calls|anything"),
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
        """
    + ","
    + every(
        "need|want|prefer|get me|give me|talk to|talk with|speak to|speak with|chat with|"
        "connect me to|transfer me to",
        "a|an|the|a real|your",
        "human|person|agent|representative|rep|operator|manager|supervisor|receptionist",
    ),
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
        call, was supposed to get a call, nobodys called, no ones called, supposed to be called, was
        promised a call, promised to call, you said you would call, you said youd call, said someone
        would call, been waiting, ive been waiting, i am still waiting
        """
    + ","
    + every(
        "when|what time",
        "will|are|is|were",
        "you|someone|somebody|they|anyone",
        "call|calling|going to call|phone|be calling",
    )
    + ","
    + every(
        "is|are",
        "someone|somebody|anyone|anybody|they",
        "going to call|calling|gonna call|going to ring|ringing",
    ),
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
        """
    + ","
    + every(
        "cancel|drop|scrap|call off|delete|skip",
        "my|the|this|that|todays|tomorrows|our",
        "call|callback|call back|appointment|request|booking|phone call|scheduled call",
    ),
    Cue.CHANGE: """
        change my number, change the number, change the time, change my name, change the name,
        change the topic, change my time, change the day, change the date, change my appointment,
        change my callback, change the call, move my call, move the call, move my callback, change
        my answer, reschedule my, reschedule the, i made a mistake, wrong time, wrong name, change
        my request, to reschedule, reschedule it, different day
        """
    + ","
    + every(
        "change|move|reschedule|update|correct|edit|modify|postpone|switch",
        "my|the",
        "number|phone number|time|day|date|name|topic|call|callback|appointment|slot|hour",
    ),
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
        responding, fire in my, fire in the, caught fire, smoke everywhere, want to kill, isnt
        breathing, is not breathing, wasnt breathing, barely breathing, stop breathing
        """,
    Cue.ANOTHER_NUMBER: """
        another number, different number, other number, new number, another phone, other phone,
        different phone, someone elses number, use my other, not this number, not that number, my
        other number, change number, call my wife, call my husband, call the office, call my mom,
        call my dad, call my office, call my cell, call my mobile, call my work, call my home
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
        """
    + ","
    + every(
        "can|could|would|will|please have|have|get|ask|need|want",
        "someone|somebody|anyone|you|a person|your team|a technician",
        "call|ring|phone|contact me|give me a call|to call",
    )
    + ","
    + every(
        "can i|could i|may i|id like to|i want to|i need to|i would like to|want to",
        "get|have|request|schedule|book|arrange",
        "a",
        "call|callback|call back",
    )
    + ","
    + every(
        "get|have|request|schedule|book|arrange|order|receive|set up",
        "a",
        "call|callback|call back|phone call|quick call|return call",
    )
    + ","
    + every("call|ring|phone|give", "us|me", "back|a call|a ring|a call back|a callback|please"),
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
    Cue.NUMBER_IS: """
        my number is, number is, my cell is, my phone is, my phone number is, my mobile is, my cell
        number is, my cell phone is, the number is, cell, phone, number, tel, ph, mobile, reach me
        at, reach me on, my best number is, best number is, best number, the best number is, call me
        at, call me on, contact number, phone number, at, on, here is my number, heres my number
        """,
}
