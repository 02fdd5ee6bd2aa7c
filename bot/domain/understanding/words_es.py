"""Spanish words for what the customer wants. Data only: a phrase is added here, never in the code.

Accents and capitals do not matter, "ñ" is read as "n".
"""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.message import word_set
from bot.domain.understanding.phrasebook import every

#: Count only when they are the whole message, courtesies aside: inside a sentence they mean other things.
WHOLE = {
    Cue.STOP: """
        alto, baja, parar, pare, paren, para, detener, detenga, detente, no mas, salir, cancelar,
        basta, ya basta, remover, sair, arret, arreter, quitar, quitarme, eliminar, eliminarme, no
        mas mensajes, dar de baja, darme de baja, denme de baja, fin, no me llamen, no me llames, no
        me llame, no llamen, no llame, no llamar, no me escriban, no me escribas, no me escriba,
        dejenme en paz, dejame en paz, dejeme en paz, quiero salir, no molestar, no molesten,
        desuscribir, desuscribirme, cancelar suscripcion, cancelar todo, no quiero mensajes, no
        quiero llamadas, borrenme, borrame, eliminenme, quitenme, alto ya, paren ya, para ya,
        terminar, me doy de baja, quiero darme de baja, no me contacten, no me contacte, no me
        contactes
        """,
    Cue.START: """
        inicio, iniciar, alta, comenzar, empezar, suscribir, suscribirme, reanudar, darme de alta,
        activar, quiero volver a recibir mensajes, volver a suscribirme
        """,
    Cue.HELP: """
        ayuda, info, informacion, ayudame, ayudeme, necesito ayuda, me ayudas, me ayuda, me puede
        ayudar, me puedes ayudar, puede ayudarme, puedes ayudarme, como funciona, como funciona
        esto, opciones, menu, no entiendo, no comprendo, estoy perdido, estoy perdida, que puedo
        hacer, que hago, mas informacion, que es esto, instrucciones, que significa eso, que
        opciones tengo, que puedes hacer
        """,
    Cue.HUMAN: """
        humano, agente, persona, una persona, un humano, un agente, representante, un representante,
        operador, operadora, asesor, un asesor, asesora, una asesora, alguien, atencion al cliente,
        servicio al cliente, persona real, una persona real, ejecutivo, encargado, gerente,
        recepcionista, supervisor, el encargado
        """,
    Cue.STATUS: """
        estado, estatus, alguna novedad, novedades, hay novedades, sigue ahi, siguen ahi, que paso,
        que pasa, como va, como va lo mio, sigo esperando, estan ahi, esta ahi
        """,
    Cue.CANCEL: """
        cancelalo, cancelela, cancelala, cancelenlo, cancelenla, cancelarlo, cancelarla, olvidalo,
        olvidelo, olvidenlo, dejalo, dejelo, dejenlo, da igual ya, ya no, ya no hace falta, no hace
        falta, cambie de opinion, cambie de idea, ya no quiero, ya no lo necesito, no importa ya, ya
        no es necesario, no es necesario, quiero cancelar, deseo cancelar, cancela, cancele,
        cancelen, cancela eso, puedo cancelar, mejor nada, sin llamada, ninguna llamada, tengo que
        cancelar, ya no la necesito, quisiera cancelar
        """,
    Cue.CHANGE: """
        cambiar, cambio, modificar, corregir, editar, esta mal, eso esta mal, es incorrecto,
        incorrecto, no es correcto, me equivoque, quiero cambiar algo, cambiar algo, error,
        reprogramar, reagendar, cambialo, hay un error, no esta bien, quiero cambiar, cambiarlo, mal
        """,
    Cue.BACK: """
        atras, volver, regresar, volver atras, anterior, ir atras, paso atras, deshacer, regresa,
        vuelve
        """,
    Cue.RESTART: """
        empezar de nuevo, reiniciar, comenzar de nuevo, desde el principio, volver a empezar,
        empezar otra vez, empecemos de nuevo, de nuevo, empezar desde cero, comenzar otra vez
        """,
    Cue.SKIP: """
        omitir, saltar, saltear, paso, prefiero no decir, prefiero no decirlo, prefiero no decirle,
        no quiero decir, no quiero decirlo, ninguno, ninguna, nada, no nada, nada en especial, es
        privado, es personal, privado, siguiente, da igual, no importa, sin nombre, anonimo,
        anonima, saltalo, omitelo, sin motivo, no aplica, prefiero no
        """,
    Cue.NO: """
        negativo, no me interesa, no estoy interesado, no estoy interesada, numero equivocado, ese
        no es mi numero, ese no, este no, esa no, estoy bien
        """,
    Cue.LATER: """
        ocupado, ocupada, espera, espere, esperen, un momento, momentito, un momentito, al rato,
        luego, despues, otro dia, hoy no, pronto, un segundo, agendar, programar, elegir hora, otra
        ocasion, en un rato, dejame ver, dejeme ver, un minuto, dame un minuto, deme un minuto
        """,
    Cue.SWITCH_TO_SPANISH: """
        espanol, en espanol, castellano, habla espanol, hablas espanol, hablan espanol, puede hablar
        espanol, puedes hablar espanol, prefiero espanol, prefiero en espanol, hablo espanol, solo
        hablo espanol, no hablo ingles, no entiendo ingles, puede ser en espanol, se puede en
        espanol, podemos hablar en espanol, podria ser en espanol
        """,
    Cue.SWITCH_TO_ENGLISH: """
        prefiero ingles, prefiero en ingles, habla ingles, hablas ingles, hablo ingles, no hablo
        espanol
        """,
    Cue.EMERGENCY: """
        emergencia, es una emergencia, esto es una emergencia, es urgente es una emergencia,
        socorro, auxilio
        """,
    Cue.MEDIA: """
        [nota de voz], [mensaje de voz], [imagen], [foto], [ubicacion], [documento], [archivo],
        [contacto], <multimedia omitido>, <archivo omitido>, nota de voz, [reaccion]
        """,
}

