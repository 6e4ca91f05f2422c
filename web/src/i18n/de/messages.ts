import type { Texts } from "../index.svelte"
import { numbers, plural } from "../plural"

const n = plural("de")
const number = numbers("de")

export const messages: Texts["messages"] = {
  you: "Sie",
  // the log
  earlier: "Frühere Nachrichten",
  fresh: (count) => `${number(count)} neu`,
  toNewest: "Zur neuesten",
  toFresh: (count) => n(count, "1 neue Nachricht", `${number(count)} neue Nachrichten`),
  // the field
  send: "Senden",
  sendHelp: "Die Eingabetaste sendet, mit Umschalt beginnt sie eine neue Zeile.",
  left: (left) => (left < 0 ? `${number(-left)} Zeichen zu lang` : `noch ${number(left)} Zeichen`),
  // what is not there yet
  sending: "Wird gesendet …",
  unsent: "Noch nicht gesendet, wir versuchen es weiter.",
  unsentWait: (seconds) => `Das war schnell. Die Nachricht geht in ${n(seconds, "1 Sekunde", `${number(seconds)} Sekunden`)} hinaus.`,
  refused: "Nicht gesendet.",
  tryNow: "Jetzt versuchen",
  again: "Noch einmal",
  changeText: "Ändern",
  discard: "Verwerfen",
}
