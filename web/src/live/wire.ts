// Provisional: what `make gen` writes, and networking by hand until the catalogue has it.

/** How the rounds go: how many, and how long (s) each part of one lasts. */
export interface Plan {
  rounds: number
  reveal_s: number
  meeting_s: number
  wrapup_s: number
  break_s: number
}

/** Somebody with whom I have swapped contacts; `id` is the person's. */
export interface Contact {
  kind: "contact"
  id: string
  name: string
  affiliation: string
  email: string
  picture?: string | null
  met_at: string
}

/** A networking session as it stands; `id` is the programme session's. */
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

/** For the moderators: somebody in the session, and since when they are in this state. */
export interface Participant {
  kind: "participant"
  id: string
  name: string
  affiliation: string
  state: "away" | "ready" | "waiting" | "meeting"
  since: string
}

/** For the moderators: what somebody says about a meeting; `about` are the others in it. */
export interface Report {
  kind: "report"
  id: string
  at: string
  by: Who
  about: Who[]
  text: string
}

/** How I take part in a networking session; `id` is the session's. */
export interface Seat {
  kind: "seat"
  id: string
  ready: boolean
  state: "away" | "ready" | "waiting" | "meeting"
  since: string
  why?: "odd" | "late" | "no_show" | "left" | null
  meeting?: string | null
}

/** Why I was put together with `person`; the page makes the sentence. */
export interface ReasonTold {
  person: string
  kind: "wish_mutual" | "shared_topics" | "seek_offer" | "offer_seek" | "roles" | "institutions" | "languages"
  terms: string[]
  mine: string
  theirs: string
}

/** A meeting that I am called to or was in last. */
export interface Meeting {
  kind: "meeting"
  id: string
  networking: string
  round: number
  partners: Card[]
  reasons: ReasonTold[]
  status: "reveal" | "open" | "closed"
  opens?: string | null
  ends?: string | null
  here: string[]
  more: string[]
  why?: "time" | "ended" | "no_show" | "left" | null
}

/** Somebody who said something in a meeting, as they were shown then. */
export interface RemarkAuthor {
  id: string
  name: string
  picture?: string | null
}

/** Something said in a meeting; `seq` orders what was said in it. */
export interface Remark {
  kind: "remark"
  id: string
  seq: number
  author: RemarkAuthor
  text: string
  at: string
}

/** Somebody I have met, as they were then; `id` is the person's. `note` is for me alone. */
export interface Encounter {
  kind: "encounter"
  id: string
  name: string
  affiliation: string
  picture?: string | null
  met_at: string
  networking: string
  round: number
  note: string
  contact: boolean
  asked: boolean
}

/** A person in passing: enough to name them. */
export interface Who {
  id: string
  name: string
}

/** Somebody who speaks; `person` when they are registered here. */
export interface Speaker {
  name: string
  affiliation: string
  biography: string
  person?: string | null
}

/** Who wrote a message, as they were shown when it was last changed. */
export interface Author {
  id: string
  name: string
  picture?: string | null
  badge?: string | null
}

/** What people see of each other. */
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

/** A person as organisers see them. `confirmed`: the address has been proved by a sign-in. */
export interface ListedPerson {
  id: string
  email: string
  name: string
  affiliation: string
  roles: string[]
  picture?: string | null
  banned: boolean
  confirmed: boolean
  registered: string
}

/** A browser that is signed in; `here` is the one that asks. */
export interface SignIn {
  id: string
  at: string
  seen: string
  device: string
  here: boolean
}

/** One line of a list of people. */
export interface ImportedPerson {
  email: string
  name: string
  affiliation?: string
  roles?: string[]
}

/** Something that the organisers tell everybody. */
export interface Announcement {
  kind: "announcement"
  id: string
  text: string
  at: string
  by: Who
}

/** A person as the others at the place see them. */
export interface Attendee {
  kind: "attendee"
  id: string
  name: string
  affiliation: string
  picture?: string | null
  badge?: string | null
  since: number
}

/** Somebody whom one does not want to meet; only the person who said so gets it. */
export interface Block {
  kind: "block"
  id: string
  name: string
}

/** The conference itself. `accent` is a CSS colour `#rrggbb`; the days are those of `time_zone`. */
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
  media_hosts: string[]
  demo: boolean
}

/** The state of the room itself. */
export interface Door {
  kind: "door"
  id: string
  chat: "open" | "closed"
}

