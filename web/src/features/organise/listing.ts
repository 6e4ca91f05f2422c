import { ask } from "../../live/live.svelte"
import type { ListedPerson } from "../../live/wire"
import { Search } from "../people/search.svelte"

const PAGE = 50

/** The organisers' search through everybody. */
export class Listing extends Search<ListedPerson> {
  constructor() {
    super((text, after) => ask("people.list", { text, limit: PAGE, ...(after && { after }) }))
  }

  /** The same search again, after something was changed. */
  again(): Promise<void> {
    return this.find(this.text)
  }

  /** Shows a person as they are now, without asking. */
  put(person: ListedPerson): void {
    this.people = this.people.map((other) => (other.id === person.id ? person : other))
  }
}
