import { asLiveError, type LiveError } from "../../live/errors"
import { ask } from "../../live/live.svelte"
import type { Card } from "../../live/wire"

const PAGE = 40

/** A search through the people, page by page. A newer search wins over one that is still on its way. */
export class Directory {
  people: Card[] = $state.raw([])
  more = $state(false)
  /** Nothing has come yet, for this text. */
  loading = $state(true)
  error: LiveError | null = $state.raw(null)
  #text = ""
  #search = 0

  /** The text of the search that is shown. */
  get text(): string {
    return this.#text
  }

  /** Begins anew with this text; "" finds everybody. */
  async find(text: string): Promise<void> {
    this.#text = text
    this.loading = true
    await this.#page(++this.#search, undefined)
  }

  /** Brings the next page. */
  async next(): Promise<void> {
    if (!this.more || this.loading) return
    this.loading = true
    await this.#page(this.#search, this.people.at(-1)?.id)
  }

  async #page(search: number, after: string | undefined): Promise<void> {
    try {
      const { people, more } = await ask("people.find", { ...(this.#text && { text: this.#text }), ...(after && { after }), limit: PAGE })
      if (search !== this.#search) return
      this.people = after === undefined ? people : [...this.people, ...people]
      this.more = more
      this.error = null
    } catch (thrown) {
      if (search !== this.#search) return
      this.error = asLiveError(thrown)
    }
    this.loading = false
  }
}

/** The search as it was left, to come back to with everything that was already brought. */
export const directory = new Directory()
