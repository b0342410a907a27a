// `node cli.mjs receipt.json`: check a receipt on a command line without Python; with
// `--replacements`, `--entry` and `--proofs`, what stands beside it.
// Its one job is options, words of one line a check, and the exit code (0 valid, 1 invalid,
// 2 the file or an option can't be used, 4 consistent but not authenticated).

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { joinVerdicts, verifyTogether } from "./together.mjs";
import { readTrust } from "./verify.mjs";

const UNCHECKED = "entry not checked";
const EXIT = { valid: 0, invalid: 1, consistent: 4 };
const OPTIONS = {
  entry: { type: "string" },
  json: { type: "boolean", default: false },
  proofs: { type: "string" },
  replacements: { type: "string" },
  trust: { type: "string" },
  unsigned: { type: "boolean", default: false },
};

function describe({ number, status, name, code, params }) {
  const values = Object.entries(params).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const shown = status === "failed" ? [code, ...values] : values;
  return `${String(number).padStart(2)} [${status}] ${name}: ${shown.join(" ")}`;
}

function list(told) {
  return [...told.checks.map(describe), ""];
}

// Each file's checks, then what is said of it.
function write(told, values) {
  const lines = [...list(told), told.verdict];
  if (values.replacements !== undefined) {
    const record = told.replacements;
    lines.push("", ...(record ? list(record) : []));
    lines.push(`replacements ${record ? record.verdict : "not checked"}`);
  }
  if (values.entry !== undefined) {
    const own = told.entry;
    lines.push("", ...(own ? list(own) : []));
    lines.push(own ? `entry ${own.true ? "true" : "false"}${own.drawn ? ", drawn" : ""}` : UNCHECKED);
  }
  if (values.proofs !== undefined) {
    const { proofs } = told;
    lines.push("", ...(proofs ? list(proofs) : []));
    lines.push(`proofs ${proofs ? proofs.verdict : "not checked"}`);
  }
  return lines.join("\n");
}

function read(file) {
  return file === undefined ? null : readFileSync(file);
}

function main() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (positionals.length !== 1) throw new Error("name one receipt: node cli.mjs receipt.json");
  const trust = values.trust === undefined ? null : readTrust(readFileSync(values.trust));
  const files = {
    receipt: readFileSync(positionals[0]),
    replacements: read(values.replacements),
    entry: read(values.entry),
    proofs: read(values.proofs),
  };
  const told = verifyTogether(files, trust);
  console.log(values.json ? JSON.stringify(told, null, 2) : write(told, values));
  const verdict = joinVerdicts(told);
  return values.unsigned && verdict === "consistent" ? 0 : EXIT[verdict];
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error.message, error.params ? JSON.stringify(error.params) : "");
  process.exitCode = 2;
}
