// What a legal panel and a legal pattern are; which candidates are alike; everybody's chance.
// Its one job is arithmetic on rules, pool and table; it shares nothing with the deal. A finding
// is the code of the rule that is broken.

// Alike in quotas, weight and, where split off, in employer or alone as a person; in the canonical
// order: by the list of quota ids, then by weight, then by the first member in the pool.
export function groupCandidates(pool, stated) {
  const employers = new Set(stated.map((cell) => cell.employer));
  const people = new Set(stated.map((cell) => cell.person));
  const groups = new Map();
  for (const { e, employer, meets, weight } of pool) {
    const key = [
      [...new Set(meets)].sort(),
      employers.has(employer) ? employer : null,
      people.has(e) ? e : null,
      weight,
    ];
    const label = JSON.stringify(key);
    if (!groups.has(label)) {
      groups.set(label, { meets: key[0], employer: key[1], person: key[2], weight, members: [] });
    }
    groups.get(label).members.push(e);
  }
  return [...groups.values()].sort((one, other) => (
    compareLists(one.meets, other.meets) || (one.weight || 0) - (other.weight || 0)
  ));
}

function compareLists(one, other) {
  for (let place = 0; place < Math.min(one.length, other.length); place += 1) {
    if (one[place] !== other[place]) return one[place] < other[place] ? -1 : 1;
  }
  return one.length - other.length;
}

// The cells as the document lists them: without their members.
export function describeCells(cells) {
  return cells.map(({ meets, members, employer, person, weight }) => (
    { meets, size: members.length, employer, person, ...withWeight(weight) }
  ));
}

// The key of a weight; without weights there is no such key.
function withWeight(weight) {
  return weight === undefined ? {} : { weight };
}

function commonDivisor(one, other) {
  while (other !== 0n) [one, other] = [other, one % other];
  return one;
}

// A fraction of two whole numbers in lowest terms.
export function reduceFraction(above, below) {
  const divisor = commonDivisor(above, below);
  return [above / divisor, below / divisor];
}

// The different chances, lowest first, as fractions in lowest terms, and how many have each; one
// chance of several weights is told for each of them, the lowest weight first.
export function findLevels(cells, patterns) {
  const total = patterns.reduce((sum, row) => sum + BigInt(row.weight), 0n);
  const levels = new Map();
  cells.forEach((cell, place) => {
    const size = BigInt(cell.size);
    let seated = 0n;
    for (const row of patterns) seated += BigInt(row.weight) * BigInt(row.seats[place]);
    const [above, below] = reduceFraction(seated, total * size);
    const { weight } = cell;
    const label = `${above}/${below} ${weight}`;
    const level = levels.get(label) || { above, below, weight, candidates: 0 };
    level.candidates += cell.size;
    levels.set(label, level);
  });
  return [...levels.values()]
    .sort(compareLevels)
    .map(({ above, below, candidates, weight }) => (
      { chance: [Number(above), Number(below)], candidates, ...withWeight(weight) }
    ));
}

function compareLevels(one, other) {
  const [left, right] = [one.above * other.below, other.above * one.below];
  if (left !== right) return left < right ? -1 : 1;
  return one.weight - other.weight;
}

function findBrokenQuotas(rules, counted) {
  const broken = [];
  for (const { id, minimum, maximum } of rules.quotas) {
    let members = 0;
    for (const { meets, seats } of counted) if (meets.includes(id)) members += seats;
    if (members < minimum) broken.push("PNL-04.below_minimum");
    else if (members > maximum) broken.push("PNL-04.above_maximum");
  }
  return broken;
}

function hasConflict(conflicts, people) {
  const seated = new Set(people);
  return conflicts.some(({ first, second }) => seated.has(first) && seated.has(second));
}

// Each cell's people by employer, counted once for all patterns; nobody counts without employer.
export function countEmployers(cells, pool) {
  const employers = new Map(pool.map(({ e, employer }) => [e, employer]));
  return cells.map((cell) => {
    const counts = new Map();
    for (const member of cell.members) {
      const employer = employers.get(member);
      if (employer !== "") counts.set(employer, (counts.get(employer) || 0) + 1);
    }
    return counts;
  });
}

// Whether an employer expects more seats than its cap: the sum of seats x share of the cell.
function expectsTooMany(cells, counts, seats, cap) {
  let scale = 1n;
  cells.forEach((cell, place) => {
    const size = BigInt(cell.size);
    if (seats[place] > 0) scale = (scale / commonDivisor(scale, size)) * size;
  });
  const expected = new Map();
  cells.forEach((cell, place) => {
    if (seats[place] === 0) return;
    const unit = BigInt(seats[place]) * (scale / BigInt(cell.size));
    for (const [employer, people] of counts[place]) {
      expected.set(employer, (expected.get(employer) || 0n) + unit * BigInt(people));
    }
  });
  const most = BigInt(cap) * scale;
  return [...expected.values()].some((amount) => amount > most);
}

// The code of the first rule that the pattern breaks; empty for a legal one.
export function checkPattern({ rules, cells, counts, conflicts }, seats) {
  if (seats.length !== cells.length) return "PNL-05.pattern_length";
  if (cells.some((cell, place) => seats[place] > cell.size)) return "PNL-05.cell_overfilled";
  if (seats.reduce((sum, seat) => sum + seat, 0) !== rules.seats) return "PNL-01.wrong_seats";
  const counted = cells.map((cell, place) => ({ meets: cell.meets, seats: seats[place] }));
  const quotas = findBrokenQuotas(rules, counted);
  if (quotas.length > 0) return quotas[0];
  if (expectsTooMany(cells, counts, seats, rules.employer_cap)) {
    return "COI-14.pattern_employer_over_cap";
  }
  const alone = cells.filter((cell, place) => cell.person !== null && seats[place] > 0);
  const meet = hasConflict(conflicts, alone.map((cell) => cell.person));
  return meet ? "COI-13.members_conflict" : "";
}

// The code of the first rule that the panel breaks; empty for a legal one.
export function checkPanel(problem, panel) {
  return findBrokenRules(problem, panel)[0] || "";
}

// The codes of all rules that the panel breaks, in the order in which rules are looked at.
export function findBrokenRules({ rules, pool, conflicts }, panel) {
  const known = new Map(pool.map((candidate) => [candidate.e, candidate]));
  const seated = panel.filter((member) => known.has(member)).map((member) => known.get(member));
  const employed = new Map();
  for (const { employer } of seated) employed.set(employer, (employed.get(employer) || 0) + 1);
  employed.delete("");
  const crowded = [...employed.values()].some((count) => count > rules.employer_cap);
  const broken = [
    seated.length < panel.length ? "PNL-02.unknown_member" : "",
    new Set(panel).size < panel.length ? "PNL-03.member_twice" : "",
    panel.length === rules.seats ? "" : "PNL-01.wrong_seats",
    ...findBrokenQuotas(rules, seated.map(({ meets }) => ({ meets, seats: 1 }))),
    crowded ? "COI-14.employer_over_cap" : "",
    hasConflict(conflicts, panel) ? "COI-13.members_conflict" : "",
  ];
  return broken.filter((code) => code !== "");
}
