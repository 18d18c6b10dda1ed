"""Pushing the journal to screens, and speech to speakers."""
