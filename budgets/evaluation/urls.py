"""Addresses of the study of projects."""

from django.urls import path

from budgets.evaluation.views import clarifications, studies

urlpatterns = [
    path("proyectos/<int:pk>/aclaracion/", clarifications.ask, name="ask"),
    path("mesa/presupuestos/estudios/", studies.mine, name="studies"),
    path("mesa/presupuestos/proyectos/<int:pk>/", studies.study, name="study"),
    path("mesa/presupuestos/proyectos/<int:pk>/asignar/", studies.assign, name="assign"),
    path("mesa/presupuestos/proyectos/<int:pk>/hallazgo/<slug:aspect>/", studies.finding, name="finding"),
    path("mesa/presupuestos/proyectos/<int:pk>/decidir/", studies.finish, name="finish"),
    path("mesa/presupuestos/proyectos/<int:pk>/reabrir/", studies.reopen, name="reopen"),
    path("mesa/presupuestos/proyectos/<int:pk>/responder/", clarifications.answer, name="answer"),
    path("mesa/presupuestos/estudios/<int:pk>/relevar/", studies.relieve, name="relieve"),
]
