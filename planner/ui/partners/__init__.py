"""Partners without the app: their tasks out, their answers back, what is owed, what was handed on."""
