// Favourites, the timer and several days at once: with and without script, in both languages and widths, and taken back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { activity, address, choose, close, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const HOSTILE = '<b>"x"</b> ’ & \u202eabc\u0301🙂 =1+1 a-very-long-word-without-any-place-to-break-it-at-all-anywhere';
/** A day so many days before today. */
const day = (ago) => {
  const today = new Date();
  return new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) - ago * 86_400_000).toISOString().slice(0, 10);
};
/** Chooses a file; without script its activities are asked for by the button. */
const pick = async (page, category, script) => {
  const file = await choose(page, category);
  if (!script) await page.locator("button.without-script").click();
  await page.locator(`fieldset.category[data-category="${category}"]`).waitFor();
  return file;
};

/** Whatever runs is thrown away, and all favourites removed: each test begins with nothing. */
async function begin(page) {
  const { favourites } = await (await page.context().request.get(`${address}/api/v1/my/favourites`)).json();
  await page.goto(`${address}/en/favourites`);
  for (let left = favourites.length; left > 0; left -= 1) {
    await page.locator("ol.lines button[value=remove]").first().click();
    await page.locator("#saved").waitFor();
  }
  await page.goto(`${address}/en/timer`);
  if (await page.locator("button[value=discard]").count()) {
    await page.locator("button[value=discard]").click();
    await page.locator("#saved").waitFor();
  }
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`a favourite is kept, used, moved, removed and put back ${how}`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await begin(page);
    await page.goto(`${address}/fr/favourites`);
    for (const [category, minutes] of [["OT", "0:06"], ["TA", ""]]) {
      if (!(await page.locator("#add-favourite").evaluate((details) => details.open))) {
        await page.locator("#add-favourite > summary").click();
      }
      await pick(page, category, script);
      await activity(page, category).check();
      await page.fill("#field-minutes", minutes);
      await page.locator("#add-favourite button.primary").click();
      await page.locator("#saved").waitFor();
    }
    const lines = page.locator("ol.lines > li");
    assert.equal(await lines.count(), 2);
    const first = await lines.first().locator(".code").innerText();
    await lines.first().locator("button[value=down]").click();
    await page.waitForURL(/done=moved/);
    assert.notEqual(await lines.first().locator(".code").innerText(), first);
    await lines.nth(1).locator("button[value=record]").click();
    await page.locator("#saved").waitFor();
    assert.match(await page.locator("#saved").innerText(), new RegExp(`Enregistré\u00a0: 0:06 sur ${first}`));
    await page.locator("#saved button").click();
    await page.waitForURL(/\/entries\//);
    // From any page, a press fills in the form.
    await page.goto(`${address}/fr/week`);
    await page.locator(".shortcuts summary").click();
    await page.locator(".shortcuts a", { hasText: first }).click();
    await page.waitForURL(/\/record\?/);
    assert.equal(await page.inputValue("#field-file"), first);
    assert.equal(await page.inputValue("#field-minutes"), "0:06");
    assert.equal(await page.locator("input[name=activity]:checked").count(), 1);
    await page.goto(`${address}/fr/favourites`);
    await lines.first().locator("button[value=remove]").click();
    await page.locator("#saved button").click();
    await page.waitForURL(/put_back/);
    assert.equal(await lines.count(), 2);
    assert.notEqual(await lines.first().locator(".code").innerText(), first, "it has its place again");
    assert.deepEqual(page.complaints, []);
    await begin(page);
    await close(page);
  });

  test(`a timer runs on every page, is discarded and put back, and stops into a form ${how}`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await begin(page);
    await page.goto(`${address}/en/record`);
    const file = await pick(page, "OT", script);
    await activity(page, "OT").check();
    await page.fill("#field-narrative", HOSTILE);
    await page.locator("button[value=start]").click();
    await page.waitForURL(/\/en\/timer\?done=started/);
    for (const path of ["week", "record", "account"]) {
      await page.goto(`${address}/en/${path}`);
      assert.match(await page.locator(".timer").innerText(), new RegExp(`0:0\\d, since \\d\\d:\\d\\d, ${file}`));
    }
    await page.locator(".timer a").click();
    assert.equal(await page.inputValue("#field-file"), file);
    assert.match(await page.inputValue("#field-minutes"), /^0:0\d$/);
    assert.equal(await page.inputValue("#field-narrative"), HOSTILE);
    await page.locator("button[value=discard]").click();
    await page.locator("#saved").waitFor();
    assert.equal(await page.locator(".timer").count(), 0);
    await page.locator("#saved button").click();
    await page.waitForURL(/put_back/);
    assert.equal(await page.inputValue("#field-narrative"), HOSTILE);
    await page.fill("#field-minutes", "1h75");
    await page.locator("#entry-form button.primary").click();
    await page.locator("#error-summary").waitFor();
    assert.equal(await page.inputValue("#field-minutes"), "1h75");
    assert.equal(await page.locator(".timer").count(), 1, "it runs on");
    await page.fill("#field-minutes", "1m");
    await page.locator("#entry-form button.primary").click();
    await page.waitForURL(/\/en\/record\?/);
    assert.match(await page.locator("#saved").innerText(), new RegExp(`Saved: 0:01 on ${file}`));
    assert.equal(await page.locator(".timer").count(), 0);
    await page.locator("#saved button[value=withdraw]").click();
    await page.waitForURL(/\/entries\//);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  // The last activity of its category, which no other test records on.
  test(`several days are shown, recorded and taken back ${how}`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await page.goto(`${address}/en/range`);
    await page.fill("#field-from", day(6));
    await page.fill("#field-to", day(0));
    await page.fill("#field-minutes", "1m");
    await pick(page, "TA", script);
    await page.locator("fieldset.category input[type=radio]").last().check();
    await page.fill("#field-narrative", HOSTILE);
    await page.locator("#field-weekends").check();
    await page.locator("#field-holidays").check();
    await page.locator("button[value=preview]").click();
    await page.locator("#days").waitFor();
    assert.equal(await page.locator("#days tbody tr").count(), 7);
    assert.equal(await page.locator("#saved").count(), 0);
    await page.fill("#field-minutes", "2m");
    await page.locator("button[value=save]").click();
    await page.locator("#notice").waitFor();
    assert.match(await page.locator("#notice").innerText(), /nothing is saved yet/);
    await page.locator("button[value=save]").click();
    await page.locator("#saved").waitFor();
    assert.match(await page.locator("#saved").innerText(), /Recorded: 7 days, 0:14 in all\./);
    assert.equal(await page.locator(".day-links a").count(), 7);
    await page.locator("#saved button").click();
    await page.waitForURL(/undone=7/);
    assert.match(await page.locator("#saved").innerText(), /Taken back: 7 entries\./);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}

test("a printed record and day leave out what is only for the screen", async () => {
  const page = await openAs(browser, "lawyer");
  for (const path of ["record", `day/${day(4)}`]) {
    await page.goto(`${address}/en/${path}`);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("h1").isVisible());
    for (const hidden of [".site-nav", "#quick-form", ".at-hand", "form", "main a.button"]) {
      for (const one of await page.locator(hidden).all()) assert.ok(!(await one.isVisible()), `${path}: ${hidden}`);
    }
    await page.emulateMedia({ media: null });
  }
  await close(page);
});
