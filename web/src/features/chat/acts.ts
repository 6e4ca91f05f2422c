import type { Author, Message } from "../../live/wire"

/** What can be done from the log of a chat. */
export interface MessageActs {
  edit(message: Message): void
  remove(message: Message): void
  mention(person: Author): void
  /** Moderators only. */
  silence(person: Author): void
}
