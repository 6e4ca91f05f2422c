"""Calls: people at a place see and hear each other. Who may be at the place may be in its call."""
