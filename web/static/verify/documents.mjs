// The exact shape of commit document, result, receipts and trust file: every key and bound.
// Its one job is to refuse what is not such a document; it must not recompute a digest.

import { COSIGNATURE, parseKey, SIGNATURE } from "./notes.mjs";
import * as shapes from "./shapes.mjs";

const LARGEST_POOL = 2_000_000;
const LARGEST_TOTAL = 2 ** 32;
const LARGEST = 2 ** 53 - 1;
const MOST_BALLS = 100;
const MOST_WITNESSES = 100;
const WITH_PARTIES = ["two-parties", "drand+parties", "lottery"];
const SOURCES = ["beacon", "dice", "lottery", "passed"];
const LARGEST_WEIGHT = 10;
const LONGEST_KEY = 300;
const LISTS = ["keys", "draws", "chains", "logs", "witnesses"];
const { byKey, either, freeText, list, mapping, only, record, text, tuple, whole } = shapes;
const { orAbsent, orNull } = shapes;

export const hash = text(/^[0-9a-f]{64}$/);
const salt = text(/^[0-9a-f]{32}$/);
export const name = text(/^[!-~]{1,100}$/);
export const count = whole(0, LARGEST_POOL);
export const seats = whole(0, 1000);
export const positive = whole(1, LARGEST);
export const names = list(name);
export const time = (value, path) => {
  text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)(value, path);
  if (!exists(value)) throw new shapes.WrongShape(path.slice(1), "value_error");
};

// Whether the calendar has the day and the clock the second (no leap seconds, no year 0).
function exists(moment) {
  const [year, month, day, hour, minute, second] = moment.match(/[0-9]+/g).map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] || 0;
  return year > 0 && day > 0 && day <= days && hour < 24 && minute < 60 && second < 60;
}

function risesStrictly(ids) {
  return ids.every((id, place) => place === 0 || ids[place - 1] < id);
}

function sumOf(items, key) {
  return items.reduce((sum, item) => sum + item[key], 0);
}

// A party's role; a party is not called like a source.
function party(value, path) {
  name(value, path);
  if (SOURCES.includes(value)) throw new shapes.WrongShape(path.slice(1), "value_error");
}

const rules = record(
  {
    seats: whole(1, 1000),
    quotas: list(record({ id: name, minimum: seats, maximum: seats })),
    employer_cap: whole(1, 1000),
    weight_limit: orAbsent(whole(2, LARGEST_WEIGHT)),
  },
  (value) => (risesStrictly(value.quotas.map((quota) => quota.id)) ? "" : "quotas"),
);
// Whether all of these have a weight up to the limit, or none where there is no limit.
function weighRightly({ weight_limit: limit }, things) {
  return things.every(({ weight }) => (limit ? weight <= limit : weight === undefined));
}

const weight = orAbsent(whole(1, LARGEST_WEIGHT));
const root = { size: count, root: hash };
const cell = record(
  {
    meets: names,
    size: whole(1, LARGEST_POOL),
    employer: orNull(name),
    person: orNull(name),
    weight,
  },
  (value) => (risesStrictly(value.meets) ? "" : "meets"),
);
const entry = record({ e: name, employer: text(/^[!-~]{0,100}$/), meets: names, salt, weight });
export const opening = record({ index: count, entry, path: list(hash, 0, 64) });
export const signature = record({ key: hash, value: text(/^[0-9a-f]{128}$/) });

const AT_ONCE = "drawn from files, not committed publicly beforehand";
const IN_FILE = "committed in a file; it binds if its hash was public before the entropy";
const dice = record({ kind: only("dice"), throws: whole(50, 50) });
const drum = record({ count: whole(1, MOST_BALLS), of: whole(1, MOST_BALLS) });
const lottery = record(
  {
    kind: only("lottery"),
    name: freeText(1, 100),
    draw: freeText(1, 100),
    draws_at: time,
    drums: list(drum, 1, 4),
  },
  ({ drums }) => (countOutcomes(drums) < 2n ** 24n ? "drums" : ""),
);

// A lottery holds too little without the secrets of two parties.
const beacon = (kind, fallback) => record({
  kind: only(kind),
  chain: hash,
  round: positive,
  wait_minutes: whole(1, 1440),
  fallback: list(fallback, 0, 1),
});

// How many results the drums of a lottery can have.
function countOutcomes(drums) {
  let outcomes = 1n;
  for (const { count: drawn, of } of drums) {
    let ways = 1n;
    for (let n = 0; n < drawn; n += 1) ways = ways * BigInt(of - n) / BigInt(n + 1);
    outcomes *= ways;
  }
  return outcomes;
}

const source = byKey("kind", {
  "drand-quicknet": beacon("drand-quicknet", dice),
  "drand+parties": beacon("drand+parties", byKey("kind", { dice, lottery })),
  dice,
  lottery,
  "two-parties": record({ kind: only("two-parties"), reveal_from: time }),
  files: record(
    {
      kind: only("files"),
      announced: orNull(freeText(1, 200)),
      statement: either(only(AT_ONCE), only(IN_FILE)),
    },
    (value) => (value.statement === (value.announced === null ? AT_ONCE : IN_FILE) ? "" : "source"),
  ),
});

