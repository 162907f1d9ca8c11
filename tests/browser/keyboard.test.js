// Work by keyboard alone, and the way back: every step that a mouse can do, and pages that are there again as they were left.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TRIAGE, WORKED, api, clear, day, entry, monday, request, unused, work } from "./states.js";
import { LANGUAGES, address, close, firstFile, focused, isFocusedSoon, launch, openAs, tabTo } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Presses a control that the keyboard reaches. */
async function press(page, selector, key = "Enter") {
  await tabTo(page, page.locator(selector));
  await page.keyboard.press(key);
}
/** Types into a field that the keyboard reaches; what stood there is replaced. */
async function type(page, selector, text) {
  await tabTo(page, page.locator(selector));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(text);
}
const saved = async (page) => {
  await page.locator("#saved, #error-summary").first().waitFor();
  assert.deepEqual(await page.locator("#error-summary").allInnerTexts(), []);
  return page.locator("#saved").innerText();
};
const there = (page, path) => page.goto(`${address}/${path}`);
/** Chooses a file from what is found for its number. */
async function pick(page, number) {
  await type(page, "#field-file", number);
  await page.locator("#file-list [role=option]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator("#file-chosen .code", { hasText: number }).waitFor();
}

describe("by keyboard alone", () => {
  test("a request is decided and the decision taken back, en", async () => {
    const page = await openAs(browser, "head");
    await there(page, `en/${await request(page, TRIAGE)}`);
    await press(page, "#field-decision", "Space");
    await page.keyboard.press("ArrowDown");
    assert.ok(await page.isChecked("input[value=declined]"));
    await type(page, "#field-reason", "Somebody else does it.");
    await press(page, "#entry-form button.primary");
    assert.match(await saved(page), /^Declined/);
    await press(page, "button[value=undo]");
    await page.locator("#field-decision").waitFor();
    assert.match(await saved(page), /^Taken back\./);
    await close(page);
  });

  test("a file is opened and closed, fr", async () => {
    const page = await openAs(browser, "head");
    await there(page, "fr/files");
    await press(page, "a.button.main");
    await page.locator("#field-q1").waitFor();
    await press(page, "#field-q1", "Space");
    await page.keyboard.press("ArrowDown");
    await press(page, ".walk button.primary");
    await page.locator("#field-q2").waitFor();
    await press(page, "#field-q2", "Space");
    await press(page, ".walk button.primary");
    await type(page, "#field-title", "Formation");
    await type(page, "#field-number", unused());
    await tabTo(page, page.locator("#field-country"));
    await page.keyboard.type("Ukr");
    await type(page, "#field-project", "Canari");
    await press(page, "#entry-form button.primary");
    await saved(page);
    await press(page, "#step a[href*='step=close']");
    await page.locator("#field-closed_on").waitFor();
    await type(page, "#field-reason", "Fait");
    await press(page, "#field-goes_on", "Space");
    await press(page, "#entry-form button.primary");
    await page.locator("#closings-heading").waitFor();
    assert.match(await saved(page), /^Fermé\u00a0: /);
    await close(page);
  });

  test("an entry is corrected, withdrawn and put back, en", async () => {
    const page = await openAs(browser, "lawyer");
    const one = await entry(page);
    await there(page, `en/day/${WORKED}`);
    await press(page, `a[href$="${one.id}"]`);
    await page.locator("#history-heading").waitFor();
    await type(page, "#field-minutes", "0:12");
    await press(page, "#entry-form button.primary");
    assert.match(await saved(page), /^Corrected\./);
    await press(page, "button[value=withdraw]");
    await press(page, "button[value=restore]");
    await page.locator("#entry-form").waitFor();
    await press(page, "button[value=withdraw]");
    await page.locator("button[value=restore]").waitFor();
    await close(page);
  });

  test("a favourite is kept, removed and put back, fr", async () => {
    const page = await openAs(browser, "lawyer");
    await clear(page);
    await there(page, "fr/favourites");
    await press(page, "#add-favourite > summary");
    await pick(page, await firstFile(page, "OT"));
    await press(page, "#field-activity", "Space");
    await press(page, "#add-favourite button.primary");
    await saved(page);
    await press(page, "button[value=remove]");
    await page.locator(".empty").waitFor();
    await saved(page);
    await press(page, "#saved button");
    await page.waitForURL(/put_back/);
    assert.equal(await page.locator("ol.lines > li").count(), 1);
    await clear(page);
    await close(page);
  });

  test("a timer is started, stopped into an entry and undone, en", async () => {
    const page = await openAs(browser, "lawyer");
    await clear(page);
    await there(page, "en/timer");
    await pick(page, await firstFile(page, "OT"));
    await press(page, "#entry-form button.primary");
    await page.locator(".timer strong").waitFor();
    await type(page, "#field-minutes", "1m");
    await press(page, "#field-activity", "Space");
    await press(page, "#entry-form button.primary");
    await page.waitForURL(/\/en\/record/);
    assert.match(await saved(page), /^Saved: 0:01 on /);
    await press(page, "#saved button[value=withdraw]");
    await page.locator("button[value=restore]").waitFor();
    await close(page);
  });

  test("several days are shown, recorded and taken back, fr", async () => {
    const page = await openAs(browser, "lawyer");
    await there(page, "fr/range");
    await type(page, "#field-from", day(6));
    await type(page, "#field-to", day(0));
    await type(page, "#field-minutes", "1m");
    await press(page, "#field-weekends", "Space");
    await pick(page, await firstFile(page, "SA"));
    await press(page, "#field-activity", "Space");
    await press(page, "button[value=preview]");
    assert.ok(await isFocusedSoon(page, "days-heading"), "what is shown has the focus");
    await press(page, "button[value=save]");
    await saved(page);
    await press(page, "#saved button");
    await page.waitForURL(/undone=/);
    await close(page);
  });

  test("another week is copied, en", async () => {
    const page = await openAs(browser, "lawyer");
    await there(page, `en/week/${monday(0)}`);
    await press(page, "#copy-week > summary");
    await press(page, "button[value=copy-hours]");
    await page.locator("#notice").waitFor();
    assert.match(await page.locator("#notice").innerText(), /Nothing is saved yet|No time of the week/);
    await close(page);
  });

  test("the decision aid is asked and leads back to the form, fr", async () => {
    const page = await openAs(browser, "lawyer");
    await there(page, "fr/record");
    await press(page, "#aid > summary");
    await press(page, "#aid .buttons button");
    await page.locator("#aid .answers li").first().waitFor();
    assert.equal(await focused(page), "aid-question");
    if (await page.locator("#aid .buttons button").count()) await press(page, "#aid .buttons button");
    await page.locator("#aid .answer").waitFor();
    await press(page, "#aid a[href='#field-file']");
    assert.equal(await focused(page), "field-file");
    await close(page);
  });

  test("the language is switched in the middle of a form, en", async () => {
    const page = await openAs(browser, "lawyer");
    await there(page, "en/record");
    await type(page, "#field-narrative", "Half a sentence");
    await press(page, "button.language");
    await page.waitForURL(/\/fr\/record/);
    assert.equal(await page.inputValue("#field-narrative"), "Half a sentence");
    await press(page, "button.language", "Space");
    await page.waitForURL(/\/en\/record/);
    assert.equal(await page.inputValue("#field-narrative"), "Half a sentence");
    await close(page);
  });
});

/** The questions that leaving a page asks; the page is left. */
function questions(page) {
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  return asked;
}

describe("the way back", () => {
  for (const lang of LANGUAGES) {
    const other = LANGUAGES.find((one) => one !== lang);

    test(`after saving leads to a form that saves nothing twice, ${lang}`, async () => {
      const page = await openAs(browser, "lawyer");
      const { file, activity } = await work(page);
      const count = async () => (await api(page, "GET", `entries?from=${day(0)}&to=${day(0)}&file=${file}`))[0].entries.length;
      await there(page, `${lang}/account`);
      const before = await count();
      await there(page, `${lang}/record?file=${file}&activity=${activity}`);
      await page.fill("#field-minutes", "1m");
      await page.locator("#entry-form button.primary").click();
      await page.locator("#saved").waitFor();
      const after = page.url();
      assert.equal(await count(), before + 1);
      await page.goBack();
      assert.match(page.url(), /\/record\?file=/);
      await page.locator("#entry-form").waitFor();
      assert.equal(await page.locator("#saved, #error-summary").count(), 0);
      await page.goForward();
      assert.equal(page.url(), after);
      assert.equal(await count(), before + 1);
      await page.goBack();
      await page.goBack();
      assert.match(page.url(), /\/account$/);
      await page.goForward();
      await page.goForward();
      await page.locator("#saved button[value=withdraw]").click();
      await page.locator("button[value=restore]").waitFor();
      await close(page);
    });

    test(`after a refusal asks, and leads to the form as it was drawn, ${lang}`, async () => {
      const page = await openAs(browser, "head");
      const asked = questions(page);
      await there(page, `${lang}/requests`);
      await page.locator("a.button.main").click();
      await page.fill("#field-wanted", "Half a sentence");
      await page.locator("#entry-form button.primary").click();
      await page.locator("#error-summary").waitFor();
      assert.equal(await page.inputValue("#field-wanted"), "Half a sentence");
      await page.goBack();
      assert.deepEqual(asked, ["beforeunload"]);
      assert.ok(page.url().endsWith(`/${lang}/requests/new`));
      assert.equal(await page.locator("#error-summary").count(), 0);
      await page.goBack();
      assert.ok(page.url().endsWith(`/${lang}/requests`));
      await close(page);
    });

    test(`after the language was switched leads to the other language, ${lang}`, async () => {
      const page = await openAs(browser, "lawyer");
      const asked = questions(page);
      await there(page, `${lang}/day/${day(3)}`);
      await page.locator(".language").click();
      await page.waitForURL(new RegExp(`/${other}/day/`));
      await page.goBack();
      assert.ok(page.url().endsWith(`/${lang}/day/${day(3)}`));
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      await there(page, `${lang}/record`);
      await page.fill("#field-narrative", "Half a sentence");
      await page.locator("button.language").click();
      await page.waitForURL(new RegExp(`/${other}/record`));
      await page.goBack();
      assert.ok(page.url().endsWith(`/${lang}/record`));
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      assert.deepEqual(asked, ["beforeunload"], "what stands in the other language is not lost without a question");
      await close(page);
    });
  }
});