#: Count wherever they stand.
ANYWHERE = {
    Cue.STOP: """
        no me llamen mas, no me llames mas, no me llame mas, no me llamen nunca, no me vuelvan a
        llamar, no me vuelvas a llamar, no me vuelva a llamar, no vuelvan a llamar, no vuelva a
        llamar, no vuelvan a llamarme, no vuelva a llamarme, no vuelvas a llamarme, dejen de llamar,
        deje de llamar, deja de llamar, dejen de llamarme, deje de llamarme, deja de llamarme, dejen
        de escribir, deje de escribir, deja de escribir, dejen de escribirme, deje de escribirme,
        deja de escribirme, dejen de mandar, deje de mandar, deja de mandar, dejen de mandarme, deje
        de mandarme, deja de mandarme, dejen de enviar, deje de enviar, deja de enviar, dejen de
        enviarme, deje de enviarme, deja de enviarme, dejen de molestar, deje de molestar, deja de
        molestar, dejen de molestarme, deja de molestarme, deje de molestarme, quiten mi numero,
        quite mi numero, quita mi numero, borren mi numero, borre mi numero, borra mi numero,
        eliminen mi numero, elimine mi numero, elimina mi numero, saquenme de, saqueme de, sacame
        de, quitenme de, quiteme de, quitame de, borrenme de, borreme de, eliminenme de, elimineme
        de, no quiero mas mensajes, no quiero mas llamadas, no quiero que me llamen mas, no me
        escriban mas, no me escribas mas, no me escriba mas, no me manden mas, no me mande mas, no
        me mandes mas, no me envien mas, no me envie mas, no me envies mas, no mas mensajes, no mas
        llamadas, darme de baja, denme de baja, deme de baja, dame de baja, no quiero recibir, no
        deseo recibir, no deseo mas, dejenme en paz, dejeme en paz, dejame en paz, no llamen mas, no
        llame mas, no llames mas, no me contacten mas, paren de llamar, paren de escribir, para de
        llamar, para de escribir, paren de mandar, revoco mi consentimiento, retiro mi
        consentimiento, no llamen a este numero, no llame a este numero, no quiero que me llamen
        nunca, ya no me llamen, ya no me llames, ya no me llame, ya no me escriban, ya no me manden,
        no me llamen nunca mas
        """
    + ","
    + every(
        "no me|ya no me|no nos",
        "llamen|llames|llame|escriban|escribas|escriba|manden|mandes|mande|envien|envies|envie"
        "|molesten|molestes|moleste|contacten|contactes|contacte|marquen|llameis|escribais",
        "mas|nunca|nunca mas|nada|mensajes|mas mensajes|otra vez",
    )
    + ","
    + every(
        "no me vuelvan a|no me vuelvas a|no me vuelva a|no vuelvan a|no vuelvas a|no vuelva a",
        "llamar|escribir|contactar|molestar|mandar|marcar|llamarme|escribirme|contactarme|molestarme|marcarme",
    )
    + ","
    + every("ya no me", "llamen|escriban|manden|envien|molesten|contacten|marquen")
    + ","
    + every(
        "dejen de|deje de|deja de|dejad de|paren de|pare de",
        "llamar|llamarme|escribir|escribirme|mandar|mandarme|enviar|enviarme|molestar|molestarme|contactarme|marcarme",
    ),
    Cue.HUMAN: """
        hablar con una persona, hablar con alguien, hablar con un humano, hablar con un agente,
        hablar con un asesor, hablar con una asesora, hablar con un representante, hablar con un
        operador, hablar con una operadora, hablar con el encargado, hablar con un encargado, hablar
        con el gerente, hablar con un gerente, una persona real, un ser humano, persona de verdad,
        quiero un humano, quiero una persona, necesito una persona, quiero un agente, necesito un
        agente, pasame con, paseme con, comuniqueme con, comunicame con, comuniquenme con, conectame
        con, conecteme con, transfierame, transfiereme, puedo hablar con, podria hablar con,
        quisiera hablar con, quiero hablar con, atencion humana, un agente humano, me atienda una
        persona, atienda una persona, atender una persona, atender alguien, atienda alguien, me
        atienda alguien, alguien que me atienda, comunicarme con, comunicar con, platicar con una
        persona, platicar con alguien, con un ser humano, con una persona, hablar con gente, quiero
        alguien, con un asesor, con un humano, con un agente, con un ejecutivo
        """,
    Cue.STATUS: """
        donde esta mi llamada, cuando me llaman, cuando me van a llamar, cuando me llamaran, cuando
        llaman, cuando va a llamar, cuando van a llamar, cuando me llamara, cuando me va a llamar,
        nadie me ha llamado, nadie me llamo, nadie ha llamado, nadie llamo, no me han llamado, no me
        ha llamado, no me llamaron, todavia no me llaman, aun no me llaman, sigo esperando, estado
        de mi, estado de la llamada, me llamaron, que paso con mi llamada, a que hora me llaman, a
        que hora me van a llamar, a que hora es mi llamada, cuando es mi llamada, llevo esperando,
        estoy esperando la llamada, estoy esperando su llamada, ya me llamaron, siguen llamando,
        perdi su llamada, perdi la llamada, estado de mi solicitud, van a llamarme o no, que hay de
        mi llamada, no me llamaron todavia, no recibi la llamada, no he recibido, nadie me llama, no
        me llama nadie, sigo sin, como va mi, en que va mi, quedaron en llamarme, quedaron de
        llamarme, no ha llamado nadie, no me ha llamado nadie, me iban a llamar, iban a llamarme,
        aun no me han llamado, no me llaman
        """,
    Cue.CANCEL: """
        cancelar la llamada, cancelar mi llamada, cancelen la llamada, cancele la llamada, cancela
        la llamada, cancelen mi llamada, cancele mi llamada, cancela mi llamada, cancelar la cita,
        cancelar mi cita, cancelen la cita, cancele la cita, cancela la cita, cancelen mi cita,
        cancele mi cita, cancelar mi solicitud, cancelar la solicitud, cancelen mi solicitud, ya no
        necesito, ya no quiero la llamada, ya no quiero que me llamen, no necesito la llamada, no
        necesito que me llamen, no hace falta que llamen, no hace falta que me llamen, no quiero la
        llamada, ya no hace falta, no es necesario que, ya no es necesario, ya lo solucione, ya lo
        resolvi, ya me atendieron, cancelar el callback, anular la llamada, anulen la llamada,
        anular la cita, anula la llamada, anule la llamada, cancelar esa llamada
        """,
    Cue.CHANGE: """
        cambiar mi numero, cambiar el numero, cambiar la hora, cambiar mi nombre, cambiar el nombre,
        cambiar el tema, cambiar la cita, cambiar mi cita, cambiar el dia, cambiar la fecha, cambiar
        de hora, cambiar la llamada, mover la llamada, mover la cita, mover mi cita, reprogramar la,
        reprogramar mi, cambiar de numero, cambiar el horario, me equivoque
        """,
    Cue.RESTART: "empezar de nuevo, comenzar de nuevo, volver a empezar",
    Cue.EMERGENCY: """
        me quiero morir, quiero morir, quiero morirme, me voy a matar, quiero matarme, suicidarme,
        suicidio, quitarme la vida, no puedo respirar, no respira, infarto, un ataque al corazon,
        ataque al corazon, ataque cardiaco, incendio, se esta quemando, se quema la casa, se quema
        mi casa, en llamas, hay fuego, llamen al 911, llame al 911, llama al 911, una ambulancia,
        ambulancia, llamen a la policia, llame a la policia, fuga de gas, escape de gas, huele a
        gas, olor a gas, sobredosis, inconsciente, esta muriendo, me muero, me estoy muriendo,
        desangrando, sangrando mucho, tiene un arma, tiene una pistola, emergencia medica, derrame
        cerebral, dolor en el pecho, monoxido de carbono, me estan atacando, me ahogo, se ahoga, se
        esta ahogando, fuego en casa, fuego en la casa, fuego en mi casa, hay humo, esta ardiendo,
        se prendio fuego, quieren robar, me estan robando, estan robando, se metio un ladron, no
        reacciona, se desmayo
        """,
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
        gusten, cuando queráis, cuando podais, sin problema, ningun problema
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
        estafa
        """,
    Cue.NO: """
        no, nel, nop, no gracias, nunca, jamas, para nada, no acepto, no estoy de acuerdo, no
        quiero, no autorizo, no doy mi consentimiento, no consiento, prefiero no, ninguna me sirve,
        prefiero escribir, en absoluto, claro que no, por supuesto que no, rechazo, no deseo, mejor
        no, no me interesa, negativo, de ninguna manera, ni hablar, no lo creo, tampoco, no graben,
        no grabe
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
        """,
    Cue.ANOTHER_NUMBER: """
        otro numero, otro telefono, numero diferente, un numero distinto, numero distinto, nuevo
        numero, numero nuevo, no a este numero, ese no es mi numero, mi otro numero, el numero de
        mi, cambiar numero
        """,
    Cue.THIS_NUMBER: """
        este numero, mismo numero, el mismo, al mismo, ese numero, ese mismo, este mismo, a este,
        este, mi numero, es mi numero, ese es mi numero, este es mi numero, a este numero, al mismo
        numero, el de siempre
        """,
    Cue.CALL_ME: """
        llamame, llameme, llamenme, me llamen, me llame, me llames, me llaman, llamarme, una
        llamada, me pueden llamar, me puede llamar, me puedes llamar, pueden llamarme, puede
        llamarme, puedes llamarme, podrian llamarme, podria llamarme, podrias llamarme, me podrian
        llamar, me podria llamar, que me llamen, que alguien me llame, alguien puede llamarme,
        alguien me puede llamar, devolver la llamada, devuelvanme la llamada, contactenme,
        contacteme, marqueme, marcame, marquenme, llamen, llame, que me llame, quiero una llamada,
        necesito una llamada, puede llamar, pueden llamar, llamar, llamadme, llamad, marcarme, que
        me marquen, me marcan, me marque, me marquen, me pueden marcar, me puede marcar, me puedes
        marcar, pueden marcarme, puede marcarme, regaleme una llamada, regalenme una llamada,
        echenme una llamada, echame una llamada, me llamas, me llamais, podeis llamarme, me podeis
        llamar, puedes llamar, podrian llamar, podria llamar, llamame ya, me devuelvan la llamada,
        me devuelven la llamada, quiero que me llamen, necesito que me llamen, llamenos, llamennos,
        que nos llamen, un llamado, me contacten, que me contacten, me podrian marcar, telefoneenme,
        me llamaran, me llamara, me llamasen, me marcaran, me marcara, que me llamasen, me pudieran
        llamar, me pudiera llamar, podrias marcarme, nos llamen, nos llame, nos pueden llamar, nos
        puede llamar, me devuelva la llamada
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
        se lo agradezco, se los agradezco
        """,
    Cue.GREETING: """
        hola, buenas, buenos dias, buen dia, buenas tardes, buenas noches, que tal, saludos,
        estimados, hola buenas, oiga, disculpe, como esta, como estan
        """,
    Cue.ASK: """
        que, cual, cuales, como, cuando, cuanto, cuanta, cuantos, cuantas, donde, quien, quienes,
        por que, para que, es posible, se puede, puedo, hay, tienen, tiene, tienes, son, es usted,
        tengo una pregunta, una pregunta, pregunta, me pueden decir, me puede decir, quisiera saber,
        atienden, abren, a que, en que, de que, hasta que, desde que, hasta cuando, desde cuando,
        con que, con quien, a quien, de quien, de donde, a donde, adonde, alguien
        """,
    Cue.ASK_FAVOUR: "puede, pueden, puedes, podrian, podria, hacen, venden, reparan, arreglan, es posible",
    Cue.ASK_HOURS: """
        horario, horarios, abierto, abiertos, abierta, cerrado, cerrados, abren, cierran, abre,
        cierra, atienden, hora de apertura, horas de atencion, horario de atencion, dias de
        atencion, festivos, feriados
        """,
    Cue.ASK_PRIVACY: """
        privacidad, mis datos, mi informacion, datos personales, proteccion de datos, de donde
        sacaron mi, tienen mi numero, mi numero tienen, consiguieron mi numero, obtuvieron mi
        numero, comparten mi, venden mi, guardan mi, confidencial, seguro dar, es seguro, seguros
        mis, con mi numero
        """,
    Cue.ASK_IDENTITY: """
        quien es, quien eres, quien es usted, quienes son, con quien hablo, eres un bot, eres un
        robot, es un bot, es un robot, es usted un robot, es una persona, eres una persona, eres
        humano, es usted humano, eres real, de que empresa, que empresa, quien me va a llamar, quien
        me llama, quien llama, quien me llamara, es una estafa, estafa, es un fraude, como te
        llamas, como se llama, que numero me, de que numero, eres una maquina, de parte de quien, de
        donde me escriben, quien me escribe, quien habla, hablo con una persona, hablo con un bot
        """,
    Cue.ASK_COST: """
        cuesta, cuestan, costo, costos, precio, precios, cuanto vale, cuanto cuesta, cobran, cobra,
        gratis, gratuito, gratuita, tarifa, tarifas, cargo, cargos, costara, cuanto sale, caro,
        cobro, cobrar
        """,
    Cue.ASK_RECORDING: """
        graban, graba, grabada, grabado, grabacion, grabar, grabando, grabaran, se graba, grabadas
        """,
    Cue.ASK_WAIT: """
        cuanto tiempo, cuanto tardan, cuanto tarda, cuanto demora, cuanto demoran, tiempo de espera,
        cuanto falta, cuanto hay que esperar, cuanto tengo que esperar, tardaran, tardara, en la
        cola, cuanto tardaran, cuanto se tardan
        """,
    Cue.ABOUT: """
        acerca de, acerca del, sobre, respecto a, respecto al, con respecto a, referente a, en
        relacion con, por lo de, por lo del, problema con, problemas con, ayuda con, es por, a causa
        de, para hablar de, para lo de, por mi, por un, por una, por el, por la, tema de,
        relacionado con, es sobre, es por lo de, es por lo del, se trata de, se trata del, es acerca
        de, es referente a, tiene que ver con, es para
        """,
    Cue.NEED: """
        necesito, tengo, quiero, quisiera, me gustaria, busco, estoy buscando, tenemos, necesitamos,
        hay, es, un problema con, problema con, ayuda con, una pregunta sobre, una duda sobre,
        llamo, les llamo, escribo, es por, por, para, que, el tema es, tema, motivo, asunto, el
        motivo es, es sobre, estoy interesado en, estoy interesada en, me interesa
        """,
    Cue.MY_NAME_IS: """
        me llamo, mi nombre es, mi nombre, nombre, le habla, habla, les habla, te habla, a nombre
        de, pregunten por, pregunte por, llamame solo
        """,
    Cue.THIS_IS: "soy, yo soy, aqui, es, de parte de",
    Cue.SKIP: """
        no quiero dar, no le quiero dar, no quiero decir, no voy a dar, prefiero no, sin nombre,
        prefiero contarlo, prefiero explicarlo, prefiero hablarlo, se lo cuento, se lo explico, ya
        les cuento, les cuento cuando, les explico cuando, lo explico por, es privado, es personal,
        no hace falta mi nombre, no importa el nombre
        """,
    Cue.NUMBER_IS: """
        mi numero es, mi numero es el, el numero es, el numero es el, mi telefono es, mi telefono es
        el, mi celular es, mi celular es el, mi cel es, mi cel es el, mi celu es, mi movil es, mi
        movil es el, mi whatsapp es, numero, telefono, celular, cel, movil, tel, al numero, al
        telefono, al celular, al cel, al movil, al, mi numero
        """,
}

#: Words that tell the language.
MARKERS = word_set(
    """
    acepto acerca acuerdo agente ahora al alto antes atras ayuda baja borren buenas bueno buenos
    caldera cambiar cancelar cancelen claro como con correcto cuando cuanto dale de del despues
    detener dias diciembre domingo donde el en enero entre es espanol esta estado estafa estoy
    factura favor gracias hasta hola hora horas hoy jueves la las le llamada llamame llamar llame
    llameme llamen llamenme llamo lo los luego lunes manana martes mas me media mediodia mensaje
    mensajes mi miercoles minutos muy necesito noches nombre noviembre numero o omitir otra otro
    para parar pasado perfecto pero persona por porfa proximo puede pueden puedo que quien quiero
    quisiera quiten sabado se si sobre soy su tarde tardes tengo un una vale viernes y ya
    """
)
