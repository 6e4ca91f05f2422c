import { session } from "../../live/session.svelte"
import { remember, remembered } from "../../live/storage"
import type { Rules } from "./desk-rules"

interface Kept {
  readonly edited: Rules
  readonly from: Rules
}

/** Edits of a session's rules, kept in this browser until they are saved: a reload loses none. */
export class RulesDraft {
  #kept = $state.raw<Kept | null>(null)
  readonly #key: string

  constructor(networking: string) {
    // Under the same roof as unsent messages: signing out forgets both.
    this.#key = `outbox/${session.id}/rules/${networking}`
    const text = remembered(this.#key)
    this.#kept = text === null ? null : (JSON.parse(text) as Kept)
  }

  /** The rules as edited; null while nothing is. */
  get edited(): Rules | null {
    return this.#kept?.edited ?? null
  }

  /** The saved rules that the edits began with. */
  get from(): Rules | null {
    return this.#kept?.from ?? null
  }

  edit(rules: Rules, saved: Rules): void {
    this.#keep({ edited: rules, from: this.from ?? saved })
  }

  forget(): void {
    this.#keep(null)
  }

  #keep(kept: Kept | null): void {
    this.#kept = kept
    remember(this.#key, kept && JSON.stringify(kept))
  }
}
