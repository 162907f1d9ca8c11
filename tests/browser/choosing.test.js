// Choosing a file by words and asking the decision aid: by keyboard, with and without script, in both languages and widths.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, axe, close, firstFile, focused, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const HOSTILE = '<b>"x"</b> ’ & \u202eabc\u0301🙂 =1+1 a-very-long-word-without-any-place-to-break-it-at-all-anywhere';
const options = (page) => page.locator("#file-list [role=option]");
const active = (page) =>
  page.evaluate(() => {
    const input = document.getElementById("field-file");
    const option = document.getElementById(input.getAttribute("aria-activedescendant"));
    return option && { number: option.dataset.number, selected: option.getAttribute("aria-selected"), shown: option.getClientRects().length > 0 };
  });

test("the field of the file is a combobox that arrows, Enter and Escape work in", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/record`);
  const file = page.locator("#field-file");
  assert.equal(await file.getAttribute("role"), "combobox");
  await file.focus();
  await page.keyboard.type((await firstFile(page, "SA")).slice(0, 3));
  await page.locator("#file-status", { hasText: /found/ }).waitFor();
  assert.equal(await file.getAttribute("aria-expanded"), "true");
  assert.match(await page.locator("#file-status").innerText(), /\d+ files? found/);
  assert.equal(await active(page), null, "nothing is chosen before an arrow");
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("ArrowDown");
  const first = await active(page);
  assert.deepEqual([first.selected, first.shown], ["true", true]);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  assert.equal((await active(page)).number, first.number, "up from the first is the last, and down again the first");
  await page.keyboard.press("Escape");
  assert.equal(await file.getAttribute("aria-expanded"), "false");
  assert.equal(await focused(page), "field-file");
  await page.keyboard.press("ArrowDown");
  await options(page).first().waitFor();
  await page.keyboard.press("ArrowDown");
  const { number } = await active(page);
  await page.keyboard.press("Enter");
  assert.equal(await file.inputValue(), number);
  await page.locator("#file-chosen .code", { hasText: number }).waitFor();
  assert.match(page.url(), /\/en\/record$/, "Enter on an option does not send the form");
  assert.equal(await page.locator("fieldset.category").count(), 1);
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("an option is chosen with the mouse, and words that nothing has are said to be so", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/fr/record`);
  await page.fill("#field-file", HOSTILE.slice(0, 150));
  await page.waitForFunction(() => /Aucun dossier/.test(document.getElementById("file-status").textContent));
  await page.fill("#field-file", (await firstFile(page, "OT")).slice(0, 2));
  await options(page).first().click();
  await page.locator("#file-chosen .code").waitFor();
  assert.equal(await page.inputValue("#field-file"), await page.locator("#file-chosen .code").innerText());
  await page.route("**/api/v1/files?**", (route) => route.abort());
  await page.fill("#field-file", "abc");
  await page.waitForFunction(() => /n’a pas répondu/.test(document.getElementById("file-status").textContent));
  assert.equal(await page.inputValue("#field-file"), "abc", "what was typed stays");
  await close(page);
});

