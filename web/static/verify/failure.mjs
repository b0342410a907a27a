// The one way in which a check says no: a code, and the values of its sentence.

import { canonicalText } from "./canonical.mjs";

const SHOWN = 200;

// What a check throws; `code` names a sentence, never holds one.
export class Failure extends Error {
  constructor(code, params = {}) {
    super(code);
    this.code = code;
    this.params = params;
  }
}

function show(value) {
  return (typeof value === "string" ? value : canonicalText(value)).slice(0, SHOWN);
}

// Pass only what is the same in its canonical form, else fail with both (the start of each).
export function compare(code, stated, computed) {
  if (stated === computed) return;
  if (canonicalText(stated) === canonicalText(computed)) return;
  throw new Failure(`verify.${code}`, { stated: show(stated), computed: show(computed) });
}
