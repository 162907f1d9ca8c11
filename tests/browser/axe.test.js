// Every page in every state, in both languages: no violation of accessibility wide and narrow, in dark, high-contrast and
// forced colours; no complaint, no sideways scrolling, no small target, nothing cut off in print. With CASETIME_SHOTS=folder
// a picture of each is kept there.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { STATES, reach } from "./states.js";
import { LANGUAGES, WIDTHS, address, axe, close, isFocusedSoon, launch, open, openAs, overflow } from "./support.js";

const shots = process.env.CASETIME_SHOTS;
/** The width of a page of A4 between its margins. */
const PAPER = 680;

let browser;
before(async () => {
  browser = await launch();
  if (shots) await mkdir(shots, { recursive: true });
});
after(() => browser.close());

const widen = (page, width) => page.setViewportSize({ width, height: 800 });
/** Controls that are smaller than 24 pixels and no link within a sentence. */
const small = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((target) => !target.matches(".skip-link, .default-button, [type=hidden]") && !target.closest("p, li li, dd, dt"))
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ target }) => target.outerHTML.slice(0, 90)),
  );
/** What is wider than the paper, or than the box that holds it. */
const cut = (page) =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("main :is(.scroll, table, section, dl, ul, .chart)")]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && !part.closest(".visually-hidden, svg"))
      .map((part) => `${part.tagName} ${part.className}: ${part.scrollWidth} in ${part.clientWidth}`),
  );

const LIGHT = { media: null, colorScheme: "light", contrast: "no-preference", forcedColors: "none" };

async function look(page, lang, state) {
  const [name, there, , , { isAbsent = false, isLong = false } = {}] = state;
  await widen(page, 1280);
  await page.emulateMedia(LIGHT);
  await reach(page, lang, state);
  if (there === "#error-summary") {
    assert.ok(await isFocusedSoon(page, "error-summary"), "the summary of what is wrong has the focus");
    assert.match(await page.title(), lang === "fr" ? /^Erreur\u00a0: / : /^Error: /);
  }
  for (const width of [...WIDTHS].reverse()) {
    await widen(page, width);
    // The description of the API is the same in either language but for its words, and takes axe many seconds.
    if (!isLong || (lang === "fr" && width === 320)) assert.deepEqual(await axe(page), [], `${width} px`);
    assert.ok((await overflow(page)) <= 0, `scrolls sideways at ${width} px`);
    assert.deepEqual(await small(page), [], `small targets at ${width} px`);
    if (shots) await page.screenshot({ path: `${shots}/${name.replaceAll(/[^a-z0-9]+/g, "-")}.${lang}.${width}.png`, fullPage: true });
  }
  await widen(page, 1280);
  for (const media of [{ colorScheme: "dark" }, { contrast: "more" }, { forcedColors: "active" }]) {
    await page.emulateMedia({ ...LIGHT, ...media });
    if (!isLong) assert.deepEqual(await axe(page, ["color-contrast"]), [], JSON.stringify(media));
    assert.ok((await overflow(page)) <= 0, JSON.stringify(media));
  }
  await widen(page, PAPER);
  await page.emulateMedia({ ...LIGHT, media: "print" });
  assert.ok(await page.locator("h1").first().isVisible());
  assert.deepEqual(await cut(page), [], "cut off in print");
  await page.emulateMedia(LIGHT);
  assert.deepEqual(isAbsent ? page.complaints.splice(0, 1).filter((line) => !line.includes("404")) : page.complaints, []);
}

test("the register of requests before the first one, where the demonstration is new", async (t) => {
  const page = await openAs(browser, "head");
  for (const lang of LANGUAGES) {
    await page.goto(`${address}/${lang}/requests`);
    if (await page.locator("table.register").count()) t.skip("requests were entered already");
    else await look(page, lang, ["requests, none yet", ".empty", () => page.goto(`${address}/${lang}/requests`)]);
  }
  await close(page);
});

describe("every page in every state", { concurrency: 3 }, () => {
  for (const [role, states] of Object.entries(STATES)) {
    describe(role, { concurrency: 1 }, () => {
      let page;
      after(() => page && close(page));
      for (const lang of LANGUAGES) {
        for (const state of states) {
          test(`${state[0]}, ${lang}`, async () => {
            if (role === "nobody" && page) await close(page);
            if (role === "nobody") page = await open(browser);
            page ??= await openAs(browser, role);
            await look(page, lang, state);
            await state[3]?.(page);
          });
        }
      }
    });
  }
});
