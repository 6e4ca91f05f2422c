import { serverNow } from "../../live/clock.svelte"
import { call } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import { remember, remembered } from "../../live/storage"

/** How long (ms) typing rests before a note is saved. */
const REST_MS = 800
/** After a refusal it is tried again after this time (ms). */
const AGAIN_MS = 5_000

/**
 * My note about one person. What was typed stays in this browser until the server has it: through a reload, and also
 * while we have not met yet and there is nothing to save it with.
 */
export class Note {
  readonly person: string
  /** When it was saved last (ms, the server's clock). */
  savedAt: number | null = $state(null)
  #draft: string | null = $state(null)
  readonly #key: string
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(person: string) {
    this.person = person
    // With the outboxes, so that signing out forgets it, too.
    this.#key = `outbox/${session.id}/note:${person}`
    this.#draft = remembered(this.#key)
  }

  /** We have met, so that there is something to save it with. */
  get met(): boolean {
    return session.mine?.get("encounter", this.person) !== undefined
  }
  get unsaved(): boolean {
    return this.#draft !== null
  }
  get text(): string {
    return this.#draft ?? session.mine?.get("encounter", this.person)?.note ?? ""
  }
  set text(text: string) {
    this.#draft = text
    remember(this.#key, text)
    this.#later(REST_MS)
  }

  /** Saves what is not saved yet, without waiting for typing to rest. */
  async save(): Promise<void> {
    clearTimeout(this.#timer)
    const text = this.#draft
    if (text === null || !this.met) return
    try {
      await call("encounter.note", { person: this.person, text })
    } catch {
      this.#later(AGAIN_MS)
      return
    }
    this.savedAt = serverNow()
    // Typed on meanwhile: that is saved by its own timer.
    if (this.#draft !== text) return
    this.#draft = null
    remember(this.#key, null)
  }

  #later(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.save(), ms)
  }
}
