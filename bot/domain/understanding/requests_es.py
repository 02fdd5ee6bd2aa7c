"""Spanish words for what the customer asks for or tells, wherever they stand. Data only."""

from __future__ import annotations

from bot.domain.understanding.cues import Cue
from bot.domain.understanding.phrasebook import every

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
        no me llamen nunca mas, no me llameis, dejad de llamarme, no quiero que me llameis mas, no
        quiero que me escriban, no quiero que me escribais, no quiero que me contacten, borradme,
        quitadme, dadme de baja, eliminad mi numero, borrad mi numero, que no me llamen mas, que no
        me escriban mas, no quiero recibir mas, no quiero saber nada de ustedes, no quiero saber
        nada mas
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
        "llamar|escribir|contactar|molestar|mandar|marcar|llamarme|escribirme|contactarme|"
        "molestarme|marcarme",
    )
    + ","
    + every("ya no me", "llamen|escriban|manden|envien|molesten|contacten|marquen")
    + ","
    + every(
        "dejen de|deje de|deja de|dejad de|paren de|pare de",
        "llamar|llamarme|escribir|escribirme|mandar|mandarme|enviar|enviarme|molestar|molestarme|"
        "contactarme|marcarme",
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
        alguien, con un asesor, con un humano, con un agente, con un ejecutivo, hablar con algun,
        quiero que me atienda, con una persona de verdad, con alguien de verdad
        """
    + ","
    + every(
        "quiero|necesito|busco|prefiero|pasame con|paseme con|comuniqueme con|comunicame con|"
        "hablar con|hablar a|platicar con|atienda|con|quisiera",
        "un|una|algun|alguna",
        "asesor|asesora|agente|persona|humano|operador|operadora|representante|ejecutivo|ejecutiva|"
        "encargado|gerente|supervisor",
    ),
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
        aun no me han llamado, no me llaman, llevo horas esperando, llevo rato esperando, llevo dias
        esperando, cuando me llamais, no me habeis llamado, me habeis llamado, no me llamasteis,
        cuando llamais, me vais a llamar, cuando me vais a llamar, cuando vais a llamar
        """
    + ","
    + every(
        "cuando|a que hora|en cuanto tiempo",
        "me|nos",
        "llaman|llamaran|llamara|llama|van a llamar|va a llamar|llamarian|marcan|van a marcar",
    )
    + ","
    + every(
        "no|todavia no|aun no|nadie",
        "me|nos",
        "llaman|llama|llamaron|llamo|han llamado|ha llamado|marcaron|marcan",
    )
    + ","
    + every("estoy esperando|sigo esperando|llevo esperando|esperando", "la|su|una|vuestra|tu", "llamada"),
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
        """
    + ","
    + every(
        "cancelar|cancelen|cancele|cancela|cancelame|canceleme|cancelenme|anular|anulen|anule|anula|anulame",
        "la|mi|esa|esta|su",
        "llamada|cita|solicitud|peticion|reserva",
    ),
    Cue.CHANGE: """
        cambiar mi numero, cambiar el numero, cambiar la hora, cambiar mi nombre, cambiar el nombre,
        cambiar el tema, cambiar la cita, cambiar mi cita, cambiar el dia, cambiar la fecha, cambiar
        de hora, cambiar la llamada, mover la llamada, mover la cita, mover mi cita, reprogramar la,
        reprogramar mi, cambiar de numero, cambiar el horario, me equivoque
        """
    + ","
    + every(
        "cambiar|cambiarle|cambien|cambie|cambia|mover|modificar|corregir|reprogramar|reagendar|"
        "actualizar|posponer|aplazar",
        "la|el|mi|de",
        "hora|dia|fecha|numero|telefono|nombre|tema|cita|llamada|horario|motivo",
    ),
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
        reacciona, se desmayo, se esta incendiando, incendiandose, incendiando, se incendia, prendio
        fuego, no esta respirando, dejo de respirar
        """,
    Cue.ANOTHER_NUMBER: """
        otro numero, otro telefono, numero diferente, un numero distinto, numero distinto, nuevo
        numero, numero nuevo, no a este numero, ese no es mi numero, mi otro numero, el numero de
        mi, cambiar numero
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
        puede llamar, me devuelva la llamada, llameis, me llameis, que me llameis, que nos llameis,
        me podriais llamar, podriais llamarme, me dais un toque, dadme un toque, un toque, me dan un
        telefonazo, un telefonazo, me timbran, timbrenme, timbreme, me echas una llamada
        """
    + ","
    + every(
        "me|nos",
        "pueden|puede|podrian|podria|puedes|podeis|podrias|pudieran",
        "llamar|marcar|devolver la llamada|dar una llamada|hacer una llamada|contactar|telefonear|"
        "echar una llamada|regalar una llamada",
    )
    + ","
    + every(
        "me|nos",
        "regala|regalan|regalas|hace|hacen|haces|da|dan|das|devuelve|devuelven|agenda|agendan",
        "una llamada|la llamada|un llamado",
    )
    + ","
    + every(
        "quiero|quisiera|necesito|solicito|pido|deseo|agendar|programar|pedir|solicitar|me gustaria",
        "una|la|recibir una|que me hagan una|agendar una|programar una|solicitar una|pedir una",
        "llamada",
    )
    + ","
    + every(
        "me|nos", "llame|contacte|marque", "una persona|un asesor|un agente|un tecnico|un humano|alguien"
    ),
    Cue.ASK: """
        que, cual, cuales, como, cuando, cuanto, cuanta, cuantos, cuantas, donde, quien, quienes,
        por que, para que, es posible, se puede, puedo, hay, tienen, tiene, tienes, son, es usted,
        tengo una pregunta, una pregunta, pregunta, me pueden decir, me puede decir, quisiera saber,
        atienden, abren, a que, en que, de que, hasta que, desde que, hasta cuando, desde cuando,
        con que, con quien, a quien, de quien, de donde, a donde, adonde, alguien, teneis, haceis,
        podeis, sois, abris, cerrais, cobrais, atendeis, hasta que hora, trabajan, aceptan, hacen,
        venden, reparan, arreglan, cubren, instalan, tendran, tendrian, podria, podrian, puede,
        pueden, quisiera preguntar, queria preguntar
        """,
    Cue.ASK_FAVOUR: """
        puede, pueden, puedes, podrian, podria, hacen, venden, reparan, arreglan, es posible,
        podeis, haceis, vendeis, reparais, arreglais, teneis, instalan, tienen
        """,
    Cue.ASK_HOURS: """
        horario, horarios, abierto, abiertos, abierta, cerrado, cerrados, abren, cierran, abre,
        cierra, atienden, hora de apertura, horas de atencion, horario de atencion, dias de
        atencion, festivos, feriados, abris, cerrais, estais abiertos, estan abiertos, atendeis,
        trabajan los, trabajais
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
        cobro, cobrar, cobrais, cuanto cobrais, cobras, presupuesto gratis, sin compromiso, sin
        costo, sin coste, coste, costes
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
        motivo es, es sobre, estoy interesado en, estoy interesada en, me interesa, me urge, me hace
        falta, urge, necesitaria, ocupo, requiero, quisieramos, queremos
        """,
    Cue.MY_NAME_IS: """
        me llamo, mi nombre es, mi nombre, nombre, le habla, habla, les habla, te habla, a nombre
        de, pregunten por, pregunte por, llamame solo, me dicen, me puedes decir, todos me dicen,
        con el nombre de, me conocen como
        """,
    Cue.THIS_IS: "soy, yo soy, aqui, es, de parte de",
    Cue.NUMBER_IS: """
        mi numero es, mi numero es el, el numero es, el numero es el, mi telefono es, mi telefono es
        el, mi celular es, mi celular es el, mi cel es, mi cel es el, mi celu es, mi movil es, mi
        movil es el, mi whatsapp es, numero, telefono, celular, cel, movil, tel, al numero, al
        telefono, al celular, al cel, al movil, al, mi numero
        """,
}
