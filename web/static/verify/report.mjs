// Runs numbered checks in their order, up to the first that fails, and writes down each.
// Its one job is order and outcome; what a check compares stands in the check.

import { Failure } from "./failure.mjs";

const KINDS = [["weight_limit", "weighted"], ["wanted", "watched"]];

// What became of one check: what was seen, why it failed, or that there was nothing to see.
export function report(number, name, run) {
  try {
    const seen = run();
    const status = seen === null ? "absent" : "passed";
    const [, told] = KINDS.find(([key]) => seen !== null && key in seen) || ["", status];
    return { number, name, status, code: `verify.${name}.${told}`, params: sorted(seen || {}) };
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

// The checks behind the first one, with it.
export function runChecks(first, checks, subject) {
  const told = [first];
  for (const [name, check] of checks) {
    if (told[told.length - 1].status === "failed") break;
    told.push(report(told.length + 1, name, () => check(subject)));
  }
  return told;
}

// Verdict and failed check of checks whose last one says whether the source is known.
export function conclude(checks) {
  const last = checks[checks.length - 1];
  const failed = last.status === "failed";
  const verdict = failed ? "invalid" : last.status === "passed" ? "valid" : "consistent";
  return { verdict, failed: failed ? last.name : null, checks };
}

// Whether the draw counts, where the check of this name saw it; else null.
export function findStanding(checks, name) {
  const found = checks.find((check) => check.name === name);
  return (found && found.params.standing) || null;
}
