// Ed25519 signatures (RFC 8032, 5.1.7), in whole numbers, for browsers that have none.
// Its one job is the verdict on a signature. It must not hold a secret: it takes its time
// openly, which is right for checking and wrong for signing.

import { sameBytes, joinBytes } from "./bytes.mjs";
import { sha512 } from "./sha2.mjs";

const P = (1n << 255n) - 19n;
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;
const D = reduce(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const NEUTRAL = [0n, 1n, 1n, 0n];
const BASE = decodePoint(encodeNumber(reduce(4n * power(5n, P - 2n))));

function reduce(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let left = exponent, square = base; left > 0n; left >>= 1n) {
    if (left & 1n) result = reduce(result * square);
    square = reduce(square * square);
  }
  return result;
}

function readNumber(bytes) {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function encodeNumber(value) {
  return Uint8Array.from({ length: 32 }, (_, place) => Number((value >> BigInt(8 * place)) & 255n));
}

// x from y (RFC 8032, 5.1.3): x^2 = (y^2 - 1) / (d y^2 + 1); null where there is no root.
function decodePoint(bytes) {
  const written = readNumber(bytes);
  const sign = written >> 255n;
  const y = reduce(written & ((1n << 255n) - 1n));
  const above = reduce(y * y - 1n);
  const below = reduce(D * y * y + 1n);
  let x = reduce(above * below ** 3n * power(reduce(above * below ** 7n), (P - 5n) / 8n));
  const square = reduce(below * x * x);
  if (square === reduce(-above)) x = reduce(x * ROOT_OF_MINUS_ONE);
  else if (square !== above) return null;
  if ((x & 1n) !== sign) x = reduce(-x);
  return [x, y, 1n, reduce(x * y)];
}

function encodePoint([x, y, z]) {
  const inverse = power(z, P - 2n);
  return encodeNumber(reduce(y * inverse) | ((reduce(x * inverse) & 1n) << 255n));
}

// Extended coordinates (RFC 8032, 5.1.4); the formulas hold for equal points too.
function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = reduce((y1 - x1) * (y2 - x2));
  const b = reduce((y1 + x1) * (y2 + x2));
  const c = reduce(2n * t1 * t2 * D);
  const d = reduce(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [reduce(e * f), reduce(g * h), reduce(f * g), reduce(e * h)];
}

function multiply(scalar, point) {
  let result = NEUTRAL;
  for (let left = scalar, doubled = point; left > 0n; left >>= 1n) {
    if (left & 1n) result = add(result, doubled);
    doubled = add(doubled, doubled);
  }
  return result;
}

// Whether the 64 bytes are a signature of the message by the key: [s]B - [k]A encodes to R.
export function verifiesSignature(key, signature, message) {
  const point = decodePoint(key);
  const s = readNumber(signature.subarray(32));
  if (point === null || s >= ORDER) return false;
  const [x, y, z, t] = point;
  const k = readNumber(sha512(joinBytes(signature.subarray(0, 32), key, message))) % ORDER;
  const found = add(multiply(s, BASE), multiply(k, [reduce(-x), y, z, reduce(-t)]));
  return sameBytes(encodePoint(found), signature.subarray(0, 32));
}
