// The week as lawyers fill it in: with and without script, by keyboard, in two tabs at once, with what goes wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { activity, address, choose, close, focused, isFocusedSoon, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const DAY = 86_400_000;
/**
 * The Monday of the week so many weeks before this one, written as a date. Tests that save have a day of a weekend and a
 * category of their own in the last two weeks: in older ones the fiscal year may be closed.
 */
function monday(weeksAgo) {
  return new Date(today() - (sinceMonday() + 7 * weeksAgo) * DAY).toISOString().slice(0, 10);
}
function today() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
}
/** Days since the last Monday. */
function sinceMonday() {
  return (new Date(today()).getUTCDay() + 6) % 7;
}

/** On a Monday the last week ends yesterday, where other tests record: then one more week back. */
const openWeek = (page, lang, weeksAgo) => {
  const weeks = weeksAgo > 0 && sinceMonday() === 0 ? weeksAgo + 1 : weeksAgo;
  return page.goto(`${address}/${lang}/week/${monday(weeks)}`);
};
/** The field of a row of this part of the grid and a day, both from 1. */
const field = (page, row, day) => page.locator(`#week tr.times:nth-of-type(${row}) td:nth-of-type(${day}) input[type=text]`);
const save = async (page) => {
  await page.locator(".week-save button").click();
  await page.waitForLoadState();
};
const sum = (page, at) => page.locator(`#week [data-total="${at}"]`).innerText();

/** Adds a row for the first file of a category, opening the part for it; answers the number of the file. */
async function addRow(page, category) {
  const part = page.locator("#add-row");
  if (!(await part.evaluate((details) => details.open))) await part.locator("summary").first().click();
  const file = await choose(page, category);
  if (!(await page.locator(`fieldset.category[data-category="${category}"]`).count())) {
    await part.locator("button.without-script").click();
    await page.waitForLoadState();
  }
  await activity(page, category).check();
  await part.locator("button[value=add]").click();
  await page.locator("#notice").waitFor();
  return file;
}
/** The first row of a file. */
const rowOf = async (page, file) => {
  const files = await page.locator("#week tr.times .code").allInnerTexts();
  assert.ok(files.includes(file), `${file} has no row: ${files}`);
  return files.indexOf(file) + 1;
};

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";
  const weeks = script ? 1 : 2;

  test(`a week is filled in, saved, changed and emptied ${how}`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openWeek(page, "fr", weeks);
    const file = await addRow(page, "OT");
    const row = await rowOf(page, file);
    const was = await field(page, row, 6).inputValue();
    assert.equal(was, "", "nobody works on the Saturday of this test");
    await field(page, row, 6).fill("1,5");
    await page.locator("#field-done6").check();
    await save(page);
    await page.locator("#saved").waitFor();
    assert.match(await page.title(), /^Enregistré\u00a0: /);
    assert.match(await page.locator("#saved").innerText(), /Enregistré\u00a0: 1 nouvelle durée\./);
    assert.equal(await field(page, await rowOf(page, file), 6).inputValue(), "1:30");
    assert.ok(await page.locator("#field-done6").isChecked());
    await field(page, await rowOf(page, file), 6).fill("90 min");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /rien n’a donc été enregistré/);
    await field(page, await rowOf(page, file), 6).fill("2h");
    await page.fill("#field-reason", "Mal lu");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /Changé\u00a0: 1 durée\./);
    await field(page, await rowOf(page, file), 6).fill("");
    await page.locator("#field-done6").uncheck();
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /Retiré\u00a0: 1 durée\./);
    assert.ok(!(await page.locator("#field-done6").isChecked()));
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`what is wrong stands beside the cell ${how}, and everything typed is kept through the language switch`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openWeek(page, "en", weeks);
    const file = await addRow(page, "TA");
    const row = await rowOf(page, file);
    await field(page, row, 6).fill("1h75");
    await field(page, row, 7).fill("0,1");
    await save(page);
    await page.locator("#error-summary").waitFor();
    assert.ok(await isFocusedSoon(page, "error-summary"), "the summary has the focus");
    assert.match(await page.title(), /^Error: /);
    const sentence = (await page.locator("#error-summary li").first().innerText()).trim();
    const there = field(page, await rowOf(page, file), 6);
    const id = await there.getAttribute("id");
    assert.ok((await page.locator(`#${id.replace("field", "error")}`).innerText()).includes(sentence));
    await page.locator("#error-summary a").first().click();
    assert.equal(await focused(page), id);
    await page.locator(".language").click();
    await page.waitForURL(/\/fr\/week\//);
    const again = await rowOf(page, file);
    assert.equal(await field(page, again, 6).inputValue(), "1h75");
    assert.equal(await field(page, again, 7).inputValue(), "0,1");
    assert.equal(await page.locator("#error-summary").count(), 0, "nothing was sent to be saved");
    await close(page);
  });

  test(`two tabs on one week: both times are shown ${how}, and the reader decides`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openWeek(page, "en", weeks);
    const file = await addRow(page, "SA");
    await field(page, await rowOf(page, file), 7).fill("0:20");
    await save(page);
    const other = await page.context().newPage();
    await openWeek(other, "en", weeks);
    await field(other, await rowOf(other, file), 7).fill("0:30");
    await save(other);
    await field(page, await rowOf(page, file), 7).fill("0:40");
    await save(page);
    const fault = page.locator(".cell-faults .error");
    assert.match(await fault.innerText(), /Meanwhile 0:30 was saved here; you typed “0:40”\./);
    assert.equal(await field(page, await rowOf(page, file), 7).inputValue(), "0:40");
    await fault.locator("button").click();
    await page.waitForLoadState();
    assert.equal(await field(page, await rowOf(page, file), 7).inputValue(), "0:30");
    await field(page, await rowOf(page, file), 7).fill("");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /Withdrawn: 1 time\./);
    await close(page);
  });
}

