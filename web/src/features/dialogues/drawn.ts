import type { DirectMessage } from "../../live/wire"

/** A message as it is drawn. */
export interface Drawn {
  readonly message: DirectMessage
  /** The first of its author's; the ones after it stand under the same name. */
  readonly head: boolean
  /** Another day begins with it. */
  readonly turned: boolean
  /** What is new begins with it. */
  readonly fresh: boolean
}

interface Reader {
  /** The reader's today: no line says that it is today. */
  readonly today: string
  /** The calendar day of a time, in the reader's zone. */
  readonly dayOf: (at: string) => string
  /** The first message that the reader had not read. */
  readonly since: string | null
}

/** Messages of one author within this time (ms) stand under one name. */
const TOGETHER_MS = 5 * 60_000

export function drawn(messages: readonly DirectMessage[], reader: Reader): Drawn[] {
  return messages.map((message, at) => {
    const before = messages[at - 1]
    const turned = reader.dayOf(message.at) !== (before ? reader.dayOf(before.at) : reader.today)
    const fresh = message.id === reader.since
    const together = before?.author === message.author && Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS
    return { message, turned, fresh, head: turned || fresh || !together }
  })
}
