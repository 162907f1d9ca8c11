// Every page in every language, width and state: no violation of accessibility, no error, no sideways scrolling,
// and never heavier than the limit.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LANGUAGES, PATHS, WEIGHT_LIMIT, WIDTHS, address, axe, close, launch, openAs, overflow, record, save, weight } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Who looks at which page. */
const ROLES = { record: "lawyer", workload: "head" };

const STATES = {
  record: {
    empty: async (page) => {
      await page.locator("#entry-form").waitFor();
      assert.equal(await page.locator("#error-summary, #saved").count(), 0);
    },
    filled: async (page) => {
      await record(page, "TA");
      await page.locator("#saved").waitFor();
      assert.ok((await page.locator("table.entries tbody tr").count()) > 0);
    },
    error: async (page) => {
      await page.fill("#field-file", "no such words");
      await page.fill("#field-worked_on", "22/11/2026");
      await page.fill("#field-minutes", "1h75");
      await save(page);
      await page.locator("#error-summary").waitFor();
    },
  },
  workload: {
    empty: async (page, lang) => {
      await page.goto(`${address}/${lang}/${PATHS.workload}?from=1990-91&to=1990-91&by=category&per=fiscal-year`);
      await page.locator(".empty").waitFor();
    },
    filled: async (page) => {
      await page.locator("table.report").waitFor();
      assert.equal(await page.locator(".chart svg[role=img]:visible").count(), 1);
    },
    error: async (page, lang) => {
      await page.goto(`${address}/${lang}/${PATHS.workload}?from=2023-24&to=2021-22&by=category&per=fiscal-year`);
      await page.locator("#error-summary").waitFor();
    },
  },
};

for (const [name, states] of Object.entries(STATES)) {
  for (const [state, reach] of Object.entries(states)) {
    describe(`${name}, ${state}`, () => {
      for (const lang of LANGUAGES) {
        for (const width of WIDTHS) {
          test(`${lang} at ${width} px is accessible, quiet and fits`, async () => {
            const page = await openAs(browser, ROLES[name], { width });
            await page.goto(`${address}/${lang}/${PATHS[name]}`);
            await reach(page, lang);
            assert.equal(await page.locator("html").getAttribute("lang"), lang);
            assert.deepEqual(await axe(page), []);
            assert.ok((await overflow(page)) <= 0, "the page scrolls sideways");
            assert.deepEqual(page.complaints, []);
            const title = await page.title();
            if (state === "error") {
              assert.match(title, lang === "fr" ? /^Erreur\u00a0: / : /^Error: /);
            }
            await close(page);
          });
        }
        test(`${lang} in dark colours is accessible`, async () => {
          const page = await openAs(browser, ROLES[name], { scheme: "dark" });
          await page.goto(`${address}/${lang}/${PATHS[name]}`);
          await reach(page, lang);
          assert.deepEqual(await axe(page), []);
          await close(page);
        });
      }
    });
  }
}

for (const name of Object.keys(PATHS)) {
  test(`${name} weighs at most 200 KB with fonts, styles and script`, async () => {
    const page = await openAs(browser, ROLES[name]);
    await page.goto(`${address}/fr/${PATHS[name]}`);
    const bytes = await weight(page);
    assert.ok(bytes > 10_000, "nothing was counted");
    assert.ok(bytes <= WEIGHT_LIMIT, `${bytes} bytes`);
    await close(page);
  });
}

test("every target is at least 24 pixels high and wide, or a link within a sentence", async () => {
  const page = await openAs(browser, "lawyer", { width: 320 });
  await page.goto(`${address}/fr/record`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((target) => !target.closest("p, li li, .default-button") && target.type !== "hidden")
      .filter((target) => !target.matches(".skip-link, .default-button"))
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .map(({ target }) => target.outerHTML.slice(0, 80)),
  );
  assert.deepEqual(small, []);
  await close(page);
});
