import { errorText } from "../../i18n/say"
import { call } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import type { Commands, Setup } from "../../live/wire"

export type SetUp = Required<Commands["networking.set_up"]>
export type Intent = SetUp["intents"][number]

/** What one can look for, in the order in which it is offered. */
export const INTENTS: readonly Intent[] = ["collaborators", "method", "job", "hiring", "people"]
const BLANK: SetUp = { intents: [], text_only: false, three: false }

/** How I take part in rounds. A change shows at once; one that is refused is taken back, and says why. */
export class MySetUp {
  /** What was asked for, until the server has answered. */
  #wanted: SetUp | null = $state.raw(null)
  /** The last change, and what became of it. */
  last: { readonly part: keyof SetUp; readonly is: "saving" | "saved" | "refused"; readonly why: string } | null = $state.raw(null)
  readonly #read: () => Setup | undefined
  readonly #send: (wanted: SetUp) => Promise<unknown>

  constructor(read: () => Setup | undefined, send: (wanted: SetUp) => Promise<unknown>) {
    this.#read = read
    this.#send = send
  }

  get now(): SetUp {
    if (this.#wanted) return this.#wanted
    const kept = this.#read()
    return kept ? { intents: kept.intents, text_only: kept.text_only, three: kept.three } : BLANK
  }

  async change<K extends keyof SetUp>(part: K, value: SetUp[K]): Promise<void> {
    const wanted = { ...this.now, [part]: value }
    this.#wanted = wanted
    this.last = { part, is: "saving", why: "" }
    let why = ""
    try {
      await this.#send(wanted)
    } catch (thrown) {
      why = errorText(thrown)
    }
    // Changed again meanwhile: that change has everything in it, and says what became of it.
    if (this.#wanted !== wanted) return
    this.#wanted = null
    this.last = { part, is: why ? "refused" : "saved", why }
  }
}

export const mySetUp = new MySetUp(
  () => session.mine?.one("setup"),
  (wanted) => call("networking.set_up", wanted),
)
