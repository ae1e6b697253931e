"""Sign-up and sign-in: an e-mail address or a mobile number, by code; password optional."""

ACCOUNT_ADAPTER = "participation.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Our form asks for one contact, either of the two; the star only satisfies allauth's own checks.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Codes: six digits, a quarter of an hour (messages are slow to arrive on some networks), three tries.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
_CODE_SECONDS = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = _CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = _CODE_SECONDS
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 3
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = _CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 2 * _CODE_SECONDS

# Kept in the cache; the address is the client's behind AZOTEA_TRUSTED_PROXIES (adapters.py). Several people may share
# one address at an encounter, so the limits by address are wide and those by contact narrow.
ACCOUNT_RATE_LIMITS = {
    "signup": "30/m/ip",
    "login": "40/m/ip",
    "request_login_code": "30/m/ip,3/m/key,12/d/key",
    "login_failed": "20/m/ip,5/5m/key",
    "confirm_email": "1/10s/key,12/d/key",
    "verify_phone": "1/10s/key,12/d/key,15/m/ip",
    "change_phone": "3/m/user",
    "manage_email": "10/m/user",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}

ACCOUNT_FORMS = {
    "login": "participation.people.forms.SignInForm",
    "signup": "participation.people.forms.SignUpForm",
    "confirm_login_code": "participation.people.forms.LoginCodeForm",
    "confirm_email_verification_code": "participation.people.forms.EmailCodeForm",
    "verify_phone": "participation.people.forms.PhoneCodeForm",
    "add_email": "participation.people.forms.ChangeEmailForm",
    "change_phone": "participation.people.forms.ChangePhoneForm",
}

# Identity providers are rows (participation/providers); allauth stores neither tokens nor accounts of them.
SOCIALACCOUNT_ADAPTER = "participation.providers.social.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

MFA_ADAPTER = "participation.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An address only reaches an account once its code was entered, so allauth's own guard would only be in the way.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "participation.people.forms.SecondStepForm",
    "reauthenticate": "participation.people.forms.SecondStepAgainForm",
    "activate_totp": "participation.people.forms.ActivateAppForm",
    "login_webauthn": "participation.people.forms.SignInKeyForm",
    "authenticate_webauthn": "participation.people.forms.SecondStepKeyForm",
    "reauthenticate_webauthn": "participation.people.forms.AgainKeyForm",
    "add_webauthn": "participation.people.forms.AddKeyForm",
    "edit_webauthn": "participation.people.forms.RenameKeyForm",
}
