// The Merkle tree of RFC 6962, section 2.1: roots, and proofs that a leaf is in a tree, and that
// a tree only grew.
// Its one job is hashing and proving over leaf hashes; it must not know what a leaf says.

import { sameBytes } from "./bytes.mjs";
import { sha256 } from "./sha2.mjs";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

// SHA-256(0x00 || bytes of the entry).
export function leafHash(bytes) {
  return sha256(LEAF, bytes);
}

function nodeHash(left, right) {
  return sha256(NODE, left, right);
}

// The root over leaf hashes in their order; of none, the hash of nothing. Pairs are joined
// level by level, and a last one without a partner moves up as it is: the same tree as by
// the definition, which splits at the largest power of two below the size.
export function treeRoot(leaves) {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  let level = leaves;
  while (level.length > 1) {
    const next = [];
    for (let place = 0; place + 1 < level.length; place += 2) {
      next.push(nodeHash(level[place], level[place + 1]));
    }
    if (level.length % 2 === 1) next.push(level[level.length - 1]);
    level = next;
  }
  return level[0];
}

// Whether the path leads from the leaf at this index to the root of a tree of this size
// (RFC 9162, 2.1.3.2).
export function provesInclusion(leaf, index, size, path, root) {
  if (index >= size) return false;
  let [at, last, hashed] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hashed = nodeHash(sibling, hashed);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hashed = nodeHash(hashed, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(hashed, root);
}

// Whether a tree of this size and root only added leaves to an older one (RFC 9162, 2.1.4.2).
export function provesConsistency(older, newer, path) {
  if (older.size > newer.size) return false;
  if (older.size === 0) return path.length === 0 && sameBytes(older.root, treeRoot([]));
  if (older.size === newer.size) return path.length === 0 && sameBytes(older.root, newer.root);
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [(at - 1) / 2, Math.floor(last / 2)];
  // An older tree that is full is a node of the newer one: its root begins the path.
  const nodes = at === 0 ? [older.root, ...path] : path;
  if (nodes.length === 0) return false;
  let [old, grown] = [nodes[0], nodes[0]];
  for (const node of nodes.slice(1)) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [old, grown] = [nodeHash(node, old), nodeHash(node, grown)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      grown = nodeHash(grown, node);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(old, older.root) && sameBytes(grown, newer.root);
}
