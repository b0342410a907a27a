// Checks 2 to 7: what was fixed before the seed, and that nothing of it moved.
// Its one job is digests, openings and times; it must not look at the result of the deal.

import { encodeText, fromHex, hashHex, joinBytes, toHex } from "./bytes.mjs";
import { canonicalBytes, digestOf } from "./canonical.mjs";
import { compare, Failure } from "./failure.mjs";
import { leafHash, provesInclusion, treeRoot } from "./merkle.mjs";
import { describeCells } from "./rules.mjs";

const PARTY_TAG = "panel-draw/v1/party";
const SEED_TAG = encodeText("panel-draw/v1/seed\0");

// 2: the document hashes to the commit hash, in both places.
export function checkCommitment({ receipt }) {
  const computed = digestOf(receipt.commit);
  compare("commitment.failed", receipt.commit_hash, computed);
  compare("commitment.failed", receipt.result.commit_hash, computed);
  return { hash: computed };
}

// 3: each opened secret hashes to what its party committed to; files have no parties.
export function checkParties({ receipt, files }) {
  const { parties, request } = receipt.commit;
  const { reveals } = receipt.result;
  const roles = files ? "entropy" : parties.map((party) => party.role).join(", ");
  compare("parties.roles", reveals.map((reveal) => reveal.role).join(", "), roles);
  if (files) {
    compare("parties.timed", reveals[0].t, null);
    return null;
  }
  parties.forEach(({ role, h }, place) => {
    const head = encodeText([PARTY_TAG, request, role, ""].join("\0"));
    compare("parties.failed", h, hashHex(joinBytes(head, fromHex(reveals[place].secret))));
  });
  return { roles };
}

// 4: first the commitment, then the time to reveal, then each reveal; files have no clock.
export function checkTimes({ receipt, files }) {
  if (files) return null;
  const moments = receipt.result.reveals.map((reveal) => reveal.t);
  const seen = {
    committed: receipt.commit.t,
    reveal_from: receipt.commit.source.reveal_from,
    first: moments.reduce((one, other) => (other < one ? other : one)),
  };
  if (seen.committed < seen.reveal_from && seen.reveal_from <= seen.first) return seen;
  throw new Failure("verify.times.failed", seen);
}

// 5: entropy and seed follow from the commit hash and the secrets alone.
export function checkSeed({ receipt }) {
  const { result } = receipt;
  const entropy = digestOf({
    v: 1,
    type: "draw.transcript",
    commit_hash: receipt.commit_hash,
    parties: result.reveals.map(({ role, secret }) => ({ role, secret })),
  });
  compare("seed.entropy", result.entropy, entropy);
  const seed = hashHex(joinBytes(SEED_TAG, fromHex(receipt.commit_hash), fromHex(entropy)));
  compare("seed.failed", result.seed, seed);
  return { seed: result.seed };
}

// 6: the openings lead to the roots: of everybody, or of the drawn members.
export function checkPool({ receipt, full }) {
  return full ? checkWholePool(receipt) : checkOpenings(receipt);
}

function entryHash(entry) {
  return leafHash(canonicalBytes(entry));
}

function checkRoot(name, stated, entries) {
  compare(`pool.${name}_size`, stated.size, entries.length);
  compare(`pool.${name}_root`, stated.root, toHex(treeRoot(entries.map(entryHash))));
}

function countReasons(excluded) {
  const reasons = Object.create(null);
  for (const { codes } of excluded) {
    for (const code of codes) reasons[code] = (reasons[code] || 0) + 1;
  }
  return reasons;
}

function checkWholePool(receipt) {
  const { commit, pool, conflicts, excluded } = receipt;
  checkRoot("pool", commit.pool, pool);
  checkRoot("conflicts", commit.conflicts, conflicts);
  checkRoot("excluded", commit.excluded, excluded);
  compare("pool.reasons", commit.excluded.reasons, countReasons(excluded));
  const candidates = new Set(pool.map((entry) => entry.e));
  const people = [...pool, ...excluded].map((entry) => entry.e);
  compare("pool.people", people.length, new Set(people).size);
  checkPairs(conflicts.map(({ first, second }) => [first, second]), candidates);
  return { opened: pool.length, size: commit.pool.size };
}

function checkPairs(pairs, candidates) {
  const inside = pairs.filter(([one, other]) => one !== other).map((pair) => [...pair].sort());
  const sorted = new Map(inside.map((pair) => [pair.join(" "), pair]));
  compare("pool.pairs", pairs, [...sorted.keys()].sort().map((label) => sorted.get(label)));
  const strangers = new Set(pairs.flat().filter((person) => !candidates.has(person)));
  compare("pool.strangers", [...strangers].sort(), []);
}

function checkOpenings({ commit, openings, result }) {
  compare("pool.members", openings.map((opening) => opening.entry.e), result.panel);
  const indices = openings.map((opening) => opening.index);
  const sorted = [...new Set(indices)].sort((one, other) => one - other);
  compare("pool.places", indices, sorted);
  const root = fromHex(commit.pool.root);
  for (const { entry, index, path } of openings) {
    if (!provesInclusion(entryHash(entry), index, commit.pool.size, path.map(fromHex), root)) {
      throw new Failure("verify.pool.proof", { member: entry.e });
    }
  }
  return { opened: openings.length, size: commit.pool.size };
}

// 7: grouping the whole pool gives the cells of the document.
export function checkCells({ receipt, full, cells }) {
  if (!full) return null;
  compare("cells.failed", receipt.commit.cells, describeCells(cells));
  return { cells: cells.length };
}
