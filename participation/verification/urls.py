"""Addresses of verification."""

from django.urls import path

from participation.verification import views

app_name = "verification"

urlpatterns = [
    path("cuenta/verificacion/", views.mine, name="mine"),
    path("cuenta/hoja/", views.first_sign_in, name="sheet"),
    path("mesa/verificacion/", views.desk, name="desk"),
    path("mesa/verificacion/sin-correo/", views.assist, name="assist"),
    path("mesa/verificacion/conflictos/", views.conflicts, name="conflicts"),
    path("mesa/verificacion/conflictos/<int:pk>/", views.conflict, name="conflict"),
    path("mesa/verificacion/<uuid:key>/", views.verify, name="verify"),
    path("mesa/verificacion/<uuid:key>/hoja/", views.print_sheet, name="print"),
    path("mesa/verificacion/<uuid:key>/documentos/", views.documents, name="documents"),
]
