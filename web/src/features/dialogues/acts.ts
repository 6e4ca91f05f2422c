import { call } from "../../live/live.svelte"
import { Outbox } from "../../live/outbox.svelte"
import { session } from "../../live/session.svelte"
import type { TopicMap } from "../../live/topics.svelte"
import type { Dialogue } from "../../live/wire"

/** Where the messages with somebody are; with `?later`, the choice of another time opens at once. */
export function messagesWith(person: string): string {
  return "/messages/" + person
}

/** My dialogues in which there is something, the latest first. */
export function myDialogues(mine: TopicMap | null): Dialogue[] {
  const begun = (dialogue: Dialogue) => dialogue.text !== "" || mine?.list("appointment").some(({ person }) => person === dialogue.person)
  return (mine?.list("dialogue", (a, b) => b.at.localeCompare(a.at)) ?? []).filter(begun)
}

/** How many messages I have not read, of people whom I want to hear. */
export function unreadMessages(): number {
  return (session.mine?.list("dialogue") ?? []).reduce((sum, { person, unread }) => sum + (session.blocked(person) ? 0 : unread), 0)
}

/** One outbox a dialogue for as long as somebody is signed in, so that leaving and coming back never makes two of them. */
const outboxes = new WeakMap<TopicMap, Map<string, Outbox>>()

export function outboxOf(dialogue: string): Outbox {
  const make = () => new Outbox(session.id, "dialogue:" + dialogue, (id, text) => call("dialogue.post", { dialogue, id, text }))
  if (!session.mine) return make()
  let mine = outboxes.get(session.mine)
  if (!mine) outboxes.set(session.mine, (mine = new Map<string, Outbox>()))
  let outbox = mine.get(dialogue)
  if (!outbox) mine.set(dialogue, (outbox = make()))
  // Confirmed in an earlier visit: it is in the dialogue, though maybe no more among its newest.
  for (const { id, state } of outbox.pending(() => false)) if (state === "sent") outbox.discard(id)
  return outbox
}
