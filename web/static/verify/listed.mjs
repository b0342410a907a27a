// Is this the list of all draws? Numbered checks of its own: was anything left out, as far as the
// files at hand can show it. Its one job is that; whether a draw itself is true, its receipt shows.

import { checkListShape, checkLogEntryShape, checkProofsShape } from "./attached.mjs";
import { encodeText, toHex } from "./bytes.mjs";
import { NotCanonical, readPlain } from "./canonical.mjs";
import { compare, Failure } from "./failure.mjs";
import { leafHash, treeRoot } from "./merkle.mjs";
import { linesOf, parseNamed, readKeys } from "./notes.mjs";
import { COMMIT, ENDS, ENTRY_REFUSALS, LIVES, PROOFS_REFUSALS, RESULT } from "./proofs.mjs";
import { readDocument } from "./reading.mjs";
import { conclude, findStanding, report, runChecks } from "./report.mjs";
import { write } from "./sourced.mjs";

const LIST_NAME = "/draws";
const REFUSALS = { notCanonical: "list.not_canonical", notThis: "list.not_a_list" };
const OLDER = { notCanonical: "list.older_not_canonical", notThis: "list.older_not_a_list" };
const EXPORT = "log.export";
const OF_A_DRAW = '"act":"draw.';
const LISTED_ACTS = [COMMIT, RESULT, ...ENDS];
const [LINE_FEED, RETURN] = [10, 13];
const CHECKS = [
  ["list_entries", checkEntries],
  ["list_root", checkRoot],
  ["list_signed", checkSigned],
  ["list_older", checkOlder],
  ["list_draw", checkDraw],
  ["list_log", checkLog],
  ["list_witnessed", checkWitnessed],
];

// The verdict on the bytes of a list, held against what is given: an older list, the proofs of a
// draw, an exported log, each as bytes or null. Throws `Failure` where one of these can't be read.
export function verifyList({ list, older = null, proofs = null, log = null }, trust = null) {
  const known = {
    trust,
    older: older === null ? null : readDocument(older, checkListShape, OLDER),
    proofs: proofs === null ? null : readDocument(proofs, checkProofsShape, PROOFS_REFUSALS),
    log: log === null ? null : readLog(log),
  };
  const first = report(1, "list_form", () => {
    known.told = readDocument(list, checkListShape, REFUSALS);
    return { bytes: list.length };
  });
  const checks = runChecks(first, CHECKS, known);
  const { failed } = conclude(checks);
  const signed = checks.some(({ name, status }) => name === "list_signed" && status === "passed");
  const verdict = failed !== null ? "invalid" : signed ? "valid" : "consistent";
  return { verdict, standing: failed ? null : findStanding(checks, "list_draw"), failed, checks };
}

// The exact texts of the entries of an exported log, in their order, behind its head. Without a
// head any file would be a log of no entries.
function readLog(bytes) {
  return splitLines(bytes).map((line, place) => {
    const told = readLine(line);
    const known = place === 0 ? told.type === EXPORT : typeof told.entry === "string";
    if (known) return told.entry;
    throw new Failure("list.not_a_log", { line: place + 1 });
  }).slice(1);
}

// What a canonical line holds; of any other nothing.
function readLine(line) {
  try {
    const { value, canonical } = readPlain(line);
    return canonical && value !== null ? value : {};
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    return {};
  }
}

function splitLines(bytes) {
  const lines = [];
  let start = 0;
  for (let place = 0; place < bytes.length; place += 1) {
    if (bytes[place] !== LINE_FEED && bytes[place] !== RETURN) continue;
    lines.push(bytes.subarray(start, place));
    if (bytes[place] === RETURN && bytes[place + 1] === LINE_FEED) place += 1;
    start = place + 1;
  }
  return start < bytes.length || start === 0 ? [...lines, bytes.subarray(start)] : lines;
}

function readEntry({ index, entry }, check) {
  try {
    return readDocument(encodeText(entry), checkLogEntryShape, ENTRY_REFUSALS);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(`verify.${check}.not_an_entry`, { index });
  }
}

// 2: in the order of the log; each draw begins with its commitment, ends once and is of one
// request, which is drawn anew only when its last draw was over.
function checkEntries(known) {
  const { entries } = known.told;
  if (entries.some(({ index }, place) => place > 0 && index <= entries[place - 1].index)) {
    throw new Failure("verify.list_entries.order");
  }
  const [lives, open, requests] = [new Map(), new Map(), new Map()];
  known.read = entries.map((listed) => readEntry(listed, "list_entries"));
  for (const entry of known.read) {
    if (!requests.has(entry.subj)) requests.set(entry.subj, entry.req);
    if (requests.get(entry.subj) !== entry.req) {
      throw new Failure("verify.list_entries.request", { draw: entry.subj });
    }
    const life = [...(lives.get(entry.subj) || []), entry.act];
    lives.set(entry.subj, life);
    follow(entry, life.join(", "), open);
  }
  const last = [...lives.values()].map((life) => life[life.length - 1]);
  const many = (act) => last.filter((one) => one === act).length;
  return {
    draws: lives.size,
    drawn: many(RESULT),
    void: many("draw.void"),
    annulled: many("draw.annul"),
    waiting: many(COMMIT),
  };
}

