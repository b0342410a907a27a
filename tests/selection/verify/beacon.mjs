// Runs the JavaScript check of a beacon's signature: [chain, round, signature] a line in.

import { createInterface } from "node:readline";
import { isSignatureOf } from "../../../web/static/verify/beacon.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(isSignatureOf(...JSON.parse(line)));
}
