// The page that checks a receipt and what stands beside it, and the list of all draws: takes dropped
// or chosen files and runs the checks in this browser. Nothing is sent anywhere; the page's own
// policy forbids it. Its one job is knowing which file is which; the checks stand in together.mjs
// and listed.mjs, the words in showing.mjs.

import { canonicalText, parsePlain } from "./canonical.mjs";
import { Failure } from "./failure.mjs";
import { verifyList } from "./listed.mjs";
import { say, showAnswer, showHint, showInstead, speak } from "./showing.mjs";
import { verifyTogether } from "./together.mjs";
import { readTrust } from "./verify.mjs";

const LARGEST = 200_000_000;
const FIELDS = {
  receipt: "verify-file", trust: "verify-keys", replacements: "verify-record",
  entry: "verify-entry", proofs: "verify-proofs", list: "verify-list", older: "verify-older",
};
const BESIDE = ["replacements", "entry", "proofs"];
const TYPES = {
  "draw.receipt": "receipt",
  "draw.trust": "trust",
  "draw.replacements": "replacements",
  "draw.entry": "entry",
  "draw.proofs": "proofs",
  "draw.list": "list",
};
const state = { chosen: {}, problem: null };

// What a file says it is; of one that cannot be read any more, the type that it still names.
function kindOf(bytes) {
  try {
    return TYPES[parsePlain(bytes).type];
  } catch {
    const text = new TextDecoder().decode(bytes);
    const kinds = Object.keys(TYPES).filter((type) => type !== "draw.receipt");
    return TYPES[kinds.find((type) => text.includes(`"type":"${type}"`))];
  }
}

// A file is what it says it is, wherever it was chosen; and its field shows its name. Which of two
// lists is the older one, only the reader knows.
async function take(file, wanted) {
  if (file.size > LARGEST) {
    state.problem = say("large");
    return "";
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const said = kindOf(bytes) || wanted || "receipt";
  const kind = said === "list" && wanted === "older" ? "older" : said;
  if (wanted !== kind) putInto(kind, file);
  if (wanted !== kind && wanted !== "") putInto(wanted, null);
  delete state.chosen[kind];
  const content = kind === "trust" ? readTrust(bytes) : bytes;
  state.chosen[kind] = { content, name: file.name };
  return kind;
}

function putInto(kind, file) {
  const carried = new DataTransfer();
  if (file !== null) carried.items.add(file);
  document.getElementById(FIELDS[kind]).files = carried.files;
}

function check() {
  const { chosen, problem } = state;
  const contentOf = (kind) => (kind in chosen ? chosen[kind].content : null);
  if (problem !== null) {
    showInstead("bad", [problem]);
  } else if (chosen.receipt === undefined && chosen.list === undefined) {
    const read = ["trust", ...BESIDE, "older"].filter((kind) => kind in chosen);
    if (read.length > 0) showInstead("info", read.map((kind) => say(`waiting.${kind}`)));
    else showHint("");
  } else {
    const of = (kinds) => Object.fromEntries(kinds.map((kind) => [kind, contentOf(kind)]));
    const names = Object.entries(chosen).map(([kind, { name }]) => [kind, name]);
    try {
      const told = chosen.receipt && verifyTogether(of(["receipt", ...BESIDE]), contentOf("trust"));
      const listed = chosen.list && verifyList(of(["list", "older", "proofs"]), contentOf("trust"));
      showAnswer({ told, listed }, Object.fromEntries(names));
    } catch (error) {
      showInstead("bad", [explain(error)]);
    }
  }
}

function explain(error) {
  return error instanceof Failure ? say(error.code, error.params) : say("unreadable");
}

function forget(kind) {
  delete state.chosen[kind];
  putInto(kind, null);
}

async function takeAll(files, wanted) {
  state.problem = null;
  showHint(say("working"));
  const taken = [];
  try {
    if (wanted !== "") delete state.chosen[wanted];
    for (const file of files) taken.push(await take(file, wanted));
    if (taken.filter((kind) => kind === "list").length > 1) state.problem = say("two_lists");
  } catch (error) {
    state.problem = explain(error);
  }
  // A receipt that is dropped begins anew: what stood beside the last one is of another draw.
  if (wanted === "" && taken.includes("receipt")) {
    BESIDE.filter((kind) => !taken.includes(kind)).forEach(forget);
  }
  // The words above appear before the work begins, which may take a while.
  setTimeout(check, 20);
}

function start() {
  const tool = document.getElementById("verify-tool");
  if (tool === null) return;
  speak(JSON.parse(document.getElementById("verify-words").textContent));
  document.getElementById("verify-without").hidden = true;
  tool.hidden = false;
  for (const [kind, id] of Object.entries(FIELDS)) {
    const input = document.getElementById(id);
    input.addEventListener("change", () => takeAll([...input.files], kind));
  }
  // A file that misses the field must not be opened in place of the page.
  for (const kind of ["dragover", "drop"]) {
    document.addEventListener(kind, (event) => event.preventDefault());
  }
  document.addEventListener("drop", (event) => takeAll([...event.dataTransfer.files], ""));
  const drop = document.getElementById("verify-drop");
  drop.addEventListener("dragenter", () => drop.classList.add("over"));
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.remove("over"));
  }
}

// For whoever calls the checks from a script of their own, and for the tests.
globalThis.panelVerify = Object.freeze({
  canonicalText, parsePlain, readTrust, verifyList, verifyTogether,
});
if (typeof document !== "undefined") start();
