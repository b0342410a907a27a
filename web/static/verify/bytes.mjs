// Bytes, hexadecimal digits and digests of both. Its one job is changing forms.

import { sha256 } from "./sha2.mjs";

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BLOCK = 64;
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

// Standard base64 as bytes, or null where it is not in its one spelling: spare bits are zero.
export function fromBase64(text) {
  if (!BASE64.test(text)) return null;
  const bytes = new Uint8Array((text.length / 4) * 3 - (text.match(/=*$/)[0].length));
  let [held, bits, place] = [0, 0, 0];
  for (const sign of text.replace(/=+$/, "")) {
    held = (held << 6) | SIGNS.indexOf(sign);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[place] = held >> bits;
    place += 1;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : null;
}

// HMAC-SHA256 (RFC 2104) of some bytes under a key of 32, as 64 hexadecimal digits.
export function hmacHex(key, message) {
  const pad = (sign) => Uint8Array.from({ length: BLOCK }, (_, place) => (key[place] || 0) ^ sign);
  return toHex(sha256(pad(0x5c), sha256(pad(0x36), message)));
}
