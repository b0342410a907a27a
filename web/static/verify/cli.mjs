// `node cli.mjs receipt.json`: check a receipt on a command line without Python.
// Its one job is options, words of one line a check, and the exit code (0 valid, 1 invalid,
// 2 the file or an option can't be used, 4 consistent but not authenticated).

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readTrust, verifyReceipt } from "./verify.mjs";

const EXIT = { valid: 0, invalid: 1, consistent: 4 };
const OPTIONS = {
  json: { type: "boolean", default: false },
  trust: { type: "string" },
  unsigned: { type: "boolean", default: false },
};

function describe({ number, status, name, code, params }) {
  const values = Object.entries(params).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const shown = status === "failed" ? [code, ...values] : values;
  return `${String(number).padStart(2)} [${status}] ${name}: ${shown.join(" ")}`;
}

function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (positionals.length !== 1) throw new Error("name one receipt: node cli.mjs receipt.json");
  const trust = values.trust === undefined ? null : readTrust(readFileSync(values.trust));
  const told = verifyReceipt(readFileSync(positionals[0]), trust);
  const lines = [...told.checks.map(describe), "", told.verdict];
  console.log(values.json ? JSON.stringify(told, null, 2) : lines.join("\n"));
  return values.unsigned && told.verdict === "consistent" ? 0 : EXIT[told.verdict];
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error.message, error.params ? JSON.stringify(error.params) : "");
  process.exitCode = 2;
}
