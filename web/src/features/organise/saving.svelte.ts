import { t } from "../../i18n/index.svelte"
import { errorText } from "../../i18n/say"
import { asLiveError, type LiveError } from "../../live/errors"

/** A form's way to the server and back: whether it is on its way, and what was refused. */
export class Saving {
  busy = $state(false)
  #error: LiveError | null = $state.raw(null)

  /** Does the work; answers whether it was done. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.#error = null
    try {
      await work()
      return true
    } catch (thrown) {
      this.#error = asLiveError(thrown)
      return false
    } finally {
      this.busy = false
    }
  }

  /** What is wrong with a field, or with something inside it. */
  of(field: string): string | null {
    const at = this.#error?.field
    return this.#error && at && (at === field || at.startsWith(field + ".")) ? refusal(this.#error) : null
  }

  /** What is wrong beside the fields that are shown. */
  beside(fields: readonly string[]): string | null {
    return this.#error && !fields.some((field) => this.of(field)) ? refusal(this.#error) : null
  }
}

/** The server knows why it refused; only what its form checks say is not for people. */
export function refusal(error: LiveError): string {
  if (error.code === "invalid" && error.field && error.message.startsWith(error.field + ":")) return t.organise.fieldWrong
  return error.code === "invalid" || error.code === "conflict" ? error.message : errorText(error)
}
