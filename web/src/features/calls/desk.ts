import { call } from "../../live/live.svelte"
import type { Answers, Candidate } from "../../live/wire"

/** What can be asked of the media server, by way of ours. `link` names one of my connections with it. */
export interface Desk {
  publish(link: string, sdp: string): Promise<Answers["call.publish"]>
  subscribe(link: string, feeds: string[]): Promise<Answers["call.subscribe"]>
  accept(link: string, sdp: string): Promise<unknown>
  trickle(link: string, candidates: Candidate[]): Promise<unknown>
}

/** For my stay `peer` in the call of `place`. */
export function deskOf(place: string, peer: string): Desk {
  return {
    publish: (link, sdp) => call("call.publish", { place, peer, link, sdp }),
    subscribe: (link, feeds) => call("call.subscribe", { place, peer, link, feeds }),
    accept: (link, sdp) => call("call.accept", { place, peer, link, sdp }),
    trickle: (link, candidates) => call("call.trickle", { place, peer, link, candidates }),
  }
}
