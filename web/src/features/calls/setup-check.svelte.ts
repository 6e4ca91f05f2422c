import { asLiveError } from "../../live/errors"
import { uuid7 } from "../../live/ids"
import { ask, call } from "../../live/live.svelte"
import { session } from "../../live/session.svelte"
import type { Answers } from "../../live/wire"
import { Capture } from "./capture.svelte"
import { deskOf } from "./desk"
import { connectsDirectly, reachesMediaServer, reachesRelay } from "./probes"
import { deviceFinding, lineFinding, relays, verdictOf, type Finding, type Grade, type Step, type Transport } from "./setup"

/** So often the server is asked. */
const TRIPS = 5
/** An answer that has not come after this time (ms) does not come. */
const LATE_MS = 5_000

/** Looks at everything that calls need, one after the other. */
export class SetupCheck {
  readonly capture = new Capture()
  running = $state(false)
  steps: readonly Step[] = $state.raw([])
  findings: readonly Finding[] = $state.raw([])
  /** The conference has a relay. */
  relayed = $state(true)
  /** Without a media server, calls go up to so many people; 0: there is one. */
  most = $state(0)
  readonly verdict: Grade | null = $derived(this.running || !this.findings.length ? null : verdictOf(this.findings))

  async run(): Promise<void> {
    if (this.running) return
    this.running = true
    this.findings = []
    this.steps = ["line", "audio", "video", "direct"]
    this.#found(await line())
    await this.capture.open(["audio", "video"])
    const { audio, camera, problems } = this.capture
    this.#found(deviceFinding("audio", audio?.label ?? "", problems.audio))
    this.#found(deviceFinding("video", camera?.label ?? "", problems.video))
    const setUp = await this.#setUp()
    const servers = setUp?.servers ?? []
    this.#found({ step: "direct", grade: (await connectsDirectly()) ? "good" : "fair" })
    for (const transport of ["udp", "tcp"] as Transport[]) {
      const asked = relays(servers, transport)
      if (asked.length) this.#found({ step: transport, grade: (await reachesRelay([...asked])) ? "good" : "fair" })
    }
    if (setUp?.larger) await this.#larger()
    this.running = false
  }

  stop(): void {
    this.capture.stop()
  }

  async #setUp(): Promise<Answers["call.check"] | null> {
    const setUp = await ask("call.check", {}).catch(() => null)
    const ways = (["udp", "tcp"] as Transport[]).filter((transport) => relays(setUp?.servers ?? [], transport).length > 0)
    this.relayed = ways.length > 0
    this.most = setUp && !setUp.larger ? setUp.peers : 0
    this.steps = [...this.steps, ...ways, ...(setUp?.larger ? (["larger"] as const) : [])]
    return setUp
  }

  /** A call of my own, carried as a larger one would be. */
  async #larger(): Promise<void> {
    const place = "person:" + session.id
    const peer = uuid7()
    try {
      const servers = await call("call.join", { place, peer, listens: false })
      const reached = await reachesMediaServer(deskOf(place, peer), servers)
      this.#found({ step: "larger", grade: reached ? "good" : "fair" })
    } catch (thrown) {
      // Carried by something that cannot be tried like this: then nothing is said about it.
      if (asLiveError(thrown).code === "conflict") this.steps = this.steps.filter((step) => step !== "larger")
      else this.#found({ step: "larger", grade: "fair" })
    } finally {
      call("call.leave", { place, peer }).catch(() => {})
    }
  }

  #found(finding: Finding): void {
    this.findings = [...this.findings, finding]
  }
}

async function line(): Promise<Finding> {
  const trips: number[] = []
  const late = new Promise<"late">((answer) => setTimeout(() => answer("late"), LATE_MS))
  for (let trip = 0; trip < TRIPS; trip++) {
    const asked = performance.now()
    const came = await Promise.race([ask("clock.read", {}).catch(() => "late"), late])
    if (came === "late") break
    trips.push(performance.now() - asked)
  }
  return lineFinding(trips)
}
