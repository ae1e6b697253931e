"""Addresses of accounts. allauth's names are kept, so that its views and letters find each other."""

from allauth.account import views as allauth_views
from django.urls import include, path

from participation.people.safety import views as safety
from participation.people.views import account, again, entrance, security

own = (
    [
        path("", account.home, name="home"),
        path("actividad/", account.activity, name="activity"),
        path("datos/", account.profile, name="profile"),
        path("contacto/<slug:kind>/quitar/", account.remove_contact, name="remove-contact"),
        path("contrasena/quitar/", account.remove_password, name="remove-password"),
        path("claves/", account.tokens, name="tokens"),
        path("claves/<int:pk>/revocar/", account.revoke_token, name="revoke-token"),
        path("cerrar/", account.erase, name="erase"),
        path("sesiones/", safety.sessions, name="sessions"),
        path("sesiones/cerrar-otras/", safety.end_other_sessions, name="end-other-sessions"),
        path("sesiones/<uuid:handle>/cerrar/", safety.end_session, name="end-session"),
        path("entrar/otra-vez/", entrance.start_again, name="start-again"),
    ],
    "people",
)

enter = entrance.entrance
fresh = again.recently_signed_in

urlpatterns = [
    path("", include(own)),
    path("entrar/", enter(allauth_views.login), name="account_login"),
    path("codigo/", enter(entrance.LoginCodeView.as_view()), name="account_confirm_login_code"),
    path("salir/", allauth_views.logout, name="account_logout"),
    path("registro/", enter(allauth_views.signup), name="account_signup"),
    path("inactiva/", account.inactive, name="account_inactive"),
    path("confirmar/", enter(again.confirm), name="account_reauthenticate"),
    path("correo/", enter(fresh(allauth_views.email)), name="account_email"),
    path("correo/codigo/", enter(allauth_views.email_verification_sent), name="account_email_verification_sent"),
    path("celular/", enter(fresh(allauth_views.change_phone)), name="account_change_phone"),
    path("celular/codigo/", enter(allauth_views.verify_phone), name="account_verify_phone"),
    path("contrasena/", account.password, name="account_set_password"),
    path("contrasena/", account.password, name="account_change_password"),
    path("contrasena/olvide/", enter(entrance.reset_password), name="account_reset_password"),
    path("seguridad/", security.index, name="mfa_index"),
    path("seguridad/segundo-paso/", security.authenticate, name="mfa_authenticate"),
    path("seguridad/confirmar/", security.reauthenticate, name="mfa_reauthenticate"),
    path("seguridad/app/", security.activate_totp, name="mfa_activate_totp"),
    path("seguridad/app/quitar/", security.deactivate_totp, name="mfa_deactivate_totp"),
    path("seguridad/recuperacion/", security.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("seguridad/recuperacion/nuevos/", security.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("seguridad/recuperacion/descargar/", security.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("seguridad/llaves/", security.list_keys, name="mfa_list_webauthn"),
    path("seguridad/llaves/agregar/", security.add_key, name="mfa_add_webauthn"),
    path("seguridad/llaves/confirmar/", security.reauthenticate_key, name="mfa_reauthenticate_webauthn"),
    path("seguridad/llaves/entrar/", security.login_key, name="mfa_login_webauthn"),
    path("seguridad/llaves/<int:pk>/quitar/", security.remove_key, name="mfa_remove_webauthn"),
    path("seguridad/llaves/<int:pk>/nombre/", security.edit_key, name="mfa_edit_webauthn"),
]
