import { onDestroy } from "svelte"
import { front } from "./front"
import { clock } from "./clock.svelte"
import { asLiveError } from "./errors"
import { Socket, type LineState, type Wire } from "./socket"
import { Topics, TopicMap } from "./topics.svelte"
import type { Answers, Commands, QueryName } from "./wire"

/** The browser's one line to the server, its topics, and the two verbs `follow` and `call`. */

const socket = new Socket({
  open: () => new WebSocket(location.origin.replace(/^http/, "ws") + "/live") as unknown as Wire,
  random: Math.random,
  now: Date.now,
  after(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  async signedIn() {
    try {
      return (await front()).me !== null
    } catch {
      return true
    }
  },
})
const topics = new Topics(socket)

class Line {
  state: LineState = $state("idle")
  /** Since when (ms, browser clock). */
  since = $state(0)
}
/** How the line to the server stands; reactive. */
export const line = new Line()

socket.onState = (state) => {
  line.state = state
  line.since = socket.since
  if (state !== "open") topics.broken()
}
socket.onOpen = () => {
  topics.reopened()
  void readClock()
}
socket.onFrame = (frame) => topics.received(frame)

async function readClock(): Promise<void> {
  const asked = Date.now()
  try {
    const answer = await socket.ask("clock.read", {}, { thisLineOnly: true })
    clock.learn((answer.ok as Answers["clock.read"]).now, asked, Date.now())
  } catch (thrown) {
    if (asLiveError(thrown).code !== "line_lost") throw thrown
  }
}

/** Opens the line; call it once somebody is signed in. */
export function openLine(): void {
  socket.start()
}

/** Closes the line and forgets every topic. */
export function closeLine(): void {
  socket.stop()
  topics.clear()
}

/** Tries at once, instead of when the back-off says. */
export function tryNow(): void {
  socket.wake()
}

/** Listens to the browser's own signs of a network that goes and comes. */
export function watchNetwork(): void {
  addEventListener("offline", () => socket.goneOffline())
  addEventListener("online", () => socket.wake())
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") socket.wake()
  })
}

/**
 * Sends a command and promises its answer; it is sent again on every new line until it
 * is answered. Rejects with a LiveError.
 */
export async function call<C extends keyof Commands>(command: C, fields: Commands[C]): Promise<Answers[C]> {
  const { ok, seq } = await socket.ask(command, fields)
  // An answer may overtake what it tells of: who has it sees the change, too.
  if (seq) await topics.reached(seq)
  return ok as Answers[C]
}

/** Asks a query, which changes nothing; for the rest as `call`. */
export function ask<Q extends QueryName>(query: Q, fields: Commands[Q]): Promise<Answers[Q]> {
  return call(query, fields)
}

/** Follows a topic until the component that called this is gone. */
export function follow(topic: string): TopicMap {
  const map = topics.follow(topic)
  onDestroy(() => topics.unfollow(topic))
  return map
}

/** Follows the topic that `name` says, another one when that changes, none while it is null. */
export function followAs(name: () => string | null): { readonly map: TopicMap | null } {
  const topic = $derived(name())
  let map = $state.raw<TopicMap | null>(null)
  $effect.pre(() => {
    const followed = topic
    map = followed === null ? null : topics.follow(followed)
    return () => {
      if (followed !== null) topics.unfollow(followed)
    }
  })
  return {
    get map() {
      return map
    },
  }
}

/** Follows for as long as the page lives; answers the way to stop. For the shell and the session. */
export function followAlways(topic: string): { map: TopicMap; stop: () => void } {
  return { map: topics.follow(topic), stop: () => topics.unfollow(topic) }
}

/** Asks again for a topic that was refused. */
export function retry(topic: string): void {
  topics.retry(topic)
}
