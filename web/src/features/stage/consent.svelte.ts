import { SvelteSet } from "svelte/reactivity"
import { remember, remembered } from "../../live/storage"

const key = (host: string) => "consent/" + host

/** Whose servers this browser may talk to, because its owner agreed. Kept until taken back. */
class Consents {
  readonly #given = new SvelteSet<string>()
  readonly #taken = new SvelteSet<string>()

  has(host: string): boolean {
    return this.#given.has(host) || (!this.#taken.has(host) && remembered(key(host)) === "yes")
  }
  give(host: string): void {
    this.#taken.delete(host)
    this.#given.add(host)
    remember(key(host), "yes")
  }
  takeBack(host: string): void {
    this.#given.delete(host)
    this.#taken.add(host)
    remember(key(host), null)
  }
}

export const consents = new Consents()
