"""English words of assent, refusal, doubt, delay and courtesy, wherever they stand. Data only."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.phrasebook import every

ANYWHERE = {
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
        you may, by all means, affirmative, roger, indeed, totally, for sure, cool, awesome,
        excellent, it is, you got it, fine by me, im waiting, i am waiting, lets talk, lets talk
        now, fine with me, ok with me, okay with me, good with me, good for me, im home, i can talk,
        i can talk now, confirm, confirmed, i confirm, please, agree, agreed, i agree, accept, i
        accept, consent, i consent, yes sir, yes maam, works, its fine, that one, surely, yess
        please, gladly, happy to, 👍, 👌, ✅, ✔, 🆗, 💯, 🙋, i guess so, make it so, yessir, yee, ys,
        yees, yeah sure, a good time, good time, is a good time, sounds like a plan, sounds ok,
        sounds okay, sounds right, sounds lovely, that sounds good, that sounds great, lets do that,
        lovely, brilliant, wonderful, splendid, no objection, be my guest, that is great, thats
        great, thats perfect, that is perfect, works great, works well, that would work, thatd work,
        thatll work, that will work, suits me, im here now, i am here now, please go ahead, you bet,
        good to go, all set, lets do this, im around, i am around, most definitely, hell yes, heck
        yes, deal, count me in, i can, i can take a call, i can take a call now, i can talk right
        now, sounds fine, suits me fine, that suits me, sounds good to me, works for us, ok to call,
        its good, is correct, is right
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
        sure sure, nice try, ", “, ”, «, », why, what, who, whose, where, which, how, disagreed,
        isnt it, oh great, just great, oh sure, oh perfect, oh wonderful, oh lovely, yes man, cool
        it, how nice
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
        not right, 👎, ❌, 🚫, not my number, no ty, do not want a call, dont want a call, no i dont,
        no i do not, no call
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
        call me yet, do not call yet, busy, not a great time, not the best time, call later, later
        please, another day, some other day, in a little while, in a little bit, in a moment, in a
        sec, not this second, wait a bit, give me a few, not convenient, inconvenient, cant answer,
        cant pick up, cant take a call, cant take calls
        """
    + ","
    + every(
        "im|i am|currently",
        "busy|driving|working|eating|cooking|sleeping|at work|at the office|at the doctor|"
        "at the gym|at school|at lunch|in class|in a meeting|in a call|on a call|on another call|"
        "on the phone|with a client|with a customer|tied up|on the road|on the bus|on the train|"
        "in traffic|at the store",
    )
    + ","
    + every("not", "today|this week|this morning|this afternoon|tonight|this month|for now|this second"),
    Cue.THIS_NUMBER: """
        this number, same number, this one, the same, same, the same one, my number, this phone,
        current number, on this number, the number im texting from, the number i am texting from,
        the one im texting from, the one im using, this is my number, this is the number, its the
        right number, use this, use that, that number, the number above, at this number, the right
        number, that is my number, thats my number, thats the one, thats me, use, same one, same
        phone, this same number, the one i have, the one im on, one im texting from, number im
        texting from, this ones, that ones, this one is, that one is, that phone, that one, ok to
        use, to use, use it
        """,
    Cue.COURTESY: """
        please, pls, plz, thanks, thank you, thx, ty, cheers, kindly, hi, hello, hey, sir, madam,
        maam, mate, bro, man, dude, guys, buddy, well, so, oh, ah, just, now, right now, and, very
        much, a lot, so much, many thanks, bye, good morning, good afternoon, good evening, thank u,
        team, there, friend, my, would, be, that, thats, that is, it, to, i, then please, dear, ok,
        okay, yes, me, immediately, at once, today, again, folks, to that, to this, to the call, to
        be called, to go on, with that, to receive the call, to receive a call, to receive calls, to
        be contacted, i have read it and, i have read it, sorry, at your service, much appreciated,
        appreciated, appreciate it, i appreciate it, np, i read it, read it, ive read it, i have
        read this, ive read this, i read this, i read that, i understand, understood, that sounds,
        all of it, all of that
        """
    + ","
    + every(
        "to|with",
        "this|that|it|these|the terms|your terms|these terms|the conditions|all of it|a call|one call",
    ),
    Cue.GREETING: """
        hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good
        evening, good day, greetings, howdy, hiya, yo, dear team, morning, hi team, hello team, dear
        sir, dear sirs, sup, whats up
        """,
    Cue.SKIP: """
        rather not, prefer not, dont want to give, do not want to give, dont want to say, do not
        want to say, dont want to share, not giving, dont want to tell, rather tell, rather explain,
        prefer to explain, prefer to tell, tell you on the phone, tell them on the phone, explain on
        the phone, explain it on the phone, explain when, tell them when, tell you when, ill
        explain, i will explain, ill tell you, i will tell you, explain then, explain later, tell
        you later, discuss on the phone, discuss it on the phone, dont feel like
        """,
}
