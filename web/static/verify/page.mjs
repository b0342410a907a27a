// The page that checks a receipt: takes a dropped or chosen file, runs the checks in this browser,
// and shows each with what it compared. Nothing is sent anywhere; the page's own policy forbids it.
// Its one job is showing; the checks stand in verify.mjs.

import { canonicalText, parsePlain } from "./canonical.mjs";
import { Failure } from "./failure.mjs";
import { readTrust, verifyReceipt } from "./verify.mjs";

const LARGEST = 200_000_000;
const CODED = ["form", "roles", "stated", "computed", "problem", "where"];
const FROM_ZERO = ["verify.pattern.passed pattern", "verify.deal.passed picked"];
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const BEIJING = 8 * 60 * 60 * 1000;
const TAGS = { passed: "good", failed: "bad", absent: "neutral" };
const NOTICES = { valid: "success", consistent: "warning", invalid: "bad" };
const state = { receipt: null, trust: null, names: {}, problem: null };
let words = {};

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

// Nothing invisible: a file must not write over its own verdict.
function makeVisible(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`);
}

function nameCodes(value) {
  return value.split(", ").map((code) => words[`word.${code}`] || code).join(words.comma);
}

function say(code, params) {
  const sentence = words[code] || code;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => {
    if (!(name in params)) return place;
    const value = asRead(code, name, String(params[name]));
    return makeVisible(CODED.includes(name) ? nameCodes(value) : value);
  });
}

// Counted from 1 and by the clock of China, as a person reads it.
function asRead(code, name, value) {
  if (FROM_ZERO.includes(`${code} ${name}`)) return String(Number(value) + 1);
  if (!code.startsWith("verify.times.") || !MOMENT.test(value)) return value;
  return new Date(Date.parse(value) + BEIJING).toISOString().slice(0, 19).replace("T", " ");
}

function showCheck({ number, name, status, code, params }) {
  const line = element("li", `verify-check ${status}`);
  const title = element("p", "verify-title");
  title.append(
    element("span", "verify-number", `${number}`),
    element("strong", "", words[`verify.name.${name}`]),
    element("strong", `tag ${TAGS[status]}`, words[`verify.status.${status}`]),
  );
  line.append(title, element("p", "verify-seen", say(code, params)));
  return line;
}

function showSkipped(name, number) {
  const line = element("li", "verify-check skipped");
  const title = element("p", "verify-title");
  title.append(
    element("span", "verify-number", `${number}`),
    element("span", "", words[`verify.name.${name}`]),
    element("span", "tag neutral", words.skipped),
  );
  line.append(title);
  return line;
}

function showFacts(told) {
  const facts = element("dl", "description");
  const rows = [
    [words.file, state.names.receipt],
    [words.keys, state.trust === null ? words.none : state.names.trust],
    [words.form, words[`word.${told.form}`]],
    [words.request, told.request],
    [words.attempt, told.attempt],
    [words.commitment, told.commit_hash],
    [words.result, told.result_digest],
    [words.panel, (told.panel || []).join(" ")],
  ];
  for (const [name, value] of rows) {
    if (value === undefined || value === "") continue;
    const row = element("div");
    row.append(element("dt", "", name), element("dd", "", makeVisible(String(value))));
    facts.append(row);
  }
  return facts;
}

function showVerdict(told) {
  const notice = element("div", `notice ${NOTICES[told.verdict]}`);
  const title = element("h2", "verify-verdict", words[`verdict.${told.verdict}`]);
  title.id = "verify-verdict";
  title.tabIndex = -1;
  notice.append(title);
  const last = told.checks[told.checks.length - 1];
  const name = words[`verify.name.${last.name}`];
  const params = { number: last.number, name };
  notice.append(element("p", "", say(`explained.${told.verdict}`, params)));
  if (told.source && told.source.kind === "files") {
    const known = told.source.announced === null ? "at_once" : "announced";
    notice.append(element("p", "", say(`verify.files.${known}`, told.source)));
  }
  return notice;
}

function showAnswer(told) {
  const checks = element("ol", "verify-checks");
  checks.append(...told.checks.map(showCheck));
  const left = words.order.slice(told.checks.length);
  checks.append(...left.map((name, place) => showSkipped(name, told.checks.length + place + 1)));
  const answer = document.getElementById("verify-answer");
  answer.replaceChildren(showVerdict(told), showFacts(told), element("h2", "", words.checks), checks);
  document.getElementById("verify-verdict").focus();
}

function showProblem(text) {
  const notice = element("div", "notice bad");
  notice.append(element("p", "", text));
  document.getElementById("verify-answer").replaceChildren(notice);
}

function isTrust(bytes) {
  try {
    return parsePlain(bytes).type === "draw.trust";
  } catch {
    return false;
  }
}

// A dropped file is what it says it is: keys may be dropped beside the receipt, in any order.
async function take(file, wanted) {
  if (file.size > LARGEST) {
    state.problem = words.large;
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (wanted !== "trust" && !isTrust(bytes)) {
    [state.receipt, state.names.receipt] = [bytes, file.name];
    return;
  }
  [state.trust, state.names.trust] = [readTrust(bytes), file.name];
}

function check() {
  if (state.problem !== null) showProblem(state.problem);
  else if (state.receipt === null) showProblem(words.waiting);
  else showAnswer(verifyReceipt(state.receipt, state.trust));
}

async function takeAll(files, wanted) {
  state.problem = null;
  document.getElementById("verify-answer").replaceChildren(element("p", "hint", words.working));
  try {
    for (const file of files) await take(file, wanted);
  } catch (error) {
    if (wanted === "trust") state.trust = null;
    state.problem = error instanceof Failure ? say(error.code, error.params) : words.unreadable;
  }
  // The words above appear before the work begins, which may take a while.
  setTimeout(check, 20);
}

function start() {
  const tool = document.getElementById("verify-tool");
  if (tool === null) return;
  words = JSON.parse(document.getElementById("verify-words").textContent);
  document.getElementById("verify-without").hidden = true;
  tool.hidden = false;
  for (const [id, wanted] of [["verify-file", "receipt"], ["verify-keys", "trust"]]) {
    const input = document.getElementById(id);
    input.addEventListener("change", () => takeAll([...input.files], wanted));
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
globalThis.panelVerify = Object.freeze({ canonicalText, parsePlain, readTrust, verifyReceipt });
if (typeof document !== "undefined") start();
