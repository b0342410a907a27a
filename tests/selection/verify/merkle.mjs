// Runs the JavaScript checks of Merkle proofs: one published case a line in, true or false out.

import { createInterface } from "node:readline";
import { fromHex } from "../../../web/static/verify/bytes.mjs";
import { provesConsistency, provesInclusion } from "../../../web/static/verify/merkle.mjs";

const head = ({ size, root }) => ({ size, root: fromHex(root) });

for await (const line of createInterface({ input: process.stdin })) {
  const { kind, leaf, index, size, root, older, newer, path: written } = JSON.parse(line);
  const path = written.map(fromHex);
  console.log(
    kind === "inclusion"
      ? provesInclusion(fromHex(leaf), index, size, path, fromHex(root))
      : provesConsistency(head(older), head(newer), path),
  );
}
