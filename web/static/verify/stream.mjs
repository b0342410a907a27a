// Unbiased whole numbers and orders from a 32-byte seed: `stream/v1`.
// Its one job is the stream; it must not know what is drawn. Block i is
// SHA-256("panel-draw/v1/stream" 0x00 || seed || i as 8 bytes), read as eight 32-bit words.

import { encodeText, joinBytes } from "./bytes.mjs";
import { sha256 } from "./sha2.mjs";

const TAG = encodeText("panel-draw/v1/stream\0");

// Numbers read one after another from one seed; nothing else can move it.
export class Stream {
  constructor(seed) {
    this.input = joinBytes(TAG, seed, new Uint8Array(8));
    this.counter = new DataView(this.input.buffer, this.input.length - 8);
    this.block = 0;
    this.words = null;
    this.next = 32;
  }

  // The next 32-bit word.
  word() {
    if (this.next === 32) {
      this.counter.setUint32(4, this.block);
      this.words = new DataView(sha256(this.input).buffer);
      this.block += 1;
      this.next = 0;
    }
    this.next += 4;
    return this.words.getUint32(this.next - 4);
  }

  // One of 0..count-1: the top bits of a word, as many as count - 1 has, or of the next word.
  below(count) {
    if (count === 1) return 0;
    const shift = Math.clz32(count - 1);
    let value = this.word() >>> shift;
    while (value >= count) value = this.word() >>> shift;
    return value;
  }

  // The items in one of all their orders (Fisher and Yates, from the front), drawn as asked for.
  *order(items) {
    const ordered = items.slice();
    for (let place = 0; place < ordered.length; place += 1) {
      const other = place + this.below(ordered.length - place);
      [ordered[place], ordered[other]] = [ordered[other], ordered[place]];
      yield ordered[place];
    }
  }

  // The index of one entry, with a chance in proportion to its weight.
  weightedIndex(weights) {
    let rest = this.below(weights.reduce((sum, weight) => sum + weight, 0));
    return weights.findIndex((weight) => {
      rest -= weight;
      return rest < 0;
    });
  }
}
