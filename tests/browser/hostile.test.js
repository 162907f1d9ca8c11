// Hostile text in every field of every form: what was typed is kept or shown as it was typed, makes no element, widens no
// page and gives no reason for a complaint.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { STATES, reach } from "./states.js";
import { LANGUAGES, close, launch, open, openAs, overflow } from "./support.js";

const HOSTILE = `=1+1 <b class="foreign" onclick="x()">"é\u0301"</b> ${"Donaudampfschifffahrt".repeat(6)} \u202eabc \u0645\u0631\u062d\u0628\u0627 🙂 '; -- & ’ « x » {{ x }}`;
const MARK = "Donaudampf";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const TEXTS = "input[type=text]:visible, input:not([type]):visible, textarea:visible";
/** The forms of the page with fields for text that were not seen before, as places among all forms of the page. */
async function unseen(page, seen) {
  const found = [];
  for (const [place, form] of (await page.locator("form").all()).entries()) {
    const names = await form.locator(TEXTS).evaluateAll((all) => all.filter((one) => !one.readOnly).map((one) => one.name.replace(/\d+/g, "")));
    const step = await form.locator("input[type=hidden][name=do]").evaluateAll((all) => all.map((one) => one.value));
    const sign = [...new Set(names), ...step].join(" ");
    if (!names.length || seen.has(sign)) continue;
    seen.add(sign);
    found.push([place, sign]);
  }
  return found;
}
const unfold = (page) => page.locator("main details").evaluateAll((all) => all.forEach((one) => (one.open = true)));

describe("hostile text", { concurrency: 3 }, () => {
  for (const [role, states] of Object.entries(STATES)) {
    describe(role, { concurrency: 1 }, () => {
      const seen = new Set();
      let page;
      after(async () => {
        await close(page);
        assert.ok(seen.size > 0, "no form was found");
      });
      for (const [index, state] of states.entries()) {
        // The page of components shows a form and reads none.
        if (/components|refused|conflict|saved|thrown away|kept|decision aid/.test(state[0])) continue;
        const lang = LANGUAGES[index % LANGUAGES.length];
        test(`${state[0]}, ${lang}`, async (t) => {
          if (role === "nobody" && page) await close(page);
          if (role === "nobody") page = await open(browser, { width: 320 });
          page ??= await openAs(browser, role, { width: 320 });
          await reach(page, lang, state);
          await unfold(page);
          for (const [at, [place, sign]] of (await unseen(page, seen)).entries()) {
            if (at > 0) {
              await reach(page, lang, state);
              await unfold(page);
            }
            const form = page.locator("form").nth(place);
            const typed = new Map();
            for (const field of await form.locator(TEXTS).all()) {
              if (await field.evaluate((one) => one.readOnly)) continue;
              await field.fill(HOSTILE.slice(0, Number(await field.getAttribute("maxlength")) || undefined));
              typed.set(await field.getAttribute("id"), await field.inputValue());
            }
            const isQuick = (await form.getAttribute("id")) === "quick-form";
            const primary = form.locator("button.primary:visible");
            await ((await primary.count()) ? primary : form.locator("button[type=submit]:visible")).first().click();
            await page.waitForLoadState();
            if (isQuick) await page.locator("#quick-shown span, #notice").first().waitFor();
            else await page.waitForFunction(() => document.readyState === "complete");
            await unfold(page);
            // What is refused stands in its fields; what is stored may be shown instead.
            const isRefused = (await page.locator("#error-summary").count()) > 0 || isQuick;
            for (const [id, text] of typed) {
              const now = (await page.locator(`[id="${id}"]`).count()) ? await page.inputValue(`[id="${id}"]`) : "";
              if (isRefused) assert.equal(now, text, `${sign}: ${id}`);
              else assert.ok(now === text || (await page.locator("main").innerText()).includes(MARK), `${sign}: ${id} is lost`);
            }
            assert.equal(await page.locator(".foreign").count(), 0, `${sign} made an element`);
            assert.ok((await overflow(page)) <= 0, `${sign} scrolls sideways`);
            assert.deepEqual(page.complaints, [], sign);
            t.diagnostic(`${sign}: ${isRefused ? "refused" : "taken"}`);
          }
          await state[3]?.(page);
        });
      }
    });
  }
});
