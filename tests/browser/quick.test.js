// Quick add and the shortcuts: what was understood is shown before anything is saved, and a save can be taken back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, axe, choose, close, focused, launch, openAs, openRecord } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** A file of a category, and the code of its first activity, as the form for recording offers them. */
async function work(page, category) {
  await openRecord(page, "en");
  const file = await choose(page, category);
  const first = page.locator(`fieldset.category[data-category="${category}"] input[type=radio]`).first();
  return [file, await first.inputValue()];
}
const shown = (page) => page.locator("#quick-shown");

test("a line is read while it is typed, saved by Enter and taken back by Undo, all by keyboard", async () => {
  const page = await openAs(browser, "lawyer");
  const [file, code] = await work(page, "OT");
  await page.goto(`${address}/fr/week`);
  await page.locator("main h1").click();
  let strokes = 0;
  const press = async (key) => {
    strokes += 1;
    await page.keyboard.press(key);
  };
  await press("/");
  assert.equal(await focused(page), "field-quick");
  const line = `0,1 hier ${file} ${code}`;
  await page.keyboard.type(line);
  strokes += line.length;
  await page.locator("#quick-form button.ready").waitFor();
  assert.match(await shown(page).innerText(), /^0:06 · .* · /);
  assert.equal(await page.locator("#quick-undo").isVisible(), false, "nothing is saved yet");
  await press("Enter");
  await page.locator("#quick-undo").waitFor();
  assert.match(await shown(page).innerText(), /^Enregistré\u00a0: 0:06 · /);
  assert.equal(await page.inputValue("#field-quick"), "");
  assert.equal(strokes, line.length + 2);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "quick-undo");
  await page.keyboard.press("Enter");
  await page.waitForFunction((text) => document.getElementById("field-quick").value === text, line);
  assert.match(await shown(page).innerText(), /^Annulé\./);
  assert.deepEqual(page.complaints, []);
  await close(page);
});

for (const script of [true, false]) {
  test(`what is ambiguous is asked by the form, filled in, ${script ? "with" : "without"} script`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    const [file] = await work(page, "OT");
    await page.goto(`${address}/en/week`);
    await page.fill("#field-quick", `0:06 yesterday ${file} "<b>é\u0301</b> 🙂"`);
    if (script) await page.locator("#quick-shown span").nth(1).waitFor();
    await page.press("#field-quick", "Enter");
    await page.waitForURL(/\/en\/quick/);
    if (script) await page.waitForFunction(() => document.activeElement.id === "field-activity");
    assert.match(await page.locator("#notice").innerText(), /Which activity\?/);
    assert.equal(await page.inputValue("#field-file"), file);
    assert.equal(await page.inputValue("#field-minutes"), "0:06");
    assert.equal(await page.inputValue("#field-narrative"), "<b>é\u0301</b> 🙂");
    assert.equal(await page.locator("fieldset.category").count(), 1, "only the activities of the file");
    assert.ok(!page.url().includes("?"), "nothing that was typed stands in the address");
    await page.locator("input[name=activity]").first().check();
    await page.locator("#entry-form button.primary").click();
    await page.locator("#saved").waitFor();
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}

test("a line that the server cannot be asked about is kept", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/week`);
  await page.route("**/api/v1/my/quick", (route) => route.abort());
  await page.fill("#field-quick", "1h yesterday X");
  await page.locator("#quick-shown span").waitFor();
  assert.match(await shown(page).innerText(), /What you typed is kept/);
  assert.equal(await page.inputValue("#field-quick"), "1h yesterday X");
  await close(page);
});

test("the shortcuts are listed, work outside of fields only, and can be switched off", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/week`);
  await page.locator("main h1").click();
  await page.keyboard.press("?");
  const dialog = page.locator("#keys-dialog");
  assert.ok(await dialog.isVisible());
  assert.deepEqual(await axe(page), []);
  await page.locator("#keys-on").uncheck();
  await page.keyboard.press("Escape");
  assert.ok(!(await dialog.isVisible()));
  await page.reload();
  await page.locator("main h1").click();
  await page.keyboard.press("/");
  assert.notEqual(await focused(page), "field-quick", "they stay off");
  await page.locator("#keys-open").click();
  await page.locator("#keys-on").check();
  await page.locator("#keys-dialog button").click();
  await page.locator("main h1").click();
  await page.keyboard.press("/");
  assert.equal(await focused(page), "field-quick");
  await page.keyboard.type("?n/");
  assert.equal(await page.inputValue("#field-quick"), "?n/", "in a field they are letters");
  await page.fill("#field-quick", "");
  await page.locator("main h1").click();
  await page.keyboard.press("n");
  await page.waitForURL(/\/en\/record/);
  await page.waitForFunction(() => document.activeElement.id === "field-file");
  await page.locator("main h1").click();
  await page.keyboard.press("n");
  assert.equal(await focused(page), "field-file", "also where the page is open already");
  await close(page);
});
