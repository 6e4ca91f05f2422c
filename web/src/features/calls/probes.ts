import type { IceServer } from "../../live/wire"
import type { Desk } from "./desk"
import { connectionConfig, type Servers } from "./engine"
import { Leg } from "./leg"
import { Patience } from "./patience"

/** So long (ms) a connection may take to show that it works. */
const PATIENCE_MS = 6_000

/** Whether two connections of this page reach each other. */
export async function connectsDirectly(): Promise<boolean> {
  if (typeof RTCPeerConnection === "undefined") return false
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()]
  try {
    one.onicecandidate = ({ candidate }) => void other.addIceCandidate(candidate ?? undefined).catch(() => {})
    other.onicecandidate = ({ candidate }) => void one.addIceCandidate(candidate ?? undefined).catch(() => {})
    const channel = one.createDataChannel("check")
    const opened = new Promise<boolean>((answer) => {
      channel.onopen = () => answer(true)
      setTimeout(() => answer(false), PATIENCE_MS)
    })
    await one.setLocalDescription()
    await other.setRemoteDescription(one.localDescription!)
    await other.setLocalDescription()
    await one.setRemoteDescription(other.localDescription!)
    return await opened
  } catch {
    return false
  } finally {
    one.close()
    other.close()
  }
}

/** Whether one of these relays gives an address. */
export async function reachesRelay(servers: IceServer[]): Promise<boolean> {
  if (typeof RTCPeerConnection === "undefined") return false
  const pc = new RTCPeerConnection(connectionConfig({ servers, relay_only: true }))
  try {
    const found = new Promise<boolean>((answer) => {
      pc.onicecandidate = ({ candidate }) => {
        if (candidate?.type === "relay") answer(true)
        else if (candidate === null) answer(false)
      }
      setTimeout(() => answer(false), PATIENCE_MS)
    })
    pc.createDataChannel("check")
    await pc.setLocalDescription()
    return await found
  } catch {
    return false
  } finally {
    pc.close()
  }
}

/** Whether media from here reach the media server. Throws what was refused. */
export async function reachesMediaServer(desk: Desk, servers: Servers): Promise<boolean> {
  let leg: Leg | undefined
  try {
    return await new Promise<boolean>((answer, refuse) => {
      leg = new Leg({
        patience: new Patience(),
        connect: () => new RTCPeerConnection(connectionConfig(servers)),
        trickle: async (link, candidates) => void (await desk.trickle(link, candidates)),
        online: () => true,
        onChange: () => {
          if (leg?.stands) answer(true)
        },
        onLost: () => answer(false),
      })
      leg.pc.addTransceiver("audio", { direction: "sendonly" })
      offer(leg, desk).catch(refuse)
      setTimeout(() => answer(false), PATIENCE_MS)
    })
  } finally {
    leg?.close()
  }
}

async function offer(leg: Leg, desk: Desk): Promise<void> {
  await leg.pc.setLocalDescription()
  const { sdp } = await desk.publish(leg.id, leg.pc.localDescription!.sdp)
  leg.known()
  await leg.pc.setRemoteDescription({ type: "answer", sdp })
}
