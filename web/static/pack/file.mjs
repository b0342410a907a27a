// The pack's file around its seal: opened by the passphrase, kept in this browser after each step,
// saved as a copy of the whole page. Nothing leaves this machine, and nothing is kept in the clear.

import { openPart, packKey, sealPart } from "./sealing.mjs";

const CARRIED = /(<script type="application\/json" id="pack-sealed">)[^<]*(<\/script>)/;
const whole = typeof document === "undefined"
  ? "" : `<!doctype html>\n${document.documentElement.outerHTML}`;

function shelfOf(header) {
  return `offline-pack/${header.pack}/${header.salt.slice(0, 16)}`;
}

// What this browser kept of the pack, as far as it may keep anything.
function readShelf(header) {
  try {
    return JSON.parse(localStorage.getItem(shelfOf(header))) || {};
  } catch {
    return {};
  }
}

async function openList(key, header, part, sealed) {
  if (!sealed) return null;
  try {
    return JSON.parse(await openPart(key, header, part, sealed));
  } catch {
    return null;
  }
}

// Opens a pack; rejects where the passphrase is another one or the file was changed. Where the
// laptop went down before a copy was saved, what this browser kept goes on.
export async function openFile(sealed, passphrase) {
  const { header } = sealed;
  const key = await packKey(header, passphrase);
  const contents = JSON.parse(await openPart(key, header, "data", sealed.data));
  const saved = sealed.record
    ? JSON.parse(await openPart(key, header, "record", sealed.record)) : [];
  const shelf = readShelf(header);
  const kept = (await openList(key, header, "record", shelf.record)) || [];
  const drafts = (await openList(key, header, "drafts", shelf.drafts)) || {};
  const restored = kept.length > saved.length;
  return {
    key, contents, drafts, restored, sealed,
    events: restored ? kept : saved, saved: saved.length, safe: true,
  };
}

// A text as the service reads and keeps it: half a sign, such as where a field cut its text off,
// would make the whole record unreadable, and a line more at the end is no other text.
export function readable(text) {
  return text.replace(/\p{Surrogate}/gu, "\ufffd").normalize("NFC").trim();
}

// Keeps steps and half-typed text in this browser, sealed; whether it could.
export async function keepHere(pack) {
  const { header } = pack.sealed;
  const record = await sealPart(pack.key, header, "record", JSON.stringify(pack.events));
  const drafts = await sealPart(pack.key, header, "drafts", JSON.stringify(pack.drafts));
  pack.sealed = { ...pack.sealed, record };
  try {
    localStorage.setItem(shelfOf(header), JSON.stringify({ record, drafts }));
    pack.safe = true;
  } catch {
    pack.safe = false;
  }
}

// The whole page with everything that was recorded, as a file to be saved.
export function writeCopy(pack, page = whole) {
  return page.replace(CARRIED, (_, before, after) => before + JSON.stringify(pack.sealed) + after);
}

export function nameCopy(pack) {
  return `${pack.contents.pack}-${String(pack.events.length).padStart(4, "0")}.html`;
}
