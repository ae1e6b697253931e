"""Addresses of moderation."""

from django.urls import path

from participation.moderation.views import accounts, appeals, desk, public

app_name = "moderation"
urlpatterns = [
    path("temas/<int:subject_pk>/reportar/", public.report, name="flag"),
    path("mesa/moderacion/", desk.queue, name="queue"),
    path("mesa/moderacion/varias/", desk.decide_many, name="decide-many"),
    path("mesa/moderacion/temas/<int:subject_pk>/", desk.decision, name="decide"),
    path("mesa/moderacion/temas/<int:subject_pk>/bloquear/", accounts.block, name="block"),
    path("mesa/moderacion/apelaciones/", appeals.waiting, name="appeals"),
    path("mesa/moderacion/apelaciones/<int:pk>/", appeals.decide, name="decide-appeal"),
    path("mesa/moderacion/cuentas/", accounts.blocked, name="blocked"),
    path("mesa/moderacion/cuentas/<int:pk>/", accounts.lift, name="lift"),
    path("moderacion/", public.log, name="log"),
    path("moderacion/cifras/", public.statistics, name="statistics"),
    path("moderacion/decisiones/<int:pk>/", appeals.own_decision, name="own-decision"),
    path("cuenta/bloqueo/", appeals.own_block, name="own-block"),
    path("normas/", public.rules, name="rules"),
]
