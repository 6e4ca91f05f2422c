import { remember, remembered } from "../../live/storage"

export type DeviceKind = "audioinput" | "videoinput" | "audiooutput"

export interface Device {
  readonly id: string
  /** Empty as long as the browser does not tell. */
  readonly label: string
}

const KEY = "calls/"

/** The devices of this computer, and which of them are to be used; kept in this browser. */
class Devices {
  #all: readonly MediaDeviceInfo[] = $state.raw([])
  #wishes: Record<DeviceKind, string> = $state({
    audioinput: remembered(KEY + "audioinput") ?? "",
    videoinput: remembered(KEY + "videoinput") ?? "",
    audiooutput: remembered(KEY + "audiooutput") ?? "",
  })

  /** Those that can be told apart: without permission a browser gives neither ids nor names. */
  list(kind: DeviceKind): Device[] {
    return this.#all.filter((one) => one.kind === kind && one.deviceId !== "").map(({ deviceId, label }) => ({ id: deviceId, label }))
  }

  /** The one to use; "" for the browser's own choice, also while the chosen one is not plugged in. */
  chosen(kind: DeviceKind): string {
    const wish = this.#wishes[kind]
    return this.list(kind).some(({ id }) => id === wish) ? wish : ""
  }

  /** The one that was wished for, whether it is here or not. */
  wished(kind: DeviceKind): string {
    return this.#wishes[kind]
  }

  choose(kind: DeviceKind, id: string): void {
    this.#wishes[kind] = id
    remember(KEY + kind, id || null)
  }

  async refresh(): Promise<void> {
    this.#all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? []
  }

  /** Keeps the list right while devices come and go; answers the way to stop. */
  watch(): () => void {
    const changed = () => void this.refresh()
    navigator.mediaDevices?.addEventListener("devicechange", changed)
    changed()
    return () => navigator.mediaDevices?.removeEventListener("devicechange", changed)
  }
}

export const devices = new Devices()

/** Where sound comes out can be chosen: not in every browser. */
export const speakerCanBeChosen = typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype
