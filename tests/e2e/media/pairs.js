// Pairs of the product's own engine in one page, with signals that take their time as over a server.
// Bundled by `test_calls.py`, which calls what is in `pairs`.
import { Peers } from "../../../web/src/features/calls/peers.ts"

const PLACE = "room:pairs"
const ON_THE_WAY_MS = 12
let stays = 0

/** One of the two: an engine, and the picture that comes to it. */
class Side {
  constructor(order, servers) {
    const number = String(++stays).padStart(12, "0")
    this.member = { kind: "member", id: `00000000-0000-7000-8000-${number}`, peer: `00000000-0000-7000-9000-${number}`, order }
    this.links = new Set()
    this.connections = []
    this.video = Object.assign(document.createElement("video"), { muted: true })
    const around = {
      place: PLACE,
      peer: this.member.peer,
      servers,
      signal: (to, link, told) => this.tell(to, link, told),
      online: () => true,
      onMedia: (_person, media) => this.show(media?.video ?? null),
      onReach: () => {},
    }
    this.engine = new Peers(around, (config) => {
      const connection = new RTCPeerConnection(config)
      this.connections.push(connection)
      return connection
    })
  }

  async tell(to, link, told) {
    this.links.add(link)
    const signal = JSON.stringify({ kind: "signal", id: PLACE, sender: this.member.peer, to, link, ...told })
    await new Promise((there) => setTimeout(there, Math.random() * ON_THE_WAY_MS))
    this.other.engine.hear(JSON.parse(signal))
  }

  show(track) {
    if (!track || this.video.srcObject?.getVideoTracks()[0] === track) return
    this.video.srcObject = new MediaStream([track])
    this.video.play().catch(() => {})
  }

  get frames() {
    return this.video.getVideoPlaybackQuality().totalVideoFrames
  }
}

async function until(condition, withinMs, what) {
  const deadline = performance.now() + withinMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await new Promise((later) => setTimeout(later, 10))
  }
}

let given
/** What everybody sends. */
async function tracks() {
  given ??= await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 240 } })
  return { audio: given.getAudioTracks()[0], video: given.getVideoTracks()[0], screen: null }
}

async function pair(servers = { servers: [], relay_only: false }) {
  const sides = [new Side(1, servers), new Side(2, servers)]
  const [one, other] = sides
  one.other = other
  other.other = one
  const sent = await tracks()
  for (const side of sides) side.engine.send(sent)
  // Who of the two hears first of the other is chance.
  for (const side of sides.sort(() => Math.random() - 0.5)) side.engine.meet(side.member, [side.other.member])
  return sides
}

async function move(sides, count, withinMs) {
  const before = sides.map(({ frames }) => frames)
  await until(() => sides.every((side, at) => side.frames >= before[at] + count), withinMs, "frames on both sides")
}

/** A new pair: how long (ms) until both see the other, and how many links that took. */
async function fresh(withinMs = 6000) {
  const began = performance.now()
  const sides = await pair()
  try {
    await move(sides, 1, withinMs)
    return { ms: performance.now() - began, links: new Set(sides.flatMap(({ links }) => [...links])).size }
  } finally {
    for (const { engine } of sides) engine.stop()
  }
}

/** Both look for another way at the same moment, again and again: how often the offers met, and how many links it took. */
async function collide(times = 10, withinMs = 6000) {
  const sides = await pair()
  let met = 0
  try {
    await move(sides, 1, withinMs)
    for (let time = 0; time < times; time++) {
      const offering = sides.map(({ connections }) => connections.at(-1))
      const both = () => offering.every(({ signalingState }) => signalingState === "have-local-offer")
      let seen = false
      const watch = () => (seen ||= both())
      for (const connection of offering) connection.addEventListener("signalingstatechange", watch)
      for (const { engine } of sides) engine.networkChanged()
      await move(sides, 5, withinMs)
      const settled = () => offering.every(({ signalingState, connectionState }) => signalingState === "stable" && connectionState === "connected")
      await until(settled, withinMs, "both at rest")
      met += seen ? 1 : 0
    }
    return { met, links: new Set(sides.flatMap(({ links }) => [...links])).size }
  } finally {
    for (const { engine } of sides) engine.stop()
  }
}

/** What a browser gets from these servers: the kind of each address, and the server's. */
async function gathered(iceServers) {
  const connection = new RTCPeerConnection({ iceServers, iceTransportPolicy: "relay" })
  const found = []
  connection.onicecandidate = ({ candidate }) => candidate?.candidate && found.push([candidate.type, candidate.url])
  connection.createDataChannel("any")
  await connection.setLocalDescription()
  await until(() => connection.iceGatheringState === "complete", 15000, "everything tried")
  connection.close()
  return found
}

globalThis.pairs = { fresh, collide, gathered }
