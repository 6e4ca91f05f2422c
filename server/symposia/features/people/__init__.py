"""People: who is registered, how they sign in, what they tell of themselves."""
