import { http } from "../../live/front"
import { session } from "../../live/session.svelte"
import type { Language, PersonRef } from "../../live/wire"
import { go } from "../../router.svelte"
import type { Profile } from "./acts"
import { ourPath } from "./our-path"

interface Entered {
  readonly person: PersonRef
}

/** Asks for a mail with a link and a code. The answer never tells whether the address is known. */
export async function requestCode(email: string, language: Language): Promise<void> {
  await http("POST", "/api/sign-in/request", { email, language })
}

/** The ways in; each rejects with a LiveError that says why not. */
export const enter = {
  byCode: (email: string, code: string) => http<Entered>("POST", "/api/sign-in/code", { email, code }),
  byLink: (token: string) => http<Entered>("POST", "/api/sign-in/link", { token }),
  byTicket: (ticket: string) => http<Entered>("POST", "/api/sign-in/ticket", { ticket }),
  asDemo: (email: string) => http<Entered>("POST", "/api/sign-in/demo", { email }),
}

/** We are in: on to where the person wanted to go. */
export function entered({ person }: Entered, to: string | null): void {
  session.adopt(person)
  go(ourPath(to), { replace: true })
}

type Registration = Profile & { email: string; invitation?: string }

/** Registers; a mail proves the address, and its link completes it. */
export async function register(registration: Registration): Promise<void> {
  const { biography: _later, ...fields } = registration
  await http("POST", "/api/register", fields)
}
