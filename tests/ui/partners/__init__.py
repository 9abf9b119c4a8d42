"""The screens for partners without the app, through the real window."""
