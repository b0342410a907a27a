// The exact shape of what stands beside a receipt: a record of replacements, an own entry,
// proofs from the log, the list of all draws.
// Its one job is to refuse what is not such a document; it must not look into a receipt.

import * as documents from "./documents.mjs";
import { byKey, freeText, list, only, orNull, record, text, tuple, whole } from "./shapes.mjs";

const LARGEST = 2 ** 53 - 1;
const LONGEST = { entry: 4096, detail: 16_384, note: 16_384 };
const MOST_STEPS = 10_000;
const MOST_LISTED = 1_000_000;
const { count, hash, name, names, opening, positive, seats, signature, time } = documents;

const passedOver = record({
  e: name,
  codes: list(name, 1),
  stated: (value, path) => (value === true ? only(true) : only(false))(value, path),
});
const step = byKey("kind", {
  vacancy: record(
    {
      kind: only("vacancy"),
      number: positive,
      seat: seats,
      leaver: name,
      reason: name,
      t: time,
      rank: count,
      successor: orNull(name),
      passed: list(passedOver),
    },
    (value) => ((value.rank === 0) === (value.successor === null) ? "" : "rank"),
  ),
  supplement: record({
    kind: only("supplement"),
    number: positive,
    seat: seats,
    t: time,
    commit_hash: hash,
    successor: name,
    meets: names,
  }),
});

const shared = {
  v: only(1),
  type: only("draw.replacements"),
  commit_hash: hash,
  result_digest: hash,
  steps: list(step, 0, MOST_STEPS),
  panel: list(record({ seat: seats, e: orNull(name) })),
  signature: orNull(signature),
};

// Steps are numbered from 1, in the order of their times.
function agreesInOrder({ steps }) {
  const inPlace = ({ number, t }, place) => (
    number === place + 1 && (place === 0 || steps[place - 1].t <= t)
  );
  return steps.every(inPlace) ? "" : "steps";
}

// The public form keeps the order of the reserves sealed.
function agreesSealed(value) {
  const open = ({ kind, passed, rank }) => kind === "vacancy" && (passed.length > 0 || rank > 1);
  return agreesInOrder(value) || (value.steps.some(open) ? "sealed" : "");
}

const replacements = byKey("form", {
  full: record({ ...shared, form: only("full") }, agreesInOrder),
  public: record({ ...shared, form: only("public"), openings: list(opening) }, agreesSealed),
});

const entry = record({
  v: only(1),
  type: only("draw.entry"),
  commit_hash: hash,
  opening,
  chance: tuple(whole(0, LARGEST), positive),
});

// Throws `WrongShape` for what is not a record of replacements.
export function checkRecordShape(value) {
  replacements(value, "");
}

// Throws `WrongShape` for what is not somebody's own entry.
export function checkEntryShape(value) {
  entry(value, "");
}

const mark = text(/^[!-~]{0,200}$/);
const place = whole(0, LARGEST);
const path = list(hash, 0, 64);
const note = freeText(0, LONGEST.note);
const logged = record({
  index: place,
  entry: freeText(0, LONGEST.entry),
  opened: orNull(record({ salt: hash, detail: freeText(0, LONGEST.detail) })),
  path,
});
const proofs = record({
  v: only(1),
  type: only("draw.proofs"),
  commit_hash: hash,
  result_digest: hash,
  attempts: list(record({ attempt: whole(1, 1000), entries: list(logged, 1, 3) }), 1, 1000),
  checkpoint: note,
  locked: orNull(record({ checkpoint: note, path, consistency: path })),
});
const draws = record({
  v: only(1),
  type: only("draw.list"),
  checkpoint: note,
  log: note,
  entries: list(record({ index: place, entry: freeText(0, LONGEST.entry) }), 0, MOST_LISTED),
});
const MARKS = [
  "id", "actor", "role", "sess", "act", "subj", "req", "d", "reason", "prev_state", "next_state",
  "ver",
];
const logEntry = record({
  v: only(1), t: time, ...Object.fromEntries(MARKS.map((each) => [each, mark])),
});

// Throws `WrongShape` for what holds no proofs of a draw.
export function checkProofsShape(value) {
  proofs(value, "");
}

// Throws `WrongShape` for what is no list of draws.
export function checkListShape(value) {
  draws(value, "");
}

// Throws `WrongShape` for what is no entry of the log.
export function checkLogEntryShape(value) {
  logEntry(value, "");
}
