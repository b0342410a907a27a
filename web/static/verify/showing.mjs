// What the page says of each file: the verdicts first, then facts, then every check with what it
// compared. Its one job is showing; it must not read a file or judge one.

const CODED = ["form", "roles", "stated", "computed", "problem", "where", "standing"];
const FROM_ZERO = ["verify.pattern.passed pattern", "verify.deal.passed picked"];
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const TIMED = /^verify\.(?:times|proofs_witnessed|list_witnessed)\./;
const BEIJING = 8 * 60 * 60 * 1000;
const TAGS = { passed: "good", failed: "bad", absent: "neutral" };
const NOTICES = { valid: "success", consistent: "warning", invalid: "bad" };
let words = {};

// The sentences of the page's language, once they are known.
export function speak(known) {
  words = known;
}

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

// The sentence of a code with its values; {n:key|keys} is the word for one, or for any other number.
export function say(code, params = {}) {
  const sentence = words[code] || code;
  return sentence.replace(/\{(\w+)(?::([^{}|]*)\|([^{}]*))?\}/g, (place, name, one, many) => {
    if (!(name in params)) return place;
    if (one !== undefined) return String(params[name]) === "1" ? one : many;
    const value = asRead(code, name, String(params[name]));
    return makeVisible(CODED.includes(name) ? nameCodes(value) : value);
  });
}

