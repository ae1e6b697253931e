"""Addresses of collaborative texts."""

from django.urls import path

from processes.texts.views import changes, desk, page, revise, sign, suggest, whole

app_name = "texts"
urlpatterns = [
    path("textos/", page.listing, name="list"),
    path("textos/<int:pk>/", page.detail, name="detail"),
    path("textos/<int:pk>/sugerencias/", suggest.listing, name="suggestions"),
    path("textos/<int:pk>/parte/<int:key>/", suggest.passage, name="passage"),
    path("textos/<int:pk>/parte/<int:key>/sugerir/", suggest.write, name="write"),
    path("textos/<int:pk>/cambios/", changes.versions, name="versions"),
    path("textos/<int:pk>/cambios/<int:number>/", changes.changes, name="changes"),
    path("textos/<int:pk>/version/<int:number>/", page.version, name="version"),
    path("textos/<int:pk>/version/<int:number>/texto.<str:ending>", page.download, name="download"),
    path("textos/<int:pk>/firmar/", sign.sign, name="sign"),
    path("textos/<int:pk>/firmas/", sign.signers, name="signers"),
    path("textos/<int:pk>/firmas/<int:signature>/retirar/", sign.unsign, name="unsign"),
    path("sugerencias/<int:pk>/", suggest.detail, name="suggestion"),
    path("sugerencias/<int:pk>/postura/", suggest.side, name="side"),
    path("sugerencias/<int:pk>/retirar/", suggest.withdraw, name="withdraw"),
    path("mesa/textos/", desk.desk, name="desk"),
    path("mesa/textos/actividad/<int:pk>/", desk.manage, name="manage"),
    path("mesa/textos/actividad/<int:pk>/texto/", desk.bring, name="bring"),
    path("mesa/textos/<int:pk>/publicar/", desk.publish, name="publish"),
    path("mesa/textos/<int:pk>/respuestas/", revise.answers, name="answers"),
    path("mesa/textos/<int:pk>/version/", revise.version, name="new-version"),
    path("mesa/textos/<int:pk>/version/archivo/", whole.whole, name="whole-version"),
    path("mesa/textos/<int:pk>/adoptar/", desk.adopt, name="adopt"),
    path("mesa/textos/<int:pk>/reabrir/", desk.reopen, name="reopen"),
]
