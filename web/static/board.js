// Loads the rows of the board again while the page is seen, and puts them in place: the page
// does not move, and whoever reads keeps the line. Without this file the page reloads by itself.
"use strict";

(function () {
  const EVERY_MILLISECONDS = 5000;
  const board = document.getElementById("board");
  const lost = document.getElementById("board-lost");
  if (!board) return;

  function scrolled() {
    const region = board.querySelector(".table-scroll");
    return region ? region.scrollLeft : 0;
  }

  function show(rows) {
    if (rows === board.innerHTML) return;
    const left = scrolled();
    const focused = board.contains(document.activeElement);
    board.innerHTML = rows;
    const region = board.querySelector(".table-scroll");
    if (!region) return;
    region.scrollLeft = left;
    if (focused) region.focus({ preventScroll: true });
  }

  async function load() {
    if (document.hidden) return;
    try {
      const answer = await fetch(board.dataset.source, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      show(await answer.text());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }

  setInterval(load, EVERY_MILLISECONDS);
  document.addEventListener("visibilitychange", load);
})();
