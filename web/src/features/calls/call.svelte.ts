import { onDestroy, untrack } from "svelte"
import { SvelteMap } from "svelte/reactivity"
import { t } from "../../i18n/index.svelte"
import { errorText } from "../../i18n/say"
import { asLiveError, type LiveError } from "../../live/errors"
import { uuid7 } from "../../live/ids"
import { ask, call, follow, line } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import type { TopicMap } from "../../live/topics.svelte"
import type { Call as CallView, Member, Signal } from "../../live/wire"
import { toast } from "../../ui/toasts.svelte"
import type { Capture } from "./capture.svelte"
import { deskOf } from "./desk"
import type { Engine, MakeEngine, Quality, Reach, RemoteMedia, Servers, Surroundings, Told } from "./engine"
import { Janus } from "./janus"
import { LiveKit } from "./livekit"
import { Peers } from "./peers"
import { Sending, type Sends } from "./sending"

/** How I stand to the call. `elsewhere`: another tab or device of mine has it. */
export type Standing = "joining" | "in" | "full" | "down" | "removed" | "elsewhere" | "gone" | "unsupported"

const engines: Partial<Record<CallView["engine"], MakeEngine>> = {
  peers: (around) => new Peers(around),
  janus: (around) => new Janus(around, deskOf(around.place, around.peer)),
  livekit: (around) => new LiveKit(around, () => call("call.ticket", { place: around.place, peer: around.peer })),
}
/** Refusals that pass. */
const PASSING: ReadonlySet<string> = new Set(["too_fast", "busy", "broken"])
/** After one of them it is tried again after this time (ms). */
const AGAIN_MS = 2_000
/** New credentials are asked for so long (ms) before the old ones end; never sooner, and never later, than this. */
const BEFORE_MS = 90_000
const SOONEST_MS = 30_000
const LATEST_MS = 480_000

/**
 * I am in the call of a place for as long as the component that made this lives. What the topic's map says is true:
 * if I am not in it any more, and nobody sent me out, I come again. The media go on while the line to the server is
 * broken.
 */
export class Call {
  readonly place: string
  readonly capture: Capture
  readonly topic: TopicMap
  standing: Standing = $state("joining")
  readonly media = new SvelteMap<string, RemoteMedia>()
  readonly reach = new SvelteMap<string, Reach>()
  readonly quality = new SvelteMap<string, Quality>()
  /** A moderator has muted me, and I have not spoken since. */
  silenced = $state(false)
  /** Sound is held back until the person touches the page. */
  held = $state(false)
  readonly peer = uuid7()
  readonly #listens: boolean
  #engine: Engine | null = $state.raw(null)
  #servers: Servers | null = $state.raw(null)
  #attempt = $state(0)
  #asking = false
  /** My stay was in the map. */
  #seen = false
  /** Signals that came before the engine was there. */
  readonly #early: Signal[] = []
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #renewal: ReturnType<typeof setTimeout> | undefined
  readonly #sending = new Sending()

