// Recording time as people do it: with and without script, in both languages, by keyboard, by mistake and twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { activity, choose, close, firstFile, focused, isFocusedSoon, launch, openAs, openRecord, record, save } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const NARRATIVE = "Réunion « bilan » <b>& suite</b>";

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`an entry is recorded in French ${how} and the page says so`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openRecord(page, "fr");
    const file = await record(page, "TA", "0,1");
    const notice = await page.locator("#saved").innerText();
    assert.match(notice, /^Enregistré\u00a0: 0:06 sur /);
    assert.match(notice, /Total de ce jour\u00a0: \d+:\d\d\./);
    assert.match(await page.title(), /^Enregistré\u00a0: /);
    assert.match(page.url(), /\/fr\/record/);
    assert.equal(await page.locator("#saved").getAttribute("role"), "status");
    const chosen = await page.locator("#field-file").inputValue();
    assert.ok(chosen === "" || chosen === file, "another file than the one just used is chosen");
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`an advice code on an assistance file is refused ${how}, and what was typed is kept`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openRecord(page, "en");
    await page.locator("#entry-form").waitFor();
    const code = await adviceCode(page);
    const file = await choose(page, "TA");
    await page.fill("#field-minutes", "1h30");
    await page.fill("#field-narrative", NARRATIVE);
    await forge(page, code);
    await save(page);

    await page.locator("#error-summary").waitFor();
    assert.ok(await isFocusedSoon(page, "error-summary"), "the summary of what is wrong has the focus");
    assert.match(await page.title(), /^Error: /);
    assert.equal(await page.locator("#saved").count(), 0);
    const sentence = (await page.locator("#error-summary li").first().innerText()).trim();
    assert.ok((await page.locator("#error-activity").innerText()).includes(sentence), "other words beside the field");
    assert.equal(await page.inputValue("#field-file"), file);
    assert.equal(await page.inputValue("#field-minutes"), "1h30");
    assert.equal(await page.inputValue("#field-narrative"), NARRATIVE);
    assert.equal(await page.locator("fieldset.category:visible").count(), 1, "only the file's category is offered");
    await page.locator("#error-summary a").first().click();
    assert.equal(await focused(page), "field-activity");
    await close(page);
  });

  test(`the language toggle keeps everything that was typed ${how} and saves nothing`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    await openRecord(page, "en");
    const file = await choose(page, "SA");
    await page.fill("#field-minutes", "2h15");
    await page.fill("#field-narrative", NARRATIVE);
    const radio = activity(page, "SA");
    await radio.check();
    const code = await radio.inputValue();
    await page.locator(".language").click();
    await page.waitForURL(/\/fr\/record/);
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    assert.equal(await page.inputValue("#field-file"), file);
    assert.equal(await page.inputValue("#field-minutes"), "2h15");
    assert.equal(await page.inputValue("#field-narrative"), NARRATIVE);
    assert.ok(await page.locator(`input[name=activity][value="${code}"]`).isChecked());
    assert.equal(await page.locator("#saved, #error-summary").count(), 0);
    assert.ok(!page.url().includes("narrative"), "what was typed is in the address");
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}

/** A code of strategic advice, from whichever page shows one. */
async function adviceCode(page) {
  const there = page.locator('fieldset.category[data-category="SA"] input[type=radio]');
  return (await there.count()) ? there.first().inputValue() : "SA-POL";
}

/** Puts the code into the form as only a forged or outdated page could. */
async function forge(page, code) {
  await page.evaluate((value) => {
    for (const radio of document.querySelectorAll("input[name=activity]:checked")) radio.checked = false;
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "activity";
    input.value = value;
    document.getElementById("entry-form").append(input);
  }, code);
}

test("a form that is sent twice makes one entry", async () => {
  const page = await openAs(browser, "lawyer");
  await openRecord(page, "en");
  await choose(page, "TA");
  // A length that hardly any other entry has.
  const minutes = 11 + Math.floor(Math.random() * 40);
  await page.fill("#field-minutes", `${minutes}m`);
  await activity(page, "TA").check();
  const shown = `0:${String(minutes).padStart(2, "0")}`;
  const twice = await page.evaluate(async (time) => {
    const form = document.getElementById("entry-form");
    const body = () => new URLSearchParams(new FormData(form));
    const send = async () => {
      const answer = await fetch(form.action, { method: "POST", body: body() });
      const redrawn = new DOMParser().parseFromString(await answer.text(), "text/html");
      const cells = [...redrawn.querySelectorAll("table.entries tbody tr:not(.sum) td.number")];
      return {
        ok: answer.ok,
        saved: Boolean(redrawn.getElementById("saved")),
        lines: cells.filter((cell) => cell.textContent === time).length,
      };
    };
    return [await send(), await send(), ...(await Promise.all([send(), send(), send()]))];
  }, shown);
  for (const answer of twice) {
    assert.deepEqual(answer, { ...twice[0], ok: true, saved: true });
  }
  assert.ok(twice[0].lines >= 1, "the entry is not among the latest");
  await close(page);
});

