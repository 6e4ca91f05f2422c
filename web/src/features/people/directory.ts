import { ask } from "../../live/live.svelte"
import type { Card } from "../../live/wire"
import { Search } from "./search.svelte"

const PAGE = 40

/** What everybody can find of the others. */
export class Directory extends Search<Card> {
  constructor() {
    super((text, after) => ask("people.find", { ...(text && { text }), ...(after && { after }), limit: PAGE }))
  }
}

/** The search as it was left, to come back to with everything that was already brought. */
export const directory = new Directory()
