// Who sits on which seat, who has left one, and whom the drawn order gives a vacant seat to.
// Its one job is that walk: the first reserve, from the start of the order, who makes a legal
// panel with those beside. A seat that is vacant beside keeps the quotas of its last holder.
// It must not read a record, nor know what a day was like.

import { Failure } from "./failure.mjs";
import { findBrokenRules } from "./rules.mjs";

// The panel as it was drawn, seats numbered from 1; `left` are those who gave up a seat.
export function seatPanel(candidates, panel) {
  const known = new Map(candidates.map((candidate) => [candidate.e, candidate]));
  const seats = panel.map((member, place) => (
    { seat: place + 1, holder: findIn(known, member), vacant: false }
  ));
  return { seats, left: new Set() };
}

function findIn(known, member) {
  if (!known.has(member)) throw new Failure("replacement.unknown_member", { member });
  return known.get(member);
}

function findSeat(standing, seat) {
  const found = standing.seats.find((one) => one.seat === seat);
  if (found === undefined) throw new Failure("replacement.no_such_seat", { seat });
  return found;
}

function put({ seats, left }, changed) {
  return { seats: seats.map((one) => (one.seat === changed.seat ? changed : one)), left };
}

// The panel without the member on this seat.
export function vacateSeat(standing, seat, leaver) {
  const found = findSeat(standing, seat);
  if (found.vacant || found.holder.e !== leaver) {
    throw new Failure("replacement.not_on_the_seat", { seat });
  }
  const emptied = put(standing, { ...found, vacant: true });
  return { ...emptied, left: new Set([...standing.left, leaver]) };
}

// The panel with the newcomer on a vacant seat.
export function takeSeat(standing, seat, newcomer) {
  if (!findSeat(standing, seat).vacant) throw new Failure("replacement.seat_taken", { seat });
  if (standing.left.has(newcomer.e) || membersOf(standing).has(newcomer.e)) {
    throw new Failure("replacement.seated_before", { seat });
  }
  return put(standing, { seat, holder: newcomer, vacant: false });
}

function membersOf({ seats }) {
  return new Set(seats.filter((one) => !one.vacant).map((one) => one.holder.e));
}

// Those who stay; for each further vacancy somebody nameless, nobody's colleague.
function othersBeside({ seats }, seat) {
  return seats
    .filter((one) => one.seat !== seat)
    .map(({ seat: place, holder, vacant }) => (
      vacant ? { e: `seat ${place}`, employer: "", meets: holder.meets } : holder
    ));
}

// Everybody's conflicts by name, so that a walk need not read all of them for each reserve.
export function indexConflicts(conflicts) {
  const index = new Map();
  for (const pair of conflicts) {
    for (const person of [pair.first, pair.second]) {
      if (!index.has(person)) index.set(person, []);
      index.get(person).push(pair);
    }
  }
  return index;
}

// The codes of the rules that the newcomer and the others beside break; none for a legal panel.
export function checkBeside({ rules, conflicts }, standing, seat, newcomer) {
  const pool = [...othersBeside(standing, seat), newcomer];
  const own = pool.flatMap(({ e }) => conflicts.get(e) || []);
  return findBrokenRules({ rules, pool, conflicts: own }, pool.map(({ e }) => e));
}

// Who takes the vacant seat, at which place of the order, and who was passed over before, by
// the rules or by a fact of the day. A reserve who fits, and of whom no fact is known, ends the
// walk as `unknown`; so nobody is passed over in silence.
export function findSuccessor(draw, standing, seat, facts) {
  const seated = membersOf(standing);
  const passed = [];
  for (const [place, reserve] of draw.order.entries()) {
    const broken = breaksOf(draw, standing, seat, reserve, seated);
    const today = facts.get(reserve);
    if (broken.length === 0 && today === undefined) return { unknown: reserve };
    if (broken.length === 0 && today.length === 0) {
      return { reserve, rank: place + 1, passed };
    }
    const codes = [...new Set(broken.length > 0 ? broken : today)].sort();
    passed.push({ e: reserve, codes, stated: broken.length === 0 });
  }
  return { reserve: null, rank: 0, passed };
}

function breaksOf(draw, standing, seat, reserve, seated) {
  if (seated.has(reserve)) return ["REP-01.seated"];
  if (standing.left.has(reserve)) return ["REP-01.left_before"];
  return checkBeside(draw, standing, seat, findIn(draw.known, reserve));
}

// Who sits where, as a record lists it.
export function describeSeats({ seats }) {
  return seats.map(({ seat, holder, vacant }) => ({ seat, e: vacant ? null : holder.e }));
}
