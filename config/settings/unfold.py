"""The officials' admin: hue, logo, font and menu."""
