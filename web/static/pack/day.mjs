// The review day from its recorded steps: where it stands, and what speaks against the next step.
// Its one job is that; it goes by the rules that stand in the pack. The service decides again.

const COUNTS = (one) => Boolean(one.signedInAt && one.pledgedAt && !one.left);

export function stateOf(contents, events) {
  const day = {
    stage: "before", openedAt: "", chair: 0, minutes: "", version: 0,
    members: contents.members.map((told) => ({
      ...told, signedInAt: "", pledgedAt: "", left: "", vote: 0, stance: "", about: 0, reasons: "",
    })),
  };
  for (const event of events) TAKE[event.kind](day, event, memberOf(day, event.member));
  return day;
}

export function memberOf(day, number) {
  return day.members.find((one) => one.number === number);
}

export function atTable(day) {
  return day.members.filter(COUNTS);
}

export function stanceOf(day, one) {
  return one.about === day.version ? one.stance : "";
}

// Who has more than half of the votes of those at the table; 0 where nobody has.
export function elected(day) {
  const present = atTable(day);
  const votes = new Map();
  for (const one of present) votes.set(one.vote, (votes.get(one.vote) || 0) + 1);
  const found = present.find((one) => (votes.get(one.number) || 0) * 2 > present.length);
  return found ? found.number : 0;
}

// What keeps the meeting from beginning, or from closing, with those who are there.
export function against(contents, day) {
  const here = day.members.filter((one) => one.signedInAt && !one.left);
  const { quorum, odd } = contents.rules;
  const found = [];
  if (here.length < quorum) {
    found.push(["REP-04.too_few", { present: here.length, least: quorum }]);
  }
  if (odd && here.length % 2 === 0) found.push(["REP-04.even_number", { present: here.length }]);
  const members = here.filter((one) => !one.pledgedAt).length;
  if (members) found.push(["DAY-02.pledge_missing", { members }]);
  return found;
}

export function openOpinions(day) {
  return day.members.filter((one) => one.signedInAt && !one.left && !stanceOf(day, one)).length;
}

// From when a member counts as absent: the hour that was told, or when the doors opened later.
export function lateFrom(contents, day) {
  const opened = Date.parse(day.openedAt);
  const told = contents.starts_at ? onDay(contents.starts_at, opened) : opened;
  return Math.max(told, opened) + contents.rules.absent_after_minutes * 60_000;
}

const CHINA = 8 * 3_600_000;
const DAY = 86_400_000;

// The same hour of the clock on the day of another moment, in China.
function onDay(starts, moment) {
  const hour = (Date.parse(starts) + CHINA) % DAY;
  return Math.floor((moment + CHINA) / DAY) * DAY + hour - CHINA;
}

// A moment as the clock on a wall in China shows it, to the minute.
export function inChina(at) {
  return new Date(Date.parse(at) + CHINA).toISOString().slice(0, 16).replace("T", " ");
}

export function dayInChina(at) {
  return inChina(at).slice(0, 10);
}

// The code of what speaks against a step, with its values; null where nothing does.
export function refusal(contents, events, event) {
  const day = stateOf(contents, events);
  const stage = stageRefusal(contents, day, event);
  if (stage) return stage;
  const one = memberOf(day, event.member);
  if (OF_MEMBER.has(event.kind) && (!one || one.left)) return ["meeting.member_not_found", {}];
  return CHECKS[event.kind](contents, day, event, one) || null;
}

function stageRefusal(contents, day, event) {
  if (event.kind === "open") {
    const today = dayInChina(event.at);
    const right = contents.first_day <= today && today <= contents.last_day;
    if (!right) return ["meeting.not_today", { day: contents.first_day }];
    return day.stage === "before" ? null : ["meeting.wrong_state", {}];
  }
  if (day.stage === "before") return ["meeting.not_open", {}];
  return day.stage === "gathering" || day.stage === "in_session" ? null : ["meeting.over", {}];
}

const OF_MEMBER = new Set(
  ["sign_in", "pledge", "vote", "recuse", "absent", "opinion", "silent"],
);

