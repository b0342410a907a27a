// The one byte form of a value: canonical JSON (RFC 8785), strictly read and written.
// Its one job is bytes to plain values and back. What has two readings is refused: floats,
// whole numbers beyond 2^53-1, repeated keys, text that is not in normal form C, half a
// surrogate pair. It must not repair anything.

import { encodeText, hashHex } from "./bytes.mjs";

const DEEPEST = 200;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const HALF = /[\ud800-\udfff]/u;
const LITERALS = [["true", true], ["false", false], ["null", null]];
const SHORT = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

// Why some bytes are no canonical JSON.
export class NotCanonical extends Error {}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) throw new NotCanonical("broken");
    this.at += found[0].length;
    return found[0];
  }

  skips(sign) {
    this.take(SPACE);
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
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
    const members = Object.create(null);
    if (this.skips("}")) return members;
    do {
      this.expect('"');
      const key = this.string();
      if (key in members) throw new NotCanonical("repeated_key");
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
      return SHORT[sign];
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new NotCanonical("broken");
    this.at += 4;
    return String.fromCharCode(parseInt(digits, 16));
  }

  number() {
    const digits = this.take(NUMBER);
    if (/[.eE]/.test(digits)) throw new NotCanonical("float");
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) throw new NotCanonical("integer_too_large");
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
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotCanonical("broken");
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.take(SPACE);
  if (reader.at !== text.length) throw new NotCanonical("broken");
  return value;
}

// The canonical form of a plain value, as text: keys by their UTF-16 code units, no space.
export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key])}`).join(",")}}`;
}

// The canonical form of a plain value, as bytes.
export function canonicalBytes(value) {
  return encodeText(canonicalText(value));
}

// SHA-256 of a plain value's canonical bytes, as 64 hexadecimal digits.
export function digestOf(value) {
  return hashHex(canonicalBytes(value));
}
