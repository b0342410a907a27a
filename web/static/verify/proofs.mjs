// Does the log bear out this receipt? Numbered checks of its own, beside those of the receipt.
// Its one job is what stands in the log, in which order, and who saw it when.

import { checkLogEntryShape, checkProofsShape } from "./attached.mjs";
import { encodeText, fromHex, hmacHex, toHex } from "./bytes.mjs";
import { NotCanonical, readPlain } from "./canonical.mjs";
import { compare, Failure } from "./failure.mjs";
import { leafHash, provesConsistency, provesInclusion } from "./merkle.mjs";
import { linesOf, parseNamed, readKeys } from "./notes.mjs";
import { readDocument } from "./reading.mjs";
import { report, runChecks } from "./report.mjs";
import { findDeadline, write } from "./sourced.mjs";

export const PROOFS_REFUSALS = {
  notCanonical: "proofs.not_canonical", notThis: "proofs.not_proofs",
};
export const ENTRY_REFUSALS = {
  notCanonical: "proofs.not_an_entry", notThis: "proofs.not_an_entry",
};
export const COMMIT = "draw.commit";
export const RESULT = "draw.result";
export const ENDS = ["draw.void", "draw.annul"];
// The acts that the log can hold of one attempt, in their order.
export const LIVES = [
  "draw.commit",
  "draw.commit, draw.result",
  "draw.commit, draw.result, draw.annul",
  "draw.commit, draw.annul",
  "draw.commit, draw.void",
];
const CHECKS = [
  ["proofs_draw", checkDraw],
  ["proofs_entries", checkEntries],
  ["proofs_attempts", checkAttempts],
  ["proofs_log", checkLog],
  ["proofs_included", checkIncluded],
  ["proofs_locked", checkLocked],
  ["proofs_witnessed", checkWitnessed],
];

// The verdict on the bytes of proofs, beside what `examineReceipt` found true.
export function verifyProofs(bytes, { receipt, trust }) {
  let known = null;
  const first = report(1, "proofs_form", () => {
    const file = readDocument(bytes, checkProofsShape, PROOFS_REFUSALS);
    known = { file, receipt, trust, own: file.attempts[file.attempts.length - 1] };
    return { bytes: bytes.length };
  });
  const checks = runChecks(first, CHECKS, known);
  const last = checks[checks.length - 1];
  const failed = last.status === "failed" ? last.name : null;
  const passed = (name) => checks.some((check) => check.name === name && check.status === "passed");
  const authentic = passed("proofs_log") && passed("proofs_witnessed");
  const verdict = failed ? "invalid" : authentic ? "valid" : "consistent";
  return { verdict, failed, checks };
}

// 2: the proofs belong to this draw; one from files has no log.
function checkDraw({ file, receipt }) {
  compare("proofs_draw.failed", file.commit_hash, receipt.commit_hash);
  compare("proofs_draw.failed", file.result_digest, receipt.result_digest);
  if (receipt.commit.source.kind === "files") throw new Failure("verify.proofs_draw.files");
  return { hash: receipt.commit_hash };
}

function readEntry({ index, entry }) {
  try {
    return readDocument(encodeText(entry), checkLogEntryShape, ENTRY_REFUSALS);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure("verify.proofs_entries.not_an_entry", { index });
  }
}

// What the act left behind, if these are the very detail and salt that the entry binds.
function open(logged) {
  const after = openDetail(readEntry(logged).d, logged.opened);
  if (after !== null) return after;
  throw new Failure("verify.proofs_entries.opening", { index: logged.index });
}

