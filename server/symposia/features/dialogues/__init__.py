"""Dialogues: what two people who have met write to each other, and when they will meet again."""
