"""Addresses of verification. Where officials see somebody's data, they say before what they need them for."""

from django.urls import path

from participation.access.viewing.decorators import declared
from participation.verification import views

app_name = "verification"

urlpatterns = [
    path("cuenta/verificacion/", views.mine, name="mine"),
    path("cuenta/hoja/", views.first_sign_in, name="sheet"),
    path("mesa/verificacion/", declared(views.desk), name="desk"),
    path("mesa/verificacion/sin-correo/", declared(views.assist), name="assist"),
    path("mesa/verificacion/conflictos/", declared(views.conflicts), name="conflicts"),
    path("mesa/verificacion/conflictos/<int:pk>/", declared(views.conflict), name="conflict"),
    path("mesa/verificacion/<uuid:key>/", declared(views.verify), name="verify"),
    path("mesa/verificacion/<uuid:key>/hoja/", declared(views.print_sheet), name="print"),
    path("mesa/verificacion/<uuid:key>/documentos/", declared(views.documents), name="documents"),
]
