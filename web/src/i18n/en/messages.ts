import { numbers, plural } from "../plural"

const n = plural("en")
const number = numbers("en")

/** What is the same wherever people write: in rooms, in dialogues, in meetings. */
export const messages = {
  you: "You",
  // the log
  earlier: "Earlier messages",
  fresh: (count: number) => `${number(count)} new`,
  toNewest: "To the newest",
  toFresh: (count: number) => n(count, "1 new message", `${number(count)} new messages`),
  // the field
  send: "Send",
  sendHelp: "Enter sends, Shift and Enter make a new line.",
  left: (left: number) => (left < 0 ? n(-left, "1 character too long", `${number(-left)} characters too long`) : n(left, "1 character left", `${number(left)} characters left`)),
  // what is not there yet
  sending: "Sending…",
  unsent: "Not sent yet, we keep trying.",
  unsentWait: (seconds: number) => `That was fast. It goes out in ${n(seconds, "1 second", `${number(seconds)} seconds`)}.`,
  refused: "Not sent.",
  tryNow: "Try now",
  again: "Try again",
  changeText: "Change it",
  discard: "Throw away",
}
