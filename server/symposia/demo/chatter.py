"""What simulated attendees say in chats, and what organisers announce. All of it is invented."""

from dataclasses import dataclass
from typing import Final

from symposia.demo.model import SessionType


@dataclass(frozen=True, slots=True)
class DemoAnnouncement:
    """A line for the lobby, posted at `at` ("HH:MM") on `day` (1 or 2) in the conference's zone."""

    day: int
    at: str
    text: str


ANNOUNCEMENTS: Final = (
    DemoAnnouncement(
        1,
        "08:55",
        "Welcome. Star what you do not want to miss: it stays in your agenda, and in your calendar if you download it.",
    ),
    DemoAnnouncement(
        1,
        "09:50",
        "The keynote begins at 10:00 on the main stage. Say hello in its chat; the moderators pass your questions on.",
    ),
    DemoAnnouncement(
        2,
        "12:35",
        "Speed networking over lunch starts at 12:45. The poster hall opens at 16:00, for authors now.",
    ),
)

_KEYNOTE_VISION: Final = (
    "Does the benchmark separate corruption from distribution shift? I never know which one people mean.",
    "As I read it, corruption is on the image, shift on the population. In our beamline data we have both.",
    "How much of measured robustness survives when the attacker knows the defence?",
    "Anyone in histology: I collect stain-shift test sets, write to me if you have one to share.",
    "Same here, and for calorimeter showers it is the simulation that shifts.",
    "Would a domain expert notice these failures, I wonder?",
    "Do you see the same effects in 3D volumes as in natural images?",
    "We retrain every month and still get surprised by a new camera firmware.",
    "Is there a cheap test that a small group can run before deployment?",
    "I would love to see this for satellite images in winter.",
    "Our detector fails on wet streets. Nothing adversarial about it, just rain.",
    "Adversarial training cost us four points on clean data. Anybody with better luck?",
    "Certified bounds for segmentation: does anyone have a pointer to a readable introduction?",
    "Interesting that the texture question comes up again. Same story in microscopy.",
    "Physical attacks always make the best slides.",
    "What would a reviewer need to see before believing a robustness claim?",
)

_KEYNOTE: Final = (
    "Sound is perfect here, thank you to whoever set this up.",
    "I put a question into the Questions panel, please vote if you care about it too.",
    "Will the slides be in the library afterwards?",
    "That figure deserves a second look. Is there a paper behind it?",
    "Good pace, I can follow even though this is far from my field.",
    "Is anyone taking notes that could be shared?",
    "I had never thought about it from the side of the user.",
    "Who joins a table in the lounge after this to discuss?",
    "Taking this back to our journal club.",
    "The part about evaluation alone was worth getting up early.",
)

_OPENING: Final = (
    "Good morning from Jülich!",
    "Hello from Kiel, with rain.",
    "Good morning from Bengaluru, or rather good afternoon.",
    "My goodie bag arrived yesterday. Is one supposed to wait for the toast?",
    "First time at this conference. Where do people usually meet?",
    "How many of us are here? The counter keeps climbing.",
    "Nice to see so many familiar names in the list.",
    "Is the programme in my own time zone? Found it, there is a switch at the top.",
)

_TALKS: Final = (
    "How large is the labelled part of the data?",
    "Did you compare with a simple baseline? Ours was embarrassingly good.",
    "Which resolution does the model run at?",
    "We have a similar problem at another centre, could we talk afterwards?",
    "Is the code open, and if not yet, when?",
    "How do you split the data? By site or at random?",
    "How long did it take from the first idea to something the colleagues use?",
    "What did the domain experts say when they first saw the results?",
    "Nice that a negative result made it onto a slide.",
    "Could the same network work on time series?",
    "Does it run on one card, or do you need the big machine?",
    "Who maintains it after the project ends?",
    "What surprised you most in the data?",
    "I missed the beginning. Which instrument is this?",
    "How do you handle missing values? Ours are missing for a reason.",
    "I know a data set that would be perfect for testing this.",
)

_PITCHES: Final = (
    "Three minutes is so short!",
    "Clear from the first sentence. Well done.",
    "I would fund that.",
    "The demonstration was a brave choice, and it worked.",
    "All finalists are going to be hard to choose between.",
    "Good luck to everybody still waiting backstage.",
    "Applause from our whole office.",
    "Can we watch the other videos somewhere? Ah, in the library.",
    "I understood a pitch about a field I know nothing about. That is the point, isn't it.",
    "How does one rehearse for this?",
)

