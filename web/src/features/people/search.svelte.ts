import { untrack } from "svelte"
import { asLiveError, type LiveError } from "../../live/errors"

interface Page<P> {
  readonly people: P[]
  readonly more: boolean
}
/** Asks for those found by the text, behind the person of this id. Rejects with a LiveError. */
type Find<P> = (text: string, after: string | undefined) => Promise<Page<P>>

/** How long (ms) typing rests before we search. */
const REST_MS = 250

/** A search through people, page by page. A newer search wins over one that is still on its way. */
export class Search<P extends { readonly id: string }> {
  people: P[] = $state.raw([])
  more = $state(false)
  /** Nothing has come yet, for this text. */
  loading = $state(true)
  error: LiveError | null = $state.raw(null)
  readonly #find: Find<P>
  #text = ""
  #search = 0

  constructor(find: Find<P>) {
    this.#find = find
  }

  /** The text of the search that is shown. */
  get text(): string {
    return this.#text
  }

  /** Begins anew with this text; "" finds everybody. */
  async find(text: string): Promise<void> {
    this.#text = text
    await this.#page(++this.#search, undefined)
  }

  /** Begins anew when typing has rested, the first time at once; `before` is done just then. Answers how to give it up. */
  typed(text: string, before: () => void = () => {}): () => void {
    const begin = (): void => {
      before()
      void this.find(text)
    }
    const timer = setTimeout(begin, untrack(() => this.people.length) ? REST_MS : 0)
    return () => clearTimeout(timer)
  }

  /** Brings the next page. */
  async next(): Promise<void> {
    if (this.more && !this.loading) await this.#page(this.#search, this.people.at(-1)?.id)
  }

  async #page(search: number, after: string | undefined): Promise<void> {
    this.loading = true
    try {
      const { people, more } = await this.#find(this.#text, after)
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
