// Runs the JavaScript verifier on many receipts at once: JSON lines in, JSON lines out.

import { createInterface } from "node:readline";
import { verifyList } from "../../../web/static/verify/listed.mjs";
import { verifyTogether } from "../../../web/static/verify/together.mjs";
import { readTrust } from "../../../web/static/verify/verify.mjs";

const bytesOf = (text) => (text === null ? null : new Uint8Array(Buffer.from(text, "base64")));

function answer({ trust, ...packed }) {
  try {
    const files = Object.entries(packed).map(([name, text]) => [name, bytesOf(text)]);
    const known = trust === null ? null : readTrust(bytesOf(trust));
    return ("list" in packed ? verifyList : verifyTogether)(Object.fromEntries(files), known);
  } catch (error) {
    return { error: error.code ?? String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
