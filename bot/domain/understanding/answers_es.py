"""Spanish words of assent, refusal, doubt, delay and courtesy, wherever they stand. Data only."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.phrasebook import every

ANYWHERE = {
    Cue.YES: """
        si, sii, sip, sep, claro, claro que si, por supuesto, vale, dale, bueno, ok, okey, okay, de
        acuerdo, esta bien, perfecto, correcto, exacto, asi es, es correcto, adelante, hagale,
        hagalo, hazlo, desde luego, con gusto, me parece bien, me parece, muy bien, excelente,
        genial, listo, lista, estoy listo, estoy lista, estoy libre, estoy disponible, puedo hablar,
        puedo hablar ahora, puede llamarme, pueden llamarme, puedes llamarme, puede llamar, pueden
        llamar, puedes llamar, llameme, llamenme, llamame, llame, llamen, llama, si por favor, por
        supuesto que si, como no, seguro, esa esta bien, eso esta bien, ese esta bien, sale, va,
        simon, andale, venga, ya, ahora si, si claro, acepto, confirmo, si quiero, quiero, de una,
        si acepto, si senor, si senora, ahora mismo, afirmativo, efectivamente, asi esta bien, ese
        mismo, esa misma, si puede, si pueden, si puedes, ahora puedo, orale, me va bien, me viene
        bien, me sirve, me queda bien, me parece perfecto, arre, va que va, sale y vale, por mi
        bien, por mi perfecto, encantado, encantada, con mucho gusto, hecho, obvio, barbaro,
        chevere, ahora me viene bien, ahora me va bien, llamadme, estoy desocupado, estoy
        desocupada, tengo tiempo, tengo tiempo ahora, esta perfecto, esta excelente, esta genial,
        esta bien asi, suena bien, me parece excelente, me parece genial, cuando quieran, cuando
        gusten, cuando querais, cuando podais, sin problema, ningun problema, podeis llamarme,
        podeis llamar, si podeis, me podeis llamar, puedo ahora, puedo ahora mismo, ahora mismo
        puedo, puedo atender, puedo contestar, puedo hablar ahora mismo, ok por favor, estoy aqui,
        aqui estoy, aqui espero, espero su llamada, quedo atento, quedo atenta, espero la llamada
        """,
    Cue.AGREE: """
        claro que, claro que acepto, estoy conforme, si, sii, sip, acepto, aceptado, si acepto, de
        acuerdo, estoy de acuerdo, claro, claro que si, por supuesto, vale, ok, confirmo, doy mi
        consentimiento, consiento, conforme, autorizo, lo autorizo, lo acepto, si quiero, desde
        luego, por supuesto que si, si claro, si estoy de acuerdo, aceptar, apruebo
        """,
    Cue.DOUBT: """
        no, nunca, jamas, pero, aunque, tal vez, quizas, quiza, talvez, luego, despues, manana,
        ayer, todavia, aun, mas tarde, depende, creo, supongo, sino, excepto, salvo, antes, cuando,
        hasta, tampoco, ni, solo, espera, espere, nada, nadie, mejor, otro, otra, ocupado, ocupada,
        ahorita no, sin, primero, a lo mejor, no se, mal, jaja, me llaman, si llaman, adios, chao,
        estafa, vale ya, venga ya, basta, para, por que, para que, quien, cual, donde, cuanto,
        cuanta, que pasa, a que
        """,
    Cue.NO: """
        no, nel, nop, no gracias, nunca, jamas, para nada, no acepto, no estoy de acuerdo, no
        quiero, no autorizo, no doy mi consentimiento, no consiento, prefiero no, ninguna me sirve,
        prefiero escribir, en absoluto, claro que no, por supuesto que no, rechazo, no deseo, mejor
        no, no me interesa, negativo, de ninguna manera, ni hablar, no lo creo, tampoco, no graben,
        no grabe, que no, no hace falta, no es necesario, no lo acepto, no lo autorizo, no doy, no
        me parece, no quiero llamada, no quiero llamadas
        """,
    Cue.NOT_A_NO: """
        no hay problema, no problema, por que no, no hay apuro, no hay prisa, no se, no hay
        inconveniente, sin duda, sin problema, no me importa, no tengo idea, como que no, si no, no
        si
        """,
    Cue.LATER: """
        luego, mas tarde, ahora no, ahorita no, todavia no, aun no, en otro momento, otro momento,
        otra hora, otro dia, otro horario, estoy ocupado, estoy ocupada, estoy manejando, estoy
        conduciendo, estoy trabajando, en el trabajo, en una reunion, en reunion, no puedo hablar,
        no puedo ahora, no puedo en este momento, en este momento no, no es buen momento, mal
        momento, no tengo tiempo, no estoy disponible, ando ocupado, ando ocupada, ahora no puedo,
        al rato, en un rato, estoy comiendo, no estoy libre, cuando llegue a casa, no me llamen
        ahora, no me llame ahora, no me llames ahora, ocupado, ocupada, estoy en clase, llamame
        luego, llameme luego, llamenme luego, despues te aviso, despues les aviso, en un ratito, al
        ratito, un ratito, en un ratico, un ratico, mas tardecito, mas adelante, ahora mismo no, por
        ahora no, por el momento no, hoy no puedo, estoy en el trabajo, estoy ocupadisimo, voy
        manejando, voy conduciendo, estoy en una junta, en una junta, en junta, en otra ocasion, en
        otra ocasion sera
        """
    + ","
    + every(
        "estoy|ando|voy|sigo",
        "ocupado|ocupada|manejando|conduciendo|trabajando|en clase|en el trabajo|en la oficina|"
        "en una reunion|en una junta|en una llamada|en otra llamada|en el medico|comiendo|"
        "almorzando|cenando|durmiendo|cocinando|en camino|en el bus|en el metro|con un cliente|"
        "con una clienta|liado|liada|laburando",
    )
    + ","
    + every("hoy|esta semana|esta tarde|esta noche|esta manana|por ahora|en este momento", "no"),
    Cue.THIS_NUMBER: """
        este numero, mismo numero, el mismo, al mismo, ese numero, ese mismo, este mismo, a este,
        este, mi numero, es mi numero, ese es mi numero, este es mi numero, a este numero, al mismo
        numero, el de siempre, ese, esa, esta, aqui, a este mismo, a ese, a ese mismo, este mismo
        numero, desde el que escribo, al que escribo, este telefono, este celular, el que tengo, del
        que escribo
        """,
    Cue.COURTESY: """
        por favor, porfavor, porfa, favor, gracias, muchas gracias, mil gracias, muy amable, amable,
        senor, senora, senorita, hola, buenas, buenos dias, buenas tardes, buenas noches, disculpe,
        disculpa, perdon, ya, ahora, pues, oye, oiga, amigo, amiga, bueno, adios, todo, xfa, xfavor,
        de una vez, ahora mismo, inmediatamente, y, eh, que tal, senores, todos, hoy, che, oigan,
        muchisimas gracias, te agradezco, le agradezco, les agradezco, ok, las condiciones, los
        terminos, las condiciones y, los terminos y condiciones, la llamada, recibir la llamada, que
        me llamen, que me llame, las llamadas, recibir una llamada, recibir llamadas, con la
        llamada, lei y, he leido y, leido y, ya lei y, lo lei y, lo he leido y, todo lo anterior,
        para servirle, a sus ordenes, para servirles, a la orden, saludos, bendiciones, lo siento,
        se lo agradezco, se los agradezco, porfis, plis, pls, grax, joven, amigos, equipo,
        entendido, entiendo, lo lei, ya lo lei, lo he leido, ya lei, estimado, estimada
        """
    + ","
    + every("con", "esto|eso|todo|los terminos|las condiciones|lo anterior|ello"),
    Cue.GREETING: """
        hola, buenas, buenos dias, buen dia, buenas tardes, buenas noches, que tal, saludos,
        estimados, hola buenas, oiga, disculpe, como esta, como estan
        """,
    Cue.SKIP: """
        no quiero dar, no le quiero dar, no quiero decir, no voy a dar, prefiero no, sin nombre,
        prefiero contarlo, prefiero explicarlo, prefiero hablarlo, se lo cuento, se lo explico, ya
        les cuento, les cuento cuando, les explico cuando, lo explico por, es privado, es personal,
        no hace falta mi nombre, no importa el nombre, les explico, le explico, te explico, les
        cuento, le cuento, te cuento, lo cuento, por telefono les, no le digo, no les digo, no te
        digo, no se lo digo
        """,
}
