// CPU milliseconds of the JavaScript verifier on one receipt: the median of some runs, and in
// brackets the first one. Called by verification.py.

import { readFileSync } from "node:fs";
import { verifyReceipt } from "../web/static/verify/verify.mjs";

const bytes = new Uint8Array(readFileSync(process.argv[2]));
const found = Array.from({ length: Number(process.argv[3]) }, () => {
  const before = process.cpuUsage();
  if (verifyReceipt(bytes).verdict !== "consistent") throw new Error("rejected");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
});
const first = found[0];
found.sort((one, other) => one - other);
console.log(`${found[found.length >> 1].toFixed(1)} (${first.toFixed(0)})`);
