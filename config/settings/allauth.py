"""Sign-up and sign-in: an e-mail address or a mobile number, by code; password optional."""
