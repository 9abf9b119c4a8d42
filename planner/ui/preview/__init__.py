"""The printed pages on the screen: preview, print, save."""
