import { numbers, plural } from "../plural"

const n = plural("en")
const number = numbers("en")

/** Whom one has met, and what comes of it: notes, contacts, another time. */
export const encounters = {
  title: "My encounters",
  lead: "Whom you have met, with your notes. Nobody else sees this page.",
  none: "You have not met anybody yet",
  noneHelp: "After a round of speed networking you find here whom you met, what you noted and how to reach them.",
  summary: (people: number, contacts: number) => `${n(people, "1 person met", `${number(people)} people met`)}, ${n(contacts, "1 contact", `${number(contacts)} contacts`)}`,
  metAt: (when: string) => `Met ${when}`,
  // finding somebody among them
  search: "Search my encounters",
  searchHelp: "Name, institution or note",
  show: "Show",
  all: (count: number) => `All ${number(count)}`,
  contacts: (count: number) => `Contacts ${number(count)}`,
  noted: (count: number) => `With notes ${number(count)}`,
  found: (count: number) => n(count, "1 person", `${number(count)} people`),
  foundNone: "None of them",
  foundNoneHelp: "Nobody whom you have met fits what you look for here.",
  clear: "Show all",
  // files
  download: "All contacts as",
  asVcard: "vCard",
  asCsv: "CSV",
  vcard: "Save as vCard",
  columns: { name: "Name", affiliation: "Institution", email: "E-mail", met: "Met", note: "My note" },
  // notes
  note: "My notes",
  noteAbout: (name: string) => `My notes about ${name}`,
  noteHelp: "Only you see them.",
  noteSaved: (time: string) => `Only you see them. Saved ${time}.`,
  noteSaving: "Only you see them. Saving…",
  noteLater: "Only you see them. They are kept in this browser until the two of you have met.",
  // contacts
  swap: "Swap contacts",
  swapWith: (name: string) => `Swap contacts with ${name}`,
  swapHelp: "Your name and mail address, shared only when you both say yes.",
  swapAsked: (name: string) => `You said yes. When ${name} does too, you get each other’s address.`,
  swapBack: "Take it back",
  swapped: (name: string) => `You and ${name} have swapped contacts.`,
  // going on
  write: "Write",
  writeTo: (name: string) => `Write to ${name}`,
  anotherTime: "Another time",
  anotherTimeWith: (name: string) => `Another time with ${name}`,
  // how it was
  rate: "How was it?",
  ratings: { 1: "Not for me", 2: "Good", 3: "Very good" },
  rateHelp: "Nobody sees what you say here; it counts in the overall figures only.",
  rated: "Thank you. Choose it once more to take it back.",
}
