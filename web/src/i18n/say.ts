import { asLiveError } from "../live/errors"
import { t } from "./index.svelte"

/** What went wrong, as a sentence for people. */
export function errorText(thrown: unknown): string {
  const error = asLiveError(thrown)
  // A server that is newer than this page may give a code that we do not know.
  return (t.errors as Record<string, string>)[error.code] ?? error.message
}
