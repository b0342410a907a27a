// Files of a draw are read strictly, and all alike: canonical bytes of a known shape, or refused.
// Its one job is that; it must not judge what a file says.

import { hashHex } from "./bytes.mjs";
import { canonicalBytes, NotCanonical, parsePlain } from "./canonical.mjs";
import { Failure } from "./failure.mjs";
import { WrongShape } from "./shapes.mjs";

// What stands in the bytes; `refusals` are the codes for other bytes and for another document.
export function readDocument(bytes, checkShape, refusals) {
  try {
    const value = parsePlain(bytes);
    checkShape(value);
    if (hashHex(canonicalBytes(value)) !== hashHex(bytes)) throw new NotCanonical("other_form");
    return value;
  } catch (error) {
    if (error instanceof NotCanonical) {
      throw new Failure(refusals.notCanonical, { where: "$", problem: error.message });
    }
    if (!(error instanceof WrongShape)) throw error;
    throw new Failure(refusals.notThis, { where: error.where, problem: error.problem });
  }
}
