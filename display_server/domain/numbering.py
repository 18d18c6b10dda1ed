"""Ticket numbers: a queue's prefix and its count of the service day."""

from __future__ import annotations

import re

PREFIX = re.compile(r"[A-Z]{1,2}")


def number(prefix: str, count: int) -> str:
    """Return ``A-001`` … ``A-999``, then ``A-1000``, for the ``count``-th ticket of the day (from 1)."""
    return f"{prefix}-{count:03d}"