function follow({ act, req, subj }, acts, open) {
  if (!LIVES.includes(acts)) throw new Failure("verify.list_entries.acts", { draw: subj, acts });
  if (!open.has(req)) open.set(req, subj);
  if (open.get(req) !== subj) throw new Failure("verify.list_entries.open", { request: req });
  if (ENDS.includes(act)) open.delete(req);
}

function rootOf(texts) {
  return toHex(treeRoot(texts.map((text) => leafHash(encodeText(text)))));
}

// 3: count and root are those of the list's own checkpoint.
function checkRoot(known) {
  const { checkpoint, entries } = known.told;
  known.own = parseNamed(checkpoint, "list_root");
  const root = rootOf(entries.map(({ entry }) => entry));
  compare("list_root.size", known.own.checkpoint.size, entries.length);
  compare("list_root.failed", toHex(known.own.checkpoint.root), root);
  return { size: entries.length, root };
}

// 4: signed by known keys, under the list's name and the log's; absent where no log is known.
function checkSigned(known) {
  const { own, told, trust } = known;
  known.whole = parseNamed(told.log, "list_signed");
  const { origin, size } = known.whole.checkpoint;
  compare("list_signed.name", own.checkpoint.origin, origin + LIST_NAME);
  const last = told.entries[told.entries.length - 1];
  if (last !== undefined && last.index >= size) {
    throw new Failure("verify.list_signed.beyond", { index: last.index, size });
  }
  if (trust === null || trust.logs.length === 0) return null;
  const keys = readKeys(trust.logs);
  for (const { note, checkpoint } of [own, known.whole]) {
    const named = keys.filter(({ name }) => name === checkpoint.origin);
    if (linesOf(note, named, "list_signed").length > 0) continue;
    throw new Failure("verify.list_signed.not_signed", { origin: checkpoint.origin });
  }
  return { origin, size };
}

// 5: the entries of an older list stand at the beginning, unchanged.
function checkOlder({ older, told }) {
  if (older === null) return null;
  compareEntries("list_older", older.entries, told.entries);
  return { older: older.entries.length, more: told.entries.length - older.entries.length };
}

function compareEntries(check, wanted, found) {
  wanted.forEach((one, place) => {
    const other = found[place];
    if (other !== undefined && other.index === one.index && other.entry === one.entry) return;
    const { subj } = readEntry(one, "list_entries");
    throw new Failure(`verify.${check}.failed`, { index: one.index, draw: subj });
  });
}

// 6: all entries of a draw's proofs are listed, with no other attempt before; and how it stands.
function checkDraw({ proofs, read, told }) {
  if (proofs === null) return null;
  const listed = new Map(told.entries.map(({ index, entry }) => [index, entry]));
  const proven = proofs.attempts.flatMap(({ entries }) => entries);
  const missing = proven.find(({ index, entry }) => listed.get(index) !== entry);
  if (missing) throw new Failure("verify.list_draw.failed", { index: missing.index });
  const [own] = proofs.attempts[proofs.attempts.length - 1].entries;
  const { req, subj } = readEntry(own, "list_entries");
  const begun = told.entries
    .filter(({ index }, place) => (
      read[place].req === req && read[place].act === COMMIT && index <= own.index
    ))
    .map(({ index }) => index);
  compare("list_draw.attempts", proofs.attempts.map(({ entries }) => entries[0].index), begun);
  const last = read.filter((entry) => entry.subj === subj).pop().act;
  const standing = { [COMMIT]: "undrawn", [RESULT]: "in_force" }[last] || "out_of_force";
  return { attempts: begun.length, entries: proven.length, standing };
}

// 7: the exported log is the one that the list is of, and exactly its entries of draws are listed.
function checkLog({ log, told, whole }) {
  if (log === null) return null;
  const { size, root } = whole.checkpoint;
  const texts = log.slice(0, size);
  if (texts.length < size) {
    throw new Failure("verify.list_log.short", { size, found: texts.length });
  }
  compare("list_log.root", toHex(root), rootOf(texts));
  const wanted = texts
    .map((entry, index) => ({ index, entry }))
    .filter(({ entry }) => entry.includes(OF_A_DRAW))
    .filter((one) => LISTED_ACTS.includes(readEntry(one, "list_log").act));
  compareEntries("list_log", wanted, told.entries);
  compare("list_log.more", told.entries.length, wanted.length);
  return { size, entries: wanted.length };
}

// 8: witnesses that are known from outside saw the log up to that checkpoint; absent where none did.
function checkWitnessed({ trust, whole }) {
  const keys = trust === null ? [] : readKeys(trust.witnesses);
  const lines = linesOf(whole.note, keys, "list_witnessed");
  if (lines.length === 0) return null;
  return {
    witnesses: lines.map(({ name }) => name).join(", "),
    seen: write(Math.min(...lines.map(({ time }) => time))),
    size: whole.checkpoint.size,
  };
}
