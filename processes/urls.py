"""Addresses of processes."""

from django.urls import path

from participation.asks.views import detail
from processes.conclusions import views as conclusions
from processes.news import views as news
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
