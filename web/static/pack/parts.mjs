// What the page in the room is built of: words, elements, buttons and fields.
// Its one job is making them; it knows neither the day nor the file.

let words = {};

export function speak(known) {
  words = known;
}

// A sentence with its values; of two forms of a word the one that the number asks for.
export function say(code, params = {}) {
  const places = /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g;
  return (words[code] || code).replace(places, (place, name, one, many) => {
    if (one === undefined) return name in params ? String(params[name]) : place;
    return params[name] === 1 ? one : many;
  });
}

export function make(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== "") made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export function button(text, act, kind = "") {
  return make("button", { type: "button", class: `button small ${kind}`.trim(), onclick: act }, text);
}

export function tag(text, kind) {
  return make("span", { class: `tag ${kind}` }, text);
}

// A field that keeps what is typed as a draft until it is used.
export function field(pack, id, label, control) {
  control.id = id;
  if (pack.drafts[id] !== undefined) control.value = pack.drafts[id];
  control.addEventListener("input", () => pack.draft(id, control.value));
  return make("div", { class: "field" }, make("label", { for: id }, label), control);
}

export function choice(options, empty) {
  const listed = options.map(([value, text]) => make("option", { value }, text));
  return make("select", {}, make("option", { value: "" }, empty), ...listed);
}

export function tick(id, label) {
  const box = make("input", { type: "checkbox", id });
  return [box, make("div", { class: "choice" }, box, make("label", { for: id }, label))];
}

export function more(id, title, ...children) {
  return make("details", { id, class: "confirm" }, make("summary", {}, title), ...children);
}

export function card(title, ...children) {
  return make("section", { class: "card" }, make("h2", {}, title), ...children);
}

export function moment(at) {
  const how = { timeZone: "Asia/Shanghai", hour12: false, hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleTimeString("zh-CN", how);
}
