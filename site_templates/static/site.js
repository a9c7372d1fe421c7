// Only comfort: every page can be read, and columns can be chosen, without this file.
"use strict";
const conclusio = {};
(() => {
  const html = document.documentElement;
  const query = new URLSearchParams(location.search);

  // A page that exists once speaks the language named in its address, with the words of static/ui/<dossier>/<language>.js.
  const ui = query.get("ui");
  const figures = /\d+/g;
  conclusio.speak = (language, words, names) => {
    const known = (said) => {
      if (words[said] !== undefined) return words[said];
      const pattern = words[said.replace(figures, "#")];
      const numbers = said.match(figures) || [];
      return pattern && pattern.replace(/#/g, () => numbers.shift());
    };
    const capital = (said, change) => said && said[0][change]() + said.slice(1);
    const whole = (said) => known(said) || capital(known(capital(said, "toLowerCase")), "toUpperCase");
    const translate = (text) => {
      const [, before, said, after] = text.match(/^([\s:;,.·(]*)([^]*?)([\s:;,.·)]*)$/);
      if (!said) return text;
      const found = whole(text.trim()) || whole(said) || said.split(/(, |: | \(| (?=\d))/).map((part) => whole(part) || part).join("");
      return found === whole(text.trim()) ? text.replace(text.trim(), () => found) : before + found + after;
    };
    // What is in a language of its own is not the interface, but for the marks that say so.
    const ours = (node) => { const own = node.parentElement.closest("[lang]"); return own === html || own.matches(".standing"); };
    const walker = document.createTreeWalker(html, NodeFilter.SHOW_TEXT, (node) => ours(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const said = translate(node.data);
      if (said !== node.data) node.data = said;
    }
    for (const one of document.querySelectorAll("[data-name]")) {
      const [own, said] = names[one.dataset.name] || [];
      if (said) { one.textContent = said; one.lang = own; }
    }
    for (const name of ["aria-label", "abbr", "data-strength"]) {
      for (const one of document.querySelectorAll(`[${name}]`)) one.setAttribute(name, translate(one.getAttribute(name)));
    }
    document.title = document.title.split(" – ").map((part) => part.split(", ").map(translate).join(", ")).join(" – ");
    for (const one of document.querySelectorAll(`[lang="${html.lang}"].standing`)) one.lang = language;
    html.lang = language;
    document.getElementById("ui-style").href = html.dataset.forAll + language + ".css";
  };
  const shown = () => {
    void document.body.offsetHeight; // asks for the fonts
    document.fonts.ready.then(() => html.classList.remove("waiting"));
  };
  const translated = html.dataset.forAll && ui && /^[a-z]{2}$/.test(ui) && ui !== "en";
  if (html.dataset.forAll && ui && /^[a-z]{2}$/.test(ui)) {
    const has = new Set([...document.querySelectorAll(".columns input[name=columns]")].map((box) => box.value));
    for (const link of document.querySelectorAll("a[data-page]")) {
      link.href = link.dataset.page.replace(/-?%7B%7D/, ui === "en" ? "" : "-" + ui);
    }
    for (const link of document.querySelectorAll("a[data-text]")) {
      if (has.has(ui)) link.href = link.dataset.text.replace("%7B%7D", ui);
    }
    for (const link of document.querySelectorAll("a[data-ui]")) {
      if (link.dataset.ui === ui) link.setAttribute("aria-current", "page");
    }
    if (translated) {
      const script = document.createElement("script");
      script.src = html.dataset.words + ui + ".js";
      script.onload = script.onerror = shown;
      document.head.append(script);
    }
  }
  // Links to pages for all keep the language and the columns.
  const keep = (link) => {
    const target = new URL(link.href);
    const now = new URLSearchParams(location.search);
    for (const name of ["ui", "columns"]) {
      if (now.has(name)) target.searchParams.set(name, now.get(name));
    }
    link.href = target.href.replaceAll("%2C", ",");
  };
  if (html.dataset.forAll) {
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest(".leaves a, tbody th a");
      if (link) keep(link);
    });
  }

  // Columns: from the address, else as last chosen on this device, else as the page has them.
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
  const address = (values) => {
    const now = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(values)) {
      if (value) now.set(name, value); else now.delete(name);
    }
    const text = now.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", (text ? "?" + text : location.pathname) + location.hash);
  };
  const store = () => {
    const value = all.checked ? "all" : boxes.filter((box) => box.checked).map((box) => box.value).join(",");
    remember(value);
    address({ columns: value });
  };
  if (boxes.length) {
    const first = query.get("columns") || remembered();
    if (first) apply(first);
    const form = boxes[0].form;
    form.addEventListener("change", (event) => { if (event.target.closest(".chips")) store(); });
    form.addEventListener("reset", () => setTimeout(store));
  }

  // Filters are kept in the address, so that a view can be shared; what is hidden is up to the style sheet.
  const filters = [...document.querySelectorAll(".filters input, .filter input")];
  for (const input of filters) {
    const wanted = query.get(input.name || input.id);
    if (wanted !== null) input.checked = input.type === "checkbox" ? wanted === "1" : wanted === input.value;
    input.addEventListener("change", () => {
      const value = input.type === "checkbox" ? (input.checked ? "1" : "") : input.value;
      address({ [input.name || input.id]: input.defaultChecked ? "" : value });
    });
  }

  const language = document.getElementById("only-language");
  if (language) {
    const only = () => {
      for (const one of document.querySelectorAll(".finding")) {
        one.hidden = language.value !== "" && !one.dataset.languages.split(" ").includes(language.value);
      }
    };
    if (query.get("language")) language.value = query.get("language");
    language.addEventListener("change", () => { only(); address({ language: language.value }); });
    only();
  }

  // Next and previous change: n and p, skipping what the filters hide. Esc closes, / goes to the search.
  const step = (by) => {
    const changes = [...document.querySelectorAll(".change")].filter((one) => one.offsetParent !== null);
    if (!changes.length) return;
    const at = changes.findIndex((one) => "#" + one.id === location.hash);
    const next = at < 0 ? (by > 0 ? 0 : changes.length - 1) : at + by;
    if (!changes[next]) return;
    location.hash = changes[next].id;
    changes[next].querySelector("h3 a").focus({ preventScroll: true });
  };
  for (const link of document.querySelectorAll(".steps a[rel]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.replaceState(null, "", "#" + link.closest(".change").id);
      step(link.rel === "next" ? 1 : -1);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const open = event.key === "Escape" && event.target.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea")) return;
    if (event.key === "n" || event.key === "p") step(event.key === "n" ? 1 : -1);
    const search = document.getElementById("to-search");
    if (event.key === "/" && search) { event.preventDefault(); search.click(); }
  });

  // The same place in the other language: eIds are shared, so the fragment may go along.
  for (const link of document.querySelectorAll(".keep-place a")) {
    link.addEventListener("click", () => { if (!link.hash) link.hash = location.hash; });
  }

  // A table is sorted by the column whose head is pressed; languages sort as they sort.
  for (const head of document.querySelectorAll(".sortable thead th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.setAttribute("aria-label", head.textContent.trim().split(/\s{2,}|\n/)[0] + " ↕");
    button.textContent = "↕";
    head.append(button);
    button.addEventListener("click", () => {
      const table = head.closest("table");
      const column = head.cellIndex;
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = (row) => row.cells[column].dataset.value || row.cells[column].textContent.trim();
      const language = head.querySelector("a[lang]");
      const order = new Intl.Collator(language ? language.lang : html.lang, { numeric: true });
      const rows = [...table.tBodies[0].rows].sort((a, b) => order.compare(value(a), value(b)) * (down ? -1 : 1));
      table.tBodies[0].append(...rows);
    });
  }
  if (!translated) shown();
})();
