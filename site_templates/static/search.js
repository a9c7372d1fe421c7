// The search. The texts come as scripts, because a page that was opened from a folder may load nothing else: first which
// dossiers have the words, in drawers by the first letters of a word, then the texts of these dossiers.
"use strict";
(() => {
  const form = document.querySelector("form.find");
  if (!form) return;
  const MOST = 100;
  const DOSSIERS = 40; // texts of so many dossiers are read through for one question, the last ones first
  const BEGINNING = 3;
  const given = { texts: new Map(), words: new Map() };
  let dossiers, drawers;
  const words = Object.fromEntries(
    [...document.getElementById("words").content.children].map((one) => [one.dataset.name, one.textContent]));

  // Without accents and case; one letter stays one letter, so that a hit can be shown where it stands.
  const fold = (text) => Array.from(text, (letter) => {
    const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ς/g, "σ");
    return plain.length === letter.length ? plain : plain.slice(0, letter.length).padEnd(letter.length, "\u200b");
  }).join("").replace(/[łđøħ]/g, (letter) => ({ "ł": "l", "đ": "d", "ø": "o", "ħ": "h" })[letter]);
  const isLetter = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

  conclusio.dossiers = (names, counts) => { dossiers = names; drawers = counts; };
  conclusio.words = (language, drawer, words) => given.words.set(language + "-" + drawer, words);
  conclusio.found = (language, dossier, tables) => {
    const parts = tables.flatMap((table) => table.parts.map(([piece, eid, row, leaf, kind, label, text]) =>
      ({ language, dossier, code: table.code, specimen: table.specimen, path: table.reading[piece - 1], eid, row, parallel: table.parallel[leaf - 1], kind, label, text, folded: fold(text) })));
    given.texts.set(dossier + "/" + language, parts);
  };
  const loading = new Map();
  const load = (path) => {
    if (!loading.has(path)) {
      loading.set(path, new Promise((done) => {
        const script = document.createElement("script");
        script.src = form.dataset.texts + path + ".js";
        script.onload = script.onerror = done;
        document.head.append(script);
      }));
    }
    return loading.get(path);
  };
  const textsOf = (dossier, language) => given.texts.get(dossier + "/" + language) || [];

  // The dossiers that have all words of a question in one language; null where the words do not tell.
  const drawer = (word, count) => {
    let number = 0;
    for (const letter of Array.from(word).slice(0, BEGINNING)) number = (number * 31 + letter.codePointAt(0)) % 65521;
    return number % count;
  };
  const having = async (language, word, whole) => {
    const place = language + "-" + drawer(word, drawers[language]);
    await load(place);
    const found = new Set();
    for (const [one, steps] of Object.entries(given.words.get(place) || {})) {
      if (whole ? one !== word : !one.startsWith(word)) continue;
      let number = 0;
      for (const step of steps) found.add(number += step);
    }
    return found;
  };
  const candidates = async (language, wanted) => {
    let left = null;
    for (const { stem } of wanted) {
      const words = stem.match(/[\p{L}\p{N}]+/gu) || [];
      for (const [place, word] of words.entries()) {
        const whole = place < words.length - 1;
        if (!whole && Array.from(word).length < BEGINNING) continue;
        const found = await having(language, word, whole);
        left = left === null ? found : new Set([...left].filter((number) => found.has(number)));
      }
    }
    return [...left === null ? dossiers.keys() : left].sort((a, b) => b - a);
  };

  // What must be found: words with any ending, and phrases in quotation marks. A long word may end otherwise.
  const terms = (query) => [...query.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]|([\p{L}\p{N}/.-]+)/gu)].map(([, phrase, word]) => {
    const text = fold(phrase || word);
    const stem = phrase || /\d/.test(text) ? text : text.slice(0, Math.max(4, text.length - (text.length > 7 ? 3 : text.length > 5 ? 2 : 0)));
    return { text, stem: stem.length < text.length ? stem : text };
  });
  const place = (folded, text) => {
    for (let at = folded.indexOf(text); at >= 0; at = folded.indexOf(text, at + 1)) {
      if (!isLetter(folded[at - 1])) return at;
    }
    return -1;
  };
  const match = (part, wanted) => {
    let score = 0;
    const marks = [];
    for (const { text, stem } of wanted) {
      const whole = place(part.folded, text);
      const at = whole >= 0 ? whole : place(part.folded, stem);
      if (at < 0) return null;
      let end = at + (whole >= 0 ? text.length : stem.length);
      score += whole < 0 ? 1 : isLetter(part.folded[end]) ? 2 : 3;
      while (isLetter(part.folded[end])) end += 1;
      marks.push([at, end]);
    }
    return { part, score, marks: marks.sort((a, b) => a[0] - b[0]) };
  };

  const AROUND = 140;
  const context = (element, { part, marks }) => {
    let from = Math.max(0, marks[0][0] - AROUND);
    if (from) from = part.text.indexOf(" ", from) + 1;
    const to = Math.min(part.text.length, marks[marks.length - 1][1] + AROUND);
    let at = from;
    if (from) element.append("… ");
    for (const [start, end] of marks) {
      if (start < at) continue;
      element.append(part.text.slice(at, start));
      const mark = document.createElement("mark");
      mark.textContent = part.text.slice(start, end);
      element.append(mark);
      at = end;
    }
    element.append(part.text.slice(at, to) + (to < part.text.length ? " …" : ""));
  };
  const query = (part) => {
    const shown = [...new Set([part.language, form.elements.beside.value || document.documentElement.lang])];
    return "?ui=" + document.documentElement.lang + "&columns=" + shown.join(",");
  };
  const show = (hit) => {
    const { part } = hit;
    const item = document.getElementById("hit").content.cloneNode(true);
    const link = item.querySelector(".to");
    link.href = form.dataset.root + part.path + "#" + encodeURIComponent(part.eid);
    link.textContent = [part.code + ",", words[part.kind] || words.point, part.label, "(" + part.language + ")"].filter(Boolean).join(" ");
    item.querySelector(".badge").hidden = !part.specimen;
    const row = item.querySelector(".row");
    if (part.row) row.href = form.dataset.root + part.parallel + query(part) + "#row-" + encodeURIComponent(part.row);
    else row.remove();
    const said = item.querySelector(".said");
    said.lang = part.language;
    context(said, hit);
    const beside = form.elements.beside.value;
    const others = beside && beside !== part.language && part.row ? textsOf(part.dossier, beside) : [];
    const other = others.find((one) => one.row === part.row && one.code === part.code);
    if (other) {
      const shown = item.querySelector(".other");
      shown.hidden = false;
      shown.lang = beside;
      shown.textContent = other.text;
    }
    return item;
  };

  let turn = 0;
  const run = async () => {
    const mine = ++turn;
    const wanted = terms(form.elements.q.value);
    const chosen = form.elements.in.value;
    const beside = form.elements.beside.value;
    const languages = chosen === "all" ? form.dataset.has.split(" ") : [chosen];
    const state = new URLSearchParams({ q: form.elements.q.value, in: chosen });
    if (beside) state.set("beside", beside);
    history.replaceState(null, "", wanted.length ? "?" + state : location.pathname);
    let hits = [], most = false;
    if (wanted.length) {
      await load("dossiers");
      const asked = await Promise.all(languages.map(async (language) => {
        const found = await candidates(language, wanted);
        most ||= found.length > DOSSIERS;
        return found.slice(0, DOSSIERS).map((number) => [dossiers[number], language]);
      }));
      const texts = asked.flat();
      await Promise.all(texts.flatMap(([dossier, language]) => [language, ...(beside ? [beside] : [])].map((code) => load(dossier + "/" + code))));
      if (mine !== turn) return;
      hits = texts.flatMap(([dossier, language]) => textsOf(dossier, language).map((part) => match(part, wanted)).filter(Boolean));
    }
    hits.sort((a, b) => b.score - a.score);
    const count = document.getElementById("count");
    count.textContent = !wanted.length ? "" : !hits.length ? words.none
      : words.found + " " + hits.length.toLocaleString(document.documentElement.lang) + (most || hits.length > MOST ? ". " + words.more : "");
    document.getElementById("hits").replaceChildren(...hits.slice(0, MOST).map(show));
  };

  const asked = new URLSearchParams(location.search);
  for (const name of ["q", "in", "beside"]) {
    if (asked.has(name)) form.elements[name].value = asked.get(name);
  }
  let timer;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
  if (form.elements.q.value) run(); else form.elements.q.focus();
})();
