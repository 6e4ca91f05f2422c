"""Announcements: what the organisers tell everybody in the lobby."""
