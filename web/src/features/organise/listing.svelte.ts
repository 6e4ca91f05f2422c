import { asLiveError, type LiveError } from "../../live/errors"
import { ask } from "../../live/live.svelte"
import type { ListedPerson } from "../../live/wire"

const PAGE = 50

/** The organisers' search through everybody, page by page. A newer search wins over one on its way. */
export class Listing {
  people: ListedPerson[] = $state.raw([])
  more = $state(false)
  loading = $state(true)
  error: LiveError | null = $state.raw(null)
  #text = ""
  #search = 0

  /** Begins anew with this text; "" finds everybody. */
  async find(text: string): Promise<void> {
    this.#text = text
    await this.#page(++this.#search, undefined)
  }

  /** Brings the next page. */
  async next(): Promise<void> {
    if (this.more && !this.loading) await this.#page(this.#search, this.people.at(-1)?.id)
  }

  /** The same search again, after something was changed. */
  again(): Promise<void> {
    return this.find(this.#text)
  }

  /** Shows a person as they are now, without asking. */
  put(person: ListedPerson): void {
    this.people = this.people.map((other) => (other.id === person.id ? person : other))
  }

  async #page(search: number, after: string | undefined): Promise<void> {
    this.loading = true
    try {
      const { people, more } = await ask("people.list", { text: this.#text, limit: PAGE, ...(after && { after }) })
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