/** Something a moderator did; for the room's staff. */
export interface Log {
  kind: "log"
  id: string
  at: string
  by: Who
  act: string
  target?: Who | null
  detail: string
}

/** Everything about oneself; only the person gets it. */
export interface Me {
  kind: "me"
  id: string
  email: string
  name: string
  affiliation: string
  field: string
  biography: string
  topics: string[]
  languages: string[]
  seeks: string[]
  offers: string[]
  roles: string[]
  time_zone: string
  language: string
  picture?: string | null
  registered: string
}

/** A message. `seq` orders the messages of a room; a removed one keeps its place and loses its text. */
export interface Message {
  kind: "message"
  id: string
  seq: number
  author: Author
  text: string
  at: string
  mentions: Who[]
  edited?: string | null
  removed?: "author" | "moderator" | null
}

/** Something that one should hear of. */
export interface Notice {
  kind: "notice"
  id: string
  type: "mention" | "contact"
  at: string
  by?: Who | null
  room?: string | null
  text: string
  read: boolean
}

/** How many are at a place, and the five who came last. */
export interface Place {
  kind: "place"
  id: string
  count: number
  faces: Attendee[]
}

/** A room; `id` is its slug. Rooms are shown by `order`. */
export interface Room {
  kind: "room"
  id: string
  title: string
  description: string
  language: string
  order: number
}

/** An entry of the programme. */
export interface Session {
  kind: "session"
  id: string
  title: string
  type: "opening" | "keynote" | "talks" | "pitches" | "posters" | "networking" | "social"
  room: string
  starts: string
  ends: string
  language: string
  abstract: string
  speakers: Speaker[]
  cancelled: boolean
}

/** What is on the stage of a room; `id` is the room's. A room without this view shows its holding slide. */
export interface Stage {
  kind: "stage"
  id: string
  mode: "holding" | "stream" | "embed"
  provider?: "youtube" | "vimeo" | "media-ccc" | "bbb-recording" | null
  url?: string | null
  title?: string | null
}

/** How somebody stands in a room. For the staff `id` is the person's, for the person the room's. */
export interface Standing {
  kind: "standing"
  id: string
  name: string
  silenced: boolean
  removed: boolean
}

/** A session that is in my agenda; `id` is the session's. */
export interface Star {
  kind: "star"
  id: string
}

/** The views by their kind. */
export interface Views {
  contact: Contact
  networking: Networking
  participant: Participant
  seat: Seat
  meeting: Meeting
  encounter: Encounter
  remark: Remark
  report: Report
  announcement: Announcement
  attendee: Attendee
  block: Block
  conference: Conference
  door: Door
  log: Log
  me: Me
  message: Message
  notice: Notice
  place: Place
  room: Room
  session: Session
  stage: Stage
  standing: Standing
  star: Star
}

/** What can be asked, and with which fields. */
export interface Commands {
  "networking.ready": { networking: string; ready: boolean }
  "networking.start": { networking: string }
  "networking.pause": { networking: string; paused: boolean }
  "networking.extend": { networking: string; seconds: number; deadline?: string | null }
  "networking.skip": { networking: string; deadline?: string | null }
  "networking.end": { networking: string }
  "networking.plan": { networking: string } & Plan
  "meeting.enter": { networking: string; meeting: string }
  "meeting.post": { networking: string; meeting: string; id: string; text: string }
  "meeting.leave": { networking: string; meeting: string }
  "meeting.ask_more": { networking: string; meeting: string }
  "meeting.report": { networking: string; meeting: string; id: string; text: string }
  "contact.swap": { person: string; yes: boolean }
  "encounter.note": { person: string; text: string }
  "agenda.star": { session: string; on: boolean }
  "announcement.post": { id: string; text: string }
  "announcement.remove": { id: string }
  "chat.close": { room: string; open: boolean }
  "chat.earlier": { room: string; before: number; limit?: number }
  "chat.edit": { room: string; message: string; text: string }
  "chat.post": { room: string; id: string; text: string }
  "chat.remove": { room: string; message: string }
  "clock.read": Record<never, never>
  "conference.edit": {
    title: string
    tagline: string
    time_zone: string
    accent: string
    registration: "open" | "invitation" | "list"
    first_day?: string | null
    last_day?: string | null
    media_hosts?: string[] | null
  }
  "notice.read": { id: string }
  "notice.read_all": Record<never, never>
  "people.ban": { person: string; banned: boolean }
  "people.find": { text?: string; after?: string | null; limit?: number }
  "people.get": { person: string }
  "people.import": { people: ImportedPerson[] }
  "people.invitation": { days?: number }
  "people.list": { text?: string; after?: string | null; limit?: number }
  "people.save": { id: string; email: string; name: string; affiliation?: string; roles?: string[] }
  "people.set_roles": { person: string; roles: string[] }
  "people.sign_out": { person: string }
  "person.block": { person: string; blocked: boolean }
  "person.edit": {
    name: string
    affiliation?: string
    field?: string
    topics?: string[]
    languages?: string[]
    seeks?: string[]
    offers?: string[]
    biography?: string
    time_zone?: string
    language?: "en" | "de"
  }
  "room.remove": { id: string }
  "room.remove_person": { room: string; person: string; removed: boolean }
  "room.save": { id: string; title: string; description?: string; language: string; order?: number }
  "room.silence": { room: string; person: string; silenced: boolean }
  "session.remove": { id: string }
  "session.save": {
    id: string
    title: string
    type: "opening" | "keynote" | "talks" | "pitches" | "posters" | "networking" | "social"
    room: string
    starts: string
    ends: string
    language: string
    abstract?: string
    speakers?: Speaker[]
    cancelled?: boolean
  }
  "signin.end": { id: string }
  "signins.mine": Record<never, never>
  "stage.set": { room: string; mode: "holding" | "stream" | "embed"; url?: string; title?: string }
}

