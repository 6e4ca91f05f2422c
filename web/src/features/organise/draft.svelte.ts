import { onDestroy } from "svelte"
import { t } from "../../i18n/index.svelte"
import { session } from "../../live/session.svelte"
import { remember, remembered } from "../../live/storage"
import { toast } from "../../ui/toasts.svelte"

/**
 * What is being edited, kept in this browser until it is saved, so that nothing typed is lost.
 * Make it while a component begins; it ends with the component, and warns when it is not saved by then.
 */
export class Draft<T extends object> {
  value: T = $state()!
  /** It began with edits from before. */
  readonly restored: boolean
  #saved = $state("")
  readonly #key: string
  // Beside `dirty`, as what ends sees the state from before its last change.
  #unsaved = false

  constructor(name: string, saved: T) {
    // Under the same roof as unsent messages: signing out forgets both.
    this.#key = `outbox/${session.id}/organise/${name}`
    const kept = remembered(this.#key)
    this.restored = kept !== null
    this.value = kept === null ? saved : (JSON.parse(kept) as T)
    this.#saved = JSON.stringify(saved)
    $effect(() => remember(this.#key, this.dirty ? JSON.stringify(this.value) : null))
    $effect(() => {
      this.#unsaved = this.dirty
      return this.dirty ? warnOnLeaving() : undefined
    })
    onDestroy(() => {
      if (this.#unsaved) queueMicrotask(() => toast(t.organise.draftKept))
    })
  }

  get dirty(): boolean {
    return JSON.stringify(this.value) !== this.#saved
  }

  /** What is saved has changed elsewhere: it is taken over, unless there are edits. */
  follow(saved: T): void {
    const text = JSON.stringify(saved)
    if (text === this.#saved) return
    if (!this.dirty) this.value = saved
    this.#saved = text
  }

  /** What is here now is saved. */
  kept(): void {
    this.#saved = JSON.stringify(this.value)
    this.#forget()
  }

  /** Back to what is saved. */
  discard(): void {
    this.value = JSON.parse(this.#saved) as T
    this.#forget()
  }

  #forget(): void {
    this.#unsaved = false
    remember(this.#key, null)
  }
}

function warnOnLeaving(): () => void {
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  addEventListener("beforeunload", ask)
  return () => removeEventListener("beforeunload", ask)
}
