"""Spanish messages of one phrase, and the words that tell the language. Data only.

Accents and capitals do not matter, "ñ" is read as "n".
"""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.message import word_set

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
