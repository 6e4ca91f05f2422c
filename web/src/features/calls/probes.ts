import type { IceServer } from "../../live/wire"
import { connectionConfig } from "./engine"

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
