// Drives a built site in real Chromium, from its folder: node drive.mjs SITE CHROMIUM DOSSIER OLD NEW
// One line of JSON for each scenario: {"name", "error"}; error is "" where all held. Any console error is one, too.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [site, executablePath, dossier, , now, axePath] = process.argv.slice(2);
const root = pathToFileURL(site).href + "/";
const at = (path) => root + path;
const text = (name) => at(`${dossier}/${now}/${name}`);
const shown = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).length);
const columns = (page) => page.locator("thead th[class^=c-]").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.className.slice(2, 4)));
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const scenarios = {
  async "columns are chosen, kept over a reload and in a shared address"(page, context) {
    await page.goto(text("parallel.html?ui=nl&columns=nl,el"));
    assert.deepEqual((await columns(page)).sort(), ["el", "nl"]);
    await page.locator("label[for=c-bg]").click();
    await page.locator("label[for=c-el]").click();
    assert.match(page.url(), /columns=bg,nl/);
    await page.reload();
    assert.deepEqual((await columns(page)).sort(), ["bg", "nl"]);
    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual((await columns(other)).sort(), ["bg", "nl"]);
    await page.locator("label[for=c-all]").click();
    assert.equal((await columns(page)).length, await page.locator("thead th[class^=c-]").count());
  },
  async "columns can be chosen without a script"(page, context, browser) {
    const bare = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await bare.goto(text("parallel.html"));
    const before = await columns(bare);
    await bare.locator("label[for=c-el]").click();
    assert.deepEqual(new Set(await columns(bare)), new Set([...before, "el"]));
    assert.equal(await shown(bare, "[data-needs-script]"), 0);
    await bare.goto(text("nl.html#para_2"));
    assert.ok(await bare.locator("#para_2").isVisible());
  },
  async "the verb grid leads a reader to the occurrences in the reader's language, and these to the row"(page) {
    await page.goto(text("verbs.html?ui=nl"));
    await page.locator("tbody .usual a", { hasText: "VERZOEKT" }).first().click();
    assert.equal(page.url(), at("concordance/invite-nl.html"));
    await page.locator(".requests .where a").first().click();
    const row = page.locator(CSS_ID(new URL(page.url()).hash));
    assert.match(await row.textContent(), /INVITES/);
    assert.ok(await row.isVisible());
  },
  async "next and previous change by link and by key, past what the filter hides"(page) {
    await page.goto(text("changes-nl.html"));
    await page.keyboard.press("n");
    const [first, second] = await page.locator("section.change").evaluateAll((all) => all.map((one) => `#${one.id}`));
    assert.equal(new URL(page.url()).hash, first);
    await page.locator(`${first} a[rel=next]`).click();
    assert.equal(new URL(page.url()).hash, second);
    await page.keyboard.press("p");
    assert.equal(new URL(page.url()).hash, first);
    await page.locator("label[for=s-verbal]").click();
    await page.keyboard.press("n");
    const target = page.locator(new URL(page.url()).hash);
    assert.match(await target.getAttribute("class"), /verbal/);
    assert.equal(await page.evaluate(() => document.activeElement.closest(".change").id), await target.getAttribute("id"));
  },
  async "changes are filtered by nature and by verb, and the address keeps it"(page) {
    await page.goto(text("changes-nl.html"));
    const all = await shown(page, ".change");
    await page.locator("label[for=s-substantive]").click();
    const substantive = await shown(page, ".change");
    assert.equal(substantive, await page.locator(".change.substantive").count());
    await page.locator("label[for=s-verbal]").click();
    assert.equal(await shown(page, ".change"), await page.locator(".change.verbal").count());
    assert.ok(substantive <= all && substantive > 0);
    await page.reload();
    assert.ok(await page.locator("#s-verbal").isChecked());
    await page.locator("label[for=v-inline]").click();
    assert.equal(await shown(page, ".pair"), 0);
  },
  async "a change shows in which languages it arrived"(page) {
    await page.goto(text("changes-nl.html"));
    const strip = page.locator(".change .strip").first();
    assert.ok((await strip.locator("li").count()) >= 2);
    assert.equal(await strip.locator("[aria-current]").textContent(), "nl");
  },
  async "findings are filtered by language and severity and lead to their row"(page) {
    await page.goto(text("findings.html?ui=nl"));
    await page.waitForFunction(() => document.documentElement.lang === "nl");
    assert.ok((await shown(page, ".finding")) > 0);
    const code = "el";
    assert.ok((await page.locator(".heat a").count()) > 0);
    await page.locator("#only-language").selectOption(code);
    assert.equal(await shown(page, ".finding"), await page.locator(`.finding[data-languages~=${code}]`).count());
    await page.locator("#only-language").selectOption("");
    await page.locator("label[for=f-error]").click();
    assert.equal(await shown(page, ".finding"), await page.locator(".finding.error").count());
    await page.locator("label[for=f-all]").click();
    await page.locator(".finding .where a").first().click();
    await page.locator("#" + CSS(decodeURIComponent(new URL(page.url()).hash.slice(1)))).waitFor({ state: "visible" });
  },
  async "the verb grid sorts by a column and shows only where a language stands apart"(page) {
    await page.goto(text("verbs.html?ui=el"));
    await page.waitForFunction(() => document.documentElement.lang === "el");
    assert.equal(await page.locator("h1").textContent(), "Πίνακας ρημάτων");
    const head = page.locator("thead th.usual");
    await head.locator("button").click();
    assert.equal(await head.getAttribute("aria-sort"), "ascending");
    const values = await page.locator("td.usual").evaluateAll((all) => all.map((one) => one.dataset.value));
    assert.deepEqual(values, [...values].sort(new Intl.Collator("el", { numeric: true }).compare));
    await page.locator("label[for=g-apart]").click();
    assert.ok((await shown(page, "tbody tr")) > 0);
    assert.equal(await page.locator("td.c-el .standing.s-weaker").first().textContent(), "ασθενέστερο");
    assert.equal(await page.locator("tr.apart td.usual .verb").first().getAttribute("lang"), "el");
    assert.equal(await shown(page, "tbody tr"), await page.locator("tbody tr.apart").count());
    const csv = readFileSync(new URL(await page.locator(".ways a").evaluate((one) => one.href)), "utf8");
    assert.match(csv, /^\ufeffPlace,wId,/);
  },
  async "the search finds words of nl, el, bg and mt with other endings, accents and case"(page) {
    for (const [language, query] of [["nl", "WETENSCHAPPEN"], ["el", "ΕΡΕΥΝΑ"], ["bg", "НАУЧНИТЕ"], ["mt", "ricerka"]]) {
      await page.goto(at(`search${language === "en" ? "" : "-" + language}.html`));
      await page.locator("#query").fill(query);
      await page.locator("#hits li").first().waitFor();
      assert.equal(await page.locator("#hits .said").first().getAttribute("lang"), language);
      assert.ok((await page.locator("#hits mark").count()) > 0, query);
      const href = await page.locator("#hits .to").first().evaluate((one) => one.href);
      await page.goto(href);
      assert.ok(await page.locator("#" + CSS(decodeURIComponent(new URL(href).hash.slice(1)))).isVisible());
    }
  },
  async "the search goes over all languages and offers the row beside another one"(page) {
    await page.goto(at("search-nl.html?q=FAIR&in=all&beside=el"));
    await page.locator("#hits li").first().waitFor();
    const languages = new Set(await page.locator("#hits .said").evaluateAll((all) => all.map((one) => one.lang)));
    assert.ok(languages.size >= 3, [...languages].join());
    const other = page.locator("#hits .other:not([hidden])").first();
    assert.equal(await other.getAttribute("lang"), "el");
    await page.locator("#hits .row").first().click();
    assert.match(page.url(), /parallel\.html\?ui=nl&columns=/);
    assert.ok((await columns(page)).length >= 1);
  },
  async "a point and a clause have an address that shows on focus"(page) {
    await page.goto(text("nl.html"));
    const link = page.locator(".clause .permalink").first();
    await link.focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    await page.waitForFunction(() => getComputedStyle(document.activeElement).opacity === "1");
    await page.keyboard.press("Enter");
    const hash = new URL(page.url()).hash;
    assert.match(hash, /^#para_\d+__/);
    assert.ok(await page.locator("#" + CSS(hash.slice(1))).isVisible());
  },
  async "all can be reached by keyboard, with a visible focus and no trap"(page) {
    await page.goto(text("parallel.html?ui=bg&columns=bg,nl"));
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    const seen = new Set();
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      seen.add(await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one);
        const label = one.labels && one.labels[0];
        const visible = style.outlineStyle !== "none" || (label && getComputedStyle(label).outlineStyle !== "none");
        return visible ? one.id || one.href || one.tagName : "no focus: " + one.outerHTML.slice(0, 80);
      }));
    }
    assert.deepEqual([...seen].filter((one) => one.startsWith("no focus")), []);
    assert.ok(["c-bg", "c-all", "annotate"].every((one) => seen.has(one)), [...seen].join());
    const details = page.locator("tbody th details").first();
    await details.locator("summary").focus();
    await page.keyboard.press("Enter");
    assert.ok(await details.evaluate((one) => one.open));
    await page.keyboard.press("Escape");
    assert.ok(!(await details.evaluate((one) => one.open)));
    await page.keyboard.press("/");
    await page.waitForURL(/search-bg\.html/);
  },
  async "no page is wider than a phone"(page) {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of kinds("el")) {
      await page.goto(path);
      assert.ok((await fits(page)) <= 0, `${path}: ${await fits(page)} px too wide`);
    }
  },
  async "text at 400 % is all there"(page) {
    await page.setViewportSize({ width: 320, height: 256 });
    for (const path of [text("bg.html"), text("changes-bg.html")]) {
      await page.goto(path);
      assert.ok((await fits(page)) <= 0, path);
    }
  },
  async "pages print, with the marks of specimens"(page) {
    for (const [path, least] of [[text("en.html"), 2], [text("parallel.html?ui=nl&columns=nl,el"), 2], [text("changes-nl.html"), 2]]) {
      await page.goto(path);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length;
      assert.ok(sheets >= least, `${path}: ${sheets} sheets`);
    }
  },
  async "a page for all speaks the reader's language, whole"(page) {
    for (const language of ["nl", "el", "bg", "ga"]) {
      for (const name of ["parallel", "verbs", "findings"]) {
        await page.goto(text(`${name}.html?ui=${language}`));
        await page.waitForFunction((code) => document.documentElement.lang === code, language);
        const heading = await page.locator("h1").textContent();
        assert.ok(!["Side by side", "Verb grid", "Findings"].includes(heading), `${language} ${name}: ${heading}`);
        const left = await page.evaluate(() => [...document.querySelectorAll("main [class*=badge], main .message, main .rule, main .proof span:not([lang]), main .evidence li, main label, main button, main legend, main h2, footer p")]
          .filter((one) => !one.closest("[lang]:not(html)")).map((one) => one.textContent.trim())
          .filter((one) => /\b(the|with|and|official|columns|counterpart|working|point)\b/i.test(one)));
        const heads = await page.locator("tbody th .label").allTextContents();
        assert.deepEqual(heads.filter((one) => /\b(heading|point|clause|item|cover)\b/i.test(one)), [], `${language} ${name}`);
        assert.deepEqual(left.filter((one) => !/^(Conclusio|©)/.test(one)), [], `${language} ${name}`);
      }
    }
  },
  async "pages do not shift while they load"(page, context) {
    await context.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; })
        .observe({ type: "layout-shift", buffered: true });
    });
    const found = [];
    for (const width of [360, 1440]) {
      for (const path of kinds(null, ["nl", "el", "bg"])) {
        const fresh = await context.newPage();
        await fresh.setViewportSize({ width, height: 800 });
        await fresh.goto(path);
        await fresh.evaluate(() => document.fonts.ready);
        await fresh.waitForTimeout(250);
        const shift = await fresh.evaluate(() => window.shift);
        if (shift > 0.01) found.push(`${path.slice(root.length)} at ${width} px: ${shift.toFixed(3)}`);
        await fresh.close();
      }
    }
    assert.deepEqual(found, []);
  },
  async "axe finds no violation on any kind of page"(page) {
    const source = readFileSync(axePath, "utf8");
    const languages = ["nl", "el", "bg", "ga"];
    const found = [];
    for (const path of kinds(null, languages)) {
      await page.goto(path);
      await page.evaluate(source);
      const result = await page.evaluate(() => axe.run(document, { preload: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
      for (const one of result.violations) found.push(`${path.slice(root.length)} ${one.id} ${one.nodes[0].target}`);
    }
    assert.deepEqual(found, []);
  },
};

const CSS_ID = (hash) => `[id="${decodeURIComponent(hash.slice(1))}"]`;
const CSS = (name) => name.replace(/[^\w-]/g, "\\$&");

// One page of each kind; the languages take turns where several are given.
function kinds(language, turns = [language]) {
  const made = [
    (code) => at(`index-${code}.html`), (code) => at(`about-${code}.html`), (code) => at(`search-${code}.html`),
    (code) => at(`concordance-${code}.html`), (code) => at(`concordance/invite-${code}.html`),
    (code) => at(`${dossier}/index-${code}.html`), (code) => at(`${dossier}/downloads-${code}.html`),
    (code) => text(`${code}.html`), (code) => text(`asked-${code}.html`), (code) => text(`changes-${code}.html`),
    (code) => text(`parallel.html?ui=${code}&columns=${code},nl`), (code) => text(`verbs.html?ui=${code}`),
    (code) => text(`findings.html?ui=${code}`),
  ];
  return made.map((path, number) => path(turns[number % turns.length]));
}

const wanted = process.env.ONLY ? new RegExp(process.env.ONLY) : /./;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--allow-file-access-from-files=false"] });
for (const [name, run] of Object.entries(scenarios)) {
  if (!wanted.test(name)) continue;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  const said = [];
  context.on("console", (message) => { if (message.type() === "error") said.push(message.text()); });
  context.on("request", (request) => { if (!request.url().startsWith(root)) said.push("asked for " + request.url()); });
  page.on("pageerror", (error) => said.push(String(error)));
  let error = "";
  const begun = Date.now();
  try {
    await run(page, context, browser);
    assert.deepEqual(said, [], "the console");
  } catch (problem) {
    error = String(problem.message || problem).slice(0, 2000);
  }
  console.log(JSON.stringify({ name, error, seconds: (Date.now() - begun) / 1000 }));
  await context.close();
}
await browser.close();
