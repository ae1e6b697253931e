"""Addresses of processes."""

from django.urls import path

from participation.asks.views import detail
from processes.conclusions import views as conclusions
from processes.consultations.views import answering as surveys
from processes.consultations.views import desk as survey_desk
from processes.consultations.views import desks as survey_desks
from processes.consultations.views import results as survey_results
from processes.debates import listing as debates
from processes.news import views as news
from processes.opinions.views import desk as opinion_desk
from processes.opinions.views import page as opinions
from processes.opinions.views import statement as statements
from processes.points.views import capture, sheets, tablet
from processes.points.views import desk as points_desk
from processes.points.views import public as points
from processes.questions import views as questions
from processes.views import calendars, mechanisms, process, promise, team

app_name = "processes"
urlpatterns = [
    path("procesos/", process.listing, name="list"),
    path("procesos/calendario.ics", calendars.of_all, name="feed-ics"),
    path("mecanismos/", mechanisms.catalogue, name="mechanisms"),
    path("mecanismos/<slug:slug>/", mechanisms.mechanism, name="mechanism"),
    path("niveles-de-participacion/", promise.levels, name="promise"),
    path("procesos/<slug:slug>/", process.detail, name="detail"),
    path("procesos/<slug:slug>/calendario.ics", calendars.of_process, name="ics"),
    path("procesos/<slug:slug>/<slug:component_slug>/", process.component_page, name="component"),
    path("procesos/<slug:slug>/<slug:component_slug>/preguntar/", questions.ask, name="ask"),
    path("procesos/<slug:slug>/<slug:component_slug>/frases/", opinions.listing, name="statements"),
    path("procesos/<slug:slug>/<slug:component_slug>/agregar-frase/", statements.add, name="add-statement"),
    path("procesos/<slug:slug>/<slug:component_slug>/mis-respuestas/", statements.mine, name="my-answers"),
    path("frases/<int:pk>/", statements.statement, name="statement"),
    path("frases/<int:pk>/responder/", statements.answer, name="answer-statement"),
    path("frases/<int:pk>/retirar/", statements.withdraw, name="withdraw-statement"),
    path("grupos-de-opinion/", opinions.method, name="opinion-method"),
    path("mesa/frases/", opinion_desk.queue, name="statements-to-read"),
    path("mesa/frases/<int:pk>/", opinion_desk.read, name="read-statement"),
    path("mesa/opiniones/<int:pk>/", opinion_desk.desk, name="opinions-desk"),
    path("mesa/opiniones/<int:pk>/calcular/", opinion_desk.compute, name="compute-opinions"),
    path("mesa/conclusiones/<int:pk>/", conclusions.conclude, name="conclude"),
    path("mesa/conclusiones/<int:pk>/enlazar/", conclusions.followed, name="followed"),
    path("procesos/<slug:slug>/<slug:component_slug>/responder/", surveys.answer, name="answer-survey"),
    path("procesos/<slug:slug>/<slug:component_slug>/mi-respuesta/", surveys.mine, name="my-survey"),
    path("procesos/<slug:slug>/<slug:component_slug>/mi-respuesta/retirar/", surveys.withdraw, name="withdraw-survey"),
    path("procesos/<slug:slug>/<slug:component_slug>/borrador/tirar/", surveys.discard, name="discard-survey-draft"),
    path("procesos/<slug:slug>/<slug:component_slug>/acuse/<str:folio>/", surveys.receipt, name="survey-receipt"),
    path("procesos/<slug:slug>/<slug:component_slug>/resultados/", survey_results.results, name="survey-results"),
    path("procesos/<slug:slug>/<slug:component_slug>/resultados.csv", survey_results.table, name="survey-table"),
    path("procesos/<slug:slug>/<slug:component_slug>/textos/<slug:key>/", survey_results.texts, name="survey-texts"),
    path("mesa/consultas/", survey_desks.desks, name="consultation-desks"),
    path("mesa/consultas/textos/", survey_desk.to_read, name="surveys-to-read"),
    path("mesa/consultas/archivos/<uuid:key>/", survey_desk.file, name="survey-file"),
    path("mesa/consultas/<int:pk>/", survey_desk.desk, name="consultation-desk"),
    path("mesa/consultas/<int:pk>/preguntas/nueva/", survey_desk.add, name="add-question"),
    path("mesa/consultas/<int:pk>/preguntas/copiar/", survey_desk.copy, name="copy-questions"),
    path("mesa/consultas/<int:pk>/preguntas/<int:question_pk>/", survey_desk.edit, name="edit-question"),
    path(
        "mesa/consultas/<int:pk>/preguntas/<int:question_pk>/<slug:what>/", survey_desk.change, name="change-question"
    ),
    path("procesos/<slug:slug>/<slug:component_slug>/boletas.jsonl", survey_results.ballots, name="vote-ballots"),
    path("mesa/consultas/<int:pk>/listas/", survey_desk.ready, name="ready-questions"),
    path("mesa/consultas/<int:pk>/fechas/", survey_desk.move, name="move-vote"),
    path("mesa/consultas/<int:pk>/contar/", survey_desk.count_now, name="count-consultation"),
    path("mesa/consultas/<int:pk>/respuestas/", survey_desk.workbook, name="survey-workbook"),
    path("mesa/consultas/<int:pk>/textos/", survey_desk.texts, name="survey-texts-desk"),
    path("mesa/consultas/<int:pk>/textos/<int:text_pk>/", survey_desk.withhold, name="withhold-text"),
    path("puntos/", points.listing, name="points"),
    path("puntos/mapa.geojson", points.markers, name="point-markers"),
    path("puntos/<int:pk>/", points.detail, name="point"),
    path("puntos/<int:pk>/horario.ics", points.calendar, name="point-ics"),
    path("puntos/<int:pk>/hoja/", points.sheet, name="point-sheet"),
    path("mesa/folio/", capture.by_telephone, name="point-folio"),
    path("mesa/puntos/", points_desk.desk, name="points-desk"),
    path("mesa/puntos/nuevo/", points_desk.add, name="add-point"),
    path("mesa/puntos/<int:pk>/", points_desk.detail, name="point-desk"),
    path("mesa/puntos/<int:pk>/editar/", points_desk.edit, name="edit-point"),
    path("mesa/puntos/<int:pk>/cerrar/", points_desk.close, name="close-point"),
    path("mesa/puntos/<int:pk>/encargados/<int:officer_pk>/terminar/", points_desk.end_officer, name="end-officer"),
    path("mesa/puntos/<int:pk>/equipos/<uuid:key>/terminar/", points_desk.end_device, name="end-device"),
    path("mesa/captura/", capture.home, name="captures"),
    path("mesa/captura/contacto/", tablet.contact, name="capture-contact"),
    path("mesa/captura/trabajador.js", tablet.worker, name="capture-worker"),
    path("mesa/captura/<int:pk>/", capture.at_point, name="capture-at"),
    path("mesa/captura/<int:pk>/tableta/", tablet.tablet, name="capture-tablet"),
    path("mesa/captura/<int:pk>/enviar/", tablet.send, name="capture-send"),
    path("mesa/captura/<int:pk>/hecho/<int:capture_pk>/", capture.captured, name="captured"),
    path("mesa/captura/<int:pk>/hojas/", sheets.listing, name="sheets"),
    path("mesa/captura/<int:pk>/hojas/imprimir/", sheets.print_new, name="print-sheets"),
    path("mesa/captura/<int:pk>/hojas/imprimir/<uuid:batch>/", sheets.printed, name="sheets-printed"),
    path("mesa/captura/<int:pk>/hojas/<slug:number>/", sheets.enter, name="sheet"),
    path("mesa/captura/<int:pk>/hojas/<slug:number>/resolver/", sheets.settle, name="settle-sheet"),
    path("mesa/captura/<int:pk>/hojas/<slug:number>/<slug:what>/", sheets.undo, name="undo-sheet"),
    path("mesa/captura/<int:pk>/<int:component_pk>/<slug:kind>/", capture.write, name="capture"),
    path("noticias/", news.listing, name="news"),
    path("noticias/atom.xml", news.feed, name="news-feed"),
    path("noticias/<int:pk>/", news.detail, name="news-detail"),
    path("mesa/equipos/", team.desk, name="teams"),
    path("mesa/equipos/<slug:slug>/", team.detail, name="team"),
    path("debates/", debates.listing, name="debates"),
    path("preguntas/", questions.everywhere, name="questions"),
    path("preguntas/<int:pk>/", detail.detail, {"kind": "question"}, name="question"),
]
