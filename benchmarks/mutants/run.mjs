// Runs the published cases on mutants of the JavaScript verifier: cases first, then one joined
// script a line; answers 1 for a mutant that was seen and 0 for one that survived.

import { createInterface } from "node:readline";
import vm from "node:vm";

const LEAST_MILLISECONDS = 5_000;
const QUICK = 30;
const PATIENCE = 8;
const RUN = `
const judge = (receipt, proofs, known) => {
  if (proofs === null) return verifier.verifyReceipt(receipt, known);
  return verifier.verifyProofs(proofs, verifier.examineReceipt(receipt, known).subject);
};
const answer = (receipt, proofs, trust) => {
  let known = null;
  try {
    known = trust === null ? null : verifier.readTrust(trust);
  } catch (error) {
    return { verdict: "error", failed: null, code: error.code, checks: [] };
  }
  const { verdict, failed, checks } = judge(receipt, proofs, known);
  const standing = failed === null ? verifier.findStanding(checks, "proofs_attempts") : null;
  const code = failed === null ? "" : checks[checks.length - 1].code;
  if (failed === "form" || failed === "proofs_form") checks[0].params = {};
  return { verdict, ...(proofs === null ? {} : { standing }), failed, code, checks };
};
const proves = ({ kind, leaf, index, size, root, older, newer, path: written }) => {
  const { fromHex, provesConsistency, provesInclusion } = trees;
  const path = written.map((node) => fromHex(node));
  const head = ({ size: count, root: top }) => ({ size: count, root: fromHex(top) });
  if (kind === "consistency") return provesConsistency(head(older), head(newer), path);
  return provesInclusion(fromHex(leaf), index, size, path, fromHex(root));
};
const digests = (parts) => {
  const { fromHex, joinBytes, sha256, sha512, toHex } = hashing;
  const read = parts.map((part) => fromHex(part));
  return [toHex(sha256(...read)), toHex(sha512(joinBytes(...read)))];
};
const holds = (asked) => {
  if (asked.hash) {
    const [short, long] = digests(asked.hash.parts);
    return short === asked.hash.sha256 && long === asked.hash.sha512;
  }
  if (asked.tree) return proves(asked.tree) === asked.proves;
  const { receipt, proofs, trust, expected } = asked;
  const told = answer(receipt, proofs, trust);
  const published = expected.checks ?? [];
  told.checks = published.length === 0 ? [] : told.checks.slice(-published.length);
  return JSON.stringify(told) === JSON.stringify({ ...expected, checks: published });
};`;
const bytesOf = (text) => (text === null ? null : new Uint8Array(Buffer.from(text, "base64")));

// How long a mutant may take: the first script is the verifier itself, and sets the measure.
let limit = 100 * LEAST_MILLISECONDS;

function survives(script, cases) {
  const quick = ["tree", "hash", "receipt"].flatMap(
    (kind) => cases.filter((one) => one[kind]).slice(0, QUICK),
  );
  const context = vm.createContext({ TextDecoder, TextEncoder, cases, quick });
  const started = performance.now();
  try {
    // What never ends mostly shows at once or in the quick cases, and need not be waited for long.
    vm.runInContext(script, context, { timeout: LEAST_MILLISECONDS });
    vm.runInContext(RUN, context, { timeout: LEAST_MILLISECONDS });
    if (!vm.runInContext("quick.every(holds)", context, { timeout: LEAST_MILLISECONDS })) return false;
    const seen = vm.runInContext("cases.findIndex((one) => !holds(one))", context, { timeout: limit });
    // The case that saw this one is asked first of the next: mostly it sees that one, too.
    if (seen !== -1) cases.unshift(...cases.splice(seen, 1));
    return seen === -1;
  } catch {
    return false;
  } finally {
    const patient = PATIENCE * (performance.now() - started);
    if (limit === 100 * LEAST_MILLISECONDS) limit = Math.ceil(Math.max(LEAST_MILLISECONDS, patient));
  }
}

let cases = null;
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (cases === null) {
    cases = told.map((asked) => {
      if (!asked.receipt) return asked;
      const { receipt, proofs, trust, expected } = asked;
      return {
        receipt: bytesOf(receipt), proofs: bytesOf(proofs), trust: bytesOf(trust), expected,
      };
    });
  } else {
    console.log(survives(told, cases) ? 0 : 1);
  }
}
