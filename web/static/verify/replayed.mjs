// Checks 8 to 14: that table, seed and recipe lead to this panel and no other.
// Its one job is to do the arithmetic again; it must not read a key or a signature.

import { fromHex } from "./bytes.mjs";
import { canonicalText, digestOf } from "./canonical.mjs";
import { dealPanel, pickPattern } from "./deal.mjs";
import { compare, Failure } from "./failure.mjs";
import {
  checkPanel, checkPattern, countEmployers, findLevels, groupCandidates, reduceFraction,
} from "./rules.mjs";

// 8: every pattern obeys the rules; an employer's expectation beyond split ones in full only.
export function checkPatterns({ receipt, full, cells }) {
  const { patterns, rules } = receipt.commit;
  const stated = receipt.commit.cells;
  const counts = full ? countEmployers(cells, receipt.pool) : stated.map(countSplitEmployer);
  const conflicts = full ? receipt.conflicts : [];
  patterns.forEach(({ seats }, row) => {
    const rule = checkPattern({ rules, cells: stated, counts, conflicts }, seats);
    if (rule !== "") throw new Failure("verify.patterns.failed", { row, rule });
  });
  const total = patterns.reduce((sum, row) => sum + row.weight, 0);
  return { rows: patterns.length, total };
}

function countSplitEmployer({ employer, size }) {
  return new Map(employer === null ? [] : [[employer, size]]);
}

// 9: everybody's chance, recomputed from the table as fractions.
export function checkOdds({ receipt }) {
  const levels = findLevels(receipt.commit.cells, receipt.commit.patterns);
  compare("odds.failed", receipt.commit.odds, levels);
  const [lowest, highest] = [levels[0], levels[levels.length - 1]];
  return {
    lowest: lowest.chance.join("/"),
    highest: highest.chance.join("/"),
    levels: levels.length,
    ...tellWeights(levels, receipt.commit.rules.weight_limit),
  };
}

// How far weights reach, and the lowest chance / weight; nothing without weights.
function tellWeights(levels, limit) {
  if (limit === undefined) return {};
  const shares = levels.map(({ chance: [above, below], weight }) => (
    reduceFraction(BigInt(above), BigInt(below) * BigInt(weight))
  ));
  const [above, below] = shares.reduce((one, other) => (
    other[0] * one[1] < one[0] * other[1] ? other : one
  ));
  return { weight_limit: limit, least: `${above}/${below}` };
}

// 10: the seed leads to this row of the table.
export function checkDrawnPattern({ receipt }) {
  const computed = pickPattern(receipt.commit.patterns, fromHex(receipt.result.seed));
  compare("pattern.failed", receipt.result.pattern, computed);
  return { pattern: computed };
}

// 11: dealing again gives the same numbers.
export function checkDeal(subject) {
  const { receipt, full } = subject;
  const stated = receipt.result.deal;
  if (!full) {
    compare("deal.failed", stated.dealt, receipt.commit.dealt_panels);
    return null;
  }
  compare("deal.failed", stated, subject.deal.numbers);
  return stated;
}

// The deal, done again.
export function dealAgain({ receipt, cells }) {
  const { patterns, rules, dealt_panels: dealt } = receipt.commit;
  const { pool, conflicts } = receipt;
  const table = { pool, conflicts, cells, patterns, cap: rules.employer_cap };
  return dealPanel(table, fromHex(receipt.result.seed), dealt);
}

// 12: the same panel, or the pattern's seats in every cell; legal in both forms.
export function checkDrawnPanel(subject) {
  const { receipt, full } = subject;
  const { rules, cells, patterns } = receipt.commit;
  const { panel } = receipt.result;
  let [pool, conflicts] = [receipt.pool, receipt.conflicts];
  if (full) {
    compare("panel.failed", panel, subject.deal.panel);
  } else {
    [pool, conflicts] = [receipt.openings.map((opening) => opening.entry), []];
    const { seats } = patterns[receipt.result.pattern];
    const wanted = cells.map((cell, place) => rowOf(cell, seats[place]));
    const found = groupCandidates(pool, cells).map((cell) => rowOf(cell, cell.members.length));
    compare("panel.seats", sortRows(wanted.filter((row) => row[3] > 0)), sortRows(found));
  }
  const rule = checkPanel({ rules, pool, conflicts }, panel);
  if (rule !== "") throw new Failure("verify.panel.rules", { rule });
  return { members: panel.length };
}

function rowOf({ meets, employer, person, weight }, seats) {
  return [meets, employer, person, seats, ...(weight === undefined ? [] : [weight])];
}

function sortRows(rows) {
  return rows.map(canonicalText).sort().map((text) => JSON.parse(text));
}

// 13: the same reserve order, by its hash.
export function checkOrder(subject) {
  const { receipt, full } = subject;
  if (!full) return null;
  const { order } = subject.deal;
  const computed = digestOf(
    { commit_hash: receipt.commit_hash, order, type: "draw.order", v: 1 },
  );
  compare("order.failed", receipt.result.order_hash, computed);
  return { reserves: order.length };
}

// 14: the result hashes to its digest.
export function checkResult({ receipt }) {
  const computed = digestOf(receipt.result);
  compare("result.failed", receipt.result_digest, computed);
  return { digest: computed };
}
