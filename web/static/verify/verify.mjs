// Is this receipt true? The numbered checks in their order, from the bytes and nothing else.
// A second implementation beside `selection/verify`: the same checks, codes and values, written
// from the description of the formats. Its one job is order and verdict; nothing is sent anywhere.

import { checkSignature, checkTrust } from "./authentic.mjs";
import { hashHex } from "./bytes.mjs";
import { canonicalText, NotCanonical, parsePlain } from "./canonical.mjs";
import * as committed from "./committed.mjs";
import { checkReceiptShape, checkTrustShape } from "./documents.mjs";
import { Failure } from "./failure.mjs";
import * as replayed from "./replayed.mjs";
import { groupCandidates } from "./rules.mjs";
import { WrongShape } from "./shapes.mjs";

const CHECKS = [
  ["commitment", committed.checkCommitment],
  ["parties", committed.checkParties],
  ["times", committed.checkTimes],
  ["seed", committed.checkSeed],
  ["pool", committed.checkPool],
  ["cells", committed.checkCells],
  ["patterns", replayed.checkPatterns],
  ["odds", replayed.checkOdds],
  ["pattern", replayed.checkDrawnPattern],
  ["deal", replayed.checkDeal],
  ["panel", replayed.checkDrawnPanel],
  ["order", replayed.checkOrder],
  ["result", replayed.checkResult],
  ["signature", checkSignature],
  ["trust", checkTrust],
];

// What the checks look at; cells and deal, in full only, are worked out when a check first asks.
class Subject {
  constructor(receipt, trust) {
    this.receipt = receipt;
    this.trust = trust;
    this.full = receipt.form === "full";
    this.files = receipt.commit.source.kind === "files";
  }

  get cells() {
    if (!this.full) return null;
    this.grouped ??= groupCandidates(this.receipt.pool, this.receipt.commit.cells);
    return this.grouped;
  }

  get deal() {
    this.dealt ??= replayed.dealAgain(this);
    return this.dealt;
  }
}

// What stands in the bytes, once they are canonical and of a known shape.
function readReceipt(bytes) {
  try {
    const value = parsePlain(bytes);
    checkReceiptShape(value);
    if (hashHex(new TextEncoder().encode(canonicalText(value))) !== hashHex(bytes)) {
      throw new NotCanonical("other_form");
    }
    return value;
  } catch (error) {
    if (error instanceof NotCanonical) {
      throw new Failure("receipt.not_canonical", { where: "$", problem: error.message });
    }
    if (!(error instanceof WrongShape)) throw error;
    throw new Failure("receipt.not_a_receipt", { where: error.where, problem: error.problem });
  }
}

// The keys and digests that are known from outside; throws `Failure` with `trust.broken`.
export function readTrust(bytes) {
  try {
    return checkTrustShape(parsePlain(bytes));
  } catch (error) {
    if (!(error instanceof NotCanonical || error instanceof WrongShape)) throw error;
    const where = error instanceof WrongShape ? error.where : "$";
    throw new Failure("trust.broken", { where, problem: error.message });
  }
}

function report(number, name, run) {
  try {
    const seen = run();
    const status = seen === null ? "absent" : "passed";
    return { number, name, status, code: `verify.${name}.${status}`, params: sorted(seen || {}) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const written = Object.entries(error.params).map(([key, value]) => [key, String(value)]);
    const params = sorted(Object.fromEntries(written));
    return { number, name, status: "failed", code: error.code, params };
  }
}

function sorted(params) {
  return Object.fromEntries(Object.keys(params).sort().map((key) => [key, params[key]]));
}

function conclude(checks, receipt) {
  const last = checks[checks.length - 1];
  const failed = last.status === "failed";
  const verdict = failed ? "invalid" : last.status === "passed" ? "valid" : "consistent";
  const told = { verdict, failed: failed ? last.name : null, checks };
  if (receipt === null) return told;
  const { form, commit, commit_hash, result, result_digest } = receipt;
  const { request, attempt, source } = commit;
  const about = { form, request, attempt, commit_hash, result_digest, panel: result.panel };
  return { ...told, ...about, source: { ...source } };
}

// The verdict on a receipt's bytes, with every check up to the first that failed. Without `trust`
// the best verdict is "consistent": whoever writes a whole receipt anew can make it so.
export function verifyReceipt(bytes, trust = null) {
  let receipt = null;
  const first = report(1, "form", () => {
    receipt = readReceipt(bytes);
    return { bytes: bytes.length, form: receipt.form, digest: hashHex(bytes) };
  });
  const checks = [first];
  if (receipt === null) return conclude(checks, null);
  const subject = new Subject(receipt, trust);
  for (const [name, check] of CHECKS) {
    checks.push(report(checks.length + 1, name, () => check(subject)));
    if (checks[checks.length - 1].status === "failed") break;
  }
  return conclude(checks, receipt);
}
