import { numbers } from "../plural"

const number = numbers("en")

/** How one takes part in rounds, and whom one would like to meet. */
export const setup = {
  label: "My set-up",
  saving: "Saving…",
  saved: "Saved. It holds for every round.",
  refused: (why: string) => `That was not saved. ${why}`,
  // what one looks for
  lookFor: "I look for",
  intents: { collaborators: "Collaborators", method: "A method", job: "A job", hiring: "Somebody to hire", people: "Just people" },
  intentsHelp: "Only people whom you meet see this, on your card.",
  // what one is matched on
  matchedOn: "You will be matched on",
  matchedNothing: "Your profile says little yet. With two or three topics we find you much better matches.",
  matchedPrivate: "From your profile. Others see what you share with them, never the whole list.",
  change: "Change it",
  topics: "Topics",
  seeks: "I need",
  offers: "I offer",
  languages: "I speak",
  // wishes
  wishes: "I’d like to meet",
  wishesNone: "Nobody yet. Whom you name here is matched with you rather than others.",
  wishesHelp: "They see it only when they ask for you, too.",
  wishMutual: "Asked for you, too",
  wishReady: "Ready; asked for you, too",
  wishMet: "You have met",
  addPerson: "Add a person",
  addTitle: "Whom would you like to meet?",
  addLead: "They get to know of it only when they ask for you, too.",
  addDone: "Done",
  wishOf: (name: string) => `I’d like to meet ${name}`,
  unwish: (name: string) => `I’d no longer like to meet ${name}`,
  wishMost: (most: number) => `You can name ${number(most)} people. Please take one off your list first.`,
  wishHelp: (name: string) => `For speed networking: you are matched sooner. ${name} sees it only after asking for you, too.`,
  wishHelpMutual: (name: string) => `${name} asked for you, too. When you are both ready in a round, you are matched first.`,
  // how one meets
  howYouMeet: "How you meet",
  textOnly: "Text only: no camera, no microphone",
  three: "Rather three of us than two",
  called: "When it begins",
  soundOn: "A soft sound when I am matched",
  tell: "Tell me also when this tab is in the background",
  tellHelp: "Your browser asks you once. We say no more than a first name.",
  tellDenied: "Your browser does not let us tell you when this tab is in the background. You can allow it beside the address, with the permissions of this site. The tab’s title shows it in any case.",
  tellUnsupported: "This browser cannot tell you when this tab is in the background. The tab’s title and the sound do.",
}
