// A phone: the page begins soon below its header, the ways open from a button, rows of tables stand in lines, filters fold away;
// all of it also without script, and a table stays a table for those who listen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WORKED, entry } from "./states.js";
import { LANGUAGES, address, close, launch, openAs, overflow, tabTo } from "./support.js";

/** By so many pixels from the top the heading has begun, in the language with the longer words too. */
const HEADING = 312;
const PAGES = { lawyer: ["week", "record", "files", `day/${WORKED}`], head: ["requests", "reports/workload"], admin: ["accounts"] };
/** What has to be in sight in the row of a table, by page. */
const TABLES = {
  lawyer: [["record", ".entries a.target"], [`day/${WORKED}`, ".day-entries a.target"], ["files", ".register tbody td:last-child"]],
  admin: [["accounts", ".entries tbody td:last-child"]],
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`the heading begins soon below the header, and the ways open from a button, ${how}`, async () => {
    for (const [role, paths] of Object.entries(PAGES)) {
      const page = await openAs(browser, role, { width: 320, script });
      for (const lang of LANGUAGES) {
        for (const path of paths) {
          await page.goto(`${address}/${lang}/${path}`);
          const { y } = await page.locator("h1").boundingBox();
          assert.ok(y <= HEADING, `${path}, ${lang}: the heading begins at ${y}`);
          assert.ok((await overflow(page)) <= 0, `${path}, ${lang}`);
        }
        const way = page.locator(".site-nav a").last();
        assert.equal(await way.isVisible(), false);
        await tabTo(page, page.locator("button.menu"));
        await page.keyboard.press("Enter");
        assert.equal(await way.isVisible(), true);
        await page.keyboard.press("Escape");
        assert.equal(await way.isVisible(), false);
        await page.locator("button.menu").click();
        await way.click();
        await page.locator("h1").waitFor();
      }
      await close(page);
    }
  });
}

test("rows of tables stand in lines, in sight, and stay rows for those who listen", async () => {
  for (const [role, tables] of Object.entries(TABLES)) {
    const page = await openAs(browser, role, { width: 320 });
    if (role === "lawyer") await entry(page);
    for (const lang of LANGUAGES) {
      for (const [path, fact] of tables) {
        await page.goto(`${address}/${lang}/${path}`);
        const wide = await page.locator("main .scroll").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
        assert.equal(wide, 0, `${path}, ${lang}: nothing scrolls sideways`);
        const box = await page.locator(fact).first().boundingBox();
        assert.ok(box.x >= 0 && box.x + box.width <= 320, `${path}, ${lang}: ${JSON.stringify(box)}`);
        const table = page.getByRole("table").first();
        assert.ok((await table.getByRole("columnheader").count()) > 2, path);
        assert.ok((await table.getByRole("row").count()) > 1 && (await table.getByRole("cell").count()) > 2, path);
      }
    }
    await close(page);
  }
});

test("filters fold away where there is little room, and are there where there is more", async () => {
  const page = await openAs(browser, "lawyer", { width: 320 });
  for (const lang of LANGUAGES) {
    await page.goto(`${address}/${lang}/files`);
    assert.equal(await page.locator("#field-search").isVisible(), false);
    await page.locator(".filters summary").click();
    await page.fill("#field-search", "training");
    await page.press("#field-search", "Enter");
    await page.waitForURL(/search=training/);
    assert.equal(await page.inputValue("#field-search"), "training");
    assert.equal(await page.locator("#field-search").isVisible(), true, "what is set is in sight");
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${address}/${lang}/files`);
    assert.equal(await page.locator("#field-search").isVisible(), true);
    await page.fill("#field-search", "law");
    await page.setViewportSize({ width: 320, height: 800 });
  }
  await close(page);
});
