import { t } from "../../i18n/index.svelte"
import type { LiveError } from "../../live/errors"
import { refusal as usual } from "../../ui/messages/refusal"

/** Why a message did not go out, in the same words as when the field is closed before anybody writes. */
export function refusal(error: LiveError): string {
  const known: Record<string, string> = { closed: t.room.closed, silenced: t.room.silenced }
  return known[error.code] ?? usual(error)
}
