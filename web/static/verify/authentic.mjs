// Checks 15 and 16: whose receipt it is. A receipt that is written anew from its first byte
// passes all checks but these. Its one job is the signature and what is known from outside.

import { encodeText, fromHex, joinBytes } from "./bytes.mjs";
import { canonicalText } from "./canonical.mjs";
import { verifiesSignature } from "./ed25519.mjs";
import { Failure } from "./failure.mjs";
import { sha256 } from "./sha2.mjs";

const RECEIPT_TAG = "panel-draw/v1/receipt\0";

// 15: the signature, where there is one, is over exactly this receipt.
export function checkSignature({ receipt, bytes }) {
  if (receipt.signature === null) return null;
  const { key } = receipt.signature;
  if (verifiesOwnSignature(RECEIPT_TAG, receipt, bytes)) return { key };
  throw new Failure("verify.signature.failed", { key });
}

// Whether the signature in a document is over the document without it. Only what stands behind
// the signature is written again: before it the document's bytes are the same.
export function verifiesOwnSignature(tag, document, bytes) {
  const { key, value } = document.signature;
  const keys = Object.keys(document).filter((name) => name > "signature").sort();
  const behind = keys.map((name) => `,"${name}":${canonicalText(document[name])}`).join("");
  const signed = encodeText(`${canonicalText(document.signature)}${behind}}`);
  const before = bytes.subarray(0, bytes.length - signed.length);
  const unsigned = sha256(before, encodeText(`null${behind}}`));
  return verifiesSignature(fromHex(key), fromHex(value), joinBytes(encodeText(tag), unsigned));
}

// 16: the key, or the published digests, are those known from outside.
export function checkTrust({ receipt, trust }) {
  const { keys, draws } = trust ?? { keys: [], draws: [] };
  if (keys.length + draws.length === 0) return null;
  const stated = receipt.signature === null ? "-" : receipt.signature.key;
  if (keys.length > 0 && !keys.some((known) => known.key === stated)) {
    throw new Failure("verify.trust.key", { key: stated });
  }
  const { request, attempt } = receipt.commit;
  const published = draws.filter((draw) => draw.request === request && draw.attempt === attempt);
  const agree = published.length === 1
    && published[0].commit_hash === receipt.commit_hash
    && published[0].result_digest === receipt.result_digest;
  if (draws.length > 0 && !agree) throw new Failure("verify.trust.draw", { request });
  return { keys: keys.length, draws: published.length };
}
