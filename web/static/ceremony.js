// The parties' part of a draw in the browser: makes a secret, keeps it here, hands in its hash.
// The secret leaves this browser only when its owner reveals it. Everything works without this
// file, too: then the secret is made on the command line.
"use strict";

(function () {
  const TAG = "panel-draw/v1/party";
  const SECRET_BYTES = 16;

  function toHex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function fromHex(text) {
    const digits = text.replace(/\s+/g, "").toLowerCase();
    if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error("not hexadecimal");
    return Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  function inFours(text) {
    return (text.match(/.{1,4}/g) || []).join(" ");
  }

  // SHA-256 (FIPS 180-4), for pages that are served without TLS: there a browser offers no
  // crypto.subtle. The constants are worked out from the primes, as the standard defines them.
  function primes(count) {
    const found = [];
    for (let n = 2; found.length < count; n += 1) {
      if (found.every((prime) => n % prime !== 0)) found.push(n);
    }
    return found;
  }

  // The first 32 bits of the fraction of a root, in whole numbers: 2^32 times the root, mod 2^32.
  function rootBits(prime, degree) {
    const target = BigInt(prime) << BigInt(32 * degree);
    let low = 0n;
    let high = 1n << 40n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** BigInt(degree) <= target) low = middle;
      else high = middle - 1n;
    }
    return Number(low & 0xffffffffn);
  }

  const ROUNDS = primes(64).map((prime) => rootBits(prime, 3));
  const START = primes(8).map((prime) => rootBits(prime, 2));

  function turn(word, by) {
    return (word >>> by) | (word << (32 - by));
  }

  function padded(message) {
    const length = message.length;
    const blocks = new Uint8Array((((length + 8) >> 6) + 1) << 6);
    blocks.set(message);
    blocks[length] = 0x80;
    const view = new DataView(blocks.buffer);
    view.setUint32(blocks.length - 8, Math.floor(length / 0x20000000));
    view.setUint32(blocks.length - 4, (length << 3) >>> 0);
    return view;
  }

  function schedule(view, offset) {
    const words = new Uint32Array(64);
    for (let t = 0; t < 16; t += 1) words[t] = view.getUint32(offset + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const early = words[t - 15];
      const late = words[t - 2];
      const small0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
      const small1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
      words[t] = words[t - 16] + small0 + words[t - 7] + small1;
    }
    return words;
  }

  function ownSha256(message) {
    const view = padded(message);
    const state = Uint32Array.from(START);
    for (let offset = 0; offset < view.byteLength; offset += 64) {
      const words = schedule(view, offset);
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t += 1) {
        const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
        const first = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
        const big0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
        const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, place) => { state[place] += word; });
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, place) => digest.setUint32(4 * place, word));
    return new Uint8Array(digest.buffer);
  }

  async function sha256(message) {
    const subtle = globalThis.crypto && globalThis.crypto.subtle;
    if (!subtle) return ownSha256(message);
    return new Uint8Array(await subtle.digest("SHA-256", message));
  }

  // SHA-256(TAG 0x00 || request 0x00 || role 0x00 || secret), as `hash_party_secret` does it.
  function partyMessage(request, role, secret) {
    const head = new TextEncoder().encode([TAG, request, role, ""].join("\0"));
    const message = new Uint8Array(head.length + secret.length);
    message.set(head);
    message.set(secret, head.length);
    return message;
  }

  async function partyHash(request, role, secretHex, digest) {
    const message = partyMessage(request, role, fromHex(secretHex));
    return toHex(await (digest || sha256)(message));
  }

  globalThis.panelDraw = Object.freeze({ fromHex, inFours, ownSha256, partyHash, sha256, toHex });
  if (typeof document === "undefined") return;

  const page = document.getElementById("ceremony");
  if (!page) return;
  const { request, role, attempt, stage } = page.dataset;
  const place = `panel-draw:${request}:${attempt}:${role}`;
  const find = (id) => document.getElementById(id);
  const show = (id) => { const part = find(id); if (part) part.hidden = false; };
  const hide = (id) => { const part = find(id); if (part) part.hidden = true; };

  // A browser may forbid storage; then the written copy is the only one, and the page says so.
  function keep(secret) {
    try {
      localStorage.setItem(place, secret);
      return localStorage.getItem(place) === secret;
    } catch {
      return false;
    }
  }

  function recall() {
    try {
      return localStorage.getItem(place);
    } catch {
      return null;
    }
  }

  async function offer(secret) {
    find("made-secret").textContent = inFours(secret);
    find("commitment").value = await partyHash(request, role, secret);
    hide("make");
    show("made");
    show("hand-in");
    if (!keep(secret)) show("not-kept");
    find("made-title").focus();
  }

  function startCommit() {
    // A form that came back with an error stays as it is.
    if (!find("make") || find("commitment").value) return;
    hide("by-hand");
    hide("hand-in");
    show("in-browser");
    find("make-secret").addEventListener("click", () => {
      // A secret that was made before the page was reloaded is still the one.
      const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
      offer(recall() || toHex(bytes));
    });
    find("type-instead").addEventListener("click", () => {
      hide("in-browser");
      show("by-hand");
      show("hand-in");
      find("commitment").value = "";
      find("commitment").focus();
    });
    find("hand-in").addEventListener("submit", () => {
      find("hand-in").querySelector("button").disabled = true;
      show("working");
    });
  }

  function startReveal() {
    const form = find("reveal-form");
    if (!form) return;
    const kept = recall();
    if (kept) {
      find("secret").value = inFours(kept);
      show("from-browser");
    }
    form.addEventListener("submit", () => {
      form.querySelector("button").disabled = true;
      show("working");
    });
  }

  function startCountdown() {
    const clock = find("countdown");
    if (!clock) return;
    const end = performance.now() + 1000 * Number(clock.dataset.seconds);
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0) location.reload();
      else setTimeout(tick, 250);
    };
    tick();
  }

  // Waiting for the other party: ask for the state, and load the page again when it changed.
  function startWatching() {
    const known = page.dataset.state;
    if (!known) return;
    const ask = async () => {
      try {
        const answer = await fetch(page.dataset.watch, { headers: { accept: "application/json" } });
        if (answer.ok) {
          const now = await answer.json();
          if (`${now.stage} ${now.committed} ${now.revealed}` !== known) {
            location.reload();
            return;
          }
        }
      } catch {
        // The network may be back at the next try.
      }
      setTimeout(ask, 3000);
    };
    setTimeout(ask, 3000);
  }

  if (stage === "committing") startCommit();
  if (stage === "revealing" || stage === "waiting") startReveal();
  startCountdown();
  startWatching();
})();