const TAKE = {
  open(day, event) {
    day.stage = "gathering";
    day.openedAt = event.at;
  },
  sign_in(day, event, one) { one.signedInAt = event.at; },
  pledge(day, event, one) { one.pledgedAt = event.at; },
  vote(day, event, one) { one.vote = event.chosen; },
  recuse(day, event, one) { leave(day, one, "recused"); },
  absent(day, event, one) { leave(day, one, "absent"); },
  chair(day, event, one) { day.chair = one ? one.number : elected(day); },
  begin(day) { day.stage = "in_session"; },
  minutes(day, event) {
    day.minutes = event.text;
    day.version += 1;
  },
  opinion(day, event, one) { speak(one, event.word, event.version, event.text); },
  silent(day, event, one) { speak(one, "silent", day.version, ""); },
  close(day) { day.stage = "closed"; },
  postpone(day) { day.stage = "postponed"; },
};

function leave(day, one, why) {
  one.left = why;
  if (day.chair === one.number) day.chair = 0;
}

function speak(one, stance, version, reasons) {
  Object.assign(one, { stance, about: version, reasons });
}

const NOT_THERE = ["meeting.not_signed_in", {}];

const CHECKS = {
  open() {},
  sign_in(contents, day, event, one) {
    if (one.signedInAt) return ["meeting.signed_in_already", { seat: one.seat }];
    return event.seen ? null : ["meeting.identity_not_seen", {}];
  },
  pledge(contents, day, event, one) { return one.signedInAt ? null : NOT_THERE; },
  vote(contents, day, event, one) {
    if (!COUNTS(one)) return NOT_THERE;
    if (day.chair) return ["meeting.chair_set", {}];
    return present(day, event.chosen);
  },
  recuse(contents, day, event) {
    const known = contents.grounds.some((ground) => ground.code === event.word);
    return known ? null : ["invitation.ground_unknown", {}];
  },
  absent(contents, day, event, one) {
    if (one.signedInAt) return ["meeting.signed_in_already", { seat: one.seat }];
    const minutes = contents.rules.absent_after_minutes;
    const late = Date.parse(event.at) >= lateFrom(contents, day);
    return late ? null : ["meeting.not_late_yet", { minutes }];
  },
  chair(contents, day, event) {
    const allowed = event.member ? contents.rules.names_chair : contents.rules.elects;
    if (!allowed) return ["meeting.chair_way_forbidden", {}];
    if (event.member) return present(day, event.member);
    return elected(day) ? null : ["meeting.no_majority", {}];
  },
  begin(contents, day) {
    if (day.stage !== "gathering") return ["meeting.wrong_state", {}];
    return against(contents, day).length ? ["meeting.cannot_begin", {}] : null;
  },
  minutes(contents, day, event) {
    if (day.stage !== "in_session") return ["meeting.not_in_session", {}];
    if (!event.text.trim()) return ["meeting.minutes_empty", {}];
    return event.text === day.minutes ? ["meeting.wrong_state", {}] : null;
  },
  opinion(contents, day, event, one) {
    if (!COUNTS(one)) return NOT_THERE;
    if (!day.version) return ["meeting.minutes_missing", {}];
    if (event.version !== day.version) return ["meeting.minutes_changed", {}];
    const silent = event.word === "dissents" && !event.text.trim();
    return silent ? ["meeting.reasons_missing", {}] : null;
  },
  silent(contents, day, event, one) {
    if (!day.version) return ["meeting.minutes_missing", {}];
    if (!COUNTS(one)) return ["meeting.member_not_found", {}];
    const spoken = ["agrees", "dissents"].includes(stanceOf(day, one));
    return spoken ? ["meeting.opinion_given", { seat: one.seat }] : null;
  },
  close(contents, day) {
    if (day.stage !== "in_session") return ["meeting.wrong_state", {}];
    if (!day.chair) return ["meeting.chair_missing", {}];
    if (!day.version) return ["meeting.minutes_missing", {}];
    const members = openOpinions(day);
    if (members) return ["meeting.opinions_missing", { members }];
    return against(contents, day).length ? ["meeting.cannot_close", {}] : null;
  },
  postpone() {},
};

function present(day, number) {
  const there = atTable(day).some((one) => one.number === number);
  return there ? null : ["meeting.chair_not_present", {}];
}
