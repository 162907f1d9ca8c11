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

for (const script of [true, false]) {
  test(`figures are crossed, compared and narrowed by the form ${script ? "with" : "without"} script`, async () => {
    for (const lang of ["en", "fr"]) {
      const page = await openAs(browser, "head", { script });
      await openWorkload(page, lang);
      const rows = page.locator("table.report tbody:first-of-type tr");
      const before = await rows.count();
      const heads = await page.locator("table.report thead tr:last-child th").count();
      const periods = await page.locator("table.report thead th.period").count();
      // Crossed, and compared with the same period of the year before.
      await page.selectOption("#field-across", "activity");
      await page.selectOption("#field-compare", "year-before");
      await page.locator("#report-form button").click();
      await page.waitForURL(/across=activity/);
      assert.equal(await page.inputValue("#field-across"), "activity");
      assert.equal(await page.inputValue("#field-compare"), "year-before");
      assert.ok((await rows.count()) > before, "each group has its parts");
      assert.ok((await page.locator("table.report tbody tr.part").count()) > 0);
      assert.equal(await page.locator("table.report thead tr:last-child th").count(), 3 * periods);
      assert.notEqual(heads, 0);
      // Parts add up to their group in the first period.
      const minutes = (text) => Math.round(Number(text.replace(/[^\d,.]/g, "").replace(lang === "fr" ? "," : /,/g, lang === "fr" ? "." : "")) * 10);
      let [group, parts] = [null, 0];
      const check = () => group === null || assert.ok(Math.abs(group - parts) <= 20, `${parts} is not ${group}`);
      for (const row of await rows.all()) {
        const hours = minutes(await row.locator("td.first").first().innerText());
        if (await row.evaluate((element) => element.classList.contains("part"))) {
          parts += hours;
        } else {
          check();
          [group, parts] = [hours, 0];
        }
      }
      check();
      // Narrowed: the fields are behind a summary, and open where something is narrowed.
      assert.equal(await page.locator("details.more").getAttribute("open"), null);
      await page.locator("details.more summary").click();
      await page.selectOption("#field-category", "TA");
      await page.selectOption("#field-across", "");
      await page.locator("#report-form button").click();
      await page.waitForURL(/category=TA/);
      assert.notEqual(await page.locator("details.more").getAttribute("open"), null);
      assert.equal(await page.inputValue("#field-category"), "TA");
      assert.equal(await rows.count(), 1);
      // A filter of which nobody knows says so beside its field, and keeps what was typed.
      await page.fill("#field-file", "NO-SUCH-FILE");
      await page.locator("#report-form button").click();
      await page.waitForURL(/NO-SUCH-FILE/);
      assert.ok((await page.locator("#error-file").innerText()).includes("NO-SUCH-FILE"));
      assert.equal(await page.inputValue("#field-file"), "NO-SUCH-FILE");
      assert.equal(await page.inputValue("#field-category"), "TA");
      // The other language keeps it all.
      await page.locator(".language").click();
      await page.waitForURL(new RegExp(`/${lang === "en" ? "fr" : "en"}/`));
      assert.equal(await page.inputValue("#field-category"), "TA");
      assert.deepEqual(page.complaints, []);
      await close(page);
    }
  });
}

test("small groups are left out where the form says so, and every field has a name", async () => {
  const page = await openAs(browser, "head");
  await openWorkload(page, "fr", "?by=person");
  await page.locator("details.more summary").click();
  for (const field of await page.locator("#report-form :is(select, input)").all()) {
    const id = await field.getAttribute("id");
    assert.equal(await page.locator(`label[for="${id}"]`).count(), 1, id);
  }
  await page.check("#field-shared");
  await page.locator("#report-form button").click();
  await page.waitForURL(/shared=yes/);
  assert.ok(await page.isChecked("#field-shared"));
  assert.equal(await page.locator(".chart svg:visible").count(), 0, "a chart would show what is hidden");
  // One person is always few; where nobody has worked there is nothing to hide.
  const shown = (await page.locator("table.report tbody:first-of-type td.first").allInnerTexts()).map((text) => text.trim());
  assert.ok(shown.includes("···") && shown.every((text) => ["···", "0,0"].includes(text)), shown.join(" "));
  await close(page);
});
