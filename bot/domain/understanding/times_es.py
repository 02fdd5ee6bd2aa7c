"""Spanish words for times. Data only: a phrase is added here, never in the code."""

from __future__ import annotations

from bot.domain.understanding.cues import PartOfDay, Sign

#: Parts of time expressions: sign, value, phrases.
TIMES: tuple[tuple[Sign, object, str], ...] = (
    (
        Sign.NOW,
        None,
        """
        ahora, ahora mismo, ahorita, ya, ya mismo, de inmediato, inmediatamente, lo antes posible,
        cuanto antes, lo mas pronto posible, en este momento, enseguida, en seguida, lo antes que
        pueda, lo antes que puedan, cuando quieran, cuando quiera, cuando puedan, cuando pueda,
        ahoritita, lo mas rapido posible, en cualquier momento, a cualquier hora, cualquier hora, a
        la hora que sea, a la hora que quieran, a la hora que puedan, a la hora que gusten, cuando
        sea, cuando gusten, cuando guste, cualquier momento, cuando ustedes puedan, cuando usted
        pueda, cuando querais, cuando podais, cuando ustedes quieran, cuando tengan tiempo, cuando
        tengan chance, cuando tenga tiempo, apenas puedan, apenas pueda, en cuanto puedan
        """,
    ),
    (Sign.DAY, 0, "hoy, hoy mismo, el dia de hoy"),
    (Sign.DAY, 1, "manana, el dia de manana, manana mismo"),
    (Sign.DAY, 2, "pasado manana, pasado"),
    (
        Sign.PART,
        PartOfDay(9, 12, "am"),
        """
        por la manana, de la manana, en la manana, a la manana, por las mananas, la manana, la
        manana de
        """,
    ),
    (
        Sign.PART,
        PartOfDay(9, 10, "am"),
        """
        a primera hora, temprano, bien temprano, temprano por la manana, a primera hora de la manana
        """,
    ),
    (Sign.PART, PartOfDay(10, 12, "am"), "a media manana, media manana"),
    (
        Sign.PART,
        PartOfDay(12, 19),
        """
        por la tarde, de la tarde, en la tarde, a la tarde, la tarde, por las tardes, la tarde de
        """,
    ),
    (
        Sign.PART,
        PartOfDay(16, 19),
        """
        a ultima hora, a ultima hora de la tarde, al final de la tarde, al final del dia
        """,
    ),
    (Sign.PART, PartOfDay(16, 18), "a media tarde, media tarde"),
    (
        Sign.PART,
        PartOfDay(15, None),
        """
        despues de comer, despues del almuerzo, despues de almorzar, despues de la comida
        """,
    ),
    (Sign.PART, PartOfDay(18, None), "despues del trabajo, despues de trabajar, al salir del trabajo"),
    (
        Sign.PART,
        PartOfDay(12, 14),
        """
        a la hora del almuerzo, a la hora de comer, en el almuerzo, hora del almuerzo
        """,
    ),
    (
        Sign.PART,
        PartOfDay(20, 22),
        """
        por la noche, de la noche, en la noche, a la noche, la noche, por las noches
        """,
    ),
    (Sign.PART, PartOfDay(0, 6, "am"), "de la madrugada"),
    (
        Sign.NOON,
        None,
        """
        mediodia, medio dia, al mediodia, al medio dia, a mediodia, a medio dia, del mediodia, del
        medio dia
        """,
    ),
    (Sign.MIDNIGHT, None, "medianoche, media noche, a medianoche, a media noche, a la medianoche"),
    (Sign.SPAN, 60, "una hora, 1 hora, una horita"),
    (Sign.SPAN, 30, "media hora, una media hora, media horita"),
    (Sign.SPAN, 15, "un cuarto de hora, cuarto de hora"),
    (Sign.SPAN, 45, "tres cuartos de hora"),
    (Sign.SPAN, 90, "una hora y media, hora y media"),
    (Sign.SPAN, 120, "un par de horas, par de horas"),
    (Sign.SPAN, 150, "dos horas y media"),
    (Sign.SPAN, 1, "un minuto, un minutito, un minutico"),
    (Sign.SPAN, 2, "un par de minutos, par de minutos"),
    (Sign.SPAN, 5, "unos minutos, unos minutitos"),
    (Sign.SPAN, 1440, "un dia"),
    (Sign.SPAN, 10080, "una semana"),
    (Sign.UNIT, 1, "minuto, minutos, minutito, minutitos, minutico, minuticos, min, mins"),
    (Sign.UNIT, 60, "hora, horas, horitas"),
    (Sign.UNIT, 1440, "dia, dias"),
    (Sign.UNIT, 10080, "semana, semanas"),
    (Sign.IN, None, "en, dentro de, en unos, en como, denme, deme, dame, en otros, en unas"),
    (
        Sign.AT,
        None,
        """
        a las, a la, a eso de las, a eso de la, sobre las, como a las, como a la, alrededor de las,
        para las, cerca de las, hacia las, alas, tipo a las
        """,
    ),
    (Sign.NEAR, None, "tipo, las, la, como"),
    (Sign.TODAY_PART, PartOfDay(9, 12, "am"), "esta manana"),
    (Sign.TODAY_PART, PartOfDay(12, 19), "esta tarde"),
    (Sign.TODAY_PART, PartOfDay(20, 22), "esta noche"),
    (
        Sign.AFTER,
        None,
        """
        despues de las, despues de la, despues de, desde las, desde la, a partir de las, a partir de
        la, a partir de, desde, de las, pasadas las, no antes de las, no antes de la, no antes de,
        luego de las, luego de la, despues del, mas tarde de las
        """,
    ),
    (
        Sign.BEFORE,
        None,
        """
        antes de las, antes de la, antes de, antes del, no despues de las, a mas tardar a las,
        maximo a las, no mas tarde de las
        """,
    ),
    (Sign.UNTIL, None, "hasta las, hasta la, hasta el, hasta"),
    (Sign.BETWEEN, None, "entre las, entre la, entre, de las, de la, de, desde las, desde la"),
    (Sign.TO, None, "a las, a la, hasta las, hasta la, a"),
    (Sign.AND, None, "y, y las, y la, o, o a las, y a las"),
    (Sign.OCLOCK, None, "en punto, horas, hrs, h, hs"),
    (Sign.AFTER_HOUR, 30, "y media, y 30, y treinta"),
    (Sign.AFTER_HOUR, 15, "y cuarto, y quince, y 15"),
    (Sign.AFTER_HOUR, 45, "y cuarenta y cinco, y 45"),
    (Sign.AFTER_HOUR, 10, "y diez, y 10"),
    (Sign.AFTER_HOUR, 20, "y veinte, y 20"),
    (Sign.AFTER_HOUR, 5, "y cinco"),
    (Sign.AFTER_HOUR, 40, "y cuarenta, y 40"),
    (Sign.AFTER_HOUR, -15, "menos cuarto, menos quince"),
    (Sign.AFTER_HOUR, -10, "menos diez"),
    (Sign.AFTER_HOUR, -20, "menos veinte"),
    (Sign.AFTER_HOUR, -5, "menos cinco"),
    (
        Sign.BEFORE_HOUR,
        -15,
        """
        cuarto para las, un cuarto para las, cuarto para la, 15 para las, quince para las
        """,
    ),
    (Sign.BEFORE_HOUR, -10, "diez para las, 10 para las, diez para la"),
    (Sign.BEFORE_HOUR, -20, "veinte para las, 20 para las, veinte para la"),
    (Sign.BEFORE_HOUR, -5, "cinco para las, 5 para las, cinco para la"),
    (
        Sign.NEXT_WEEK,
        None,
        """
        la proxima semana, proxima semana, la semana que viene, semana que viene, la semana proxima,
        la siguiente semana, la otra semana, la semana entrante, la semana siguiente, semana
        entrante, de la proxima semana, de la semana que viene
        """,
    ),
    (
        Sign.COMING,
        None,
        "proximo, el proximo, para el proximo, que viene, proximo dia, este proximo, siguiente, entrante",
    ),
    (
        Sign.WITHIN,
        None,
        """
        en la proxima, dentro de la proxima, en las proximas, dentro de las proximas, en los
        proximos, dentro de los proximos, en menos de, en no mas de
        """,
    ),
    (Sign.ZONE, "America/New_York", "hora del este, hora de nueva york, hora de miami, hora este"),
    (Sign.ZONE, "America/Chicago", "hora del centro, hora central, hora de chicago, hora de texas"),
    (Sign.ZONE, "America/Denver", "hora de la montana, hora de denver"),
    (Sign.ZONE, "America/Los_Angeles", "hora del pacifico, hora pacifico, hora de california"),
    (Sign.WEEKEND, None, "fin de semana, el fin de semana, este fin de semana"),
    (Sign.THE, True, "el, el dia, dia, para el, el proximo dia, para el dia"),
    (Sign.OF, None, "de, del"),
    (Sign.NOT, None, "no, no a las, no a la, no el"),
    (
        Sign.INSTEAD,
        None,
        """
        mejor, perdon, digo, quiero decir, mas bien, en vez de eso, mejor a las, mejor el, cambielo
        a, cambialo a, cambiar a las, cambiar a, cambiarla a, cambiarla para, pongalo a, que sea,
        muevalo a, no mejor, en lugar de eso
        """,
    ),
    (
        Sign.PAST,
        None,
        """
        ayer, anteayer, pasada, hace, desde hace, cada, todos los, llame, llamaron, anoche, estuve,
        esperando desde, desde ayer, pasado lunes, semana pasada
        """,
    ),
    (Sign.FRESH, None, "llamame, llameme, llamenme, pero, y, por favor"),
    (
        Sign.FAILS,
        None,
        """
        no puedo, no me sirve, no me va bien, no me queda bien, no me viene bien, no se puede, es
        muy temprano, es muy tarde
        """,
    ),
    (Sign.AGO, None, "atras, antes, tarde"),
    (Sign.NUMBER, 0, "cero"),
    (Sign.NUMBER, 1, "una"),
    (Sign.NUMBER, 2, "dos"),
    (Sign.NUMBER, 3, "tres"),
    (Sign.NUMBER, 4, "cuatro"),
    (Sign.NUMBER, 5, "cinco"),
    (Sign.NUMBER, 6, "seis"),
    (Sign.NUMBER, 7, "siete"),
    (Sign.NUMBER, 8, "ocho"),
    (Sign.NUMBER, 9, "nueve"),
    (Sign.NUMBER, 10, "diez"),
    (Sign.NUMBER, 11, "once"),
    (Sign.NUMBER, 12, "doce"),
    (Sign.NUMBER, 13, "trece"),
    (Sign.NUMBER, 14, "catorce"),
    (Sign.NUMBER, 15, "quince"),
    (Sign.NUMBER, 16, "dieciseis"),
    (Sign.NUMBER, 17, "diecisiete"),
    (Sign.NUMBER, 18, "dieciocho"),
    (Sign.NUMBER, 19, "diecinueve"),
    (Sign.NUMBER, 20, "veinte"),
    (Sign.NUMBER, 1, "uno, un"),
    (Sign.NUMBER, 30, "treinta"),
    (Sign.NUMBER, 40, "cuarenta"),
    (Sign.NUMBER, 45, "cuarenta y cinco"),
    (Sign.NUMBER, 50, "cincuenta"),
    (Sign.WEEKDAY, 0, "lunes"),
    (Sign.WEEKDAY, 1, "martes"),
    (Sign.WEEKDAY, 2, "miercoles"),
    (Sign.WEEKDAY, 3, "jueves"),
    (Sign.WEEKDAY, 4, "viernes"),
    (Sign.WEEKDAY, 5, "sabado"),
    (Sign.WEEKDAY, 6, "domingo"),
    (Sign.MONTH, 1, "enero, ene"),
    (Sign.MONTH, 2, "febrero"),
    (Sign.MONTH, 3, "marzo"),
    (Sign.MONTH, 4, "abril, abr"),
    (Sign.MONTH, 5, "mayo"),
    (Sign.MONTH, 6, "junio"),
    (Sign.MONTH, 7, "julio"),
    (Sign.MONTH, 8, "agosto, ago"),
    (Sign.MONTH, 9, "septiembre, setiembre"),
    (Sign.MONTH, 10, "octubre"),
    (Sign.MONTH, 11, "noviembre"),
    (Sign.MONTH, 12, "diciembre, dic"),
)
