"""English words for times. Data only: a phrase is added here, never in the code."""

from __future__ import annotations

from bot.domain.understanding.cues import PartOfDay, Sign

#: Parts of time expressions: sign, value, phrases.
TIMES: tuple[tuple[Sign, object, str], ...] = (
    (
        Sign.NOW,
        None,
        """
        now, right now, right away, asap, a s a p, immediately, straight away, at once, as soon as
        possible, as soon as you can, anytime now, whenever you can, whenever you like, whenever you
        want, whenever suits you, whenever works, any time you like, when you can, when you get a
        chance, when you have a chance, when you have time, this minute, straightaway, this instant,
        rn, anytime, any time, whenever, at any time, right this second, as soon as, soonest
        """,
    ),
    (Sign.DAY, 0, "today, later today, this day, todays"),
    (
        Sign.DAY,
        1,
        """
        tomorrow, tmrw, tmr, tomorow, tommorow, tommorrow, tmw, 2morrow, 2moro, tomorrows, tomm,
        tomoro
        """,
    ),
    (Sign.DAY, 2, "day after tomorrow, the day after tomorrow, overmorrow"),
    (Sign.PART, PartOfDay(9, 12, "am"), "morning, in the morning, the morning, mornings, am hours, forenoon"),
    (
        Sign.PART,
        PartOfDay(9, 10, "am"),
        """
        first thing, first thing in the morning, early morning, early in the morning
        """,
    ),
    (Sign.PART, PartOfDay(10, 12, "am"), "late morning, late in the morning, mid morning, midmorning"),
    (Sign.PART, PartOfDay(12, 17), "afternoon, in the afternoon, the afternoon, afternoons"),
    (
        Sign.PART,
        PartOfDay(12, 14),
        """
        early afternoon, lunchtime, lunch time, lunch, around lunch, around lunchtime, about
        lunchtime, at lunch, over lunch, during lunch
        """,
    ),
    (
        Sign.PART,
        PartOfDay(15, 17),
        """
        late afternoon, late in the afternoon, mid afternoon, end of day, end of the day, eod
        """,
    ),
    (Sign.PART, PartOfDay(13, None), "after lunch"),
    (Sign.PART, PartOfDay(18, None), "after work, after dinner"),
    (
        Sign.PART,
        PartOfDay(18, 21),
        """
        evening, in the evening, the evening, evenings, night, at night, in the night
        """,
    ),
    (Sign.PART, PartOfDay(17, 18), "early evening"),
    (Sign.NOON, None, "noon, noonish, midday, mid day, noontime, 12 noon, 12noon, high noon"),
    (Sign.MIDNIGHT, None, "midnight, 12 midnight"),
    (Sign.SPAN, 60, "an hour, one hour, a hour, 1 hour, an hr, 1hr, an hours time, hour or so, the hour"),
    (Sign.SPAN, 30, "half an hour, half hour, a half hour, half an hr, 1/2 hour, a half an hour"),
    (Sign.SPAN, 45, "three quarters of an hour"),
    (Sign.SPAN, 15, "a quarter of an hour, quarter of an hour, a quarter hour"),
    (
        Sign.SPAN,
        90,
        """
        an hour and a half, one and a half hours, hour and a half, 1.5 hours, one hour and a half
        """,
    ),
    (Sign.SPAN, 120, "a couple of hours, a couple hours, couple of hours, couple hours"),
    (Sign.SPAN, 1, "a minute, one minute, a min"),
    (Sign.SPAN, 2, "a couple of minutes, a couple minutes, couple of minutes, couple minutes"),
    (Sign.SPAN, 5, "a few minutes, few minutes, a few mins"),
    (Sign.SPAN, 1440, "a day"),
    (Sign.SPAN, 10080, "a week"),
    (Sign.SPAN, 20160, "a fortnight"),
    (Sign.UNIT, 1, "minute, minutes, min, mins, mns, minuts"),
    (Sign.UNIT, 60, "hour, hours, hr, hrs, hours time"),
    (Sign.UNIT, 1440, "day, days"),
    (Sign.UNIT, 10080, "week, weeks"),
    (Sign.IN, None, "in, in about, in like, in another, give me, in around, after about"),
    (Sign.AT, None, "at, at around, at about, @, by around, at like, at approximately"),
    (
        Sign.NEAR,
        None,
        """
        around, about, for, approximately, circa, roughly, close to, any time around, like, maybe,
        perhaps
        """,
    ),
    (Sign.TODAY_PART, PartOfDay(9, 12, "am"), "this morning"),
    (Sign.TODAY_PART, PartOfDay(12, 17), "this afternoon"),
    (Sign.TODAY_PART, PartOfDay(18, 21), "this evening, tonight, tonite, later tonight"),
    (
        Sign.AFTER,
        None,
        """
        after, from, past, any time after, anytime after, later than, not before, not until, since
        after, not earlier than, no earlier than, starting at, starting, as of, as from, from about,
        after about, only after
        """,
    ),
    (
        Sign.BEFORE,
        None,
        """
        before, by, no later than, not later than, not after, up to, latest by, any time before,
        anytime before, latest, at the latest by, before about
        """,
    ),
    (Sign.UNTIL, None, "until, till, til, up until"),
    (
        Sign.BETWEEN,
        None,
        "from, between, btw, btwn, b/w, anytime between, any time between, somewhere between",
    ),
    (Sign.TO, None, "to, til, till, until, through, thru, -, –, —"),
    (Sign.AND, None, "and, &, or"),
    (Sign.MERIDIEM, "am", "am, a m"),
    (Sign.MERIDIEM, "pm", "pm, p m, p"),
    (Sign.OCLOCK, None, "oclock, o clock, hrs, h, hours, sharp, ish"),
    (Sign.BEFORE_HOUR, 30, "half past, half after, half"),
    (Sign.BEFORE_HOUR, 15, "quarter past, a quarter past, quarter after, a quarter after, fifteen past"),
    (
        Sign.BEFORE_HOUR,
        -15,
        """
        quarter to, a quarter to, quarter of, quarter till, quarter before, a quarter till
        """,
    ),
    (Sign.BEFORE_HOUR, 20, "twenty past, 20 past, twenty after"),
    (Sign.BEFORE_HOUR, 10, "ten past, 10 past, ten after"),
    (Sign.BEFORE_HOUR, 5, "five past, 5 past"),
    (Sign.BEFORE_HOUR, -10, "ten to"),
    (Sign.BEFORE_HOUR, -5, "five to"),
    (Sign.BEFORE_HOUR, -20, "twenty to"),
    (Sign.NEXT, None, "next"),
    (Sign.COMING, None, "coming, this coming, the coming"),
    (
        Sign.WITHIN,
        None,
        """
        within, within the, within the next, in the next, over the next, during the next, sometime
        in the next
        """,
    ),
    (Sign.ZONE, "America/New_York", "eastern, eastern time, est, edt, et, east coast time, new york time"),
    (Sign.ZONE, "America/Chicago", "central, central time, cst, cdt, ct, chicago time, texas time"),
    (Sign.ZONE, "America/Denver", "mountain, mountain time, mst, mdt, mt, denver time"),
    (
        Sign.ZONE,
        "America/Los_Angeles",
        "pacific, pacific time, pst, pdt, pt, west coast time, california time",
    ),
    (Sign.ZONE, "America/Phoenix", "arizona time, phoenix time"),
    (Sign.ZONE, "America/Anchorage", "alaska time, akst"),
    (Sign.ZONE, "Pacific/Honolulu", "hawaii time, hst"),
    (Sign.NEXT_WEEK, None, "next week, the following week, sometime next week"),
    (Sign.WEEKEND, None, "weekend, the weekend, this weekend, on the weekend, at the weekend"),
    (Sign.THE, None, "the, on the"),
    (Sign.ORDINAL, None, "st, nd, rd, th"),
    (Sign.OF, None, "of"),
    (Sign.NOT, None, "not, not at, dont call at, dont call me at, isnt, not on, cant do, cannot do, cant at"),
    (
        Sign.INSTEAD,
        None,
        """
        make it, make that, instead, rather, sorry, actually, no, nope, i mean, i meant, change it
        to, change to, move it to, change the time to, reschedule to, reschedule it to, reschedule
        for, push it to, move to, lets say, say, better, change it for, correction
        """,
    ),
    (
        Sign.PAST,
        None,
        """
        yesterday, last, since, every, i called, you called, called me, called you, have called, has
        called, i was, used to, missed, previous, ago, for the last, for the past
        """,
    ),
    (Sign.FRESH, None, "call, but, and, please"),
    (
        Sign.FAILS,
        None,
        """
        wont work, doesnt work, does not work, will not work, is no good, isnt good, not good for
        me, is bad, wont do, cant make it, is too early, is too late
        """,
    ),
    (Sign.AGO, None, "ago, already, early, old, or so ago, late, before"),
    (Sign.NUMBER, 0, "zero"),
    (Sign.NUMBER, 1, "one"),
    (Sign.NUMBER, 2, "two"),
    (Sign.NUMBER, 3, "three"),
    (Sign.NUMBER, 4, "four"),
    (Sign.NUMBER, 5, "five"),
    (Sign.NUMBER, 6, "six"),
    (Sign.NUMBER, 7, "seven"),
    (Sign.NUMBER, 8, "eight"),
    (Sign.NUMBER, 9, "nine"),
    (Sign.NUMBER, 10, "ten"),
    (Sign.NUMBER, 11, "eleven"),
    (Sign.NUMBER, 12, "twelve"),
    (Sign.NUMBER, 13, "thirteen"),
    (Sign.NUMBER, 14, "fourteen"),
    (Sign.NUMBER, 15, "fifteen"),
    (Sign.NUMBER, 16, "sixteen"),
    (Sign.NUMBER, 17, "seventeen"),
    (Sign.NUMBER, 18, "eighteen"),
    (Sign.NUMBER, 19, "nineteen"),
    (Sign.NUMBER, 20, "twenty"),
    (Sign.NUMBER, 30, "thirty"),
    (Sign.NUMBER, 40, "forty"),
    (Sign.NUMBER, 45, "forty five, fortyfive, forty-five"),
    (Sign.NUMBER, 50, "fifty"),
    (Sign.WEEKDAY, 0, "monday, mon, mondays"),
    (Sign.WEEKDAY, 1, "tuesday, tue, tues, tuesdays, tuseday"),
    (Sign.WEEKDAY, 2, "wednesday, wed, weds, wednesdays, wensday, wednsday"),
    (Sign.WEEKDAY, 3, "thursday, thu, thur, thurs, thursdays, thrusday"),
    (Sign.WEEKDAY, 4, "friday, fri, fridays, firday"),
    (Sign.WEEKDAY, 5, "saturday, sat, saturdays, saterday"),
    (Sign.WEEKDAY, 6, "sunday, sun, sundays"),
    (Sign.MONTH, 1, "january, jan"),
    (Sign.MONTH, 2, "february, feb"),
    (Sign.MONTH, 3, "march, mar"),
    (Sign.MONTH, 4, "april, apr"),
    (Sign.MONTH, 5, "may"),
    (Sign.MONTH, 6, "june, jun"),
    (Sign.MONTH, 7, "july, jul"),
    (Sign.MONTH, 8, "august, aug"),
    (Sign.MONTH, 9, "september, sep, sept"),
    (Sign.MONTH, 10, "october, oct"),
    (Sign.MONTH, 11, "november, nov"),
    (Sign.MONTH, 12, "december, dec"),
)