/** What comes back as `ok`. */
export interface Answers {
  "networking.ready": Record<never, never>
  "networking.start": Record<never, never>
  "networking.pause": Record<never, never>
  "networking.extend": Record<never, never>
  "networking.skip": Record<never, never>
  "networking.end": Record<never, never>
  "networking.plan": Record<never, never>
  "meeting.enter": Record<never, never>
  "meeting.post": Record<never, never>
  "meeting.leave": Record<never, never>
  "meeting.ask_more": Record<never, never>
  "meeting.report": Record<never, never>
  "contact.swap": Record<never, never>
  "encounter.note": Record<never, never>
  "agenda.star": Record<never, never>
  "announcement.post": Record<never, never>
  "announcement.remove": Record<never, never>
  "chat.close": Record<never, never>
  "chat.earlier": { messages: Message[]; more: boolean }
  "chat.edit": Record<never, never>
  "chat.post": { id: string; message_seq: number }
  "chat.remove": Record<never, never>
  "clock.read": { now: string }
  "conference.edit": Record<never, never>
  "notice.read": Record<never, never>
  "notice.read_all": Record<never, never>
  "people.ban": Record<never, never>
  "people.find": { people: Card[]; more: boolean }
  "people.get": { person: Card }
  "people.import": { people: number }
  "people.invitation": { token: string; until: string }
  "people.list": { people: ListedPerson[]; more: boolean }
  "people.save": Record<never, never>
  "people.set_roles": Record<never, never>
  "people.sign_out": Record<never, never>
  "person.block": Record<never, never>
  "person.edit": Record<never, never>
  "room.remove": Record<never, never>
  "room.remove_person": Record<never, never>
  "room.save": Record<never, never>
  "room.silence": Record<never, never>
  "session.remove": Record<never, never>
  "session.save": Record<never, never>
  "signin.end": Record<never, never>
  "signins.mine": { signins: SignIn[] }
  "stage.set": Record<never, never>
}

/** Commands that only read. */
export type QueryName =
  | "chat.earlier"
  | "clock.read"
  | "people.find"
  | "people.get"
  | "people.invitation"
  | "people.list"
  | "signins.mine"

export type Language = NonNullable<Commands["person.edit"]["language"]>

export type PersonRef = Who & { picture?: string | null }

/** Why something was refused. */
export type ErrorCode =
  | "banned"
  | "broken"
  | "busy"
  | "closed"
  | "code_expired"
  | "code_wrong"
  | "conflict"
  | "foreign_origin"
  | "id_taken"
  | "invalid"
  | "invitation_needed"
  | "malformed"
  | "not_allowed"
  | "not_found"
  | "not_signed_in"
  | "picture_unreadable"
  | "registration_closed"
  | "removed"
  | "silenced"
  | "storage_full"
  | "ticket_expired"
  | "ticket_invalid"
  | "ticket_used"
  | "too_fast"
  | "too_large"
  | "unknown_command"

