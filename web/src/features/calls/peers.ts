import { uuid7 } from "../../live/ids"
import type { Member, Signal } from "../../live/wire"
import { connectionConfig, NOTHING, type Engine, type Quality, type Servers, type Surroundings, type Tracks } from "./engine"
import { Link } from "./link"
import { Patience } from "./patience"
import { qualityOf, received, type Received } from "./quality"

/** So many signals of somebody whom the map does not show yet are kept. */
const MOST_EARLY = 40

/** What I have with one other member, as long as both stay. */
interface Tie {
  /** Names the two stays: with another one, everything begins anew. */
  readonly key: string
  readonly member: Member
  /** I came later, so that I begin. */
  readonly newcomer: boolean
  readonly patience: Patience
  link: Link | null
  before: Received | null
}

/** Engine 1: a direct connection to each of a few others. */
export class Peers implements Engine {
  readonly #around: Surroundings
  readonly #connect: (config: RTCConfiguration) => RTCPeerConnection
  readonly #ties = new Map<string, Tie>()
  /** Signals from stays that the map does not show yet: the two come on different ways. */
  readonly #early = new Map<string, Signal[]>()
  #config: RTCConfiguration
  #tracks: Tracks = NOTHING

  constructor(around: Surroundings, connect = (config: RTCConfiguration) => new RTCPeerConnection(config)) {
    this.#around = around
    this.#connect = connect
    this.#config = connectionConfig(around.servers)
  }

  meet(me: Member, others: readonly Member[]): void {
    const keys = new Map(others.map((other) => [other.id, `${me.order}/${other.peer}/${other.order}`]))
    for (const [person, tie] of this.#ties) if (keys.get(person) !== tie.key) this.#part(person, tie)
    for (const member of others) {
      if (this.#ties.has(member.id)) continue
      const newcomer = me.order > member.order
      const tie: Tie = { key: keys.get(member.id)!, member, newcomer, patience: new Patience(), link: null, before: null }
      this.#ties.set(member.id, tie)
      this.#around.onReach(member.id, "connecting")
      if (tie.newcomer) this.#build(tie, uuid7())
      const early = this.#early.get(member.peer) ?? []
      this.#early.delete(member.peer)
      for (const signal of early) this.#route(tie, signal)
    }
  }

  hear(signal: Signal): void {
    if (signal.to !== this.#around.peer) return
    const tie = [...this.#ties.values()].find(({ member }) => member.peer === signal.sender)
    if (tie) return this.#route(tie, signal)
    this.#early.set(signal.sender, [...(this.#early.get(signal.sender) ?? []), signal].slice(-MOST_EARLY))
  }

  send(tracks: Tracks): void {
    this.#tracks = tracks
    for (const { link } of this.#ties.values()) link?.send(tracks)
  }

  useServers(servers: Servers): void {
    this.#config = connectionConfig(servers)
    for (const { link } of this.#ties.values()) link?.pc.setConfiguration(this.#config)
  }

  networkChanged(): void {
    for (const { link } of this.#ties.values()) link?.restart()
  }

  levels(): ReadonlyMap<string, number> {
    const loud = (link: Link | null) => {
      const sources = link?.pc.getReceivers().flatMap((receiver) => (receiver.track.kind === "audio" ? receiver.getSynchronizationSources() : [])) ?? []
      return Math.max(0, ...sources.map(({ audioLevel }) => audioLevel ?? 0))
    }
    return new Map([...this.#ties].map(([person, { link }]) => [person, loud(link)]))
  }

  async qualities(): Promise<ReadonlyMap<string, Quality>> {
    const found = new Map<string, Quality>()
    for (const [person, tie] of this.#ties) {
      if (tie.link?.pc.connectionState !== "connected") continue
      const now = received((await tie.link.pc.getStats()).values() as Iterable<Record<string, unknown>>)
      if (tie.before) found.set(person, qualityOf(tie.before, now))
      tie.before = now
    }
    return found
  }

  stop(): void {
    for (const [person, tie] of this.#ties) this.#part(person, tie)
    this.#early.clear()
  }

  #part(person: string, tie: Tie): void {
    tie.link?.close()
    this.#ties.delete(person)
    this.#around.onMedia(person, null)
    this.#around.onReach(person, null)
  }

  /** To the link that is meant. Only who began can begin anew: an offer of a newer link replaces the one there is. */
  #route(tie: Tie, signal: Signal): void {
    const newer = tie.link === null || signal.link > tie.link.id
    if (!tie.newcomer && newer && signal.description?.type === "offer") this.#build(tie, signal.link)
    if (tie.link?.id === signal.link) tie.link.hear(signal)
  }

  #build(tie: Tie, id: string): void {
    const { member } = tie
    const again = tie.link !== null
    tie.link?.close()
    tie.before = null
    if (again) this.#around.onMedia(member.id, NOTHING)
    tie.link = new Link(id, tie.newcomer, this.#tracks, {
      patience: tie.patience,
      connect: () => this.#connect(this.#config),
      send: (told) => this.#around.signal(member.peer, id, told),
      online: () => this.#around.online(),
      onMedia: (media) => this.#around.onMedia(member.id, media),
      onReach: (reach) => this.#around.onReach(member.id, again && reach === "connecting" ? "lost" : reach),
      onStuck: () => {
        this.#around.onReach(member.id, "lost")
        if (tie.newcomer) this.#build(tie, uuid7())
      },
    })
  }
}
