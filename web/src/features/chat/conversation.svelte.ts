import { untrack } from "svelte"
import { ask, call } from "../../live/live.svelte"
import { Outbox } from "../../live/outbox.svelte"
import { session } from "../../live/session.svelte"
import type { TopicMap } from "../../live/topics.svelte"
import type { Message } from "../../live/wire"
import { Reading } from "./reading.svelte"
import { Transcript } from "./transcript.svelte"

const PAGE = 50
/** One outbox a room for as long as somebody is signed in, so that leaving and coming back never makes two of them. */
const outboxes = new WeakMap<TopicMap, Map<string, Outbox>>()

function outboxOf(room: string): Outbox {
  const post = (id: string, text: string) => call("chat.post", { room, id, text })
  const make = () => new Outbox(session.id, "room:" + room, post)
  if (!session.mine) return make()
  let mine = outboxes.get(session.mine)
  if (!mine) outboxes.set(session.mine, (mine = new Map<string, Outbox>()))
  let outbox = mine.get(room)
  if (!outbox) mine.set(room, (outbox = make()))
  return outbox
}

/** The chat of a room as one person has it; lives as long as the room's page, whatever tab is open. */
export class Conversation {
  readonly room: string
  readonly transcript: Transcript
  readonly reading = new Reading()
  readonly outbox: Outbox

  constructor(room: string) {
    this.room = room
    this.transcript = new Transcript((before) => ask("chat.earlier", { room, before, limit: PAGE }))
    this.outbox = outboxOf(room)
    // Confirmed in an earlier visit: it is in the room, though maybe no more among its newest.
    for (const { id, state } of this.outbox.pending(() => false)) if (state === "sent") this.outbox.discard(id)
  }

  /** Takes what the room's topic shows now. */
  take(shown: readonly Message[]): void {
    // What is taken depends on what is there; only what is shown may call this again.
    untrack(() => {
      this.transcript.take(shown)
      this.reading.arrived(this.transcript.newest)
    })
  }

  /** How many messages of others came since the reader was at the end. */
  get unread(): number {
    const { seen } = this.reading
    return this.transcript.messages.filter((message) => message.seq > seen && message.author.id !== session.id).length
  }

  /** My newest message that can be changed. */
  get myLast(): Message | undefined {
    return this.transcript.messages.findLast((message) => message.author.id === session.id && !message.removed)
  }

  /** Who wrote lately, the latest first, each once. */
  get authors(): Message["author"][] {
    return [...new Map(this.transcript.messages.map((message) => [message.author.id, message.author])).values()].reverse()
  }

  async edit(id: string, text: string): Promise<void> {
    await call("chat.edit", { room: this.room, message: id, text })
    this.transcript.change(id, { text })
  }

  async remove(message: Message): Promise<void> {
    await call("chat.remove", { room: this.room, message: message.id })
    const removed = message.author.id === session.id ? "author" : "moderator"
    this.transcript.change(message.id, { text: "", mentions: [], removed })
  }
}
