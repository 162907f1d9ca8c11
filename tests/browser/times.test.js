// An hour and a half, written as people write it in either language, is an hour and a half on every page.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { api, clear, day, entry, monday, work } from "./states.js";
import { LANGUAGES, address, close, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const WRITTEN = ["1.5", "1,5", "1h30", "90m"];
const submit = async (page, selector = "#entry-form button.primary") => {
  await page.locator(selector).click();
  await page.waitForLoadState();
};
/** Takes back what a page says it has saved. */
const undo = async (page) => {
  await page.locator("#saved button[value=withdraw]").click();
  await page.locator("button[value=restore]").waitFor();
};

/** What each page understands of a time. */
const PAGES = {
  record: async (page, lang, text, { file, activity }) => {
    await page.goto(`${address}/${lang}/record?file=${file}&activity=${activity}`);
    await page.fill("#field-minutes", text);
    await submit(page);
    const said = await page.locator("#saved").innerText();
    await undo(page);
    return said;
  },
  timer: async (page, lang, text, { file, activity }) => {
    await clear(page);
    await api(page, "POST", "my/timer", { file, activity });
    await page.goto(`${address}/${lang}/timer`);
    await page.fill("#field-minutes", text);
    await submit(page);
    await page.waitForURL(/\/record/);
    const said = await page.locator("#saved").innerText();
    await undo(page);
    return said;
  },
  range: async (page, lang, text, { file, activity }) => {
    await page.goto(`${address}/${lang}/range?file=${file}`);
    await page.fill("#field-from", day(6));
    await page.fill("#field-to", day(0));
    await page.fill("#field-minutes", text);
    await page.check(`input[name=activity][value="${activity}"]`);
    await submit(page, "button[value=preview]");
    return page.locator("#days tbody td:last-child", { hasText: "1:30" }).first().innerText();
  },
  entry: async (page, lang, text) => {
    const one = await entry(page);
    await page.goto(`${address}/${lang}/${one.path}`);
    await page.fill("#field-minutes", text);
    await submit(page);
    await page.locator("#saved").waitFor();
    const read = await page.inputValue("#field-minutes");
    await submit(page, "button[value=withdraw]");
    return read;
  },
  quick: async (page, lang, text, { file, activity }) => {
    await page.goto(`${address}/${lang}/account`);
    await page.fill("#field-quick", `${text} ${file} ${activity}`);
    await page.locator("#quick-form button.ready").waitFor();
    return page.locator("#quick-shown").innerText();
  },
};

describe("an hour and a half", () => {
  for (const lang of LANGUAGES) {
    for (const [name, understand] of Object.entries(PAGES)) {
      test(`${name}, ${lang}: ${WRITTEN.join(" ")}`, async () => {
        const page = await openAs(browser, "lawyer");
        const what = await work(page);
        for (const text of WRITTEN) assert.match(await understand(page, lang, text, what), /(^|[^\d:])1:30($|[^\d])/, text);
        assert.deepEqual(page.complaints, []);
        await close(page);
      });
    }

    test(`week, ${lang}: ${WRITTEN.join(" ")}`, async () => {
      const page = await openAs(browser, "lawyer");
      await page.goto(`${address}/${lang}/week/${monday(2)}`);
      const empty = await page.locator("#week tr.times input[type=text]").evaluateAll((all) => all.filter((input) => !input.value).map((input) => input.id));
      const ids = empty.slice(0, WRITTEN.length);
      assert.equal(ids.length, WRITTEN.length, "the week has room");
      for (const [at, text] of WRITTEN.entries()) await page.fill(`#${ids[at]}`, text);
      await submit(page, ".week-save button");
      await page.locator("#saved").waitFor();
      for (const [at, text] of WRITTEN.entries()) assert.equal(await page.inputValue(`#${ids[at]}`), "1:30", text);
      for (const id of ids) await page.fill(`#${id}`, "");
      await submit(page, ".week-save button");
      await page.locator("#saved").waitFor();
      assert.deepEqual(page.complaints, []);
      await close(page);
    });
  }
});