function agreeInCommitment(value) {
  const files = value.source.kind === "files";
  const roles = value.parties.map((party) => party.role);
  const keys = value.cells.map((one) => [one.meets, one.employer, one.person, one.weight]);
  const holds = {
    "only a further attempt has a former one": (value.attempt === 1) === (value.prev === null),
    "a time, but for files drawn at once":
      (value.t === null) === (files && value.source.announced === null),
    "a room is watched, no file": value.room === undefined || !files,
    "as many parties as the source asks":
      value.parties.length === (WITH_PARTIES.includes(value.source.kind) ? 2 : 0),
    "each party has a role of its own": new Set(roles).size === roles.length,
    "cells add up to the pool": sumOf(value.cells, "size") === value.pool.size,
    "cells are different": new Set(keys.map((key) => JSON.stringify(key))).size === keys.length,
    "a person of a cell is alone": value.cells.every((one) => !one.person || one.size === 1),
    "weights of all or of none": weighRightly(value.rules, [...value.odds, ...value.cells]),
    "weights add up to 2^32 at most": sumOf(value.patterns, "weight") <= LARGEST_TOTAL,
  };
  return Object.keys(holds).find((rule) => !holds[rule]) || "";
}

// As many witnesses as were asked for, sorted by id, each once.
const room = orAbsent(record(
  {
    wanted: whole(1, 10),
    witnesses: list(
      record({ id: name, known: either(only("account"), only("named")) }), 0, MOST_WITNESSES,
    ),
  },
  ({ wanted, witnesses }) => (
    risesStrictly(witnesses.map(({ id }) => id)) && witnesses.length >= wanted ? "" : "witnesses"
  ),
));
const commitment = record(
  {
    v: only(1),
    type: only("draw.commit"),
    t: orNull(time),
    request: name,
    attempt: whole(1, 1000),
    prev: orNull(hash),
    snapshot: record({ log_size: whole(0, LARGEST), log_root: hash }),
    rules,
    policy: record({ id: name, version: name, digest: hash }),
    request_digest: hash,
    pool: record(root),
    conflicts: record(root),
    excluded: record({ ...root, reasons: mapping(name, count) }),
    odds: list(record({ chance: tuple(whole(0, LARGEST), positive), candidates: count, weight })),
    cells: list(cell),
    patterns: list(record({ seats: list(seats), weight: whole(1, LARGEST_TOTAL) }), 1, 10_000),
    dealt_panels: whole(1, 100_000),
    nonce: hash,
    source,
    parties: list(record({ role: party, h: hash }), 0, 2),
    software: record({ version: name, deal: only("deal/v1"), stream: only("stream/v1") }),
    room,
  },
  agreeInCommitment,
);

const typedThrows = record({ role: name, throws: text(/^[1-6]{50}$/), t: time });
const drawn = list(whole(1, MOST_BALLS), 1, MOST_BALLS);
const typedNumbers = record({ role: name, numbers: list(drawn, 1, 4), t: time });
const told = {
  beacon: record({
    role: only("beacon"), round: positive, signature: text(/^[0-9a-f]{96}$/), t: time,
  }),
  dice: record({ role: only("dice"), typed: tuple(typedThrows, typedThrows) }),
  lottery: record({ role: only("lottery"), typed: tuple(typedNumbers, typedNumbers) }),
  passed: record({ role: only("passed"), round: positive, t: time }),
};
const opened = record({ role: party, secret: salt, t: time });
const reveal = (value, path) => {
  const own = typeof value === "object" && value !== null && SOURCES.includes(value.role);
  (own ? told[value.role] : opened)(value, path);
};

const result = record({
  v: only(1),
  type: only("draw.result"),
  commit_hash: hash,
  reveals: either(
    list(reveal),
    tuple(record({ role: only("entropy"), secret: text(/^([0-9a-f]{2}){1,512}$/), t: only(null) })),
  ),
  entropy: hash,
  seed: hash,
  pattern: count,
  deal: record({
    dealt: positive, clashes: count, repaired: count, unrepaired: count, picked: count,
  }),
  panel: names,
  order_hash: hash,
});

const shared = {
  v: only(1),
  type: only("draw.receipt"),
  commit: commitment,
  commit_hash: hash,
  result,
  result_digest: hash,
  signature: orNull(signature),
};
const receipt = byKey("form", {
  full: record(
    {
      ...shared,
      form: only("full"),
      pool: list(entry),
      conflicts: list(record({ first: name, second: name, salt })),
      excluded: list(record({ e: name, codes: names, salt })),
    },
    ({ commit, pool }) => (weighRightly(commit.rules, pool) ? "" : "weights"),
  ),
  public: record(
    { ...shared, form: only("public"), openings: list(opening) },
    ({ commit, openings }) => (
      weighRightly(commit.rules, openings.map((one) => one.entry)) ? "" : "weights"
    ),
  ),
});

// A key on one line, of one kind.
function keyLine(kind) {
  return (value, path) => {
    freeText(0, LONGEST_KEY)(value, path);
    const key = parseKey(value);
    if (key === null || key.kind !== kind) throw new shapes.WrongShape(path.slice(1), "value_error");
  };
}

const trusted = {
  keys: list(record({ name: freeText(0, 200), key: hash })),
  draws: list(record({
    request: name, attempt: whole(1, 1000), commit_hash: hash, result_digest: hash,
  })),
  chains: list(record({
    name: freeText(0, 200),
    chain: hash,
    key: text(/^[0-9a-f]{192}$/),
    genesis: whole(0, 2 ** 40),
    period: whole(1, 86_400),
  })),
  logs: list(keyLine(SIGNATURE)),
  witnesses: list(keyLine(COSIGNATURE)),
};
const trust = record(
  { v: only(1), type: only("draw.trust"), ...trusted },
  (value) => (LISTS.some((listed) => value[listed].length > 0) ? "" : "nothing"),
);

// Throws `WrongShape` for what is not a receipt.
export function checkReceiptShape(value) {
  receipt(value, "");
}

// The lists of a trust file; all but one may be missing.
export function checkTrustShape(value) {
  const empty = Object.fromEntries(LISTS.map((listed) => [listed, []]));
  const complete = Object.assign(Object.create(null), empty, value);
  trust(typeof value === "object" && value !== null ? complete : value, "");
  return complete;
}
