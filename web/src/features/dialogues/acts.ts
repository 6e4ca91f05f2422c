import { session } from "../../live/session.svelte"
import type { TopicMap } from "../../live/topics.svelte"
import type { Dialogue } from "../../live/wire"
import { joined } from "../calls/joined"

/** Where the messages with somebody are; with `?later`, the choice of another time opens at once. */
export function messagesWith(person: string): string {
  return "/messages/" + person
}

/** My dialogues in which there is something, the latest first. */
export function myDialogues(mine: TopicMap | null): Dialogue[] {
  const begun = (dialogue: Dialogue) => dialogue.text !== "" || mine?.list("appointment").some(({ person }) => person === dialogue.person)
  return (mine?.list("dialogue", (a, b) => b.at.localeCompare(a.at)) ?? []).filter(begun)
}

/** So long (ms) it rings. */
const RINGS_MS = 45_000

/** Those who wait for me in the call of our dialogue, and have not been waiting for long; the latest first. */
export function callers(mine: TopicMap | null, now: number): Dialogue[] {
  const rings = ({ id, person, ringing }: Dialogue) => ringing != null && now - Date.parse(ringing) < RINGS_MS && !session.blocked(person) && !joined("dialogue:" + id)
  return (mine?.list("dialogue", (a, b) => (b.ringing ?? "").localeCompare(a.ringing ?? "")) ?? []).filter(rings)
}

/** How many messages I have not read, of people whom I want to hear. */
export function unreadMessages(): number {
  return (session.mine?.list("dialogue") ?? []).reduce((sum, { person, unread }) => sum + (session.blocked(person) ? 0 : unread), 0)
}
