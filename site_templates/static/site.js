// Only comfort: every page can be read, and columns can be chosen, without this file.
"use strict";
(() => {
  const boxes = [...document.querySelectorAll(".chips input[name=columns]")];
  const all = document.getElementById("c-all");
  const KEY = "conclusio-columns";

  const remembered = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  const remember = (value) => {
    try { localStorage.setItem(KEY, value); } catch { /* a private window: the address still keeps the choice */ }
  };

  const apply = (value) => {
    const codes = new Set(value.split(","));
    all.checked = codes.has("all");
    if (!all.checked && boxes.some((box) => codes.has(box.value))) {
      for (const box of boxes) box.checked = codes.has(box.value);
    }
  };
  const store = () => {
    const value = all.checked ? "all" : boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    remember(value);
    const query = new URLSearchParams(location.search);
    query.set("columns", value);
    history.replaceState(null, "", "?" + query.toString().replaceAll("%2C", ",") + location.hash);
  };

  if (boxes.length) {
    const first = new URLSearchParams(location.search).get("columns") || remembered();
    if (first) apply(first);
    const form = boxes[0].form;
    form.addEventListener("change", store);
    form.addEventListener("reset", () => setTimeout(store));
  }

  // The same place in the other language: eIds are shared, so the fragment may go along.
  for (const link of document.querySelectorAll(".keep-place a")) {
    link.addEventListener("click", () => { link.hash = location.hash; });
  }

  // An open list of evidence closes with Escape and gives the focus back.
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target instanceof Element && event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
})();
