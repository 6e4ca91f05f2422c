import { SvelteMap } from "svelte/reactivity"
import { apply, emptyCopy, type AnyView, type ChangeFrame, type Copy, type MapFrame } from "./apply"
import { asLiveError, LiveError, type ErrorBody } from "./errors"
import type { Frame, Socket } from "./socket"
import type { Views } from "./wire"

/** How long (ms) a map that nobody follows any more is kept, to come back to. */
const KEPT_MS = 30_000
/** How long (ms) an answer waits at most for what it has changed to be seen here. */
const SEEN_MS = 2_000

type Order<V> = (a: V, b: V) => number
type Listener = (views: readonly AnyView[]) => void

/** The live copy of one topic. Everything that reads it is drawn anew when it changes. */
export class TopicMap {
  readonly topic: string
  /** The map has come at least once. */
  ready = $state(false)
  /** What is shown is what the server has; false while the line is broken or catching up. */
  fresh = $state(false)
  /** Why the topic cannot be followed. */
  error: LiveError | null = $state(null)
  readonly copy: Copy
  readonly #listeners = new Set<Listener>()

  constructor(topic: string) {
    this.topic = topic
    this.copy = { ...emptyCopy(() => new SvelteMap()), kinds: new SvelteMap() }
  }

  /** All views of a kind, in the order asked for (else as they came). */
  list<K extends keyof Views>(kind: K, order?: Order<Views[K]>): Views[K][] {
    const all = [...(this.copy.kinds.get(kind)?.values() ?? [])] as unknown as Views[K][]
    return order ? all.sort(order) : all
  }

  get<K extends keyof Views>(kind: K, id: string): Views[K] | undefined {
    return this.copy.kinds.get(kind)?.get(id) as unknown as Views[K] | undefined
  }

  /** The view of a kind that a topic has only one of. */
  one<K extends keyof Views>(kind: K): Views[K] | undefined {
    return this.copy.kinds.get(kind)?.values().next().value as unknown as Views[K] | undefined
  }

  /** Hears what is said and not kept; answers the way to stop hearing. */
  onSay(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Hears what is said of one kind; answers the way to stop hearing. */
  onSaid<K extends keyof Views>(kind: K, listener: (view: Views[K]) => void): () => void {
    return this.onSay((views) => {
      for (const view of views) if (view.kind === kind) listener(view as unknown as Views[K])
    })
  }

  said(views: readonly AnyView[]): void {
    for (const listener of this.#listeners) listener(views)
  }
}

interface Followed {
  readonly map: TopicMap
  followers: number
  forget: ReturnType<typeof setTimeout> | undefined
}

/** All topics that this browser follows, over one socket. */
export class Topics {
  readonly #followed = new Map<string, Followed>()
  readonly #waiting = new Set<() => void>()
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Follows a topic; call `unfollow` as often. Follows of the same topic share one map. */
  follow(topic: string): TopicMap {
    let followed = this.#followed.get(topic)
    if (!followed) {
      followed = { map: new TopicMap(topic), followers: 0, forget: undefined }
      this.#followed.set(topic, followed)
    }
    clearTimeout(followed.forget)
    if (followed.followers++ === 0 && this.#socket.state === "open") void this.#ask(followed.map)
    return followed.map
  }

  unfollow(topic: string): void {
    const followed = this.#followed.get(topic)
    if (!followed || --followed.followers > 0) return
    followed.map.fresh = false
    if (this.#socket.state === "open") {
      this.#socket.ask("topic.unfollow", { topic }, { thisLineOnly: true }).catch(() => {})
    }
    followed.forget = setTimeout(() => this.#followed.delete(topic), KEPT_MS)
  }

  /** Asks for a topic again that could not be followed. */
  retry(topic: string): void {
    const followed = this.#followed.get(topic)
    if (followed && followed.followers > 0) void this.#ask(followed.map)
  }

  /**
   * Resolves once the copies here stand where `heads` (topic → seq) says: what a command has changed is seen by then.
   * Topics that are not followed, or are catching up, do not count; and nobody waits longer than two seconds.
   */
  reached(heads: Readonly<Record<string, number>>): Promise<void> {
    const isBehind = ([topic, seq]: [string, number]) => {
      const map = this.#followed.get(topic)?.map
      return map !== undefined && map.fresh && map.copy.seq < seq
    }
    if (!Object.entries(heads).some(isBehind)) return Promise.resolve()
    return new Promise((resolve) => {
      const look = () => {
        if (Object.entries(heads).some(isBehind)) return
        end()
      }
      const end = () => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve()
      }
      const timer = setTimeout(end, SEEN_MS)
      this.#waiting.add(look)
    })
  }

  /** A new line is open: bring every copy up to date. */
  reopened(): void {
    for (const { map, followers } of this.#followed.values()) if (followers > 0) void this.#ask(map)
  }

  /** The line is broken: what is shown may be old. */
  broken(): void {
    for (const { map } of this.#followed.values()) map.fresh = false
    this.#lookAgain()
  }

  /** Nobody is signed in any more: nothing may be left. */
  clear(): void {
    for (const { forget } of this.#followed.values()) clearTimeout(forget)
    this.#followed.clear()
  }

  received(frame: Frame): void {
    const map = this.#followed.get(String(frame.topic))?.map
    if (!map) return
    if ("say" in frame) return map.said(frame.say as AnyView[])
    if ("closed" in frame) return this.#shut(map, new LiveError(frame.closed as ErrorBody))
    const verdict = apply(map.copy, frame as unknown as MapFrame | ChangeFrame)
    if (verdict === "hole") {
      map.fresh = false
      void this.#ask(map)
      return
    }
    map.ready = true
    map.fresh = true
    this.#lookAgain()
  }

  #lookAgain(): void {
    for (const look of this.#waiting) look()
  }

  /** We may not follow it any more: nothing of it may be left. */
  #shut(map: TopicMap, error: LiveError): void {
    map.copy.kinds.clear()
    map.copy.epoch = null
    map.ready = map.fresh = false
    map.error = error
  }

  async #ask(map: TopicMap): Promise<void> {
    const { epoch, seq } = map.copy
    const have = epoch === null ? {} : { have: [epoch, seq] }
    try {
      const answer = await this.#socket.ask("topic.follow", { topic: map.topic, ...have }, { thisLineOnly: true })
      const head = answer.ok as { epoch?: string; seq?: number }
      map.error = null
      // When we stand at the head already, no frame follows.
      if (head.epoch === map.copy.epoch && head.seq === map.copy.seq) map.ready = map.fresh = true
    } catch (thrown) {
      const error = asLiveError(thrown)
      if (error.code !== "line_lost") map.error = error
    }
  }
}
