import type { Commands, Session } from "../../live/wire"
import { dayAfter, moment, wallTime } from "./zoned"

/** A session as it is edited: times are those on the clocks of the conference. */
export interface SessionForm {
  title: string
  type: Session["type"]
  room: string
  date: string
  starts: string
  ends: string
  language: string
  abstract: string
  speakers: SpeakerForm[]
}

export interface SpeakerForm {
  /** Only for the list on the page. */
  key: string
  name: string
  affiliation: string
  biography: string
  person: string
}

/** What is wrong with a field, as a name of a text; `taken` says by which session the room is. */
export type FormProblem = { readonly field: "title" | "date" | "starts" | "ends" | "room" | "speakers"; readonly taken?: Session }

export const TYPES = ["opening", "keynote", "talks", "pitches", "posters", "networking", "social"] as const

export function emptySpeaker(key: string): SpeakerForm {
  return { key, name: "", affiliation: "", biography: "", person: "" }
}

export function formOf(session: Session, zone: string): SessionForm {
  const starts = wallTime(session.starts, zone)
  return {
    title: session.title,
    type: session.type,
    room: session.room,
    date: starts.date,
    starts: starts.time,
    ends: wallTime(session.ends, zone).time,
    language: session.language,
    abstract: session.abstract,
    speakers: session.speakers.map((speaker, at) => ({ key: String(at), ...speaker, person: speaker.person ?? "" })),
  }
}

/** From when to when (ISO), or null when that cannot be said. An end before the start is on the next day. */
export function timesOf(form: SessionForm, zone: string): { starts: string; ends: string } | null {
  if (!form.date || !form.starts || !form.ends || form.starts === form.ends) return null
  const starts = moment({ date: form.date, time: form.starts }, zone)
  const ends = moment({ date: overnight(form) ? dayAfter(form.date) : form.date, time: form.ends }, zone)
  return starts && ends && starts < ends ? { starts, ends } : null
}

export function overnight(form: SessionForm): boolean {
  return form.ends !== "" && form.starts !== "" && form.ends < form.starts
}

/** What the server would refuse, seen before it is sent. */
export function problemOf(form: SessionForm, id: string, others: readonly Session[], zone: string): FormProblem | null {
  if (!form.title.trim()) return { field: "title" }
  if (!form.room) return { field: "room" }
  if (!form.date) return { field: "date" }
  const times = timesOf(form, zone)
  if (!times) return { field: form.starts ? "ends" : "starts" }
  if (form.speakers.some((speaker) => !speaker.name.trim())) return { field: "speakers" }
  const taken = others.find(
    (other) => other.id !== id && !other.cancelled && other.room === form.room && other.starts < times.ends && times.starts < other.ends,
  )
  return taken ? { field: "starts", taken } : null
}

/** The command that saves it. Times must be right. */
export function saveOf(form: SessionForm, id: string, cancelled: boolean, zone: string): Commands["session.save"] {
  const times = timesOf(form, zone)
  if (!times) throw new Error("a session without its times cannot be saved")
  const { title, type, room, language, abstract } = form
  const speakers = form.speakers.map(({ name, affiliation, biography, person }) => ({ name, affiliation, biography, ...(person && { person }) }))
  return { id, title, type, room, language, abstract, ...times, speakers, cancelled }
}
