// A receipt with what stands beside it: a record of replacements, somebody's own entry,
// proofs from the log.
// Its one job is their order: nothing follows from a receipt that is invalid.

import { verifyEntry } from "./entry.mjs";
import { verifyProofs } from "./proofs.mjs";
import { verifyReplacements } from "./replacements.mjs";
import { findStanding } from "./report.mjs";
import { examineReceipt } from "./verify.mjs";

const STRENGTH = ["invalid", "consistent", "valid"];

// What is said of each file; all but the receipt are bytes, or null where none is given.
export function verifyTogether(files, trust = null) {
  const { receipt, replacements = null, entry = null, proofs = null } = files;
  const { told, subject } = examineReceipt(receipt, trust);
  const beside = { standing: null };
  if (told.verdict === "invalid") return { ...told, ...beside };
  if (replacements !== null) beside.replacements = verifyReplacements(replacements, subject);
  if (entry !== null) beside.entry = verifyEntry(entry, subject);
  if (proofs !== null) {
    beside.proofs = verifyProofs(proofs, subject);
    const { checks, failed } = beside.proofs;
    beside.standing = failed ? null : findStanding(checks, "proofs_attempts");
  }
  return { ...told, ...beside };
}

// The weakest of what was said: valid only together.
export function joinVerdicts({ verdict, replacements, entry, proofs }) {
  const said = [verdict];
  for (const one of [replacements, proofs]) if (one) said.push(one.verdict);
  if (entry && !entry.true) said.push("invalid");
  return STRENGTH[Math.min(...said.map((one) => STRENGTH.indexOf(one)))];
}
