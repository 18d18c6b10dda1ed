"""Panggil: calling, display and voice of an Indonesian public-service mall."""

__version__ = "0.1.0"
