// What the host sees of the day, and the form of each step: members, chair, minutes, opinions.
// Its one job is showing them; a step is handed on and judged elsewhere.

import { against, atTable, elected, stanceOf } from "./day.mjs";
import { button, card, choice, field, make, moment, more, say, tag, tick } from "./parts.mjs";

const STAGES = {
  before: "waiting", gathering: "waiting", in_session: "info", closed: "good", postponed: "neutral",
};
const STANCES = { agrees: "good", dissents: "bad", silent: "neutral" };

export function showDay(pack, day, acts) {
  const stage = make("p", {}, tag(say(`stage.${day.stage}`), STAGES[day.stage]));
  if (day.stage === "before") {
    return [stage, card(say("doors"), button(say("do.open"), () => acts.take({ kind: "open" })))];
  }
  const live = day.stage === "gathering" || day.stage === "in_session";
  return [
    stage,
    ...(live ? [door(pack, acts), standing(pack, day)] : []),
    members(pack, day, acts, live),
    ...(live ? [chair(pack, day, acts)] : []),
    ...(day.stage === "in_session" || day.version ? [minutes(pack, day, acts, live)] : []),
    ...(live ? [ends(pack, day, acts)] : [make("p", { class: "inset" }, say("over"))]),
  ];
}

export function nameOf(pack, one) {
  const name = one.name || pack.names[one.number];
  return name ? `${say("seat", { seat: one.seat })} · ${name}` : say("seat", { seat: one.seat });
}

function door(pack, acts) {
  const code = make("input", { type: "text", autocomplete: "off" });
  const [seen, box] = tick("seen", say("seen"));
  const form = make("form", {
    onsubmit: (event) => {
      event.preventDefault();
      acts.takeCode(code.value, seen.checked);
    },
  });
  form.append(field(pack, "code", say("code"), code), box);
  form.append(make("button", { class: "button" }, say("do.sign_in")));
  return card(say("door"), form);
}

function standing(pack, day) {
  const found = against(pack.contents, day);
  if (!found.length) return make("p", {}, say("enough"));
  return make("ul", {}, ...found.map(([code, values]) => make("li", {}, say(code, values))));
}

function members(pack, day, acts, live) {
  const rows = day.members.map((one) => make("div", { class: "inset", id: `member-${one.number}` },
    make("p", {}, make("strong", {}, nameOf(pack, one)), " ", ...tags(day, one)),
    ...(live && !one.left ? steps(pack, day, acts, one) : [])));
  return card(say("members"), ...rows);
}

function tags(day, one) {
  if (one.left) return [tag(say(`left.${one.left}`), "neutral")];
  const found = [];
  if (!one.signedInAt) found.push(tag(say("expected"), "waiting"));
  else if (!one.pledgedAt) found.push(tag(say("unpledged"), "waiting"));
  else found.push(tag(say("table"), "good"));
  if (one.signedInAt) found.push(` ${moment(one.signedInAt)} `);
  if (!one.accepted) found.push(tag(say("unaccepted"), "bad"));
  if (day.chair === one.number) found.push(tag(say("chair"), "info"));
  const stance = stanceOf(day, one);
  if (stance) found.push(tag(say(`stance.${stance}`), STANCES[stance]));
  return found;
}

function steps(pack, day, acts, one) {
  const member = one.number;
  const found = [];
  if (!one.signedInAt) {
    const absent = button(say("do.absent"), () => acts.take({ kind: "absent", member }), "warning");
    found.push(more(`absent-${member}`, say("absent"), make("p", {}, say("ask.absent")), absent));
  } else if (!one.pledgedAt) {
    found.push(pledge(pack, acts, member));
  } else if (!day.chair) {
    found.push(vote(pack, day, acts, member));
  }
  if (one.pledgedAt && day.version) found.push(opinion(pack, day, acts, member));
  found.push(recusal(pack, acts, member));
  return found;
}

function pledge(pack, acts, member) {
  const { version, title, paragraphs } = pack.contents.pledge;
  return more(`pledge-${member}`, title,
    make("ol", {}, ...paragraphs.map((text) => make("li", {}, text))),
    make("p", { class: "hint" }, say("version", { version })),
    button(say("do.pledge"), () => acts.take({ kind: "pledge", member, word: version })));
}

