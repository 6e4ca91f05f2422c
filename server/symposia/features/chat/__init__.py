"""Chat: what people write in a room."""
