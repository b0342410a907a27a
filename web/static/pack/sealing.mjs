// The seal of an offline pack in the browser: the same bytes as selection/offline_pack/sealing.py.
// Its one job is opening and sealing parts of a pack; it knows nothing of what is inside.

const NONCE_BYTES = 12;
const KEY_BITS = 256;

export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

function toBase64(bytes) {
  let signs = "";
  for (const byte of bytes) signs += String.fromCharCode(byte);
  return btoa(signs);
}

// The header is flat, and every value in it is ASCII or a whole number: sorted keys are enough.
function boundTo(header, part) {
  const all = { ...header, part };
  const sorted = Object.fromEntries(Object.keys(all).sort().map((name) => [name, all[name]]));
  return new TextEncoder().encode(JSON.stringify(sorted));
}

async function derive(text, salt, iterations, bits) {
  const given = new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey("raw", given, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, bits));
}

function cipherOf(bytes) {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// Signs that people take for each other are one, as in codes.py.
export function plainCode(typed) {
  const signs = typed.toUpperCase().replaceAll("O", "0").replaceAll("I", "1").replaceAll("L", "1");
  return signs.replace(/[^0-9A-HJKMNP-TV-Z]/g, "");
}

export async function packKey(header, passphrase) {
  const salt = fromHex(header.salt);
  return cipherOf(await derive(plainCode(passphrase), salt, header.iterations, KEY_BITS));
}

// A part's text; rejects where the key is another one, or a byte has changed.
export async function openPart(key, header, part, sealed) {
  const how = { name: "AES-GCM", iv: fromHex(sealed.nonce), additionalData: boundTo(header, part) };
  const opened = await crypto.subtle.decrypt(how, key, fromBase64(sealed.sealed));
  return new TextDecoder("utf-8", { fatal: true }).decode(opened);
}

export async function sealPart(key, header, part, text) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const how = { name: "AES-GCM", iv, additionalData: boundTo(header, part) };
  const sealed = await crypto.subtle.encrypt(how, key, new TextEncoder().encode(text));
  return { nonce: toHex(iv), sealed: toBase64(new Uint8Array(sealed)) };
}

// What a member's code gives: the digest that stands in the pack, and the key of the name.
export async function codeKeys(header, code) {
  const suffix = new TextEncoder().encode("code");
  const salt = new Uint8Array([...fromHex(header.salt), ...suffix]);
  const given = await derive(plainCode(code), salt, header.code_iterations, 2 * KEY_BITS);
  return { key: given.slice(0, 32), digest: toHex(given.slice(32)) };
}

export async function openName(keys, sealed) {
  const bytes = fromBase64(sealed);
  const how = { name: "AES-GCM", iv: bytes.slice(0, NONCE_BYTES) };
  const key = await cipherOf(keys.key);
  const opened = await crypto.subtle.decrypt(how, key, bytes.slice(NONCE_BYTES));
  return new TextDecoder().decode(opened);
}
