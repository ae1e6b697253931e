"""Changes of administration are kept at their desk (/mesa/administraciones/)."""
