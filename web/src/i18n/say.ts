import { asLiveError } from "../live/errors"
import { t } from "./index.svelte"

/** What went wrong, as a sentence for people. */
export function errorText(thrown: unknown): string {
  const error = asLiveError(thrown)
  return t.errors[error.code] ?? error.message
}
