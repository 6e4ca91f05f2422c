import { errorText } from "../../i18n/say"
import { t } from "../../i18n/index.svelte"
import type { LiveError } from "../../live/errors"

/** Why a message did not go out, as a sentence; for one that is only delayed, when it goes. */
export function refusal(error: LiveError): string {
  if (error.code === "too_fast" && error.wait !== null) return t.messages.unsentWait(Math.ceil(error.wait))
  return errorText(error)
}
