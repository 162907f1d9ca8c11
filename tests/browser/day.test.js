// A day and its entries: what is saved is corrected with its history, withdrawn and put back, and two tabs lose nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, close, launch, openAs, openRecord, record, save } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Records a short entry of today and opens its page by way of its day; answers the address of the page. */
async function openEntry(page, lang, category) {
  await openRecord(page, lang);
  await record(page, category, "0:07");
  const day = await page.inputValue("#field-worked_on");
  await page.goto(`${address}/${lang}/day/${day}`);
  await page.locator(".day-entries tbody tr").last().locator("a").click();
  await page.locator("#history-heading").waitFor();
  return page.url();
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`an entry is corrected, withdrawn and put back ${how}, and its history says so`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openEntry(page, "fr", "OT");
    await page.fill("#field-minutes", "0,2");
    await page.fill("#field-narrative", "<b>é\u0301</b> \u202e 🙂 « x »");
    await page.fill("#field-reason", "Mal lu");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Corrigée\./);
    assert.equal(await page.inputValue("#field-minutes"), "0:12");
    const rows = page.locator(".history tbody tr");
    assert.equal(await rows.count(), 2);
    assert.match(await rows.nth(1).innerText(), /0:07[\s\S]*Mal lu/);
    await page.locator("button[value=withdraw]").click();
    await page.locator("button[value=restore]").waitFor();
    assert.equal(await page.locator("#entry-form").count(), 0);
    await page.locator("button[value=restore]").click();
    await page.locator("#entry-form").waitFor();
    assert.match(await page.locator("#saved").innerText(), /^Remise/);
    assert.equal(await rows.count(), 4);
    await page.locator("button[value=withdraw]").click();
    await page.locator("button[value=restore]").waitFor();
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`two tabs on one entry: both versions are shown ${how}, and the reader decides`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    const there = await openEntry(page, "en", "OT");
    const other = await page.context().newPage();
    await other.goto(there);
    await other.fill("#field-minutes", "0:09");
    await save(other);
    await page.fill("#field-minutes", "0:11");
    await save(page);
    await page.locator("#error-summary").waitFor();
    assert.match(await page.locator("section.aside").innerText(), /0:09/);
    assert.equal(await page.inputValue("#field-minutes"), "0:11");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Corrected\./);
    assert.equal(await page.inputValue("#field-minutes"), "0:11");
    await page.locator("button[value=withdraw]").click();
    await page.locator("button[value=restore]").waitFor();
    await close(page);
  });
}

test("a day is marked complete and not complete", async () => {
  const page = await openAs(browser, "lawyer");
  const day = new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10);
  await page.goto(`${address}/en/day/${day}`);
  await page.locator("button[value=complete]").click();
  await page.locator("button[value=reopen]").waitFor();
  assert.equal(await page.locator("#saved").innerText(), "Marked complete.");
  await page.locator("button[value=reopen]").click();
  await page.locator("button[value=complete]").waitFor();
  await close(page);
});
