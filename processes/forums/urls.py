"""Addresses of forums."""

from django.urls import path

from processes.forums.views import calls, candidacies, declaration, desk, members, public, sessions

app_name = "forums"
urlpatterns = [
    path("foros/", public.listing, name="list"),
    path("foros/candidaturas/<int:pk>/", candidacies.detail, name="candidacy"),
    path("foros/candidaturas/<int:pk>/retirar/", candidacies.withdraw, name="withdraw"),
    path("foros/<slug:slug>/", public.detail, name="detail"),
    path("foros/<slug:slug>/sesiones.ics", public.calendar_of, name="ics"),
    path("foros/<slug:slug>/convocatorias/<int:pk>/", candidacies.call, name="call"),
    path("foros/<slug:slug>/convocatorias/<int:pk>/postularme/", candidacies.hand_in, name="hand-in"),
    path("foros/<slug:slug>/declaracion/", declaration.declaration, name="declaration"),
    path("foros/<slug:slug>/declaracion/firmar/", declaration.join, name="join"),
    path("foros/<slug:slug>/declaracion/<int:pk>/retirar/", declaration.leave, name="leave"),
    path("foros/<slug:slug>/integrantes/<int:pk>/salir/", members.end, name="end-member"),
    path("foros/<slug:slug>/integrantes/<int:pk>/intereses/", members.conflict, name="conflict"),
    path("mesa/foros/", desk.desk, name="desk"),
    path("mesa/foros/nuevo/", desk.create, name="create"),
    path("mesa/foros/<int:pk>/", desk.manage, name="manage"),
    path("mesa/foros/<int:pk>/editar/", desk.edit, name="edit"),
    path("mesa/foros/<int:pk>/asientos/", desk.seats, name="seats"),
    path("mesa/foros/<int:pk>/reglas/", desk.rules, name="rules"),
    path("mesa/foros/<int:pk>/publicar/", desk.publish, name="publish"),
    path("mesa/foros/<int:pk>/cerrar/", desk.close, name="close"),
    path("mesa/foros/<int:pk>/reabrir/", desk.reopen, name="reopen"),
    path("mesa/foros/<int:pk>/declaracion/", declaration.write, name="write-declaration"),
    path("mesa/foros/<int:pk>/integrantes/nuevo/", members.add, name="add-member"),
    path("mesa/foros/integrantes/<int:pk>/editar/", members.correct, name="correct-member"),
    path("mesa/foros/integrantes/<int:pk>/titular/", members.promote, name="promote"),
    path("mesa/foros/<int:pk>/convocatorias/nueva/", calls.open_one, name="open-call"),
    path("mesa/foros/convocatorias/<int:pk>/", calls.candidacies, name="call-desk"),
    path("mesa/foros/convocatorias/<int:pk>/editar/", calls.change, name="change-call"),
    path("mesa/foros/convocatorias/<int:pk>/resultado/", calls.result, name="result"),
    path("mesa/foros/candidaturas/<int:pk>/", calls.decide_one, name="decide"),
    path("mesa/foros/<int:pk>/sesiones/nueva/", sessions.call_one, name="call-session"),
    path("mesa/foros/<int:pk>/sesiones/agregar/", sessions.add, name="add-session"),
    path("mesa/foros/sesiones/<int:pk>/quitar/", sessions.remove, name="remove-session"),
]
