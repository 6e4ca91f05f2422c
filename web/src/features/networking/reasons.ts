import type { Texts } from "../../i18n/index.svelte"
import type { Meeting, ReasonTold } from "../../live/wire"
import { called, intentsListed, languagesListed, listed } from "./names"

/** A reason as it is read; `key` tells it apart from the others of its meeting. */
export interface ReasonRead {
  readonly key: string
  readonly text: string
}

type Told = Pick<Meeting, "partners" | "reasons">

/** Why I was put together with these people, in sentences, the strongest of each first; never empty. */
export function reasonsOf(meeting: Told, t: Texts): ReasonRead[] {
  const read = inTurns(meeting.reasons).map((reason) => readOf(reason, meeting, t))
  return read.length ? read : [{ key: "none", text: t.networking.whyNothing }]
}

/** Why I was put together with one of these people; may be empty. */
export function reasonsWith(person: string, meeting: Told, t: Texts): ReasonRead[] {
  return meeting.reasons.filter((reason) => reason.person === person).map((reason) => readOf(reason, meeting, t))
}

function readOf(reason: ReasonTold, { partners }: Told, t: Texts): ReasonRead {
  const name = called(partners.find(({ id }) => id === reason.person)?.name ?? "")
  return { key: reason.person + reason.kind, text: sentence(reason, name, partners.length > 1, t) }
}

/** One reason of each person, then a second of each, and so on. */
function inTurns(reasons: readonly ReasonTold[]): ReasonTold[] {
  const told = new Map<string, number>()
  const ranked = reasons.map((reason) => {
    const rank = told.get(reason.person) ?? 0
    told.set(reason.person, rank + 1)
    return { reason, rank }
  })
  return ranked.sort((a, b) => a.rank - b.rank).map(({ reason }) => reason)
}

function sentence(reason: ReasonTold, name: string, three: boolean, t: Texts): string {
  switch (reason.kind) {
    case "wish_mutual":
      return t.networking.whyWish(name, three)
    case "shared_topics":
      return t.networking.whyTopics(name, listed(reason.terms), three)
    case "seek_offer":
      return t.networking.whySeek(name, listed(reason.terms))
    case "offer_seek":
      return t.networking.whyOffer(name, listed(reason.terms))
    case "shared_intent":
      return t.networking.whyBothWant(name, intentsListed(reason.terms, t), three)
    case "intent_fit":
      return intentFit(reason, name, t)
    case "roles":
      return reason.mine === "domain" ? t.networking.whyDomain(name) : t.networking.whyMethod(name)
    case "institutions":
      return t.networking.whyPlaces(name, reason.mine, reason.theirs)
    case "languages":
      return t.networking.whyLanguages(name, languagesListed(reason.terms), three)
  }
}

/** Job and hiring, or a method and somebody who works on methods; which of us wants what, `mine` says. */
function intentFit({ mine, theirs }: ReasonTold, name: string, t: Texts): string {
  if (mine === "job") return t.networking.whyJob(name)
  if (mine === "hiring") return t.networking.whyHiring(name)
  return theirs === "method" ? t.networking.whyMethodTheirs(name) : t.networking.whyMethodMine(name)
}
