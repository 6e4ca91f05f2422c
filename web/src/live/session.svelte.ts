import { clock } from "./clock.svelte"
import { front, http, type Front } from "./front"
import { closeLine, followAlways, line, openLine } from "./live.svelte"
import { forgetOutboxes } from "./outbox.svelte"
import type { TopicMap } from "./topics.svelte"
import type { Conference, Me, PersonRef } from "./wire"

type Presence = "unknown" | "out" | "in"
type Stop = () => void

/** Who is signed in here, and at what conference. */
class Session {
  state: Presence = $state("unknown")
  #front: Front | null = $state.raw(null)
  #person: PersonRef | null = $state.raw(null)
  /** The private topic of the person signed in: me, stars, blocks, notices, contacts. */
  mine: TopicMap | null = $state.raw(null)
  /** The programme is followed as long as somebody is signed in: conference, rooms, sessions. */
  programme: TopicMap | null = $state.raw(null)
  #stops: Stop[] = []

  /** The id of the person signed in; "" when nobody is. */
  get id(): string {
    return this.#person?.id ?? ""
  }
  get name(): string {
    return this.me?.name ?? this.#person?.name ?? ""
  }
  get me(): Me | undefined {
    return this.mine?.one("me")
  }
  get front(): Front | null {
    return this.#front
  }
  /** The conference as it is now, or as it was said before signing in. */
  get conference(): Conference | Front["conference"] | null {
    return this.programme?.one("conference") ?? this.#front?.conference ?? null
  }
  get organiser(): boolean {
    return this.is("organiser")
  }

  is(role: string): boolean {
    return this.me?.roles.includes(role) ?? false
  }

  /** Whether I moderate this room (or every one). */
  moderates(room: string): boolean {
    return this.organiser || this.is("moderator") || this.is("moderator:" + room)
  }

  blocked(person: string): boolean {
    return this.mine?.get("block", person) !== undefined
  }

  /** Asks who we are. Rejects with a LiveError when the server cannot be reached. */
  async load(): Promise<void> {
    const asked = Date.now()
    this.#front = await front()
    clock.learn(this.#front.conference.now, asked, Date.now())
    if (this.#front.me) this.adopt(this.#front.me)
    else this.state = "out"
  }

  /** This browser was signed in as this person. */
  adopt(person: PersonRef): void {
    // A line belongs to the sign-in it was opened with.
    if (this.#person) closeLine()
    this.#leave()
    this.#person = person
    const mine = followAlways("person:" + person.id)
    const programme = followAlways("programme")
    this.mine = mine.map
    this.programme = programme.map
    this.#stops = [mine.stop, programme.stop]
    this.state = "in"
    openLine()
  }

  async signOut(): Promise<void> {
    await http("POST", "/api/sign-out", {})
    forgetOutboxes()
    this.ended()
  }

  /** The server ended this sign-in, or we did. */
  ended(): void {
    closeLine()
    this.#leave()
    this.#person = null
    this.state = "out"
  }

  #leave(): void {
    for (const stop of this.#stops) stop()
    this.#stops = []
    this.mine = this.programme = null
  }
}

export const session = new Session()

/** Whether the line was ended by the server, and how. */
export function lineEnded(): "signed_out" | "banned" | null {
  return line.state === "signed_out" || line.state === "banned" ? line.state : null
}
