"""Addresses of processes."""

from django.urls import path

from participation.asks.views import detail
from processes.conclusions import views as conclusions
from processes.news import views as news
from processes.opinions.views import desk as opinion_desk
from processes.opinions.views import page as opinions
from processes.opinions.views import statement as statements
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
    path("noticias/", news.listing, name="news"),
    path("noticias/atom.xml", news.feed, name="news-feed"),
    path("noticias/<int:pk>/", news.detail, name="news-detail"),
    path("mesa/equipos/", team.desk, name="teams"),
    path("mesa/equipos/<slug:slug>/", team.detail, name="team"),
    path("preguntas/", questions.everywhere, name="questions"),
    path("preguntas/<int:pk>/", detail.detail, {"kind": "question"}, name="question"),
]
