// The one byte form of a value: canonical JSON (RFC 8785), strictly read and written.
// Its one job is bytes to plain values and back. What has two readings is refused: floats,
// whole numbers beyond 2^53-1, repeated keys, text that is not in normal form C, half a
// surrogate pair. It must not repair anything.

import { encodeText, hashHex } from "./bytes.mjs";

const DEEPEST = 200;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const AS_IT_IS = /^[ !#-[\]-~]*$/;
const HALF = /[\ud800-\udfff]/u;
const LITERALS = [["true", true], ["false", false], ["null", null]];
const SHORT = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

// Why some bytes are no canonical JSON.
export class NotCanonical extends Error {}

// An object that inherits nothing. Engines keep thousands made in this way as compact records,
// those of Object.create(null) as tables each.
function Members() {}
Members.prototype = Object.freeze(Object.create(null));

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.canonical = true;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new NotCanonical("broken");
    this.at += found[0].length;
    return found[0];
  }

  skips(sign) {
    this.skipSpace();
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  // No space stands in the canonical form; most often none is there.
  skipSpace() {
    if (this.text.charCodeAt(this.at) > 32) return;
    if (this.take(SPACE) !== "") this.canonical = false;
  }

  expect(sign) {
    if (!this.skips(sign)) throw new NotCanonical("broken");
  }

  value(depth) {
    if (depth > DEEPEST) throw new NotCanonical("broken");
    if (this.skips("{")) return this.members(depth + 1);
    if (this.skips("[")) return this.items(depth + 1);
    if (this.skips('"')) return this.string();
    for (const [word, value] of LITERALS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  members(depth) {
    const members = new Members();
    if (this.skips("}")) return members;
    let last = null;
    do {
      this.expect('"');
      const key = this.string();
      if (key in members) throw new NotCanonical("repeated_key");
      if (last !== null && key < last) this.canonical = false;
      last = key;
      this.expect(":");
      members[key] = this.value(depth);
    } while (this.skips(","));
    this.expect("}");
    return members;
  }

  items(depth) {
    const items = [];
    if (this.skips("]")) return items;
    do items.push(this.value(depth)); while (this.skips(","));
    this.expect("]");
    return items;
  }

  string() {
    let text = this.take(PLAIN);
    while (this.text[this.at] === "\\") text += this.escaped() + this.take(PLAIN);
    if (this.text[this.at] !== '"') throw new NotCanonical("broken");
    this.at += 1;
    return refuseAmbiguous(text);
  }

  escaped() {
    const sign = this.text[this.at + 1];
    this.at += 2;
    if (sign !== "u") {
      if (SHORT[sign] === undefined) throw new NotCanonical("broken");
      if (sign === "/") this.canonical = false;
      return SHORT[sign];
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotCanonical("broken");
    this.at += 4;
    const char = String.fromCharCode(parseInt(digits, 16));
    if (char >= " " || JSON.stringify(char) !== `"\\u${digits}"`) this.canonical = false;
    return char;
  }

  number() {
    const digits = this.take(NUMBER);
    if (/[.eE]/.test(digits)) throw new NotCanonical("float");
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) throw new NotCanonical("integer_too_large");
    if (String(value) !== digits) this.canonical = false;
    return value === 0 ? 0 : value;
  }
}

function refuseAmbiguous(text) {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  if (HALF.test(text)) throw new NotCanonical("not_text");
  if (text !== text.normalize("NFC")) throw new NotCanonical("not_nfc");
  return text;
}

// The plain value that the bytes stand for; objects have no prototype.
export function parsePlain(bytes) {
  return readPlain(bytes).value;
}

// The same, and whether the bytes are its canonical form: no space, keys in order, every sign
// and number written in the one way. Whoever writes the value again gets those bytes.
export function readPlain(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotCanonical("broken");
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.skipSpace();
  if (reader.at !== text.length) throw new NotCanonical("broken");
  return { value, canonical: reader.canonical };
}

// The canonical form of a plain value, as text: keys by their UTF-16 code units, no space.
export function canonicalText(value) {
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  let written = "";
  if (Array.isArray(value)) {
    for (const item of value) written += `,${canonicalText(item)}`;
    return `[${written.slice(1)}]`;
  }
  for (const key of sortedKeys(value)) written += `,${quote(key)}:${canonicalText(value[key])}`;
  return `{${written.slice(1)}}`;
}

function quote(text) {
  return AS_IT_IS.test(text) ? `"${text}"` : JSON.stringify(text);
}

// What was read from canonical bytes has its keys in their order already.
function sortedKeys(value) {
  const keys = Object.keys(value);
  return keys.every((key, place) => place === 0 || keys[place - 1] < key) ? keys : keys.sort();
}

// The canonical form of a plain value, as bytes.
export function canonicalBytes(value) {
  return encodeText(canonicalText(value));
}

// SHA-256 of a plain value's canonical bytes, as 64 hexadecimal digits.
export function digestOf(value) {
  return hashHex(canonicalBytes(value));
}