function openDetail(digest, opened) {
  if (opened === null) return null;
  const bytes = encodeText(opened.detail);
  if (hmacHex(fromHex(opened.salt), bytes) !== digest) return null;
  try {
    const { value, canonical } = readPlain(bytes);
    const after = canonical && isObject(value) ? value.after : null;
    return isObject(after) ? after : null;
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    return null;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// 3: entries of this request; those of this draw name exactly its commitment and its result.
function checkEntries({ file, receipt, own }) {
  const { commit, commit_hash: hash, result_digest: digest } = receipt;
  for (const attempt of file.attempts) checkLife(attempt, commit.request);
  const [committed, drawn] = own.entries;
  compare("proofs_entries.commit", orNull(open(committed).commit_hash), hash);
  if (commit.room) {
    const ids = commit.room.witnesses.map(({ id }) => id);
    compare("proofs_entries.witnesses", orNull(open(committed).witnesses), ids);
  }
  if (drawn === undefined || readEntry(drawn).act !== RESULT) {
    throw new Failure("verify.proofs_entries.no_result");
  }
  const told = open(drawn);
  const stated = [orNull(told.commit_hash), orNull(told.result_digest)];
  compare("proofs_entries.result", stated, [hash, digest]);
  const entries = file.attempts.reduce((sum, one) => sum + one.entries.length, 0);
  return { entries, draw: readEntry(committed).subj };
}

function orNull(value) {
  return value === undefined ? null : value;
}

function checkLife({ attempt, entries }, request) {
  const read = entries.map(readEntry);
  const acts = read.map(({ act }) => act).join(", ");
  if (!LIVES.includes(acts)) throw new Failure("verify.proofs_entries.acts", { attempt, acts });
  for (const { req, subj } of read) {
    compare("proofs_entries.request", req, request);
    compare("proofs_entries.draw", subj, read[0].subj);
  }
  compare("proofs_entries.attempt", attempt, orNull(open(entries[0]).attempt));
}

// 4: every attempt is there, ended before the next began, and named by it.
function checkAttempts({ file, receipt, own }) {
  const { attempts } = file;
  const { attempt: number, prev } = receipt.commit;
  const wanted = Array.from({ length: number }, (_, place) => place + 1);
  compare("proofs_attempts.numbers", attempts.map(({ attempt }) => attempt), wanted);
  const places = attempts.flatMap(({ entries }) => entries.map(({ index }) => index));
  const rising = [...new Set(places)].sort((one, other) => one - other);
  compare("proofs_attempts.order", places, rising);
  const ended = ({ entries }) => ENDS.includes(readEntry(entries[entries.length - 1]).act);
  const endless = attempts.slice(0, -1).find((former) => !ended(former));
  if (endless) throw new Failure("verify.proofs_attempts.open", { attempt: endless.attempt });
  const opened = attempts.map(({ entries }) => open(entries[0]));
  const hashes = [null, ...opened.slice(0, -1).map((told) => orNull(told.commit_hash))];
  compare("proofs_attempts.linked", opened.map((told) => orNull(told.prev)), hashes);
  compare("proofs_attempts.linked", prev, hashes[hashes.length - 1]);
  return { attempts: attempts.length, standing: ended(own) ? "out_of_force" : "in_force" };
}

// Both checkpoints, the newer one first, with the lines under them.
function readNotes({ file }) {
  const texts = [file.checkpoint, ...(file.locked === null ? [] : [file.locked.checkpoint])];
  return texts.map((text) => parseNamed(text, "proofs_log"));
}

// 5: the checkpoints are signed by a key of the log; absent where none is known.
function checkLog(known) {
  const notes = readNotes(known);
  const { origin, size } = notes[0].checkpoint;
  for (const { checkpoint } of notes) compare("proofs_log.origin", checkpoint.origin, origin);
  const logs = known.trust === null ? [] : known.trust.logs;
  if (logs.length === 0) return null;
  const keys = readKeys(logs).filter(({ name }) => name === origin);
  for (const { note, checkpoint } of notes) {
    if (linesOf(note, keys, "proofs_log").length > 0) continue;
    throw new Failure("verify.proofs_log.not_signed", { origin, size: checkpoint.size });
  }
  return { origin, size };
}

const leafOf = ({ entry }) => leafHash(encodeText(entry));

// 6: every entry stands at its place below the newest checkpoint.
function checkIncluded(known) {
  const { size, root } = readNotes(known)[0].checkpoint;
  for (const logged of known.file.attempts.flatMap(({ entries }) => entries)) {
    const { index, path } = logged;
    if (provesInclusion(leafOf(logged), index, size, path.map(fromHex), root)) continue;
    throw new Failure("verify.proofs_included.failed", { index });
  }
  return { size, root: toHex(root) };
}

// 7: the commitment stands in the older checkpoint, and the log only grew since.
function checkLocked(known) {
  const { locked } = known.file;
  if (locked === null) return null;
  const [newer, older] = readNotes(known).map(({ checkpoint }) => checkpoint);
  const [commit] = known.own.entries;
  const { index } = commit;
  if (!provesInclusion(leafOf(commit), index, older.size, locked.path.map(fromHex), older.root)) {
    throw new Failure("verify.proofs_locked.included", { index });
  }
  const told = { older: older.size, size: newer.size };
  if (provesConsistency(older, newer, locked.consistency.map(fromHex))) return told;
  throw new Failure("verify.proofs_locked.grown", told);
}

// 8: witnesses saw the commitment in time, and the result; absent where nobody who is known did.
function checkWitnessed(known) {
  const keys = known.trust === null ? [] : readKeys(known.trust.witnesses);
  const lines = readNotes(known).map(({ note }) => linesOf(note, keys, "proofs_witnessed"));
  const [result, lock] = lines;
  if (lock === undefined || lock.length === 0) return null;
  const times = lock.map(({ time }) => time);
  const first = Math.min(...times);
  const deadline = findDeadline(known);
  const told = { seen: write(first), deadline: write(deadline) };
  if (first > deadline) throw new Failure("verify.proofs_witnessed.late", told);
  if (result.length === 0) return null;
  const locking = times.filter((time) => time <= deadline).length;
  return { witnesses: result.length, locking, ...told };
}
