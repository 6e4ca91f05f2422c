const MOST = 60
const SPELT: Record<string, string> = { ä: "ae", ö: "oe", ü: "ue", ß: "ss", æ: "ae", ø: "oe", å: "aa", "&": " and " }

/** A title as part of an address: `Großer Saal` → `grosser-saal`; "" when no letter is left. */
export function slugOf(title: string): string {
  const spelt = title.toLowerCase().replace(/[äöüßæøå&]/g, (letter) => SPELT[letter]!)
  const plain = spelt.normalize("NFKD").replace(/\p{M}/gu, "")
  return plain.replace(/[^a-z0-9]+/g, "-").slice(0, MOST).replace(/^-+|-+$/g, "")
}

export function isSlug(text: string): boolean {
  return text.length <= MOST && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)
}
