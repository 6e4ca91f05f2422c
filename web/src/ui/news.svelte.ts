import { SvelteMap } from "svelte/reactivity"

/** What has happened elsewhere: it stands before the document's title, so that a tab in the background tells it. */
class News {
  readonly #said = new SvelteMap<string, string>()

  /** "" when there is nothing, or when it was seen. */
  get text(): string {
    return [...this.#said.values()].at(-1) ?? ""
  }

  /** What there is about something; "" when there is nothing, or no longer. */
  say(what: string, text: string): void {
    if (text) this.#said.set(what, text)
    else this.#said.delete(what)
  }
}

export const news = new News()