  readonly me: Member | undefined = $derived.by(() => this.topic.get("member", session.id))
  readonly others: Member[] = $derived.by(() => this.topic.list("member", (a, b) => a.order - b.order).filter(({ id }) => id !== session.id))
  readonly over: boolean = $derived.by(() => this.standing !== "joining" && this.standing !== "in")
  readonly #way: string = $derived.by(() => {
    const view = this.topic.one("call")
    return view ? `${view.engine}/${view.generation}` : ""
  })
  readonly #ready: boolean = $derived.by(() => this.#servers !== null && this.standing === "in" && this.#way !== "")

  /** Call it while a component is made. */
  constructor(place: string, capture: Capture, listens: boolean) {
    this.place = place
    this.capture = capture
    this.#listens = listens
    this.topic = follow(place + "/call")
    $effect(() => this.#stand())
    $effect(() => this.#listen())
    $effect(() => this.#flow())
    $effect(() => this.#engine?.send(capture.tracks))
    $effect(() => this.#meet())
    $effect(() => this.#tell())
    $effect(() => this.#watchNetwork())
    $effect(() => this.#watchLine())
    onDestroy(() => this.#leave())
  }

  /** How loud each person is now, 0 to 1. */
  levels(): ReadonlyMap<string, number> {
    return this.#engine?.levels() ?? new Map<string, number>()
  }

  async inspect(): Promise<void> {
    for (const [person, quality] of (await this.#engine?.qualities()) ?? []) this.quality.set(person, quality)
  }

  #stand(): void {
    void this.#attempt
    if (this.over) return
    const { error, fresh } = this.topic
    if (error) {
      this.standing = "gone"
      return
    }
    if (!fresh) return
    if (this.me?.peer === this.peer) {
      this.#seen = true
      this.standing = "in"
    } else if (this.me && this.#seen) this.standing = "elsewhere"
    else untrack(() => void this.#join())
  }

  async #join(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      this.#takeServers(await call("call.join", { place: this.place, peer: this.peer, listens: this.#listens }))
    } catch (thrown) {
      this.#refused(asLiveError(thrown))
    } finally {
      this.#asking = false
    }
  }

  #refused({ code, wait }: LiveError): void {
    if (code === "call_full") this.standing = "full"
    else if (code === "removed" || code === "banned") this.standing = "removed"
    else if (code === "media_down") this.standing = "down"
    else if (PASSING.has(code)) this.#after(wait === null ? AGAIN_MS : wait * 1000, () => this.#attempt++)
    else this.standing = "gone"
  }

  #takeServers(servers: Servers): void {
    this.#servers = servers
    this.#engine?.useServers(servers)
    if (!servers.until) return
    // The browser's clock may be wrong.
    const left = Date.parse(servers.until) - Date.now() - BEFORE_MS
    this.#renewLater(Math.min(LATEST_MS, Math.max(SOONEST_MS, left)))
  }

  #renewLater(ms: number): void {
    clearTimeout(this.#renewal)
    this.#renewal = setTimeout(() => void this.#renew(), ms)
  }

  async #renew(): Promise<void> {
    try {
      this.#takeServers(await ask("call.servers", { place: this.place }))
    } catch {
      // Not in the call just now; coming again brings them.
      this.#renewLater(SOONEST_MS)
    }
  }

  /** What is said to me alone: signals, and what a moderator did. */
  #listen(): (() => void) | void {
    const mine = session.mine
    if (!mine) return
    const signals = mine.onSaid("signal", (signal) => {
      if (signal.id !== this.place || signal.to !== this.peer) return
      if (this.#engine) this.#engine.hear(signal)
      else this.#early.push(signal)
    })
    const notices = mine.onSaid("call_notice", ({ id, what }) => {
      if (id !== this.place) return
      if (what === "removed") this.standing = "removed"
      else this.#silence()
    })
    return () => {
      signals()
      notices()
    }
  }

  /** Makes the engine that the call has, and another one when the call has another. */
  #flow(): (() => void) | void {
    if (!this.#ready) return
    const make = engines[this.#way.split("/")[0] as CallView["engine"]]
    if (!make || typeof RTCPeerConnection === "undefined") {
      this.standing = "unsupported"
      return
    }
    const engine = untrack(() => make(this.#surroundings(this.#servers!)))
    for (const signal of this.#early.splice(0)) engine.hear(signal)
    this.#engine = engine
    return () => {
      engine.stop()
      this.#engine = null
    }
  }

  #surroundings(servers: Servers): Surroundings {
    const keep = <V>(map: SvelteMap<string, V>) => (person: string, value: V | null) => {
      if (value === null) map.delete(person)
      else map.set(person, value)
    }
    return {
      place: this.place,
      peer: this.peer,
      servers,
      signal: (to, link, told) => this.#signal(to, link, told),
      online: () => line.state === "open",
      onMedia: keep(this.media),
      onReach: keep(this.reach),
    }
  }

  #meet(): void {
    const { me, others } = this
    const engine = this.#engine
    if (!engine || !me || me.peer !== this.peer || !this.topic.fresh) return
    untrack(() => engine.meet(me, others))
  }

  async #signal(to: string, link: string, { description, candidates }: Told): Promise<void> {
    for (;;) {
      try {
        await call("call.signal", { place: this.place, peer: this.peer, to, link, description, candidates: [...candidates] })
        return
      } catch (thrown) {
        const { code, wait } = asLiveError(thrown)
        // They have gone, or it does not fit: then the watchdog helps.
        if (code !== "too_fast" && code !== "busy") return
        await new Promise<void>((passed) => this.#after((wait ?? 1) * 1000, passed))
      }
    }
  }

  /** Says what I send whenever that changes. */
  #tell(): void {
    const { me } = this
    const sends = this.capture.sends
    if (!me || me.peer !== this.peer || !this.topic.fresh || this.over) return
    if (sends.audio) this.silenced = false
    const next = this.#sending.next(sends, me)
    if (next === "silence") untrack(() => this.#silence())
    else if (next === "tell") untrack(() => void this.#say(sends))
  }

  async #say(sends: Sends): Promise<void> {
    try {
      await call("call.media", { place: this.place, peer: this.peer, ...sends })
    } catch (thrown) {
      const { code, wait } = asLiveError(thrown)
      if (PASSING.has(code)) this.#after((wait ?? 1) * 1000, () => void this.#say(this.capture.sends))
      if (code !== "call_full" && code !== "silenced") return
      // I may not send: then nothing of me is sent.
      this.capture.stop()
      toast(code === "call_full" ? t.calls.camerasTaken : errorText(thrown))
    }
  }

  #silence(): void {
    this.capture.mute(true)
    this.silenced = true
  }

  #watchLine(): void {
    if (line.state === "open") untrack(() => this.#engine?.lineIsBack?.())
  }

  #watchNetwork(): () => void {
    const changed = () => this.#engine?.networkChanged()
    // Also on a reload: the others need not wait until I am missed. Who comes back with the page is in again.
    const hidden = () => this.#sayGoodbye()
    addEventListener("online", changed)
    addEventListener("pagehide", hidden)
    return () => {
      removeEventListener("online", changed)
      removeEventListener("pagehide", hidden)
    }
  }

  #leave(): void {
    clearTimeout(this.#renewal)
    for (const timer of this.#timers) clearTimeout(timer)
    if (!this.over) this.#sayGoodbye()
  }

  #sayGoodbye(): void {
    // The place may be over by now: then the call is, too.
    call("call.leave", { place: this.place, peer: this.peer }).catch(() => {})
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }
}
