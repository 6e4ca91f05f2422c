"""What can be in the way of a dialogue or an appointment."""

from symposia.kernel.errors import SymposiaError


class NotAcquainted(SymposiaError):
    code, status = "not_acquainted", 403
    sentence = "You can write to people whom you have met here."


class SlotTaken(SymposiaError):
    code, status = "slot_taken", 409
    sentence = "One of you has something else at that time by now. Please choose another one."
