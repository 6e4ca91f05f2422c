"""The texts of the mails that people get on their way in, in English and German."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    subject: str
    body: str


_SIGN_IN = {
    "en": Text(
        "{code} is your code for {title}",
        "Hello,\n\n"
        "this link signs you in to {title}:\n\n{link}\n\n"
        "Or type this code where you asked for it: {code}\n\n"
        "Both hold for 15 minutes, and once. If you did not ask for this mail, you need not do anything:\n"
        "nobody can sign in without it.\n",
    ),
    "de": Text(
        "{code} ist Ihr Code für {title}",
        "Guten Tag,\n\n"
        "mit diesem Link melden Sie sich bei {title} an:\n\n{link}\n\n"
        "Oder geben Sie diesen Code dort ein, wo Sie ihn angefordert haben: {code}\n\n"
        "Beides gilt 15 Minuten lang und ein einziges Mal. Wenn Sie diese Mail nicht angefordert haben, brauchen\n"
        "Sie nichts zu tun: Ohne sie kann sich niemand anmelden.\n",
    ),
}
_UNKNOWN = {
    "en": Text(
        "Signing in to {title}",
        "Hello,\n\n"
        "somebody, probably you, asked to sign in to {title} with this address. Nobody is registered with it.\n"
        "Perhaps you used another address, or have not registered yet:\n\n{link}\n\n"
        "If it was not you, you need not do anything.\n",
    ),
    "de": Text(
        "Anmeldung bei {title}",
        "Guten Tag,\n\n"
        "jemand, vermutlich Sie, wollte sich mit dieser Adresse bei {title} anmelden. Mit ihr ist niemand\n"
        "registriert. Vielleicht haben Sie eine andere Adresse benutzt oder sind noch nicht registriert:\n\n"
        "{link}\n\n"
        "Wenn Sie das nicht waren, brauchen Sie nichts zu tun.\n",
    ),
}


def sign_in_letter(language: str, title: str, base_url: str, code: str, token: str) -> tuple[str, str]:
    """Subject and text of the mail with link and code. The token stands behind `#`: no server or log sees it."""
    link = f"{base_url}/sign-in#t={token}"
    return _written(_SIGN_IN, language, title=title, link=link, code=f"{code[:3]} {code[3:]}")


def unknown_letter(language: str, title: str, base_url: str) -> tuple[str, str]:
    """Subject and text for an address that nobody is registered with."""
    return _written(_UNKNOWN, language, title=title, link=f"{base_url}/register")


def _written(texts: dict[str, Text], language: str, **values: str) -> tuple[str, str]:
    text = texts.get(language, texts["en"])
    return text.subject.format(**values), text.body.format(**values)
