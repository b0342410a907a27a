// Checks 3 to 5: that exactly the committed source spoke, in time, and what it said is real.
// Its one job is who handed in what, and when; it must not look at seed or panel.

import { isSignatureOf, QUICKNET, roundAfter, timeOf } from "./beacon.mjs";
import { encodeText, fromHex, hashHex, joinBytes } from "./bytes.mjs";
import { compare, Failure } from "./failure.mjs";

const PARTY_TAG = "panel-draw/v1/party";
const SOURCES = ["beacon", "dice", "lottery", "passed", "entropy"];
const OPENED_BEFORE = 60;
const MISSING_AFTER = 24 * 60 * 60;
const LOTTERY_AFTER = 2 * MISSING_AFTER;
const LAST = 253402300799;

const read = (moment) => Date.parse(moment) / 1000;

// Unix seconds as documents write a time.
export function write(seconds) {
  return new Date(Math.min(Math.max(0, seconds), LAST) * 1000).toISOString().replace(".000Z", "Z");
}

// 3: one source spoke, the committed one or its fallback; each secret is the committed one.
export function checkParties({ receipt }) {
  const { parties, request, source } = receipt.commit;
  const { reveals } = receipt.result;
  const told = reveals.map((reveal) => reveal.role).join(", ");
  compare("parties.roles", told, expectedRoles(receipt).join(", "));
  if (source.kind === "files") compare("parties.timed", reveals[0].t, null);
  const opened = listOpened(reveals);
  if (opened.length === 0) return null;
  opened.forEach(({ role, secret }, place) => {
    const head = encodeText([PARTY_TAG, request, role, ""].join("\0"));
    compare("parties.failed", parties[place].h, hashHex(joinBytes(head, fromHex(secret))));
  });
  return { roles: opened.map((reveal) => reveal.role).join(", ") };
}

function listOpened(reveals) {
  return reveals.filter(({ role }) => !SOURCES.includes(role));
}

function expectedRoles({ commit, result }) {
  const { source } = commit;
  const parties = commit.parties.map((party) => party.role);
  if (source.kind === "files") return ["entropy"];
  if (source.kind === "two-parties") return parties;
  if (source.kind === "dice" || source.kind === "lottery") return [source.kind, ...parties];
  const missing = result.reveals.some((reveal) => reveal.role === "passed");
  if (!missing || source.fallback.length === 0) return ["beacon", ...parties];
  return ["passed", source.fallback[0].kind, ...(fallbackLottery(source) ? parties : [])];
}

function fallbackLottery({ fallback = [] }) {
  return fallback.find(({ kind }) => kind === "lottery");
}

// 4: first the commitment, then what nobody could know, at the time that follows from it.
export function checkTimes({ receipt, trust }) {
  const { source, t: committed } = receipt.commit;
  const { reveals } = receipt.result;
  if (source.kind === "files") return null;
  if (source.kind === "two-parties") {
    return inOrder(committed, source.reveal_from, earliest(reveals));
  }
  const first = firstTold(reveals);
  if (source.kind === "dice") return inOrder(committed, first, first);
  if (source.kind === "lottery") {
    checkOpened(reveals, read(source.draws_at));
    return inOrder(committed, source.draws_at, first);
  }
  return checkRound({ committed, source, reveals, first }, findChain(source, trust));
}

function checkRound({ committed, source, reveals, first }, chain) {
  const { round, wait_minutes: wait } = source;
  compare("times.round", round, roundAfter(chain, read(committed), wait));
  const comes = timeOf(chain, round);
  checkOpened(reveals, comes);
  checkFallback(source, comes);
  const [passed] = reveals;
  if (passed.role !== "passed") return inOrder(committed, write(comes), first);
  compare("times.round", passed.round, round);
  return inOrder(committed, checkPassed(source, passed.t, comes), first);
}

// A lottery that is the fallback comes late enough to be decided on before it is drawn.
function checkFallback(source, comes) {
  const lottery = fallbackLottery(source);
  const earliest = comes + LOTTERY_AFTER;
  if (lottery === undefined || read(lottery.draws_at) >= earliest) return;
  const { draws_at } = lottery;
  throw new Failure("verify.times.fallback", { earliest: write(earliest), draws_at });
}

