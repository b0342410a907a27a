// Checks 2 and 6 to 8: what was fixed before the seed, and that nothing of it moved.
// Its one job is digests and openings; it must not look at the result of the deal.

import { encodeText, fromHex, hashHex, joinBytes, toHex } from "./bytes.mjs";
import { canonicalBytes, digestOf } from "./canonical.mjs";
import { compare, Failure } from "./failure.mjs";
import { leafHash, provesInclusion, treeRoot } from "./merkle.mjs";
import { describeCells } from "./rules.mjs";

const MIX_TAG = encodeText("panel-draw/v1/mix\0");
const SEED_TAG = encodeText("panel-draw/v1/seed\0");

// 2: the document hashes to the commit hash, in both places.
export function checkCommitment({ receipt }) {
  const computed = digestOf(receipt.commit);
  compare("commitment.failed", receipt.commit_hash, computed);
  compare("commitment.failed", receipt.result.commit_hash, computed);
  const { room } = receipt.commit;
  const watched = room ? { wanted: room.wanted, witnesses: room.witnesses.length } : {};
  return { hash: computed, ...watched };
}

// 6: entropy and seed follow from the commit hash and what the source gave alone.
export function checkSeed({ receipt }) {
  const { commit_hash: commitHash, result } = receipt;
  const entropy = mixEntropy(commitHash, result.reveals);
  compare("seed.entropy", result.entropy, entropy);
  const seed = hashHex(joinBytes(SEED_TAG, fromHex(commitHash), fromHex(entropy)));
  compare("seed.failed", result.seed, seed);
  return { seed: result.seed };
}

// Each source's entropy, the parties' secrets as one behind the others; several are hashed.
function mixEntropy(commitHash, reveals) {
  const secrets = reveals.filter((reveal) => "secret" in reveal);
  const given = reveals.map((reveal) => ownEntropy(commitHash, reveal)).filter(Boolean);
  if (secrets.length > 0) given.push(ofSecrets(commitHash, secrets));
  return given.length === 1 ? given[0] : hashHex(joinBytes(MIX_TAG, ...given.map(fromHex)));
}

function ownEntropy(commitHash, { role, signature, typed }) {
  const said = { v: 1, type: `draw.${role}`, commit_hash: commitHash };
  if (role === "beacon") return hashHex(fromHex(signature));
  if (role === "dice") return digestOf({ ...said, throws: typed[0].throws });
  return role === "lottery" ? digestOf({ ...said, numbers: typed[0].numbers }) : "";
}

function ofSecrets(commitHash, reveals) {
  const parties = reveals.map(({ role, secret }) => ({ role, secret }));
  return digestOf({ v: 1, type: "draw.transcript", commit_hash: commitHash, parties });
}

// 7: the openings lead to the roots: of everybody, or of the drawn members.
export function checkPool({ receipt, full, bytes }) {
  return full ? checkWholePool(bytes, receipt) : checkOpenings(receipt);
}

function entryHash(entry) {
  return leafHash(canonicalBytes(entry));
}

// Size and root of a list, which stands in the file between two names.
function checkRoot(bytes, [name, behind], stated, entries) {
  compare(`pool.${name}_size`, stated.size, entries.length);
  const leaves = cutEntries(bytes, [name, behind], entries).map(leafHash);
  compare(`pool.${name}_root`, stated.root, toHex(treeRoot(leaves)));
}

// Each entry's bytes as they stand in the canonical file, cut before the first key of the next.
// No text holds such an edge: inside of one a quotation mark has a backslash before it, and
// behind one that ends in "},{" or "}]," stands no letter.
function cutEntries(bytes, [name, behind], entries) {
  if (entries.length === 0) return [];
  const text = new TextDecoder("latin1").decode(bytes);
  const first = `{"${Object.keys(entries[0]).sort()[0]}":`;
  let at = text.indexOf(`"${name}":[${first}`) + name.length + 4;
  const end = text.indexOf(`}],"${behind}":`, at) + 1;
  return entries.map(() => {
    const next = text.indexOf(`},${first}`, at) + 1;
    const entry = bytes.subarray(at, next === 0 || next > end ? end : next);
    at = next + 1;
    return entry;
  });
}

function countReasons(excluded) {
  const reasons = Object.create(null);
  for (const { codes } of excluded) {
    for (const code of codes) reasons[code] = (reasons[code] || 0) + 1;
  }
  return reasons;
}

function checkWholePool(bytes, receipt) {
  const { commit, pool, conflicts, excluded } = receipt;
  checkRoot(bytes, ["pool", "result"], commit.pool, pool);
  checkRoot(bytes, ["conflicts", "excluded"], commit.conflicts, conflicts);
  checkRoot(bytes, ["excluded", "form"], commit.excluded, excluded);
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
  for (const opening of openings) {
    if (!leadsToPool(commit, opening)) {
      throw new Failure("verify.pool.proof", { member: opening.entry.e });
    }
  }
  return { opened: openings.length, size: commit.pool.size };
}

// Whether the path of an opened entry leads to the committed root of the pool.
export function leadsToPool({ pool }, { entry, index, path }) {
  const root = fromHex(pool.root);
  return provesInclusion(entryHash(entry), index, pool.size, path.map(fromHex), root);
}

// 8: grouping the whole pool gives the cells of the document.
export function checkCells({ receipt, full, cells }) {
  if (!full) return null;
  compare("cells.failed", receipt.commit.cells, describeCells(cells));
  return { cells: cells.length };
}