test("the files of the last days are shown on the way in, and words of one open file stand for it once they are left", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/record`);
  const file = page.locator("#field-file");
  await file.focus();
  await options(page).first().waitFor();
  const { files } = await (await page.request.get(`${address}/api/v1/files?limit=200&standing=open`)).json();
  let found;
  for (const one of files.filter(({ import_only: only }) => !only)) {
    const same = await (await page.request.get(`${address}/api/v1/files?limit=40&search=${encodeURIComponent(one.title)}`)).json();
    found = one;
    if (same.files.length === 1) break;
  }
  await page.keyboard.insertText(found.title);
  await page.keyboard.press("Tab");
  await page.locator("#file-chosen .code", { hasText: found.number }).waitFor();
  assert.equal(await file.inputValue(), found.number);
  assert.match(await page.locator("#file-status").innerText(), /^Taken, as the only open file/);
  // The activity that was chosen may not fit another file.
  await page.locator("input[name=activity]").first().check();
  const other = files.find((one) => one.category !== found.category && !one.import_only);
  await file.fill(other.number);
  await page.keyboard.press("Tab");
  await page.locator("#file-status", { hasText: "belongs to" }).waitFor();
  // What may be several files stays, with how many there are.
  await file.fill("a");
  await page.keyboard.press("Tab");
  await page.locator("#file-status", { hasText: /found/ }).waitFor();
  assert.equal(await file.inputValue(), "a");
  assert.ok(await page.evaluate(() => document.getElementById("aid").getBoundingClientRect().top < document.getElementById("activity-choices").getBoundingClientRect().top));
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("without script a button shows what was found, and the choice keeps what was typed", async () => {
  const page = await openAs(browser, "lawyer", { script: false });
  await page.goto(`${address}/en/record`);
  await page.fill("#field-file", "a");
  await page.fill("#field-narrative", HOSTILE);
  await page.locator("button.without-script").click();
  await page.locator("#file-matches").waitFor();
  const pick = page.locator("input[name=pick]").first();
  const number = await pick.inputValue();
  await pick.check();
  await page.locator("button.without-script").click();
  await page.locator("#file-chosen .code").waitFor();
  assert.equal(await page.inputValue("#field-file"), number);
  assert.equal(await page.inputValue("#field-narrative"), HOSTILE);
  assert.equal(await page.locator("fieldset.category").count(), 1);
  await close(page);
});

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  for (const [path, name] of [["record", "the form"], ["week", "the week"]]) {
    test(`the aid is asked from ${name} ${how}, answers and leads back to what was typed`, async () => {
      const page = await openAs(browser, "lawyer", { script });
      await page.goto(`${address}/fr/${path}`);
      const inside = path === "week";
      const row = page.locator("#add-row");
      if (inside && !(await row.evaluate((details) => details.open))) await row.locator("summary").first().click();
      const typed = inside ? "#field-reason" : "#field-narrative";
      await page.fill(typed, HOSTILE);
      await page.locator("#aid > summary").click();
      const button = (at) => page.locator("#aid .buttons button").nth(at);
      await button(1).click();
      await page.locator("#aid .answers li").first().waitFor();
      if (script) assert.equal(await focused(page), "aid-question");
      await button(0).click();
      await page.locator("#aid .answer").waitFor();
      assert.match(await page.locator("#aid .answer h2").innerText(), /^Réponse\u00a0: Assistance technique juridique/);
      assert.equal(await page.locator("#aid .answers li").count(), 2);
      if (script) assert.deepEqual(await axe(page), []);
      assert.equal(await page.inputValue(typed), HOSTILE);
      await page.locator("#aid .answers button").first().click();
      await page.locator("#aid .answers").waitFor({ state: "detached" });
      await page.locator("#aid-question").waitFor();
      await button(0).click();
      await page.locator("#aid .answer").waitFor();
      await page.locator("#aid a[href='#field-file']").click();
      assert.equal(await focused(page), "field-file");
      assert.equal(await page.inputValue(typed), HOSTILE);
      assert.equal(await page.locator("#saved, #error-summary").count(), 0);
      assert.deepEqual(page.complaints, []);
      await close(page);
    });
  }
}

test("where the server does not answer the aid, the form is sent as without script", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/record`);
  await page.fill("#field-minutes", "1h");
  let refused = 0;
  await page.route("**/en/record", (route) => (route.request().resourceType() === "fetch" ? ((refused += 1), route.abort()) : route.continue()));
  await page.locator("#aid > summary").click();
  await page.locator("#aid .buttons button").first().click();
  await page.locator("#aid .answer").waitFor();
  assert.equal(refused, 1);
  assert.equal(await page.inputValue("#field-minutes"), "1h");
  await close(page);
});
