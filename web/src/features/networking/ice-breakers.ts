import type { Texts } from "../../i18n/index.svelte"
import type { Card } from "../../live/wire"
import { called } from "./names"

type Profile = Pick<Card, "topics" | "field">

/**
 * Questions to begin with, from what both have told about themselves; the general ones come last. The same two
 * always get the same questions, and another first one in each meeting.
 */
export function iceBreakers(me: Profile, partners: readonly Card[], meeting: string, t: Texts): string[] {
  const own = partners.flatMap((partner) => personal(me, partner, t))
  return [...turned(own, meeting), ...turned(t.networking.iceAlways, meeting)]
}

function personal(me: Profile, partner: Card, t: Texts): string[] {
  const name = called(partner.name)
  const shared = partner.topics.find((topic) => me.topics.includes(topic))
  const theirs = partner.topics.find((topic) => !me.topics.includes(topic))
  const [seek, offer] = [partner.seeks[0], partner.offers[0]]
  const fields = me.field && partner.field && me.field !== partner.field
  return [
    shared && t.networking.iceTopic(shared),
    shared && t.networking.iceTopicWhy(shared),
    theirs && t.networking.iceTheirTopic(name, theirs),
    seek && t.networking.iceSeek(name, seek),
    offer && t.networking.iceOffer(name, offer),
    fields && t.networking.iceFields(me.field, partner.field),
  ].filter((question) => typeof question === "string" && question !== "") as string[]
}

/** The list, begun at a place that the meeting's id says. */
function turned(all: readonly string[], meeting: string): string[] {
  if (all.length === 0) return []
  const from = [...meeting].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % all.length
  return [...all.slice(from), ...all.slice(0, from)]
}
