// Is this record of replacements true? Numbered checks of its own, beside those of the receipt.
// Its one job is to derive every step again: the seed gives the order, the order and the
// vacancies give who comes. The facts of a day it cannot know; it counts how many are stated.

import { checkRecordShape } from "./attached.mjs";
import { verifiesOwnSignature } from "./authentic.mjs";
import { leadsToPool } from "./committed.mjs";
import { compare, Failure } from "./failure.mjs";
import { readDocument } from "./reading.mjs";
import { conclude, report, runChecks } from "./report.mjs";
import * as seats from "./seats.mjs";

const TAG = "panel-draw/v1/replacements\0";
const REFUSALS = {
  notCanonical: "replacements.not_canonical", notThis: "replacements.not_a_record",
};
const CHECKS = [
  ["record_draw", checkDraw],
  ["record_openings", checkOpenings],
  ["record_steps", checkSteps],
  ["record_panel", checkPanelNow],
  ["signature", checkSignature],
  ["trust", checkTrust],
];

// The record beside a receipt that was found true; in full the order of the reserves is known.
class RecordSubject {
  constructor(record, subject, bytes) {
    this.record = record;
    this.bytes = bytes;
    this.subject = subject;
    this.receipt = subject.receipt;
    this.derived = record.form === "full";
  }

  // The candidates that are open to this reader: all, or those who were drawn or came.
  get candidates() {
    if (this.subject.full) return this.receipt.pool;
    const opened = [...this.receipt.openings, ...(this.record.openings || [])];
    return opened.map((opening) => opening.entry);
  }

  get replayed() {
    this.done ??= replay(this);
    return this.done;
  }
}

// The verdict on a record's bytes, beside what `examineReceipt` found true.
export function verifyReplacements(bytes, subject) {
  let known = null;
  const first = report(1, "record_form", () => {
    known = new RecordSubject(readDocument(bytes, checkRecordShape, REFUSALS), subject, bytes);
    return { bytes: bytes.length, form: known.record.form };
  });
  const told = conclude(runChecks(first, CHECKS, known));
  return known === null ? told : { ...told, panel: known.record.panel };
}

// 2: the record belongs to this draw; a full one can be derived from a full receipt only.
function checkDraw({ record, receipt }) {
  compare("record_draw.failed", record.commit_hash, receipt.commit_hash);
  compare("record_draw.failed", record.result_digest, receipt.result_digest);
  if (record.form === "full" && receipt.form !== "full") {
    throw new Failure("verify.record_draw.form");
  }
  return { hash: record.commit_hash };
}

// 3: in public the entries of those who came lead to the root of the pool.
function checkOpenings({ record, receipt }) {
  if (record.form !== "public") return null;
  const came = new Set(record.steps.filter(isWalk).map((step) => step.successor));
  came.delete(null);
  const opened = record.openings.map((opening) => opening.entry.e);
  compare("record_openings.members", opened.sort(), [...came].sort());
  for (const opening of record.openings) {
    if (!leadsToPool(receipt.commit, opening)) {
      throw new Failure("verify.record_openings.proof", { member: opening.entry.e });
    }
  }
  return { opened: came.size };
}

function isWalk(step) {
  return step.kind === "vacancy";
}

// 4: each step again.
function checkSteps({ record, replayed, derived }) {
  const form = derived ? "full" : "public";
  return { steps: record.steps.length, stated: replayed.stated, form };
}

// 5: who sits on each seat after all steps.
function checkPanelNow({ record, replayed }) {
  const computed = seats.describeSeats(replayed.standing);
  compare("record_panel.failed", record.panel, computed);
  return { seats: computed.length, vacant: computed.filter((one) => one.e === null).length };
}

// 6: the signature, where there is one, is over exactly this record.
function checkSignature({ record, bytes }) {
  if (record.signature === null) return null;
  const { key } = record.signature;
  if (verifiesOwnSignature(TAG, record, bytes)) return { key };
  throw new Failure("verify.signature.failed", { key });
}

// 7: its key is one of those known from outside.
function checkTrust({ record, subject }) {
  const keys = subject.trust === null ? [] : subject.trust.keys;
  if (keys.length === 0) return null;
  const stated = record.signature === null ? "-" : record.signature.key;
  if (!keys.some((known) => known.key === stated)) {
    throw new Failure("verify.trust.key", { key: stated });
  }
  return { keys: keys.length, draws: 0 };
}

// The panel after all steps, and how many findings were facts of their day.
function replay(known) {
  const { receipt, candidates } = known;
  const draw = {
    rules: receipt.commit.rules,
    conflicts: seats.indexConflicts(receipt.conflicts || []),
    known: indexFirst(candidates),
    order: known.derived ? known.subject.deal.order : null,
  };
  let standing = seats.seatPanel(candidates, receipt.result.panel);
  let stated = 0;
  for (const step of known.record.steps) {
    standing = follow(draw, standing, step);
    if (isWalk(step)) stated += step.passed.filter((one) => one.stated).length;
  }
  return { standing, stated };
}

// By name; a pool that names somebody twice is refused in full, and in public the first counts.
function indexFirst(candidates) {
  const known = new Map();
  for (const candidate of candidates) {
    if (!known.has(candidate.e)) known.set(candidate.e, candidate);
  }
  return known;
}

function follow(draw, standing, step) {
  try {
    return isWalk(step) ? replaceMember(draw, standing, step) : supplement(standing, step);
  } catch (error) {
    if (!(error instanceof Failure) || error.code.startsWith("verify.")) throw error;
    const params = { step: step.number, problem: error.code };
    throw new Failure("verify.record_steps.impossible", params);
  }
}

function supplement(standing, { seat, successor, meets }) {
  return seats.takeSeat(standing, seat, { e: successor, employer: "", meets });
}

function replaceMember(draw, standing, step) {
  const vacant = seats.vacateSeat(standing, step.seat, step.leaver);
  if (draw.order !== null) walkAgain(draw, vacant, step);
  if (step.successor === null) return vacant;
  const newcomer = draw.known.get(step.successor);
  if (newcomer === undefined) {
    throw new Failure("replacement.unknown_member", { member: step.successor });
  }
  const broken = draw.order === null ? seats.checkBeside(draw, vacant, step.seat, newcomer) : [];
  if (broken.length > 0) {
    const params = { step: step.number, rule: broken[0] };
    throw new Failure("verify.record_steps.illegal", params);
  }
  return seats.takeSeat(vacant, step.seat, newcomer);
}

// The walk with the facts that the record states gives exactly what the record says.
function walkAgain(draw, vacant, step) {
  const facts = new Map();
  for (const { e, codes, stated } of step.passed) if (stated) facts.set(e, codes);
  if (step.successor !== null) facts.set(step.successor, []);
  const found = seats.findSuccessor(draw, vacant, step.seat, facts);
  if (found.unknown !== undefined) {
    const params = { step: step.number, member: found.unknown };
    throw new Failure("verify.record_steps.passed_over", params);
  }
  const said = [step.successor, step.rank];
  compare("record_steps.successor", said, [found.reserve, found.rank]);
  compare("record_steps.skipped", step.passed, found.passed);
}
