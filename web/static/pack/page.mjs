// The page in a room without network: the host records the day here, step by step, and saves a
// copy of the page that is imported later. Its one job is taking steps; day.mjs knows the rules,
// file.mjs the file, rooms.mjs what is shown.

import { inChina, refusal, stateOf } from "./day.mjs";
import { keepHere, nameCopy, openFile, readable, writeCopy } from "./file.mjs";
import { button, field, make, say, speak } from "./parts.mjs";
import { showDay } from "./rooms.mjs";
import { codeKeys, openName, plainCode } from "./sealing.mjs";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const main = document.getElementById("pack-main");
const DRAFT_PAUSE = 400;
let pack = null;

function now() {
  const last = pack.events.length ? Date.parse(pack.events[pack.events.length - 1].at) : 0;
  const moment = Math.max(Math.floor(Date.now() / 1000) * 1000, last);
  return new Date(moment).toISOString().replace(".000Z", "Z");
}

function download() {
  const file = new Blob([writeCopy(pack)], { type: "text/html" });
  const link = make("a", { href: URL.createObjectURL(file), download: nameCopy(pack) });
  document.body.append(link);
  link.click();
  link.remove();
  pack.saved = pack.events.length;
  show(["copied", { file: nameCopy(pack) }], "success");
}

// Records one step, or says what speaks against it; what was typed for it stays until it is taken.
async function take(step, used = []) {
  const blank = { member: 0, chosen: 0, word: "", text: "", version: 0, seen: false };
  const event = { ...blank, ...step, place: pack.events.length + 1, at: now() };
  event.text = readable(event.text);
  const against = refusal(pack.contents, pack.events, event);
  if (against) {
    show(against, "bad");
    return;
  }
  pack.events = [...pack.events, event];
  for (const id of used) delete pack.drafts[id];
  await keepHere(pack);
  if (pack.copies) download();
  else show(pack.safe ? ["recorded", {}] : ["unsafe", {}], pack.safe ? "success" : "warning");
}

// A code belongs to one member, or to nobody; with it the name shows.
async function takeCode(code, seen) {
  const keys = await codeKeys(pack.sealed.header, code);
  const told = pack.contents.members.find((one) => one.code === keys.digest);
  if (!told) {
    show(["meeting.code_unknown", {}], "bad");
    return;
  }
  await learnName(told, keys);
  await take({ kind: "sign_in", member: told.number, word: plainCode(code), seen }, ["code"]);
}

async function learnName(told, keys) {
  if (told.sealed_name) pack.names[told.number] = await openName(keys, told.sealed_name);
}

async function learnNames() {
  for (const event of pack.events.filter((one) => one.kind === "sign_in")) {
    const told = pack.contents.members.find((one) => one.number === event.member);
    await learnName(told, await codeKeys(pack.sealed.header, event.word));
  }
}

function show(notice, kind) {
  const focused = document.activeElement ? document.activeElement.id : "";
  const day = stateOf(pack.contents, pack.events);
  const [code, values] = notice;
  const status = make("div", { class: `notice ${kind}`, role: "status" });
  status.append(make("p", {}, say(code, values)));
  main.replaceChildren(
    make("h1", {}, say("title", { number: pack.contents.number })),
    make("p", { class: "lead" }, say("lead", { pack: pack.contents.pack })),
    status, copies(), ...showDay(pack, day, { take, takeCode }),
  );
  const again = focused && document.getElementById(focused);
  if (again) again.focus();
}

function copies() {
  const each = make("input", {
    type: "checkbox", id: "copies", onchange: (event) => { pack.copies = event.target.checked; },
  });
  each.checked = pack.copies;
  const state = say("state", { steps: pack.events.length, saved: pack.saved });
  const clock = say("clock", { time: inChina(now()) });
  return make("div", { class: "card" },
    make("p", {}, state), make("p", { class: "hint" }, clock),
    make("div", { class: "choice" }, each, make("label", { for: "copies" }, say("each"))),
    make("p", {}, button(say("copy"), download, "secondary")));
}

async function open(sealed, passphrase) {
  try {
    pack = await openFile(sealed, passphrase);
  } catch {
    ask(sealed, "pack.not_opened");
    return;
  }
  Object.assign(pack, { names: {}, copies: true, draft: keepDraft });
  await learnNames();
  show(pack.restored ? ["restored", {}] : ["opened", {}], pack.restored ? "warning" : "info");
}

let pause = 0;
function keepDraft(id, text) {
  pack.drafts[id] = text;
  clearTimeout(pause);
  pause = setTimeout(() => keepHere(pack), DRAFT_PAUSE);
}

function ask(sealed, wrong = "") {
  const input = make("input", { type: "text", autocomplete: "off", class: "wide" });
  const form = make("form", {
    onsubmit: (event) => {
      event.preventDefault();
      open(sealed, input.value);
    },
  });
  const nothing = { drafts: {}, draft() {} };
  form.append(
    field(nothing, "passphrase", say("passphrase"), input),
    make("button", { class: "button" }, say("open")),
  );
  const notice = wrong ? [make("div", { class: "notice bad", role: "alert" }, say(wrong))] : [];
  main.replaceChildren(
    make("h1", {}, say("closed", { pack: sealed.header.pack })), ...notice,
    make("p", { class: "lead" }, say("offline")), form,
  );
  input.focus();
}

speak(read("pack-words"));
addEventListener("beforeunload", (event) => {
  if (pack && pack.saved < pack.events.length) event.preventDefault();
});
ask(read("pack-sealed"));