// The round was missing for a day; whoever said so could not know the lottery. When it speaks.
function checkPassed(source, passed, comes) {
  const due = comes + MISSING_AFTER;
  if (read(passed) < due) throw new Failure("verify.times.passed_over", { due: write(due), passed });
  const lottery = fallbackLottery(source);
  if (lottery === undefined) return passed;
  const deadline = read(lottery.draws_at) - OPENED_BEFORE;
  if (read(passed) <= deadline) return lottery.draws_at;
  throw new Failure("verify.times.passed_late", { deadline: write(deadline), passed });
}

function inOrder(committed, start, first) {
  const seen = { committed, reveal_from: start, first };
  if (committed < start && start <= first) return seen;
  throw new Failure("verify.times.failed", seen);
}

function earliest(told) {
  return told.map(({ t }) => t).reduce((one, other) => (other < one ? other : one));
}

// Whoever opens a secret when the source has spoken could choose not to.
function checkOpened(reveals, speaks) {
  const moments = listOpened(reveals).map(({ t }) => t).sort();
  const last = moments[moments.length - 1];
  const deadline = speaks - OPENED_BEFORE;
  if (last === undefined || read(last) <= deadline) return;
  throw new Failure("verify.times.opened", { deadline: write(deadline), last });
}

// When the source's own word came: the beacon's, or the first that somebody typed.
function firstTold(reveals) {
  const told = reveals.find(({ role }) => ["beacon", "dice", "lottery"].includes(role));
  return told.role === "beacon" ? told.t : earliest(told.typed);
}

// Until when a witness had to see the commitment: a minute before a beacon or a lottery speaks,
// else until the last word of those who speak.
export function findDeadline({ receipt, trust }) {
  const { source } = receipt.commit;
  if (source.kind === "lottery") return read(source.draws_at) - OPENED_BEFORE;
  if ("round" in source) return timeOf(findChain(source, trust), source.round) - OPENED_BEFORE;
  const told = receipt.result.reveals.flatMap((one) => (one.typed ? one.typed : [one]));
  return Math.max(...told.map(({ t }) => read(t)));
}

function findChain({ chain }, trust) {
  const found = [QUICKNET, ...(trust === null ? [] : trust.chains)].find((it) => it.chain === chain);
  if (found === undefined) throw new Failure("verify.times.chain", { chain });
  return found;
}

// 5: the signature is the chain's over this round; what two people typed is the same.
export function checkSource({ receipt, trust }) {
  const { source } = receipt.commit;
  const told = receipt.result.reveals.find(({ role }) => ["beacon", "dice", "lottery"].includes(role));
  if (told === undefined) return null;
  if (told.role === "beacon") return checkSignature(source, told, findChain(source, trust));
  const [one, other] = told.typed;
  if (one.role === other.role) throw new Failure("verify.source.persons", { role: one.role });
  const stated = writeTyped(one);
  compare("source.typed", stated, writeTyped(other));
  if (told.role === "dice") return { kind: "dice", told: stated };
  const { drums, name, draw } = fallbackLottery(source) || source;
  if (!fitsDrums(drums, one.numbers)) {
    throw new Failure("verify.source.numbers", { numbers: stated });
  }
  return { kind: "lottery", told: `${name} ${draw} ${stated}` };
}

function checkSignature({ kind, chain, round }, reveal, known) {
  compare("source.round", reveal.round, round);
  if (!isSignatureOf(known, round, reveal.signature)) {
    throw new Failure("verify.source.signature", { round });
  }
  return { kind, told: `${chain} ${round}` };
}

function writeTyped({ throws, numbers }) {
  return throws === undefined ? numbers.map((drum) => drum.join(" ")).join(" + ") : throws;
}

function fitsDrums(drums, numbers) {
  const fits = ({ count, of }, drawn) =>
    drawn.length === count
    && drawn.every((number, place) => number > (place === 0 ? 0 : drawn[place - 1]))
    && drawn[count - 1] <= of;
  return drums.length === numbers.length && drums.every((drum, place) => fits(drum, numbers[place]));
}
