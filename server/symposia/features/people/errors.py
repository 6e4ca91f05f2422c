"""What can go wrong on the way in."""

from symposia.kernel.errors import SymposiaError


class CodeWrong(SymposiaError):
    code, status = "code_wrong", 403
    sentence = "This code is not the one in the mail. Please look again."


class CodeExpired(SymposiaError):
    code, status = "code_expired", 403
    sentence = "This code or link holds no longer. Please ask for a new one."


class TicketInvalid(SymposiaError):
    code, status = "ticket_invalid", 403
    sentence = "This ticket link is not complete, or not from the shop of this conference."


class TicketExpired(SymposiaError):
    code, status = "ticket_expired", 403
    sentence = "This ticket link has run out. Please sign in with your e-mail address."


class TicketNotEnough(SymposiaError):
    code, status = "ticket_not_enough", 403
    sentence = "A ticket does not sign in people who organise or moderate. Please sign in with your e-mail address."


class TicketUsed(SymposiaError):
    code, status = "ticket_used", 403
    sentence = "This ticket link has been used already. Please sign in with your e-mail address."


class RegistrationClosed(SymposiaError):
    code, status = "registration_closed", 403
    sentence = "Only people whom the organisers have entered can take part."


class InvitationNeeded(SymposiaError):
    code, status = "invitation_needed", 403
    sentence = "This conference is by invitation: please use the link that you were sent, or ask for a new one."


class PictureUnreadable(SymposiaError):
    code, status = "picture_unreadable", 422
    sentence = "This picture cannot be read. PNG, JPEG and WebP of up to 25 megapixels can."
