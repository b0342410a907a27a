// A public beacon: which round a commitment waits for, and whether its signature is real.
// Its one job is the arithmetic of drand's unchained chains with short signatures (quicknet). The
// curve BLS12-381 itself is the one thing in here that a library does.

import { bls12_381 as curve } from "../vendored/noble-curves/bls12-381.mjs";
import { encodeText, fromHex } from "./bytes.mjs";
import { sha256 } from "./sha2.mjs";

const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

// The League of Entropy's chain: its key stands here, not in a file that comes with a receipt.
export const QUICKNET = {
  chain: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  key: [
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c",
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb",
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  ].join(""),
  genesis: 1692803367,
  period: 3,
};

// When a round comes, in Unix seconds.
export function timeOf({ genesis, period }, round) {
  return genesis + (round - 1) * period;
}

// The first round at or after the full minute that follows commitment and wait.
export function roundAfter({ genesis, period }, committed, waitMinutes) {
  const minute = (Math.ceil(committed / 60) + waitMinutes) * 60;
  return Math.max(1, Math.ceil((minute - genesis) / period) + 1);
}

// Whether these 96 digits are the chain's signature of this round.
export function isSignatureOf({ key }, round, signature) {
  const number = new Uint8Array(8);
  new DataView(number.buffer).setBigUint64(0, BigInt(round));
  const { hash, verify } = curve.shortSignatures;
  try {
    const message = hash(sha256(number), encodeText(DOMAIN));
    return verify(fromHex(signature), message, fromHex(key));
  } catch {
    return false; // not the encoding of a point, or of one outside the group
  }
}
