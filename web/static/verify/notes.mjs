// Signed notes and checkpoints of a log (C2SP signed-note, tlog-checkpoint, tlog-cosignature).
// Its one job is their exact form and whose lines hold; what could be written in two ways is refused.

import { encodeText, fromBase64, joinBytes, toHex } from "./bytes.mjs";
import { verifiesSignature } from "./ed25519.mjs";
import { Failure } from "./failure.mjs";
import { sha256 } from "./sha2.mjs";

export const SIGNATURE = 1;
export const COSIGNATURE = 4;
const LONGEST_NOTE = 16_384;
const MOST_SIGNATURES = 64;
const ID_SIZE = 4;
const TIME_SIZE = 8;
const SIGNATURE_SIZE = 64;
const KEY_SIZE = 32;
// Every sign but spaces, controls and the plus sign.
const NAME = "[^\\u0000-\\u0020\\u007f\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000+]+";
const KEY = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+([^]*)$`);
const LINE = new RegExp(`^\\u2014 (${NAME}) ([^]*)$`);
const SIZE = /^(?:0|[1-9][0-9]{0,14})$/;

// A public key from its line (`vkey`), or null.
export function parseKey(text) {
  const [, name, id, encoded] = KEY.exec(text) || [];
  const value = name === undefined ? null : fromBase64(encoded);
  if (value === null || value.length !== 1 + KEY_SIZE) return null;
  const [kind] = value;
  if (kind !== SIGNATURE && kind !== COSIGNATURE) return null;
  const known = sha256(encodeText(`${name}\n`), value).subarray(0, ID_SIZE);
  return toHex(known) === id ? { name, id, kind, key: value.subarray(1) } : null;
}

// The text of a note and the lines under it, or null.
function parseNote(text) {
  const cut = text.lastIndexOf("\n\n");
  if (cut < 1 || !text.endsWith("\n") || encodeText(text).length > LONGEST_NOTE) return null;
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) return null;
  const lines = text.slice(cut + 2, -1).split("\n");
  if (text.length < cut + 3 || lines.length > MOST_SIGNATURES) return null;
  const signatures = lines.map(parseLine);
  return signatures.includes(null) ? null : { text: text.slice(0, cut + 1), signatures };
}

function parseLine(line) {
  const [, name, encoded] = LINE.exec(line) || [];
  const value = name === undefined ? null : fromBase64(encoded);
  if (value === null || value.length <= ID_SIZE) return null;
  return { name, id: toHex(value.subarray(0, ID_SIZE)), value: value.subarray(ID_SIZE) };
}

// A log by its name, with its size and root, from the text of a checkpoint; or null.
function parseCheckpoint(text) {
  const [origin, size, encoded, ...rest] = text.split("\n");
  if (rest.length !== 1 || rest[0] !== "" || origin === "" || !SIZE.test(size)) return null;
  const root = fromBase64(encoded);
  return root !== null && root.length === 32 ? { origin, size: Number(size), root } : null;
}

// When a witness signed, in seconds since 1970, as a whole number of any size; 0 without a time.
function timeOf({ value }) {
  if (value.length !== TIME_SIZE + SIGNATURE_SIZE) return 0n;
  return value.subarray(0, TIME_SIZE).reduce((time, byte) => (time << 8n) | BigInt(byte), 0n);
}

function holds(text, line, { kind, key }) {
  if (kind === SIGNATURE) return verifies(key, line.value, encodeText(text));
  const time = timeOf(line);
  if (time <= 0n || time >= 1n << 63n) return false;
  const said = joinBytes(encodeText(`cosignature/v1\ntime ${time}\n`), encodeText(text));
  return verifies(key, line.value.subarray(TIME_SIZE), said);
}

function verifies(key, value, said) {
  return value.length === SIGNATURE_SIZE && verifiesSignature(key, value, said);
}

// The names and times of the lines of these keys; a line that does not hold, or a second one of
// the same key, is given to `refuse` by its name. Lines of other keys are let be.
function signedBy({ text, signatures }, keys, refuse) {
  return keys.flatMap((key) => {
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
    if (own.length > 1 || !own.every((line) => holds(text, line, key))) refuse(key.name);
    return own.map((line) => ({ name: line.name, time: Number(timeOf(line)) }));
  });
}

// The keys of these lines, each once.
export function readKeys(lines) {
  return [...new Set(lines)].map(parseKey);
}

// A note of a checkpoint, with none of its lines verified; or the check that reads it fails.
export function parseNamed(text, check) {
  const note = parseNote(text);
  const checkpoint = note === null ? null : parseCheckpoint(note.text);
  if (checkpoint === null) throw new Failure(`verify.${check}.note`);
  return { note, checkpoint };
}

// The lines of these keys; the check fails at one that does not hold.
export function linesOf(note, keys, check) {
  return signedBy(note, keys, (name) => {
    throw new Failure(`verify.${check}.signature`, { name });
  });
}
