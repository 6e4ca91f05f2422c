import { numbers, plural } from "../plural"

const n = plural("en")
const number = numbers("en")
const percent = (value: number) => `${number(value)} %`

/** What came of a networking session, for its moderators and organisers. */
export const results = {
  title: "Results",
  of: (title: string) => `Results of “${title}”`,
  running: (round: number, rounds: number) => `Round ${round} of ${rounds} is running. These are the figures so far.`,
  before: "The first round has not begun.",
  over: "The rounds are over.",
  none: "There is nothing to show yet",
  noneHelp: "After the first round you find here who met how many others, and which institutions came together.",
  toDesk: "To the moderator’s desk",
  refresh: "Get the newest figures",
  refreshed: (time: string) => `As of ${time}`,
  print: "Print",
  people: (count: number) => n(count, "person took part", "people took part"),
  meetings: (count: number) => n(count, "meeting", "meetings"),
  contacts: (count: number) => n(count, "contact was swapped", "contacts were swapped"),
  // nobody left alone
  alone: "Left alone",
  aloneNobody: "Nobody was left alone in any round.",
  aloneSome: (times: number, rounds: number, share: number) => `${n(times, "1 time somebody was", `${number(times)} times somebody was`)} left without a meeting, in ${n(rounds, "1 round", `${number(rounds)} rounds`)}: ${percent(share)} of all places.`,
  // rounds
  rounds: "Round by round",
  round: "Round",
  present: "Present",
  pairs: "Pairs",
  trios: "Groups of three",
  satOut: "Left alone",
  noShows: "Did not come",
  waited: "Typical wait",
  seconds: (value: number) => `${number(value)} s`,
  noWait: "nobody waited",
  // how many others
  met: "How many others people met",
  metFigure: (typical: number) => `Bars: for each number of others, how many people met so many. Half of all met ${number(typical)} or more.`,
  metTable: "The same as a table",
  metOthers: "Others met",
  metPeople: "People",
  // ratings
  ratings: "How they found their meetings",
  ratingsFew: "Not shown: fewer than five people have said. With so few, one could guess who said what.",
  ratingCount: (count: number, share: number) => `${number(count)} (${percent(share)})`,
  // ties
  ties: "Ties between institutions",
  tiesHelp: "How many pairs of people of two institutions met; the stronger the colour, the more. On the diagonal: within one institution.",
  tiesOthers: "All others and those without one",
  tiesInstitution: "Institution",
  tiesStrongest: (one: string, other: string, pairs: number) => `Most meetings were between ${one} and ${other}: ${n(pairs, "1 pair", `${number(pairs)} pairs`)}.`,
  tiesWithin: (within: number, all: number, share: number) => `${number(within)} of ${n(all, "1 pair", `${number(all)} pairs`)} (${percent(share)}) were of one and the same of these institutions.`,
  tiesNone: "Nobody has met yet.",
  // files
  files: "To take with you",
  csv: "Ties as a table (CSV)",
  json: "Rounds as data (JSON)",
  filesHelp: "The table has numbers only. The rounds say which ids met which: keep them to yourself.",
}
