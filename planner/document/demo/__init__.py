"""The demo plan of the first district, made by code from resources."""
