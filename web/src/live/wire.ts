// Provisional, by hand, until `make gen` writes this file from the catalogue.

export type Language = "en" | "de"
export type SessionType = "opening" | "keynote" | "talks" | "pitches" | "posters" | "networking" | "social"
export type RoomBadge = "moderator" | "speaker" | "organiser"

export interface PersonRef { id: string; name: string; picture?: string | null }
export interface Author extends PersonRef { badge?: RoomBadge | null }
export interface Speaker { name: string; affiliation: string; biography: string; person?: string | null }
export interface Card {
  id: string
  name: string
  affiliation: string
  field: string
  topics: string[]
  languages: string[]
  seeks: string[]
  offers: string[]
  biography: string
  picture?: string | null
  roles: string[]
}
export interface ListedPerson extends Card { email: string; banned: boolean }
export interface SignIn { id: string; at: string; seen: string; device: string; here: boolean }
export interface Plan { rounds: number; reveal_s: number; meeting_s: number; wrapup_s: number; break_s: number }

export interface Conference {
  kind: "conference"
  id: string
  title: string
  tagline: string
  time_zone: string
  accent: string
  registration: "open" | "invitation" | "list"
  first_day: string
  last_day: string
  demo: boolean
}
export interface Room { kind: "room"; id: string; title: string; description: string; language: string; order: number; capacity?: number | null }
export interface Session {
  kind: "session"
  id: string
  title: string
  type: SessionType
  room: string
  starts: string
  ends: string
  language: string
  abstract: string
  speakers: Speaker[]
  cancelled: boolean
}
export interface Announcement { kind: "announcement"; id: string; text: string; at: string; by: PersonRef }
export interface Place { kind: "place"; id: string; count: number; faces: PersonRef[] }
export interface Door { kind: "door"; id: string; chat: "open" | "closed" }
export interface Stage { kind: "stage"; id: string; mode: "holding" | "embed" | "stream"; provider?: string | null; url?: string | null; title?: string | null }
export interface Message {
  kind: "message"
  id: string
  seq: number
  author: Author
  text: string
  at: string
  edited?: string | null
  removed?: "author" | "moderator" | null
  mentions: PersonRef[]
}
export interface Attendee { kind: "attendee"; id: string; name: string; affiliation: string; picture?: string | null; badge?: RoomBadge | null; since: string }
export interface Log { kind: "log"; id: string; seq: number; at: string; by: PersonRef; act: string; target?: PersonRef | null; detail?: string | null }
export interface Standing { kind: "standing"; id: string; name?: string; silenced: boolean; removed: boolean }
export interface Me {
  kind: "me"
  id: string
  email: string
  name: string
  affiliation: string
  field: string
  topics: string[]
  languages: string[]
  seeks: string[]
  offers: string[]
  biography: string
  picture?: string | null
  time_zone: string
  language: Language
  roles: string[]
  registered: string
}
export interface Star { kind: "star"; id: string }
export interface Block { kind: "block"; id: string; name: string }
export interface Notice { kind: "notice"; id: string; type: string; at: string; by?: PersonRef | null; room?: string | null; text?: string | null; read: boolean }
export interface Contact { kind: "contact"; id: string; name: string; affiliation: string; email: string; picture?: string | null; met_at: string }
export interface Networking {
  kind: "networking"
  id: string
  phase: "draft" | "open" | "reveal" | "meeting" | "wrapup" | "break" | "ended"
  round: number
  rounds: number
  deadline?: string | null
  paused_ms?: number | null
  ready: number
  meetings: number
  waiting: number
  plan: Plan
}
export interface Participant { kind: "participant"; id: string; name: string; affiliation: string; state: "ready" | "away" | "meeting" | "waiting"; since: string }
export interface Seat { kind: "seat"; id: string; ready: boolean; state: "away" | "ready" | "waiting" | "meeting"; since?: string | null; why?: string | null; meeting?: string | null }
export interface Reason { kind: string; [more: string]: unknown }
export interface Meeting {
  kind: "meeting"
  id: string
  networking: string
  round: number
  partners: Card[]
  reasons: Reason[]
  status: "reveal" | "open" | "closed"
  ends?: string | null
  swap: { mine: boolean }
}
export interface Encounter { kind: "encounter"; id: string; name: string; affiliation: string; picture?: string | null; met_at: string; note: string; contact: boolean; asked: boolean }

