// Runs the published cases on mutants of the JavaScript verifier: cases first, then one joined
// script a line; answers 1 for a mutant that was seen and 0 for one that survived.

import { createInterface } from "node:readline";
import vm from "node:vm";

const MILLISECONDS = 20_000;
const RUN = `
cases.every(({ receipt, trust, expected }) => {
  const told = verifier.verifyReceipt(receipt, trust === null ? null : verifier.readTrust(trust));
  const last = told.checks[told.checks.length - 1];
  const code = told.failed === null ? "" : last.code;
  return told.verdict === expected[0] && told.failed === expected[1] && code === expected[2];
})`;
const bytesOf = (text) => (text === null ? null : new Uint8Array(Buffer.from(text, "base64")));

function survives(script, cases) {
  const context = vm.createContext({ TextDecoder, TextEncoder, cases });
  try {
    vm.runInContext(script, context, { timeout: MILLISECONDS });
    return vm.runInContext(RUN, context, { timeout: MILLISECONDS });
  } catch {
    return false;
  }
}

let cases = null;
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  if (cases === null) {
    cases = told.map(({ receipt, trust, expected }) => (
      { receipt: bytesOf(receipt), trust: bytesOf(trust), expected }
    ));
  } else {
    console.log(survives(told, cases) ? 0 : 1);
  }
}