_POSTERS: Final = (
    "Does the ranking change if you leave out the largest site?",
    "Could you point at the spot on the figure that you mean?",
    "I am at the poster, happy to talk.",
    "Just reading for now, thank you for the clear layout.",
    "What is the unit on the second axis?",
    "How many training runs went into this table?",
    "We tried something close to it and failed. Now I see why.",
    "Is there a longer version to read?",
    "Would it work with half of the data?",
    "Where can I find the data set?",
    "Did you look at the cases where both methods fail?",
    "Which poster should I see next if I liked this one?",
)

_NETWORKING: Final = (
    "Hello! Which centre are you at?",
    "What are you working on this week, really?",
    "I read that you look for annotated images. We have some, with strings attached.",
    "How did you get into this field?",
    "Seven minutes are short. Shall we swap contacts?",
    "I prefer text today, the neighbours are renovating.",
    "What would you do with a student for six months?",
    "Which tool could you not work without?",
    "My group looks for somebody who knows about uncertainty.",
    "Let us continue at a table in the lounge.",
    "We should compare our data formats before anything else.",
    "What is the best poster you have seen so far?",
)

_SOCIAL: Final = (
    "Cheers from Dresden!",
    "Mine is without alcohol and surprisingly good.",
    "There is a free chair at our table.",
    "Has anybody worked out what the green thing in the glass is?",
    "We are talking about failed experiments at table three, come along.",
    "My cat has joined the conference as well.",
    "Next year in one place, please.",
    "Which talk do you still think about?",
    "I know your name from a pull request!",
    "One more round, then dinner.",
)

_ANYWHERE: Final = (
    "Hello everybody!",
    "Thank you, that was clear.",
    "Could somebody repeat the link?",
    "Good question.",
    "I agree.",
    "Back again, my connection dropped for a moment.",
    "Is this being recorded?",
    "Thanks to the organisers, this works well.",
    "Does anybody know when the break is?",
    "I need a coffee. See you in the lounge.",
    "Greetings from Potsdam.",
    "Same experience here.",
    "Do you have a reference for that?",
    "I'll follow up by message.",
    "That is new to me.",
    "Interesting!",
)

_ANYWHERE_DE: Final = (
    "Guten Morgen aus Karlsruhe!",
    "Hallo zusammen!",
    "Danke, das war sehr anschaulich.",
    "Gibt es die Folien später in der Bibliothek?",
    "Kurze Frage: Wie groß war der Datensatz?",
    "Das kennen wir aus unserem Projekt auch.",
    "Bin wieder da, das WLAN war kurz weg.",
    "Trifft man sich nachher in der Lounge?",
    "Viele Grüße aus Leipzig.",
    "Gute Frage, das würde mich auch interessieren.",
)

_TALKS_DE: Final = (
    "Gilt der Gutschein auch für ein Vorhaben ohne eigene Daten?",
    "Wie lange dauert es vom Antrag bis zur Beratung?",
    "Kann man mit zwei Zentren gemeinsam einen Antrag stellen?",
    "Wie genau muss die Fragestellung am Anfang schon sein?",
    "Gibt es ein Beispiel für einen gelungenen Antrag?",
    "Wer hilft danach beim Betrieb des Modells?",
)

_BY_TYPE: Final[dict[SessionType, tuple[str, ...]]] = {
    "opening": _OPENING,
    "keynote": _KEYNOTE,
    "talks": _TALKS,
    "pitches": _PITCHES,
    "posters": _POSTERS,
    "networking": _NETWORKING,
    "social": _SOCIAL,
}
_BY_SESSION: Final = {"keynote-schiele": _KEYNOTE_VISION}

CHATTER: Final = (
    *_KEYNOTE_VISION,
    *(line for lines in _BY_TYPE.values() for line in lines),
    *_ANYWHERE,
    *_ANYWHERE_DE,
    *_TALKS_DE,
)
"""Every line there is."""


def lines_for(type_: SessionType | None = None, session: str = "", language: str = "en") -> tuple[str, ...]:
    """What fits a session of that type and key, never empty; without a type, what fits anywhere.

    Attendees of an English session write a little German as well; a German session gets German only.
    """
    if language == "de":
        return _ANYWHERE_DE + (_TALKS_DE if type_ == "talks" else ())
    fitting = _BY_TYPE[type_] if type_ else ()
    return _BY_SESSION.get(session, ()) + fitting + _ANYWHERE + _ANYWHERE_DE[:3]
