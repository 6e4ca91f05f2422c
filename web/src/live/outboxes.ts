import { Outbox, type Post } from "./outbox.svelte"
import { session } from "./session.svelte"
import type { TopicMap } from "./topics.svelte"

/** One outbox a conversation for as long as somebody is signed in, so that leaving and coming back never makes two of them. */
const outboxes = new WeakMap<TopicMap, Map<string, Outbox>>()

export function outboxOf(conversation: string, post: Post): Outbox {
  const make = () => new Outbox(session.id, conversation, post)
  if (!session.mine) return make()
  let mine = outboxes.get(session.mine)
  if (!mine) outboxes.set(session.mine, (mine = new Map<string, Outbox>()))
  let outbox = mine.get(conversation)
  if (!outbox) mine.set(conversation, (outbox = make()))
  // Confirmed in an earlier visit: it is in the conversation, though maybe no more among its newest.
  for (const { id, state } of outbox.pending(() => false)) if (state === "sent") outbox.discard(id)
  return outbox
}
