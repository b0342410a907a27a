// Runs the JavaScript hashes: one published case a line in, both digests out.

import { createInterface } from "node:readline";
import { fromHex, joinBytes, toHex } from "../../../web/static/verify/bytes.mjs";
import { sha256, sha512 } from "../../../web/static/verify/sha2.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const parts = JSON.parse(line).parts.map(fromHex);
  console.log(toHex(sha256(...parts)), toHex(sha512(joinBytes(...parts))));
}
