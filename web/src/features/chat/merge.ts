import type { Message } from "../../live/wire"

export const bySeq = (a: { seq: number }, b: { seq: number }): number => a.seq - b.seq

interface Merged {
  /** Everything known, in the room's order. */
  readonly messages: readonly Message[]
  /** Nothing of what is shown now was known: something may be missing between the two. */
  readonly hole: boolean
}

/**
 * Brings what a reader has together with what the topic shows now. A message that fell out
 * of the topic's newest fifty stays with the reader; what is shown wins over what was kept.
 */
export function merge(kept: readonly Message[], shown: readonly Message[]): Merged {
  const all = new Map(kept.map((message) => [message.id, message]))
  const hole = kept.length > 0 && shown.length > 0 && !shown.some((message) => all.has(message.id))
  for (const message of shown) all.set(message.id, message)
  return { messages: [...all.values()].sort(bySeq), hole }
}