test("the grid has one tab stop and is walked with the keys of a grid", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 1);
  assert.equal(await page.locator("#week").getAttribute("role"), "grid");
  assert.equal(await page.locator("#week input[tabindex='0']").count(), 1);
  const press = (key) => page.keyboard.press(key);
  const at = async () => (await focused(page)).replace("field-", "");
  await page.locator("#week input[tabindex='0']").focus();
  const start = await at();
  const row = /^(r\d+)d1$/.exec(start)?.[1];
  assert.ok(row, `the first stop is the first day of the first row, not ${start}`);
  for (const [key, expected] of [["ArrowRight", `${row}d2`], ["ArrowLeft", `${row}d1`], ["ArrowLeft", `${row}d1`], ["End", `${row}d7`], ["Home", `${row}d1`]]) {
    await press(key);
    assert.equal(await at(), expected, key);
  }
  await press("Control+End");
  assert.equal(await at(), "done7");
  await press("Control+Home");
  assert.equal(await at(), start);
  // Typing replaces, Escape restores.
  const before = await page.inputValue(`#field-${start}`);
  await page.keyboard.type("7:07");
  await press("Escape");
  assert.equal(await page.inputValue(`#field-${start}`), before);
  // While editing, the arrows move the caret.
  await press("F2");
  await press("ArrowLeft");
  assert.equal(await at(), start);
  await press("Escape");
  await press("ArrowDown");
  assert.notEqual(await at(), start);
  await press("Tab");
  assert.ok(!(await page.evaluate(() => document.activeElement.closest("#week"))), "one tab leaves the grid");
  await press("Shift+Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#week")), "and comes back to the same field");
  await close(page);
});

test("the sums follow what is typed, as the server would read it, and are said", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 1);
  const file = await addRow(page, "OT");
  const row = await rowOf(page, file);
  const minutes = async (at) => {
    const [hours, rest] = (await sum(page, at)).split(":").map(Number);
    return hours * 60 + rest;
  };
  const [day, week] = [await minutes(7), await minutes("week")];
  for (const [text, worth] of [["1.5", 90], ["1,5", 90], ["1:30", 90], ["1h30", 90], ["1h 30m", 90], ["90m", 90], ["90 min", 90], ["0,1", 6], [".25", 15], ["1:75", 0], ["x", 0], ["", 0]]) {
    await field(page, row, 7).fill(text);
    assert.deepEqual([await minutes(7), await minutes("week")], [day + worth, week + worth], text);
  }
  await field(page, row, 7).fill("0:30");
  await page.keyboard.press("ArrowDown");
  assert.match(await page.locator("#week-status").innerText(), /^Sunday, .*: \d+:\d\d\. Week: \d+:\d\d\.$/);
  await close(page);
});

test("five times of a day are entered by keyboard alone in few strokes, and the work goes on where it was", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 2);
  await addRow(page, "OT");
  const rows = await page.locator("#week tr.times").count();
  const many = Math.min(rows, 5);
  await page.locator("#week input[tabindex='0']").focus();
  await page.keyboard.press("End");
  let strokes = 1;
  for (let at = 0; at < many; at += 1) {
    await page.keyboard.type("6m");
    await page.keyboard.press("Enter");
    strokes += 3;
  }
  await page.keyboard.press("Control+Enter");
  await page.locator("#saved").waitFor();
  strokes += 1;
  assert.match(await page.locator("#saved").innerText(), new RegExp(`Saved: ${many} new time`));
  assert.ok(strokes <= 17, `${strokes} strokes`);
  assert.ok(await page.evaluate(() => document.activeElement.closest("#week")), "the focus is back in the grid");
  // Taken back, so that the test can run again.
  for (const input of await page.locator("#week tr.times td:nth-of-type(7) input[type=text]").all()) await input.fill("");
  await save(page);
  await close(page);
});

test("another week is copied into the fields and nothing is saved", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 0);
  const source = monday(1);
  await page.locator("#copy-week summary").click();
  assert.equal(await page.inputValue("#field-from"), source);
  await page.locator("button[value=copy-hours]").click();
  await page.locator("#notice").waitFor();
  assert.match(await page.locator("#notice").innerText(), /Nothing is saved yet|No time of the week/);
  await page.locator("#copy-week summary").click();
  await page.fill("#field-from", "11/16");
  await page.locator("button[value=copy-rows]").click();
  await page.locator("#error-summary").waitFor();
  assert.equal(await page.inputValue("#field-from"), "11/16");
  await close(page);
});

test("leaving a week with times that are not saved is asked about", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 3);
  await page.locator("#week tr.times input[type=text]").first().fill("0:03");
  const asked = page.waitForEvent("dialog").then((dialog) => dialog.dismiss().then(() => dialog.type()));
  await page.locator("a[rel=prev]").click();
  assert.equal(await asked, "beforeunload");
  assert.equal(await page.locator("#week tr.times input[type=text]").first().inputValue(), "0:03");
  await close(page);
});

test("a printed week has the times and leaves out what is only for the screen", async () => {
  const page = await openAs(browser, "lawyer");
  await openWeek(page, "en", 1);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("#week tr.totals").isVisible());
  for (const hidden of [".site-nav", "#quick-form", ".week-save", "#add-row", ".week-nav", "#keys-open"]) {
    assert.ok(!(await page.locator(hidden).isVisible()), hidden);
  }
  await close(page);
});
