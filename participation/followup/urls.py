"""Addresses of what is followed up."""

from django.urls import path

from participation.followup.views import desk, feed, plan, public

app_name = "followup"
urlpatterns = [
    path("seguimiento/", public.listing, name="list"),
    path("seguimiento/fechas.ics", public.calendar, name="ics"),
    path("seguimiento/novedades.atom", feed.atom, name="atom"),
    path("seguimiento/<int:pk>/", public.detail, name="detail"),
    path("mesa/seguimiento/", desk.desk, name="desk"),
    path("mesa/seguimiento/<int:pk>/", desk.report, name="report"),
    path("mesa/seguimiento/<int:pk>/evidencia/", desk.evidence, name="evidence"),
    path("mesa/seguimiento/<int:pk>/obstaculo/", desk.obstacle, name="obstacle"),
    path("mesa/seguimiento/<int:pk>/declarar/", desk.declare, name="declare"),
    path("mesa/seguimiento/<int:pk>/plan/", plan.plan, name="plan"),
    path("mesa/seguimiento/<int:pk>/nueva/", plan.add, name="add"),
    path("mesa/seguimiento/<int:pk>/editar/", plan.edit, name="edit"),
    path("mesa/seguimiento/<int:pk>/fechas/", plan.dates, name="dates"),
    path("mesa/seguimiento/<int:pk>/quien/", plan.name, name="name-reporter"),
    path("mesa/seguimiento/quien/<int:pk>/terminar/", plan.end, name="end-reporter"),
    path("mesa/seguimiento/obstaculos/<int:pk>/resuelto/", desk.cleared, name="clear-obstacle"),
    path("mesa/seguimiento/<slug:what>/<int:pk>/retirar/", desk.withdraw, name="withdraw"),
]
