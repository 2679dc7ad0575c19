"""Sáo Diều, the activity library for schools."""

__version__ = "0.1.0"
