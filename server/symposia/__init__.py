"""Symposia: a self-hosted virtual conference."""

__version__ = "0.1.0"
