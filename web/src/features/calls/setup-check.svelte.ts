import { ask } from "../../live/live.svelte"
import type { IceServer } from "../../live/wire"
import { Capture } from "./capture.svelte"
import { connectsDirectly, reachesRelay } from "./probes"
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
    const servers = await this.#servers()
    this.#found({ step: "direct", grade: (await connectsDirectly()) ? "good" : "fair" })
    for (const transport of ["udp", "tcp"] as Transport[]) {
      const asked = relays(servers, transport)
      if (asked.length) this.#found({ step: transport, grade: (await reachesRelay(asked)) ? "good" : "fair" })
    }
    this.running = false
  }

  stop(): void {
    this.capture.stop()
  }

  async #servers(): Promise<IceServer[]> {
    const { servers } = await ask("call.check", {}).catch(() => ({ servers: [] }))
    const ways = (["udp", "tcp"] as Transport[]).filter((transport) => relays(servers, transport).length > 0)
    this.relayed = ways.length > 0
    this.steps = [...this.steps, ...ways]
    return servers
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
