import type { Pending } from "../../live/outbox.svelte"
import type { Message } from "../../live/wire"

/** What the log of a chat is made of, from the oldest to the newest. */
export type Row =
  | { readonly type: "day"; readonly key: string; readonly at: string }
  | { readonly type: "new"; readonly key: string; readonly count: number }
  /** `head`: the first of its author's; the ones after it stand under the same name. */
  | { readonly type: "message"; readonly key: string; readonly message: Message; readonly head: boolean }
  | { readonly type: "pending"; readonly key: string; readonly pending: Pending; readonly head: boolean }

interface Reader {
  readonly me: string
  /** The calendar day of a time, in the reader's zone. */
  readonly dayOf: (at: string) => string
  /** The reader's today: no line says that it is today. */
  readonly today: string
  /** The line "new" stands after this number; null for none. */
  readonly mark: number | null
}

/** Messages of one author within this time (ms) stand under one name. */
const TOGETHER_MS = 5 * 60_000

/** The messages as they are drawn, then what I wrote that the room does not show yet. */
export function rows(messages: readonly Message[], pending: readonly Pending[], reader: Reader): Row[] {
  const made: Row[] = []
  let before: Message | null = null
  let day = reader.today
  let marked = reader.mark === null
  for (const message of messages) {
    const its = reader.dayOf(message.at)
    const turned = its !== day
    if (turned) made.push({ type: "day", key: "day-" + its, at: message.at })
    day = its
    const line = !marked && isNew(message, reader)
    if (line) made.push({ type: "new", key: "new", count: messages.filter((other) => isNew(other, reader)).length })
    marked ||= line
    made.push({ type: "message", key: message.id, message, head: turned || line || !together(before, message) })
    before = message
  }
  return [...made, ...waiting(before, pending, reader.me)]
}

function isNew(message: Message, reader: Reader): boolean {
  return reader.mark !== null && message.seq > reader.mark && message.author.id !== reader.me
}

function together(before: Message | null, message: Message): boolean {
  if (!before || before.author.id !== message.author.id || before.removed) return false
  return Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS
}

function waiting(last: Message | null, pending: readonly Pending[], me: string): Row[] {
  return pending.map((one, at) => ({ type: "pending", key: one.id, pending: one, head: at === 0 && last?.author.id !== me }))
}
