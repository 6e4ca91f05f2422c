import { asLiveError, type LiveError } from "./errors"
import { uuid7 } from "./ids"
import { forgetAll, remember, remembered } from "./storage"

/** `sending`: on its way, tried until answered. `sent`: confirmed. `refused`: the server said no. */
export type PendingState = "sending" | "sent" | "refused"

export interface Pending {
  readonly id: string
  readonly text: string
  /** When it was written (ms, browser clock). */
  readonly at: number
  readonly state: PendingState
  readonly error: LiveError | null
}

type Post = (id: string, text: string) => Promise<unknown>

const PREFIX = "outbox/"
/** Codes that mean "later", not "no". */
const LATER = new Set(["too_fast", "busy", "storage_full", "unreachable"])
const LATER_MS = 5_000

/**
 * What one person wrote into one conversation: the draft, and messages that are not
 * confirmed yet. Both survive a reload; a message is tried until the server answers it.
 */
export class Outbox {
  #pending: Pending[] = $state.raw([])
  #draft = $state("")
  /** Messages that this tab has had: those of another tab stay in storage as they are. */
  readonly #mine = new Set<string>()
  readonly #key: string
  readonly #post: Post

  constructor(person: string, conversation: string, post: Post) {
    this.#key = `${PREFIX}${person}/${conversation}`
    this.#post = post
    this.#draft = remembered(this.#key + "/draft") ?? ""
    this.#pending = stored(this.#key)
    for (const message of this.#pending) this.#mine.add(message.id)
    for (const message of this.#pending) if (message.state === "sending") void this.#try(message)
  }

  get draft(): string {
    return this.#draft
  }
  set draft(text: string) {
    this.#draft = text
    remember(this.#key + "/draft", text || null)
  }

  /** The messages that the conversation does not show yet, oldest first. */
  pending(shown: (id: string) => boolean): Pending[] {
    return this.#pending.filter((message) => !shown(message.id))
  }

  /** Sends the text, empties the draft, and answers the message's id. */
  send(text: string): string {
    const message: Pending = { id: uuid7(), text, at: Date.now(), state: "sending", error: null }
    this.draft = ""
    this.#keep([...this.#pending, message])
    void this.#try(message)
    return message.id
  }

  /** Tries a refused message once more. */
  retry(id: string): void {
    const message = this.#change(id, { state: "sending", error: null })
    if (message) void this.#try(message)
  }

  /** Takes back a refused message. */
  discard(id: string): void {
    this.#keep(this.#pending.filter((message) => message.id !== id))
  }

  async #try(message: Pending): Promise<void> {
    try {
      await this.#post(message.id, message.text)
      this.#change(message.id, { state: "sent", error: null })
    } catch (thrown) {
      this.#failed(message, asLiveError(thrown))
    }
  }

  #failed(message: Pending, error: LiveError): void {
    // Signed out is not a no either: it waits in storage for the next time.
    if (error.code === "signed_out") return
    if (!LATER.has(error.code)) {
      this.#change(message.id, { state: "refused", error })
      return
    }
    this.#change(message.id, { error })
    const wait = error.wait === null ? LATER_MS : error.wait * 1000
    setTimeout(() => void this.#try(message), wait)
  }

  #change(id: string, change: Partial<Pending>): Pending | undefined {
    this.#keep(this.#pending.map((message) => (message.id === id ? { ...message, ...change } : message)))
    return this.#pending.find((message) => message.id === id)
  }

  #keep(pending: Pending[]): void {
    this.#pending = pending
    for (const message of pending) this.#mine.add(message.id)
    const others = stored(this.#key).filter((message) => !this.#mine.has(message.id))
    const unsent = [...others, ...pending.filter((message) => message.state !== "sent")]
    remember(this.#key, unsent.length ? JSON.stringify(unsent.map(({ id, text, at, state }) => ({ id, text, at, state }))) : null)
  }
}

function stored(key: string): Pending[] {
  try {
    const kept = JSON.parse(remembered(key) ?? "[]") as Omit<Pending, "error">[]
    return kept.map((message) => ({ ...message, error: null }))
  } catch {
    return []
  }
}

/** Forgets drafts and unsent messages of everybody on this browser; for signing out. */
export function forgetOutboxes(): void {
  forgetAll(PREFIX)
}
