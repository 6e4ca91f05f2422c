"""What can be in the way in a networking session. All of them come of something that is otherwise by now."""

from symposia.kernel.errors import Conflict


class RoundsOver(Conflict):
    code = "rounds_over"
    sentence = "The rounds are over."


class NoRound(Conflict):
    code = "no_round"
    sentence = "No round is running now. People can be moved while they are being matched or meet."


class NotReady(Conflict):
    code = "not_ready"
    sentence = "This person is not ready (any more)."


class InNoMeeting(Conflict):
    code = "in_no_meeting"
    sentence = "This person is in no meeting (any more)."


class MeetingTaken(Conflict):
    code = "meeting_taken"
    sentence = "This meeting is over, or there are three in it by now. Please choose another one."


class KeptApart(Conflict):
    code = "kept_apart"
    sentence = "Two of them have met already, or must not be brought together. Please choose another meeting."


class ReadyElsewhere(Conflict):
    code = "ready_elsewhere"
    sentence = "You are taking part in another networking session. Please leave its rounds first."


class WishesFull(Conflict):
    code = "wishes_full"
    sentence = "You have asked to meet as many people as one can. Please take one off your list first."
