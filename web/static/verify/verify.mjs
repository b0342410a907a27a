// Is this receipt true? The numbered checks in their order, from the bytes and nothing else.
// A second implementation beside `selection/verify`: the same checks, codes and values, written
// from the description of the formats. Its one job is order and verdict; nothing is sent anywhere.

import { checkSignature, checkTrust } from "./authentic.mjs";
import { hashHex } from "./bytes.mjs";
import { NotCanonical, parsePlain } from "./canonical.mjs";
import * as committed from "./committed.mjs";
import { checkReceiptShape, checkTrustShape } from "./documents.mjs";
import { Failure } from "./failure.mjs";
import { readDocument } from "./reading.mjs";
import * as replayed from "./replayed.mjs";
import { conclude, report, runChecks } from "./report.mjs";
import * as sourced from "./sourced.mjs";
import { groupCandidates } from "./rules.mjs";
import { WrongShape } from "./shapes.mjs";

const CHECKS = [
  ["commitment", committed.checkCommitment],
  ["parties", sourced.checkParties],
  ["times", sourced.checkTimes],
  ["source", sourced.checkSource],
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
const REFUSALS = { notCanonical: "receipt.not_canonical", notThis: "receipt.not_a_receipt" };

// What the checks look at; cells and deal, in full only, are worked out when a check first asks.
class Subject {
  constructor(receipt, trust, bytes) {
    this.receipt = receipt;
    this.bytes = bytes;
    this.trust = trust;
    this.full = receipt.form === "full";
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

// The verdict, and what of the receipt stands beside it.
function describe(checks, receipt) {
  const told = conclude(checks);
  if (receipt === null) return told;
  const { form, commit, commit_hash, result, result_digest } = receipt;
  const { request, attempt, source } = commit;
  const about = { form, request, attempt, commit_hash, result_digest, panel: result.panel };
  return { ...told, ...about, source: { ...source } };
}

// The verdict on a receipt's bytes, and the receipt for further checks where it has its form.
export function examineReceipt(bytes, trust = null) {
  let subject = null;
  const first = report(1, "form", () => {
    const receipt = readDocument(bytes, checkReceiptShape, REFUSALS);
    subject = new Subject(receipt, trust, bytes);
    return { bytes: bytes.length, form: receipt.form, digest: hashHex(bytes) };
  });
  const told = describe(runChecks(first, CHECKS, subject), subject && subject.receipt);
  return { told, subject };
}

// The verdict on a receipt's bytes, with every check up to the first that failed. Without `trust`
// the best verdict is "consistent": whoever writes a whole receipt anew can make it so.
export function verifyReceipt(bytes, trust = null) {
  return examineReceipt(bytes, trust).told;
}
