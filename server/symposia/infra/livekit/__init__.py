"""LiveKit, a media server that may carry calls in place of Janus. Browsers talk with it themselves.

`tokens` makes and reads what is signed with its key, `rooms` asks it to do something (its RoomService).
"""
