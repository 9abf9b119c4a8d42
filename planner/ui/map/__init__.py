"""The map: painted from the same map sheet that the PDF draws."""