export interface Views {
  conference: Conference
  room: Room
  session: Session
  announcement: Announcement
  place: Place
  door: Door
  stage: Stage
  message: Message
  attendee: Attendee
  log: Log
  standing: Standing
  me: Me
  star: Star
  block: Block
  notice: Notice
  contact: Contact
  networking: Networking
  participant: Participant
  seat: Seat
  meeting: Meeting
  encounter: Encounter
}

type Profile = Pick<Me, "name" | "affiliation" | "field" | "topics" | "languages" | "seeks" | "offers" | "biography" | "time_zone" | "language">

export interface Commands {
  "clock.read": Record<never, never>
  "conference.edit": Pick<Conference, "title" | "tagline" | "time_zone" | "accent" | "registration">
  "room.save": Pick<Room, "id" | "title" | "description" | "language" | "order">
  "room.remove": { id: string }
  "session.save": Omit<Session, "kind" | "cancelled">
  "session.remove": { id: string }
  "announcement.post": { id: string; text: string }
  "announcement.remove": { id: string }
  "chat.post": { room: string; id: string; text: string }
  "chat.edit": { room: string; message: string; text: string }
  "chat.remove": { room: string; message: string }
  "chat.earlier": { room: string; before: number; limit?: number }
  "chat.close": { room: string; open: boolean }
  "room.silence": { room: string; person: string; silenced: boolean }
  "room.remove_person": { room: string; person: string; removed: boolean }
  "stage.set": { room: string; mode: Stage["mode"]; url?: string; title?: string }
  "person.edit": Profile
  "person.block": { person: string; blocked: boolean }
  "agenda.star": { session: string; on: boolean }
  "notice.read": { id: string }
  "notice.read_all": Record<never, never>
  "people.find": { text?: string; after?: string; limit?: number }
  "people.get": { person: string }
  "people.list": { text?: string; after?: string; limit?: number }
  "people.save": { id: string; email: string; name: string; affiliation: string; roles: string[] }
  "people.import": { people: { email: string; name: string; affiliation: string; roles: string[] }[] }
  "people.ban": { person: string; banned: boolean }
  "people.sign_out": { person: string }
  "people.set_roles": { person: string; roles: string[] }
  "signins.mine": Record<never, never>
  "signin.end": { id: string }
  "networking.ready": { networking: string; ready: boolean }
  "networking.start": { networking: string }
  "networking.pause": { networking: string; paused: boolean }
  "networking.extend": { networking: string; seconds: number }
  "networking.skip": { networking: string }
  "networking.end": { networking: string }
  "networking.plan": { networking: string } & Plan
  "meeting.enter": { meeting: string }
  "meeting.post": { meeting: string; id: string; text: string }
  "meeting.leave": { meeting: string }
  "meeting.report": { meeting: string; text: string }
  "contact.swap": { person: string; yes: boolean }
  "encounter.note": { person: string; text: string }
}

type Nothing = Record<never, never>

export type QueryName = keyof Questions

export interface Answers extends Record<Exclude<keyof Commands, QueryName>, Nothing>, Questions {}

interface Questions {
  "clock.read": { now: string }
  "chat.earlier": { messages: Message[]; more: boolean }
  "people.find": { people: Card[]; more: boolean }
  "people.get": { person: Card }
  "people.list": { people: ListedPerson[]; more: boolean }
  "signins.mine": { signins: SignIn[] }
}

export type ErrorCode =
  | "not_allowed" | "not_found" | "not_signed_in" | "signed_out" | "banned" | "invalid" | "too_fast" | "too_big"
  | "unknown_command" | "conflict" | "silenced" | "removed" | "chat_closed" | "full" | "unavailable" | "storage_full"
  | "code_wrong" | "code_expired" | "link_wrong" | "link_expired" | "ticket_invalid" | "ticket_expired" | "ticket_used"
  | "registration_closed" | "invitation_invalid" | "picture_invalid" | "internal"
