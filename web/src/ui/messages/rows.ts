import type { Pending } from "../../live/outbox.svelte"
import type { Numbered } from "../../live/transcript.svelte"

/** A message as far as its place in a log goes. */
export interface Said extends Numbered {
  /** Whose it is: the person, or their id. */
  readonly author: string | { readonly id: string }
  readonly at: string
  readonly removed?: unknown
}

/** What a log is made of, from the oldest to the newest. */
export type Row<M> =
  | { readonly type: "day"; readonly key: string; readonly at: string }
  | { readonly type: "new"; readonly key: string; readonly count: number }
  /** `head`: the first of its author's; the ones after it stand under the same name. */
  | { readonly type: "message"; readonly key: string; readonly message: M; readonly head: boolean }
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

export function authorOf({ author }: Said): string {
  return typeof author === "string" ? author : author.id
}

/** The messages as they are drawn, then what I wrote that the place does not show yet. */
export function rows<M extends Said>(messages: readonly M[], pending: readonly Pending[], reader: Reader): Row<M>[] {
  const made: Row<M>[] = []
  let before: M | null = null
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
  const last = before && authorOf(before)
  return [...made, ...pending.map((one, at): Row<M> => ({ type: "pending", key: one.id, pending: one, head: at === 0 && last !== reader.me }))]
}

function isNew(message: Said, reader: Reader): boolean {
  return reader.mark !== null && message.seq > reader.mark && authorOf(message) !== reader.me
}

function together(before: Said | null, message: Said): boolean {
  if (!before || authorOf(before) !== authorOf(message) || before.removed) return false
  return Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS
}
