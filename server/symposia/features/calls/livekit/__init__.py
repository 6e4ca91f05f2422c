"""The optional engine: tickets for a LiveKit server, and what it tells of its rooms."""
