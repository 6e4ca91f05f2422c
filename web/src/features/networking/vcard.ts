import type { Contact } from "../../live/wire"

type Carded = Pick<Contact, "id" | "name" | "affiliation" | "email" | "met_at">

/** Contacts as one vCard file (3.0, which every address book reads). `met` says where, as a note. */
export function vcards(contacts: readonly Carded[], met: (contact: Carded) => string): string {
  return contacts.map((contact) => card(contact, met(contact))).join("")
}

function card(contact: Carded, met: string): string {
  const words = contact.name.trim().split(/\s+/)
  const family = words.at(-1) ?? ""
  const given = words.slice(0, -1).join(" ")
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `UID:urn:uuid:${contact.id}`,
    `FN:${escaped(contact.name)}`,
    `N:${escaped(family)};${escaped(given)};;;`,
    ...(contact.affiliation ? [`ORG:${escaped(contact.affiliation)}`] : []),
    `EMAIL;TYPE=INTERNET:${escaped(contact.email)}`,
    `NOTE:${escaped(met)}`,
    "END:VCARD",
  ]
  return lines.map((line) => folded(line) + "\r\n").join("")
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n")
}

/** Lines hold 75 bytes at most; what follows begins with a space. No character is cut in two. */
function folded(line: string): string {
  const encoder = new TextEncoder()
  let [made, bytes] = ["", 0]
  for (const character of line) {
    const size = encoder.encode(character).length
    if (bytes + size > 75) {
      made += "\r\n "
      bytes = 1
    }
    made += character
    bytes += size
  }
  return made
}

/** Lets the browser save a text as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement("a")
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
