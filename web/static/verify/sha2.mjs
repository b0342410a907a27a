// SHA-256 and SHA-512 (FIPS 180-4), for pages without TLS too: there a browser has no
// crypto.subtle. The constants are worked out from the primes, as the standard defines them.
// Its one job is hashing; it must not know what is hashed.

const LONG = 0xffffffffffffffffn;

function firstPrimes(count) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    if (found.every((prime) => n % prime !== 0)) found.push(n);
  }
  return found;
}

// The first bits of the fraction of a root, in whole numbers: 2^bits times the root, mod 2^bits.
function rootFraction(prime, degree, bits) {
  const target = BigInt(prime) << (bits * degree);
  let low = 0n;
  let high = 32n << bits;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle - 1n;
  }
  return low & ((1n << bits) - 1n);
}

const LONG_ROUNDS = firstPrimes(80).map((prime) => rootFraction(prime, 3n, 64n));
const LONG_START = firstPrimes(8).map((prime) => rootFraction(prime, 2n, 64n));
const ROUNDS = Int32Array.from(LONG_ROUNDS.slice(0, 64), (word) => Number(word >> 32n));
const START = Int32Array.from(LONG_START, (word) => Number(word >> 32n));
const schedule = new Int32Array(64);

// Mixes 64 bytes, from a place on, into a state of eight words.
function mixBlock(state, bytes, from) {
  for (let t = 0, at = from; t < 16; t += 1, at += 4) {
    schedule[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let t = 16; t < 64; t += 1) {
    const early = schedule[t - 15];
    const late = schedule[t - 2];
    const near = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
    const far = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
    schedule[t] = (schedule[t - 16] + near + schedule[t - 7] + far) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3];
  let e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const right = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + right + ((e & f) ^ (~e & g)) + ROUNDS[t] + schedule[t]) | 0;
    const left = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (left + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + first) | 0;
    d = c; c = b; b = a; a = (first + second) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// One message at a time, in parts; whole blocks are read where they stand, without a copy.
const mixed = new Int32Array(8);
const rest = new Uint8Array(64);
const restView = new DataView(rest.buffer);

// Takes one part in, behind so many bytes of those before it.
function takePart(part, before) {
  let filled = before % 64;
  let at = 0;
  if (filled > 0) {
    while (filled < 64 && at < part.length) rest[filled++] = part[at++];
    if (filled < 64) return;
    mixBlock(mixed, rest, 0);
  }
  for (; at + 64 <= part.length; at += 64) mixBlock(mixed, part, at);
  for (filled = 0; at < part.length;) rest[filled++] = part[at++];
}

// The 32 bytes of SHA-256 of some bytes, given in one part or in several.
export function sha256(...parts) {
  mixed.set(START);
  let length = 0;
  for (const part of parts) {
    takePart(part, length);
    length += part.length;
  }
  const filled = length % 64;
  rest[filled] = 0x80;
  rest.fill(0, filled + 1);
  if (filled > 55) {
    mixBlock(mixed, rest, 0);
    rest.fill(0);
  }
  restView.setUint32(56, Math.floor(length / 0x20000000));
  restView.setUint32(60, (length << 3) >>> 0);
  mixBlock(mixed, rest, 0);
  const digest = new Uint8Array(32);
  for (let place = 0; place < 32; place += 1) {
    digest[place] = mixed[place >> 2] >>> (24 - 8 * (place & 3));
  }
  return digest;
}

// The message with a bit, zeros and its length behind it, in blocks of 128 bytes.
function padLong(message) {
  const { length } = message;
  const padded = new Uint8Array(128 * (Math.floor((length + 16) / 128) + 1));
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 0x20000000));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  return view;
}

function turnLong(word, by) {
  return ((word >> by) | (word << (64n - by))) & LONG;
}

function longSchedule(view, offset) {
  const words = [];
  for (let t = 0; t < 16; t += 1) words.push(view.getBigUint64(offset + 8 * t));
  for (let t = 16; t < 80; t += 1) {
    const early = words[t - 15];
    const late = words[t - 2];
    const near = turnLong(early, 1n) ^ turnLong(early, 8n) ^ (early >> 7n);
    const far = turnLong(late, 19n) ^ turnLong(late, 61n) ^ (late >> 6n);
    words.push((words[t - 16] + near + words[t - 7] + far) & LONG);
  }
  return words;
}

function compressLong(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 80; t += 1) {
    const right = turnLong(e, 14n) ^ turnLong(e, 18n) ^ turnLong(e, 41n);
    const first = (h + right + ((e & f) ^ (~e & LONG & g)) + LONG_ROUNDS[t] + words[t]) & LONG;
    const left = turnLong(a, 28n) ^ turnLong(a, 34n) ^ turnLong(a, 39n);
    const second = (left + ((a & b) ^ (a & c) ^ (b & c))) & LONG;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & LONG, c, b, a, (first + second) & LONG];
  }
  return [a, b, c, d, e, f, g, h].map((word, place) => (state[place] + word) & LONG);
}

// The 64 bytes of SHA-512 of some bytes; only signatures need it.
export function sha512(message) {
  const view = padLong(message);
  let words = LONG_START;
  for (let offset = 0; offset < view.byteLength; offset += 128) {
    words = compressLong(words, longSchedule(view, offset));
  }
  const digest = new DataView(new ArrayBuffer(64));
  words.forEach((word, place) => digest.setBigUint64(8 * place, word));
  return new Uint8Array(digest.buffer);
}
