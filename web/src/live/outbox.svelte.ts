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

export type Post = (id: string, text: string) => Promise<unknown>

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
  #running = false
  readonly #key: string
  readonly #post: Post

  constructor(person: string, conversation: string, post: Post) {
    this.#key = `${PREFIX}${person}/${conversation}`
    this.#post = post
    this.#draft = remembered(this.#key + "/draft") ?? ""
    this.#pending = stored(this.#key)
    for (const message of this.#pending) this.#mine.add(message.id)
    void this.#run()
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
    void this.#run()
    return message.id
  }

  /** Tries a refused message once more. */
  retry(id: string): void {
    this.#change(id, { state: "sending", error: null })
    void this.#run()
  }

  /** Takes back a refused message. */
  discard(id: string): void {
    this.#keep(this.#pending.filter((message) => message.id !== id))
  }

  /** One after the other, so that they arrive in the order in which they were written. */
  async #run(): Promise<void> {
    if (this.#running) return
    this.#running = true
    let next: Pending | undefined
    while ((next = this.#pending.find((message) => message.state === "sending"))) {
      if (!(await this.#try(next))) break
    }
    this.#running = false
  }

  /** Whether the next one may be tried. */
  async #try(message: Pending): Promise<boolean> {
    try {
      await this.#post(message.id, message.text)
      this.#change(message.id, { state: "sent", error: null })
      return true
    } catch (thrown) {
      return await this.#failed(message, asLiveError(thrown))
    }
  }

  async #failed(message: Pending, error: LiveError): Promise<boolean> {
    // Signed out is not a no: it waits in storage for the next time.
    if (error.code === "signed_out") return false
    if (!LATER.has(error.code)) {
      this.#change(message.id, { state: "refused", error })
      return true
    }
    this.#change(message.id, { error })
    await new Promise((done) => setTimeout(done, error.wait === null ? LATER_MS : error.wait * 1000))
    return true
  }

  #change(id: string, change: Partial<Pending>): void {
    this.#keep(this.#pending.map((message) => (message.id === id ? { ...message, ...change } : message)))
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
