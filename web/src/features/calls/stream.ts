import type { Attachment } from "svelte/attachments"

/** Plays a track in the element; `held` is told when the browser wants to be touched before it makes a sound. */
export function plays(track: MediaStreamTrack | null, held?: () => void): Attachment<HTMLMediaElement> {
  return (element) => {
    if (!track) return
    element.srcObject = new MediaStream([track])
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") held?.()
    })
    return () => {
      element.srcObject = null
    }
  }
}
