// Bytes, hexadecimal digits and digests of both. Its one job is changing forms.

import { sha256 } from "./sha2.mjs";

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const encoder = new TextEncoder();

// The UTF-8 bytes of a text.
export function encodeText(text) {
  return encoder.encode(text);
}

// Bytes as lower-case hexadecimal digits.
export function toHex(bytes) {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

// The bytes that hexadecimal digits stand for; the caller has checked that they are such digits.
export function fromHex(digits) {
  const bytes = new Uint8Array(digits.length / 2);
  for (let place = 0; place < bytes.length; place += 1) {
    bytes[place] = parseInt(digits.slice(2 * place, 2 * place + 2), 16);
  }
  return bytes;
}

// Some byte strings, one after the other.
export function joinBytes(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

// Whether two byte strings are the same; nothing here is secret, so time may tell.
export function sameBytes(one, other) {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place += 1) {
    if (one[place] !== other[place]) return false;
  }
  return true;
}

// SHA-256 of some bytes, as 64 hexadecimal digits.
export function hashHex(bytes) {
  return toHex(sha256(bytes));
}
