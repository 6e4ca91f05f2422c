import type { Texts } from "../../i18n/index.svelte"
import type { Meeting, ReasonTold } from "../../live/wire"
import { called, languagesListed, listed } from "./names"

/** A reason as it is read; `key` tells it apart from the others of its meeting. */
export interface ReasonRead {
  readonly key: string
  readonly text: string
}

/** Why I was put together with these people, in sentences, the strongest of each first; never empty. */
export function reasonsOf(meeting: Pick<Meeting, "partners" | "reasons">, t: Texts): ReasonRead[] {
  const names = new Map(meeting.partners.map((partner) => [partner.id, called(partner.name)]))
  const three = meeting.partners.length > 1
  const read = inTurns(meeting.reasons).map((reason) => ({
    key: reason.person + reason.kind,
    text: sentence(reason, names.get(reason.person) ?? "", three, t),
  }))
  return read.length ? read : [{ key: "none", text: t.networking.whyNothing }]
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
      return t.networking.whyWish()
    case "shared_topics":
      return t.networking.whyTopics(name, listed(reason.terms), three)
    case "seek_offer":
      return t.networking.whySeek(name, listed(reason.terms))
    case "offer_seek":
      return t.networking.whyOffer(name, listed(reason.terms))
    case "roles":
      return reason.mine === "domain" ? t.networking.whyDomain(name) : t.networking.whyMethod(name)
    case "institutions":
      return t.networking.whyPlaces(name, reason.mine, reason.theirs)
    case "languages":
      return t.networking.whyLanguages(name, languagesListed(reason.terms), three)
  }
}