// Counted from 1 and by the clock of China, as a person reads it.
function asRead(code, name, value) {
  if (FROM_ZERO.includes(`${code} ${name}`)) return String(Number(value) + 1);
  if (!TIMED.test(code) || !MOMENT.test(value)) return value;
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

// Every check of one file below its own heading, those that were not reached too.
function showChecks(heading, checks, order) {
  const list = element("ol", "verify-checks");
  list.append(...checks.map(showCheck));
  const left = order.slice(checks.length);
  list.append(...left.map((name, place) => showSkipped(name, checks.length + place + 1)));
  return [element("h2", "", heading), list];
}

function showFacts(told, names) {
  const facts = element("dl", "description");
  const known = told.replacements && told.replacements.verdict !== "invalid";
  const now = known ? told.replacements.panel : undefined;
  const rows = [
    [words.file, names.receipt],
    [words.list, names.list],
    [words.older, names.older],
    [words.keys, names.trust || words.none],
    [words.record, names.replacements],
    [words.entry, names.entry],
    [words.proofs, names.proofs],
    [words.form, words[`word.${told.form}`]],
    [words.request, told.request],
    [words.attempt, told.attempt],
    [words.commitment, told.commit_hash],
    [words.result, told.result_digest],
    [words.panel, (told.panel || []).join(" ")],
    [words.now, now && now.map(({ e }) => e || words.vacant).join(" ")],
  ];
  for (const [name, value] of rows) {
    if (value === undefined || value === "") continue;
    const row = element("div");
    row.append(element("dt", "", name), element("dd", "", makeVisible(String(value))));
    facts.append(row);
  }
  return facts;
}

function makeNotice(kind, title, ...sentences) {
  const notice = element("div", `notice ${kind}`);
  notice.append(element("h2", "verify-verdict", title));
  notice.append(...sentences.map((sentence) => element("p", "", sentence)));
  return notice;
}

function paramsOf({ checks }) {
  const last = checks[checks.length - 1];
  return { number: last.number, name: words[`verify.name.${last.name}`] };
}

function showVerdict(told, several) {
  const verdict = words[`verdict.${told.verdict}`];
  const title = several ? say("verdict.receipt", { verdict }) : verdict;
  const sentences = [say(`explained.${told.verdict}`, paramsOf(told))];
  if (told.source && told.source.kind === "files") {
    const known = told.source.announced === null ? "at_once" : "announced";
    sentences.push(say(`verify.files.${known}`, told.source));
  }
  return makeNotice(NOTICES[told.verdict], title, ...sentences);
}

function showRecord(record) {
  if (record === undefined) {
    return makeNotice("warning", words["verdict.record.unchecked"], words["explained.unchecked"]);
  }
  const told = say(`explained.record.${record.verdict}`, paramsOf(record));
  return makeNotice(NOTICES[record.verdict], words[`verdict.record.${record.verdict}`], told);
}

function showEntry(entry) {
  if (entry === undefined) {
    return makeNotice("warning", words["verdict.entry.unchecked"], words["explained.unchecked"]);
  }
  if (!entry.true) {
    const told = say("explained.entry.invalid", paramsOf(entry));
    return makeNotice("bad", words["verdict.entry.invalid"], told);
  }
  const outcome = entry.drawn ? "drawn" : "reserve";
  const told = words[`explained.entry.${outcome}`];
  return makeNotice("success", words[`verdict.entry.${outcome}`], told);
}

// "Consistent" has two reasons: nobody known signed the log, or no known witness saw it.
function showProofs(proofs) {
  if (proofs === undefined) {
    return makeNotice("warning", words["verdict.proofs.unchecked"], words["explained.unchecked"]);
  }
  const signed = proofs.checks.some(({ name, status }) => name === "proofs_log" && status === "passed");
  const unseen = proofs.verdict === "consistent" && signed;
  const verdict = unseen ? "unwitnessed" : proofs.verdict;
  const told = say(`explained.proofs.${verdict}`, paramsOf(proofs));
  return makeNotice(NOTICES[proofs.verdict], words[`verdict.proofs.${verdict}`], told);
}

function showList(listed) {
  const told = say(`explained.list.${listed.verdict}`, paramsOf(listed));
  return makeNotice(NOTICES[listed.verdict], words[`verdict.list.${listed.verdict}`], told);
}

// What each file comes to.
function showVerdicts(told, names, several) {
  const parts = [showVerdict(told, several)];
  if (names.replacements !== undefined) parts.push(showRecord(told.replacements));
  if (names.entry !== undefined) parts.push(showEntry(told.entry));
  if (names.proofs !== undefined) parts.push(showProofs(told.proofs));
  return parts;
}

function showAllChecks({ checks, replacements, entry, proofs }, several) {
  const parts = showChecks(several ? words["checks.receipt"] : words.checks, checks, words.order);
  for (const [kind, found] of [["record", replacements], ["entry", entry], ["proofs", proofs]]) {
    if (!found) continue;
    parts.push(...showChecks(words[`checks.${kind}`], found.checks, words[`order.${kind}`]));
  }
  return parts;
}

// All that was found of a receipt, of a list, or of both: first whether the draw still counts, then
// what each file comes to, the facts, and the checks file by file.
export function showAnswer({ told, listed }, names) {
  const several = ["replacements", "entry", "proofs", "list"].some((kind) => kind in names);
  const over = [told, listed].some((one) => one && one.standing === "out_of_force");
  const parts = over
    ? [makeNotice("bad", words["verdict.out_of_force"], words["verify.standing.out_of_force"])]
    : [];
  if (told) parts.push(...showVerdicts(told, names, several));
  if (listed) parts.push(showList(listed));
  parts.push(showFacts(told || {}, names));
  if (told) parts.push(...showAllChecks(told, several));
  if (listed) parts.push(...showChecks(words["checks.list"], listed.checks, words["order.list"]));
  const answer = document.getElementById("verify-answer");
  answer.replaceChildren(...parts);
  const first = answer.querySelector(".verify-verdict");
  first.id = "verify-verdict";
  first.tabIndex = -1;
  first.focus();
}

// One sentence in place of an answer.
export function showInstead(kind, sentences) {
  const notice = element("div", `notice ${kind}`);
  notice.append(...sentences.map((sentence) => element("p", "", sentence)));
  document.getElementById("verify-answer").replaceChildren(notice);
}

// That the work has begun, which may take a while; or nothing at all.
export function showHint(text) {
  document.getElementById("verify-answer").replaceChildren(element("p", "hint", text));
}
