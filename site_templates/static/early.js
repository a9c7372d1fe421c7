// Runs before the first paint: what the script will show has its room, what it will change waits for it (site.css).
"use strict";
(() => {
  const html = document.documentElement;
  html.classList.add("scripted");
  let chosen = location.search !== "";
  try { chosen = chosen || localStorage.getItem("conclusio-columns") !== null; } catch { /* a private window */ }
  if (html.dataset.forAll && chosen) html.classList.add("waiting");
})();
