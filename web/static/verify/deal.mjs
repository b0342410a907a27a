// From a seed to one panel, by arithmetic that anybody can repeat: the recipe `deal/v1`.
// Its one job is the deal; it must not judge the rules (rules.mjs does). Candidates are
// numbered by their place in the pool; every number is read from one stream, in this order:
// pattern, deal, repair, pick; the reserve order is read from another.

import { encodeText } from "./bytes.mjs";
import { Failure } from "./failure.mjs";
import { sha256 } from "./sha2.mjs";
import { Stream } from "./stream.mjs";

const RESERVES_TAG = encodeText("panel-draw/v1/reserves\0");
const SEARCH = 200;
const NOBODY = new Set();

// Who works where, and who must not sit with whom, by the candidates' numbers.
function numberPool(pool, conflicts) {
  const numbers = new Map(pool.map((candidate, number) => [candidate.e, number]));
  const enemies = new Map();
  for (const { first, second } of conflicts) {
    addEnemy(enemies, numbers.get(first), numbers.get(second));
    addEnemy(enemies, numbers.get(second), numbers.get(first));
  }
  return { numbers, enemies, employers: pool.map((candidate) => candidate.employer) };
}

function addEnemy(enemies, person, other) {
  if (!enemies.has(person)) enemies.set(person, new Set());
  enemies.get(person).add(other);
}

// Whether the person may sit on this seat beside those on the panel's other seats.
function fits(people, panel, seat, person) {
  const employer = people.employers[person];
  const enemies = people.enemies.get(person) || NOBODY;
  let colleagues = 0;
  for (let place = 0; place < panel.length; place += 1) {
    if (place === seat) continue;
    const other = panel[place];
    if (other === person || enemies.has(other)) return false;
    if (people.employers[other] === employer) colleagues += 1;
  }
  return employer === "" || colleagues < people.cap;
}

function clashes(people, panel) {
  return panel.some((person, seat) => !fits(people, panel, seat, person));
}

// The cells that have seats in this pattern: members, seats, and the first of these seats.
function layOut(people, cells, seats) {
  const rows = [];
  let first = 0;
  cells.forEach((cell, place) => {
    if (seats[place] === 0) return;
    const members = cell.members.map((member) => people.numbers.get(member));
    rows.push({ members, seats: seats[place], first });
    first += seats[place];
  });
  return rows;
}

function* drawForever(members, stream) {
  for (;;) yield* stream.order(members);
}

// Whom the panel before held back sit first; who sits here already is held back for the next.
function dealCell({ members, seats }, panels, stream) {
  const drawn = drawForever(members, stream);
  let held = [];
  for (const panel of panels) {
    const taking = held;
    held = [];
    while (taking.length < seats) {
      const person = drawn.next().value;
      (taking.includes(person) ? held : taking).push(person);
    }
    panel.push(...taking);
  }
}

// Exchange this seat's person for one of the same cell in another panel, if that mends both.
function exchange(people, row, panels, number, seat, stream) {
  const panel = panels[number];
  const start = stream.below(panels.length);
  for (let step = 0; step < Math.min(panels.length, SEARCH); step += 1) {
    const other = (start + step) % panels.length;
    if (other === number) continue;
    const partner = panels[other];
    for (let place = row.first; place < row.first + row.seats; place += 1) {
      const [giving, taking] = [panel[seat], partner[place]];
      if (fits(people, panel, seat, taking) && fits(people, partner, place, giving)) {
        [panel[seat], partner[place]] = [taking, giving];
        return;
      }
    }
  }
}

function repairPanels(people, rows, panels, stream) {
  const broken = [...panels.keys()].filter((number) => clashes(people, panels[number]));
  for (const number of broken) {
    for (const row of rows) {
      if (row.seats === row.members.length) continue;
      for (let seat = row.first; seat < row.first + row.seats; seat += 1) {
        const person = panels[number][seat];
        if (!fits(people, panels[number], seat, person)) {
          exchange(people, row, panels, number, seat, stream);
        }
      }
    }
  }
  return broken.length;
}

// The index of the pattern alone, for those who see the table but not the pool.
export function pickPattern(patterns, seed) {
  return new Stream(seed).weightedIndex(patterns.map((row) => row.weight));
}

// The names of the whole pool enter the seed of the reserves: the public one alone gives no order.
function reserveStream(pool, seed) {
  const names = sha256(encodeText(pool.map((candidate) => `${candidate.e}\n`).join("")));
  return new Stream(sha256(RESERVES_TAG, seed, names));
}

// The numbers of the deal, the panel in pool order, and the order of all the others.
export function dealPanel({ pool, conflicts, cells, patterns, cap }, seed, dealt) {
  const people = { ...numberPool(pool, conflicts), cap };
  const stream = new Stream(seed);
  const pattern = stream.weightedIndex(patterns.map((row) => row.weight));
  const rows = layOut(people, cells, patterns[pattern].seats);
  const panels = Array.from({ length: dealt }, () => []);
  rows.forEach((row) => dealCell(row, panels, stream));
  const clashing = repairPanels(people, rows, panels, stream);
  const legal = [...panels.keys()].filter((number) => !clashes(people, panels[number]));
  if (legal.length === 0) throw new Failure("deal.no_legal_panel", { dealt, pattern });
  const picked = legal[stream.below(legal.length)];
  const seated = new Set(panels[picked]);
  const others = [...pool.keys()].filter((person) => !seated.has(person));
  const unrepaired = dealt - legal.length;
  const name = (person) => pool[person].e;
  return {
    numbers: { dealt, clashes: clashing, repaired: clashing - unrepaired, unrepaired, picked },
    panel: [...seated].sort((one, other) => one - other).map(name),
    order: [...reserveStream(pool, seed).order(others)].map(name),
  };
}
