// Files of a draw are read strictly, and all alike: canonical bytes of a known shape, or refused.
// Its one job is that; it must not judge what a file says.

import { NotCanonical, readPlain } from "./canonical.mjs";
import { Failure } from "./failure.mjs";
import { WrongShape } from "./shapes.mjs";

// What stands in the bytes; `refusals` are the codes for other bytes and for another document.
export function readDocument(bytes, checkShape, refusals) {
  try {
    const { value, canonical } = readPlain(bytes);
    checkShape(value);
    if (!canonical) throw new NotCanonical("other_form");
    return value;
  } catch (error) {
    if (error instanceof NotCanonical) {
      throw new Failure(refusals.notCanonical, { where: "$", problem: error.message });
    }
    if (!(error instanceof WrongShape)) throw error;
    throw new Failure(refusals.notThis, { where: error.where, problem: error.problem });
  }
}
