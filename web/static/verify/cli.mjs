// `node cli.mjs receipt.json`: check a receipt on a command line without Python; with
// `--replacements`, `--entry` and `--proofs`, what stands beside it. `node cli.mjs verify-list
// draws.json`: check the list of all draws, with `--older`, `--proofs` and `--log`.
// Its one job is options, words of one line a check, and the exit code (0 valid, 1 invalid,
// 2 the file or an option can't be used, 4 consistent but not authenticated, 5 true, but the
// draw was annulled since).

import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { verifyList } from "./listed.mjs";
import { joinVerdicts, verifyTogether } from "./together.mjs";
import { readTrust } from "./verify.mjs";

const LARGEST_FILE = 500_000_000;
const PIECE = 1 << 20;
const STANDARD_OUT = 1;
const UNCHECKED = "entry not checked";
const EXIT = { valid: 0, invalid: 1, consistent: 4 };
const ANNULLED = 5;
const OUT_OF_FORCE = "out of force: this draw was annulled afterwards; its panel does not count";
const SHARED = { json: { type: "boolean", default: false }, trust: { type: "string" } };
const OF_A_RECEIPT = {
  entry: { type: "string" },
  proofs: { type: "string" },
  replacements: { type: "string" },
  unsigned: { type: "boolean", default: false },
};
const OF_A_LIST = {
  log: { type: "string" },
  older: { type: "string" },
  proofs: { type: "string" },
};
const USAGE = "name one file: node cli.mjs receipt.json, or node cli.mjs verify-list draws.json";

function describe({ number, status, name, code, params }) {
  const values = Object.entries(params).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const shown = status === "failed" ? [code, ...values] : values;
  return `${String(number).padStart(2)} [${status}] ${name}: ${shown.join(" ")}`;
}

function list(told) {
  return [...told.checks.map(describe), ""];
}

// What has to be read before all else.
function lead({ standing }) {
  return standing === "out_of_force" ? [OUT_OF_FORCE, ""] : [];
}

// Each file's checks, then what is said of it.
function write(told, values) {
  const lines = [...lead(told), ...list(told), told.verdict];
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
    lines.push(`proofs ${proofs ? proofs.verdict : "not checked"}`, ...lead(told).slice(0, 1));
  }
  return lines.join("\n");
}

function writeList(told) {
  const words = [...lead(told), ...list(told), `list ${told.verdict}`, ...lead(told).slice(0, 1)];
  return words.join("\n");
}

// All of a file, piece by piece: one without an end is refused, and not read for ever.
function readWhole(file) {
  const [source, piece, pieces] = [openSync(file), Buffer.alloc(PIECE), []];
  let size = 0;
  try {
    for (;;) {
      const count = readSync(source, piece);
      if (count === 0) return Buffer.concat(pieces, size);
      pieces.push(Buffer.from(piece.subarray(0, count)));
      size += count;
      if (size > LARGEST_FILE) throw new Error(`${file} has more than ${LARGEST_FILE} bytes`);
    }
  } finally {
    closeSync(source);
  }
}

// Written before the exit code is given: an answer that got lost is no verdict.
function print(text) {
  let rest = Buffer.from(`${text}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(STANDARD_OUT, rest));
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}

function read(file) {
  return file === undefined ? null : readWhole(file);
}

function readAll(names, values) {
  return Object.fromEntries(names.map((name) => [name, read(values[name])]));
}

function parse(words, own) {
  const { values, positionals } = parseArgs({
    args: words, options: { ...SHARED, ...own }, allowPositionals: true,
  });
  if (positionals.length !== 1) throw new Error(USAGE);
  const trust = values.trust === undefined ? null : readTrust(readWhole(values.trust));
  return { values, trust, file: readWhole(positionals[0]) };
}

function exitOf(verdict, standing) {
  return verdict === "valid" && standing === "out_of_force" ? ANNULLED : EXIT[verdict];
}

function checkReceipt(words) {
  const { values, trust, file } = parse(words, OF_A_RECEIPT);
  const beside = readAll(["replacements", "entry", "proofs"], values);
  const told = verifyTogether({ receipt: file, ...beside }, trust);
  print(values.json ? JSON.stringify(told, null, 2) : write(told, values));
  const verdict = joinVerdicts(told);
  const accepted = values.unsigned && verdict === "consistent";
  return exitOf(accepted ? "valid" : verdict, told.standing);
}

function checkList(words) {
  const { values, trust, file } = parse(words, OF_A_LIST);
  const told = verifyList({ list: file, ...readAll(["older", "proofs", "log"], values) }, trust);
  print(values.json ? JSON.stringify(told, null, 2) : writeList(told));
  return exitOf(told.verdict, told.standing);
}

function main([first, ...others]) {
  return first === "verify-list" ? checkList(others) : checkReceipt([first, ...others]);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(error.message, error.params ? JSON.stringify(error.params) : "");
  process.exitCode = 2;
}