function recusal(pack, acts, member) {
  const grounds = pack.contents.grounds.map((one) => [one.code, one.name]);
  const ground = choice(grounds, say("choose"));
  const id = `ground-${member}`;
  return more(`recuse-${member}`, say("recuse"),
    field(pack, id, say("ground"), ground), make("p", {}, say("ask.recuse")),
    button(say("do.recuse"), () => acts.take({ kind: "recuse", member, word: ground.value }, [id]),
      "warning"));
}

function vote(pack, day, acts, member) {
  const offered = atTable(day).map((one) => [one.number, nameOf(pack, one)]);
  const chosen = choice(offered, say("choose"));
  const id = `vote-${member}`;
  const act = () => acts.take({ kind: "vote", member, chosen: Number(chosen.value) }, [id]);
  return more(`votes-${member}`, say("vote"),
    field(pack, id, say("vote.for"), chosen), button(say("do.vote"), act));
}

function opinion(pack, day, acts, member) {
  const reasons = make("textarea", { rows: "4", maxlength: "5000" });
  const id = `reasons-${member}`;
  const said = (word, text, used) => acts.take(
    { kind: "opinion", member, word, text, version: day.version }, used,
  );
  return more(`opinion-${member}`, say("opinion"),
    make("p", {}, button(say("do.agree"), () => said("agrees", "", []))),
    field(pack, id, say("reasons"), reasons),
    make("p", {}, button(say("do.dissent"), () => said("dissents", reasons.value, [id]), "warning")),
    make("p", {}, button(say("do.silent"), () => acts.take({ kind: "silent", member }), "secondary")));
}

function chair(pack, day, acts) {
  if (day.chair) {
    const one = day.members.find((it) => it.number === day.chair);
    return card(say("chair"), make("p", {}, nameOf(pack, one)));
  }
  const votes = day.members.filter((one) => one.vote && !one.left)
    .map((one) => say("voted", { from: one.seat, to: seatOf(day, one.vote) }));
  const parts = [make("ul", {}, ...votes.map((text) => make("li", {}, text)))];
  if (elected(day)) {
    parts.push(make("p", {}, button(say("do.elected"), () => acts.take({ kind: "chair" }))));
  }
  if (pack.contents.rules.names_chair) parts.push(naming(pack, day, acts));
  return card(say("chair"), ...parts);
}

function naming(pack, day, acts) {
  const offered = atTable(day).map((one) => [one.number, nameOf(pack, one)]);
  const named = choice(offered, say("choose"));
  const act = () => acts.take({ kind: "chair", member: Number(named.value) }, ["named"]);
  return more("naming", say("name"), field(pack, "named", say("name.whom"), named),
    button(say("do.name"), act));
}

function seatOf(day, number) {
  return day.members.find((one) => one.number === number).seat;
}

function minutes(pack, day, acts, live) {
  const text = make("textarea", { rows: "8", maxlength: "20000" });
  text.value = day.minutes;
  const parts = [];
  if (live && day.stage === "in_session") {
    parts.push(field(pack, "minutes", say("minutes.hint"), text));
    const act = () => acts.take({ kind: "minutes", text: text.value }, ["minutes"]);
    parts.push(make("p", {}, button(say("do.minutes"), act, "secondary")));
  }
  if (day.version) {
    parts.push(make("h3", {}, say("version", { version: day.version })));
    parts.push(...day.minutes.split("\n").map((line) => make("p", {}, line)));
  }
  return card(say("minutes"), ...parts);
}

function ends(pack, day, acts) {
  const parts = day.stage === "gathering"
    ? [button(say("do.begin"), () => acts.take({ kind: "begin" }))]
    : [button(say("do.close"), () => acts.take({ kind: "close" }))];
  parts.push(more("postpone", say("postpone"), make("p", {}, say("ask.postpone")),
    button(say("do.postpone"), () => acts.take({ kind: "postpone" }), "warning")));
  return card(say("ends"), ...parts);
}
