// The workload report: finding, chart and table say the same, in both languages, and the choice stays in the address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PATHS, address, close, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const openWorkload = async (page, lang, query = "") => page.goto(`${address}/${lang}/${PATHS.workload}${query}`);

for (const script of [true, false]) {
  test(`finding, chart, table and explanations are there ${script ? "with" : "without"} script`, async () => {
    const page = await openAs(browser, "head", { script });
    await openWorkload(page, "en");
    assert.ok((await page.locator("h1").innerText()).length > 10);
    const chart = page.locator(".chart svg:visible");
    assert.equal(await chart.count(), 1);
    const [name, description] = await chart.evaluate((svg) =>
      ["aria-labelledby", "aria-describedby"].map(
        (attribute) => document.getElementById(svg.getAttribute(attribute))?.textContent ?? "",
      ),
    );
    assert.ok(name.length > 5 && description.length > 5);
    const hours = await page.locator("table.report tbody tr").first().locator("td").first().innerText();
    assert.ok((await chart.textContent()).includes(hours), `the chart does not show ${hours}`);
    assert.ok((await page.locator(".about dt").count()) >= 8);
    assert.ok((await page.locator("table.report caption").innerText()).length > 5);
    await close(page);
  });
}

test("the language toggle keeps the choice and the numbers", async () => {
  const page = await openAs(browser, "head");
  await openWorkload(page, "en");
  await page.selectOption("#field-by", "activity");
  await page.locator("#report-form button").click();
  await page.waitForURL(/by=activity/);
  const numbers = async () =>
    (await page.locator("table.report tbody td").allInnerTexts()).map((text) => text.replace(/[^\d]/g, ""));
  const english = await numbers();
  const query = new URL(page.url()).searchParams;
  await page.locator(".language").click();
  await page.waitForURL(/\/fr\//);
  const kept = new URL(page.url()).searchParams;
  for (const name of ["from", "to", "by", "per"]) assert.equal(kept.get(name), query.get(name), name);
  assert.equal(await page.inputValue("#field-by"), "activity");
  assert.deepEqual(await numbers(), english);
  await close(page);
});

for (const by of ["category", "activity", "file-type", "country", "project", "team", "file"]) {
  for (const per of ["fiscal-year", "fiscal-quarter", "month"]) {
    test(`hours by ${by} per ${per} are drawn and tabled`, async () => {
      const page = await openAs(browser, "head");
      await openWorkload(page, "fr");
      const [from, to] = [await page.inputValue("#field-from"), await page.inputValue("#field-to")];
      // Months and quarters of one year; years over all that are chosen.
      const first = per === "fiscal-year" ? from : to;
      await openWorkload(page, "fr", `?from=${first}&to=${to}&by=${by}&per=${per}`);
      assert.ok((await page.locator("table.report tbody tr").count()) >= 1);
      assert.equal(await page.locator(".chart svg:visible").count(), 1);
      assert.deepEqual(page.complaints, []);
      await close(page);
    });
  }
}

test("the downloads answer with the same choice", async () => {
  const page = await openAs(browser, "head");
  await openWorkload(page, "en");
  for (const [link, type] of [[0, "text/csv"], [1, "application/json"]]) {
    const path = await page.locator(".downloads a").nth(link).getAttribute("href");
    const answer = await page.request.get(new URL(path, page.url()).href);
    assert.equal(answer.status(), 200);
    assert.ok(answer.headers()["content-type"].startsWith(type), answer.headers()["content-type"]);
  }
  await close(page);
});

test("the table scrolls inside its own region that the keyboard reaches", async () => {
  const page = await openAs(browser, "head", { width: 320 });
  await openWorkload(page, "fr");
  const region = page.locator(".scroll").first();
  assert.equal(await region.getAttribute("tabindex"), "0");
  assert.ok(await region.getAttribute("aria-label"));
  assert.ok(await region.evaluate((box) => box.scrollWidth > box.clientWidth));
  await close(page);
});

test("a printed report has the chart and the table and leaves out navigation and form", async () => {
  const page = await openAs(browser, "head");
  await openWorkload(page, "en");
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("table.report").isVisible());
  assert.ok(await page.locator(".chart.wide svg").isVisible());
  for (const hidden of [".site-nav", "#report-form", ".language"]) {
    assert.ok(!(await page.locator(hidden).isVisible()), hidden);
  }
  await close(page);
});
