"""What speaks HTTP: the API, sign-in, files, calendar, health. The live socket is in `live`."""