test("with script the activities follow the file, also when the page did not hold them", async () => {
  const page = await openAs(browser, "lawyer");
  await openRecord(page, "fr");
  const groups = page.locator("fieldset.category:visible");
  for (const category of ["TA", "SA", "OT", "TA"]) {
    await choose(page, category);
    await page.locator(`fieldset.category[data-category="${category}"]:visible`).waitFor();
    assert.equal(await groups.count(), 1);
  }
  // After saving, the page holds the groups of one category only.
  await record(page, "TA");
  await choose(page, "SA");
  await page.locator('fieldset.category[data-category="SA"]:visible').waitFor();
  assert.equal(await groups.count(), 1);
  assert.equal(await page.locator("input[name=activity]:checked").count(), 0);
  assert.deepEqual(page.complaints, []);
  await close(page);
});

test("without script a button shows the activities of the chosen file and saves nothing", async () => {
  const page = await openAs(browser, "lawyer", { script: false });
  await openRecord(page, "en");
  const file = await choose(page, "SA");
  await page.fill("#field-narrative", NARRATIVE);
  await page.locator("button.without-script").click();
  await page.waitForLoadState();
  assert.equal(await page.inputValue("#field-file"), file);
  assert.equal(await page.inputValue("#field-narrative"), NARRATIVE);
  assert.equal(await page.locator("fieldset.category").count(), 1);
  assert.equal(await page.locator('fieldset.category[data-category="SA"]').count(), 1);
  assert.equal(await page.locator("#saved, #error-summary").count(), 0);
  await close(page);
});

test("an entry is recorded by keyboard alone", async () => {
  const page = await openAs(browser, "lawyer");
  await openRecord(page, "en");
  const press = (key) => page.keyboard.press(key);
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip-link");
  await press("Enter");
  await press("Tab");
  assert.equal(await focused(page), "field-file");
  await page.keyboard.type(await firstFile(page, "OT"));
  await page.locator("#file-list [role=option]").first().waitFor();
  await press("ArrowDown");
  await press("Enter");
  assert.equal(await page.locator("fieldset.category:visible").count(), 1, "other groups go at once");
  await page.locator("#file-chosen .code").waitFor();
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "SUMMARY", "the decision aid, below the file");
  await press("Tab");
  assert.equal(await focused(page), "field-worked_on");
  await press("Tab");
  assert.equal(await focused(page), "field-minutes");
  await page.keyboard.type("0:06");
  await press("Tab");
  await press("Space");
  assert.equal(await page.locator("input[name=activity]:checked").count(), 1);
  for (let step = 0; step < 12 && (await focused(page)) !== "field-narrative"; step += 1) await press("Tab");
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "primary");
  await press("Enter");
  await page.locator("#saved").waitFor();
  assert.match(page.url(), /\/en\/record/);
  await close(page);
});

test("Enter in a field saves and does not switch the language", async () => {
  const page = await openAs(browser, "lawyer");
  await openRecord(page, "fr");
  await choose(page, "TA");
  await activity(page, "TA").check();
  await page.fill("#field-minutes", "6m");
  await page.press("#field-minutes", "Enter");
  await page.locator("#saved").waitFor();
  assert.match(page.url(), /\/fr\/record/);
  await close(page);
});

test("every control shows where the focus is", async () => {
  const page = await openAs(browser, "lawyer");
  await openRecord(page, "en");
  let controls = 0;
  for (; controls < 40; controls += 1) {
    await page.keyboard.press("Tab");
    // Behind the last control the focus leaves the page.
    if (await page.evaluate(() => document.activeElement === document.body)) break;
    const seen = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return [outlineStyle, Number.parseFloat(outlineWidth), document.activeElement.outerHTML.slice(0, 60)];
    });
    assert.ok(seen[0] !== "none" && seen[1] >= 3, `no visible focus: ${seen[2]}`);
  }
  assert.ok(controls >= 9, `only ${controls} controls were reached`);
  await close(page);
});
