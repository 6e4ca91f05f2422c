import { untrack } from "svelte"
import { ask, call } from "../../live/live.svelte"
import type { Outbox } from "../../live/outbox.svelte"
import { outboxOf } from "../../live/outboxes"
import { session } from "../../live/session.svelte"
import { Transcript } from "../../live/transcript.svelte"
import { CHAT_SHOWN, type Message } from "../../live/wire"
import { Reading } from "./reading.svelte"

/** So many older ones are asked for at once. */
const PAGE = 50

/** The chat of a room as one person has it; lives as long as the room's page, whatever tab is open. */
export class Conversation {
  readonly room: string
  readonly transcript: Transcript<Message>
  readonly reading = new Reading()
  readonly outbox: Outbox

  constructor(room: string) {
    this.room = room
    this.transcript = new Transcript(CHAT_SHOWN, (before) => ask("chat.earlier", { room, before, limit: PAGE }))
    this.outbox = outboxOf("room:" + room, (id, text) => call("chat.post", { room, id, text }))
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
