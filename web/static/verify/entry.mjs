// Was this entry among those drawn from, and had it this chance? Checks beside the receipt's.
// Its one job is one candidate's own entry, held against a receipt that was found true.

import { checkEntryShape } from "./attached.mjs";
import { leadsToPool } from "./committed.mjs";
import { compare, Failure } from "./failure.mjs";
import { readDocument } from "./reading.mjs";
import { report, runChecks } from "./report.mjs";
import { reduceFraction } from "./rules.mjs";

const REFUSALS = { notCanonical: "entry.not_canonical", notThis: "entry.not_an_entry" };
const MILLIONTHS = 1_000_000n;
const CHECKS = [
  ["entry_draw", checkDraw],
  ["entry_pool", checkPool],
  ["entry_chance", checkChance],
];

// What the entry's checks come to, and whether it was drawn onto the panel of this receipt.
export function verifyEntry(bytes, { receipt }) {
  let file = null;
  const first = report(1, "entry_form", () => {
    file = readDocument(bytes, checkEntryShape, REFUSALS);
    return { bytes: bytes.length };
  });
  const checks = runChecks(first, CHECKS, { file, receipt });
  const last = checks[checks.length - 1];
  const failed = last.status === "failed" ? last.name : null;
  const drawn = file !== null && receipt.result.panel.includes(file.opening.entry.e);
  return { true: failed === null, drawn, failed, checks };
}

// 2: the entry belongs to this draw.
function checkDraw({ file, receipt }) {
  compare("entry_draw.failed", file.commit_hash, receipt.commit_hash);
  return { commit_hash: receipt.commit_hash };
}

// 3: its path leads to the committed root of the pool.
function checkPool({ file, receipt }) {
  const { root, size } = receipt.commit.pool;
  if (!leadsToPool(receipt.commit, file.opening)) {
    throw new Failure("verify.entry_pool.failed", { root });
  }
  return { number: file.opening.index + 1, size };
}

// 4: the committed table gives it the chance that the file states.
function checkChance({ file, receipt }) {
  const [above, below] = chanceOf(receipt.commit, file.opening.entry);
  const chance = `${above}/${below}`;
  compare("entry_chance.failed", file.chance.join("/"), chance);
  return { chance, percent: writePercent(above, below) };
}

function chanceOf({ cells, patterns }, { e, employer, meets, weight: own }) {
  const employers = new Set(cells.map((cell) => cell.employer));
  const people = new Set(cells.map((cell) => cell.person));
  const wanted = JSON.stringify([
    meets, employers.has(employer) ? employer : null, people.has(e) ? e : null, own,
  ]);
  const label = (cell) => JSON.stringify([cell.meets, cell.employer, cell.person, cell.weight]);
  const place = cells.findIndex((cell) => label(cell) === wanted);
  if (place < 0) throw new Failure("entry.no_cell");
  let [above, total] = [0n, 0n];
  for (const { seats, weight } of patterns) {
    above += BigInt(weight) * BigInt(seats[place]);
    total += BigInt(weight);
  }
  return reduceFraction(above, total * BigInt(cells[place].size));
}

// Per cent with four decimals, halves upwards, in whole numbers.
function writePercent(above, below) {
  const millionths = (2n * above * MILLIONTHS + below) / (2n * below);
  const decimals = String(millionths % 10_000n).padStart(4, "0");
  return `${millionths / 10_000n}.${decimals}`;
}
