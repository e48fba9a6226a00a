// opening_hours_expand.mjs: reads opening hours, one JSON object a line, and prints what opening_hours.js makes of them.
//
// {"value": "Mo-Fr 10:00-18:00; PH off", "from": "2019-01-01", "to": "2035-12-31", "country": "jp"}
//     gives {"intervals": [["2019-01-01T10:00", "2019-01-01T18:00", "open" | "unknown"], …]} or {"error": "…"}.
//     A day without a time in "to" counts to its end. Nothing is merged: an interval may begin where another ends.
// {"bench": "state", "value": …, "at": ["2026-01-05T10:00", …], "rounds": 100}   one answer for one minute
// {"bench": "change", "value": …, "at": […], "rounds": 100}   when that answer changes next
// {"bench": "year",  "value": …, "from": "2026-01-01", "to": "2026-12-31", "rounds": 100}   all intervals of the period
// {"bench": "parse", "value": …, "rounds": 100}   text to engine
//     give {"ns_per_op": …}, measured in this process when it is warm.
//
// All times are Japanese local time, whatever the machine's own is.
import { createInterface } from "node:readline";
import OpeningHours from "opening_hours";

process.env.TZ = "Asia/Tokyo";

const PLACES = {
  jp: { lat: 35.6895, lon: 139.6917, address: { country_code: "jp", state: "東京都" } },
};

const pad = (number, length = 2) => String(number).padStart(length, "0");
const written = (at) =>
  `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;

const moment = (text, endOfDay = false) => {
  const at = new Date(text.includes("T") ? text : `${text}T00:00`);
  if (Number.isNaN(at.getTime())) throw new Error(`${text} is not a day or a minute`);
  if (endOfDay && !text.includes("T")) at.setDate(at.getDate() + 1);
  return at;
};

const parse = ({ value, country = "jp" }) => {
  const place = PLACES[country];
  if (!place) throw new Error(`no place is known in ${country}`);
  return new OpeningHours(value, place);
};

const expand = (question) => {
  const found = parse(question).getOpenIntervals(moment(question.from), moment(question.to, true));
  const intervals = found.map(([from, to, unknown]) => [written(from), written(to), unknown ? "unknown" : "open"]);
  return { intervals };
};

const BENCHES = {
  state(question) {
    const hours = parse(question);
    const moments = question.at.map((text) => moment(text));
    return { once: () => moments.map((at) => hours.getStateString(at)), operations: moments.length };
  },
  change(question) {
    const hours = parse(question);
    const moments = question.at.map((text) => moment(text));
    return { once: () => moments.map((at) => hours.getNextChange(at)), operations: moments.length };
  },
  year(question) {
    const hours = parse(question);
    const [from, to] = [moment(question.from), moment(question.to, true)];
    return { once: () => hours.getOpenIntervals(from, to), operations: 1 };
  },
  parse: (question) => ({ once: () => parse(question), operations: 1 }),
};

// Long enough for V8 to have compiled what is measured.
const WARM_UP_NS = 500_000_000n;

// What the rounds make is looked at, so that none of it can be left out.
let seen = 0;
const bench = (question) => {
  if (!Object.hasOwn(BENCHES, question.bench)) throw new Error(`${question.bench} is not state, change, year or parse`);
  const { once, operations } = BENCHES[question.bench](question);
  const rounds = question.rounds ?? 100;
  const now = () => process.hrtime.bigint();
  const warm = now() + WARM_UP_NS;
  do seen += once() ? 1 : 0; while (now() < warm);
  const began = now();
  for (let round = 0; round < rounds; round += 1) seen += once() ? 1 : 0;
  const took = now() - began;
  return { ns_per_op: Number(took) / (rounds * operations) };
};

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const question = JSON.parse(line);
    answer = question.bench ? bench(question) : expand(question);
  } catch (reason) {
    answer = { error: String(reason?.message ?? reason) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
