"""Speed networking: rounds in which everybody present is matched at once, with reasons, and never twice."""
