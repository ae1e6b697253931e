"""Addresses of encounters."""

from django.urls import path

from participation.asks.views import detail as asked
from processes.encounters.floor import views as floor
from processes.encounters.views import calendars, desk, door, listing, minutes, page, prepare, register

app_name = "encounters"
urlpatterns = [
    path("encuentros/", listing.everywhere, name="list"),
    path("encuentros/puntos.json", listing.points, name="points"),
    path("encuentros/calendario.ics", calendars.feed, name="feed-ics"),
    path("encuentros/<int:pk>/", page.detail, name="detail"),
    path("encuentros/<int:pk>/calendario.ics", calendars.one, name="ics"),
    path("encuentros/<int:pk>/inscribirme/", register.register_me, name="register"),
    path("encuentros/<int:pk>/pase/", register.my_pass, name="pass"),
    path("encuentros/<int:pk>/pase/qr/", register.qr, name="qr"),
    path("encuentros/<int:pk>/retirar/", register.withdraw, name="withdraw"),
    path("encuentros/<int:pk>/intervenciones/", floor.requests, name="floor"),
    path("encuentros/<int:pk>/intervenciones/pedir/", floor.ask, name="ask-floor"),
    path("intervenciones/<int:pk>/", asked.detail, {"kind": "intervention"}, name="intervention"),
    path("encuentros/<int:pk>/acta/", page.printed, name="printed"),
    path("cuenta/calendario/", calendars.my_calendar, name="my-calendar"),
    path("mi-calendario/<str:secret>.ics", calendars.personal, name="personal-ics"),
    path("mesa/encuentros/", desk.desk, name="desk"),
    path("mesa/encuentros/nuevo/<int:pk>/", prepare.write, name="write"),
    path("mesa/encuentros/<int:pk>/", desk.manage, name="manage"),
    path("mesa/encuentros/<int:pk>/editar/", prepare.edit, name="edit"),
    path("mesa/encuentros/<int:pk>/anunciar/", prepare.publish, name="publish"),
    path("mesa/encuentros/<int:pk>/fecha/", prepare.move, name="move"),
    path("mesa/encuentros/<int:pk>/cancelar/", prepare.cancel, name="cancel"),
    path("mesa/encuentros/<int:pk>/repetir/", prepare.repeat, name="repeat"),
    path("mesa/encuentros/<int:pk>/inscripciones/", desk.registrations, name="registrations"),
    path(
        "mesa/encuentros/<int:pk>/inscripciones/<int:registration>/retirar/",
        desk.cancel_captured,
        name="cancel-registration",
    ),
    path("mesa/encuentros/<int:pk>/puerta/", door.door, name="door"),
    path("mesa/encuentros/<int:pk>/puerta/entrada/", door.enter, name="check-in"),
    path("mesa/encuentros/<int:pk>/puerta/sin-registro/", door.walked_in, name="walk-in"),
    path("mesa/encuentros/<int:pk>/notas/", minutes.notes, name="notes"),
    path("mesa/encuentros/<int:pk>/acta/", minutes.write, name="minutes"),
    path("mesa/encuentros/<int:pk>/propuesto/", minutes.born, name="born"),
]
