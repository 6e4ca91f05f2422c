"""The one list of features. A new one is a folder here and a line below."""

from symposia.features.agenda.handlers import agenda
from symposia.features.announcements.handlers import announcements
from symposia.features.calls.handlers import calls
from symposia.features.chat.handlers import chat
from symposia.features.dialogues.handlers import dialogues
from symposia.features.networking.handlers import networking
from symposia.features.people.handlers import people
from symposia.features.programme.handlers import programme
from symposia.features.rooms.handlers import rooms
from symposia.features.stage.handlers import stage
from symposia.kernel.feature import Feature

FEATURES: tuple[Feature, ...] = (
    people,
    programme,
    rooms,
    agenda,
    announcements,
    chat,
    dialogues,
    stage,
    networking,
    calls,
)
