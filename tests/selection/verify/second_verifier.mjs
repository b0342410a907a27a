// Runs the JavaScript verifier on many receipts at once: JSON lines in, JSON lines out.

import { createInterface } from "node:readline";
import { readTrust, verifyReceipt } from "../../../web/static/verify/verify.mjs";

const bytesOf = (text) => new Uint8Array(Buffer.from(text, "base64"));

function answer({ receipt, trust }) {
  try {
    return verifyReceipt(bytesOf(receipt), trust === null ? null : readTrust(bytesOf(trust)));
  } catch (error) {
    return { error: error.code ?? String(error.stack) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(answer(JSON.parse(line))));
}
