"""Rooms: places that hold sessions, with moderators, a log, and people who may be silenced or asked to leave."""
