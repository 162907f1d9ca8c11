// Where script is quicker than people, or fails half-way: nothing typed is lost, nothing else is undone than was meant, and
// what script cannot do is done as without it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { activity, address, choose, close, firstFile, focused, isFocusedSoon, launch, open, openAs, save } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const shown = (page) => page.locator("#quick-shown");
const ready = (page) => page.locator("#quick-form button.ready").waitFor();

/** A file that time is recorded on, and the code of its first activity. */
async function work(page) {
  await page.goto(`${address}/en/record`);
  const file = await choose(page, "OT");
  return [file, await activity(page, "OT").inputValue()];
}
/** Saves a line of quick add; answers the identifier of the entry. */
async function add(page, line) {
  await page.fill("#field-quick", line);
  await ready(page);
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/api/v1/entries"));
  await page.press("#field-quick", "Enter");
  const { id } = (await sent).postDataJSON();
  // The line is emptied once the server has answered; undo may be there from the line before.
  await page.waitForFunction(() => document.getElementById("field-quick").value === "");
  await page.locator("#quick-undo").waitFor();
  return id;
}
/** Takes back what was saved last; answers the address that was asked. */
async function undo(page) {
  const asked = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  await page.locator("#quick-undo").click();
  const answer = await asked;
  assert.equal(answer.status(), 200);
  return answer.url();
}
/** Counts the questions that leaving the page asks; `stay` keeps the page. */
function questions(page, { stay = false } = {}) {
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return stay ? dialog.dismiss() : dialog.accept();
  });
  return asked;
}

describe("quick add", () => {
  test("undo takes back what was saved, whatever is typed meanwhile, and leaves that alone", async () => {
    const page = await openAs(browser, "lawyer");
    const [file, code] = await work(page);
    await page.goto(`${address}/en/week`);
    const id = await add(page, `0:01 ${file} ${code}`);
    const next = `0:02 yesterday ${file} ${code}`;
    await page.fill("#field-quick", next);
    await ready(page);
    assert.ok((await undo(page)).endsWith(`/api/v1/entries/${id}`), "another entry was taken back");
    await shown(page).getByText("What you are typing now stays").waitFor();
    assert.equal(await page.inputValue("#field-quick"), next);
    await page.press("#field-quick", "Enter");
    await page.locator("#quick-undo").waitFor();
    await undo(page);
    await page.waitForFunction((text) => document.getElementById("field-quick").value === text, next);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test("each saved line can be taken back for ten seconds of its own", async () => {
    const page = await openAs(browser, "lawyer");
    const [file, code] = await work(page);
    await page.clock.install();
    await page.goto(`${address}/en/record`);
    const first = await add(page, `0:01 ${file} ${code}`);
    await page.clock.fastForward(7_000);
    const second = await add(page, `0:02 ${file} ${code}`);
    await page.clock.fastForward(5_000);
    assert.ok(await page.locator("#quick-undo").isVisible(), "the first line's time hid the second line's undo");
    assert.ok((await undo(page)).endsWith(second));
    assert.equal(await page.locator("#quick-undo").isVisible(), false);
    const left = await page.request.get(`${address}/api/v1/entries/${first}`);
    assert.equal(left.status(), 200);
    await page.goto(`${address}/en/entries/${first}`);
    await page.locator("button[value=withdraw]").click();
    await page.locator("button[value=restore]").waitFor();
    await close(page);
  });

  for (const [lang, late] of [["en", "Recorded many days after the work."], ["fr", "Consignée bien des jours après le travail."]]) {
    test(`what is unusual about a saved line is said with it, as without script, ${lang}`, async () => {
      const page = await openAs(browser, "lawyer");
      const [file, code] = await work(page);
      await page.goto(`${address}/${lang}/week`);
      // Later than the ten days after which an entry is late, and never in a fiscal year that is closed.
      const longAgo = new Date(Date.now() - 12 * 86_400_000).toISOString().slice(0, 10);
      await add(page, `0:01 ${longAgo} ${file} ${code}`);
      await shown(page).getByText(late).waitFor();
      await undo(page);
      await add(page, `0:01 ${file} ${code}`);
      assert.equal(await shown(page).getByText(late).count(), 0);
      await undo(page);
      assert.deepEqual(page.complaints, []);
      await close(page);
    });
  }

  test("the week beneath shows at once what was saved and taken back, and a link where times are typed into it", async () => {
    const page = await openAs(browser, "lawyer");
    const [file, code] = await work(page);
    await page.goto(`${address}/en/week`);
    await page.evaluate(() => (window.isOld = true));
    await page.fill("#field-reason", "Half a sentence");
    const total = page.locator("#week [data-total=week]");
    const before = await total.innerText();
    const differs = (text) => page.waitForFunction((text) => document.querySelector("#week [data-total=week]").textContent !== text, text);
    await add(page, `0:01 ${file} ${code}`);
    await differs(before);
    const row = page.locator("#week tr.times", { has: page.locator(`input[value="${file}~${code}"]`) });
    assert.equal(await row.count(), 1, "the row is there");
    assert.notEqual(await row.locator(".sum").innerText(), "0:00");
    assert.deepEqual([await page.inputValue("#field-reason"), await focused(page)], ["Half a sentence", "field-quick"]);
    assert.match(await shown(page).innerText(), /^Saved: 0:01/);
    const after = await total.innerText();
    await undo(page);
    await differs(after);
    assert.equal(await total.innerText(), before);
    // The new table is a grid as the first one was.
    const cell = page.locator("#week tr.times input[type=text]").first();
    await cell.focus();
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await focused(page), await cell.getAttribute("id"));
    await cell.fill("0:05");
    await page.fill("#field-quick", "");
    await add(page, `0:01 ${file} ${code}`);
    await shown(page).locator("a", { hasText: "Load the week again" }).waitFor();
    assert.equal(await cell.inputValue(), "0:05");
    await undo(page);
    assert.ok(await page.evaluate(() => window.isOld), "the page stays");
    await cell.fill(await cell.evaluate((input) => input.defaultValue));
    await page.fill("#field-reason", "");
    await page.fill("#field-quick", "");
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test("Enter on a line that was not read yet reads it first, also right after a save", async () => {
    const page = await openAs(browser, "lawyer");
    const [file, code] = await work(page);
    await page.goto(`${address}/en/week`);
    await add(page, `0:01 ${file} ${code}`);
    await undo(page);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await page.route("**/api/v1/my/quick", async (route) => {
      await held;
      await route.continue();
    });
    await shown(page).getByText("Taken back").waitFor();
    await page.fill("#field-quick", `0:03 ${file} ${code}`);
    const asked = page.waitForRequest("**/api/v1/my/quick");
    await page.press("#field-quick", "Enter");
    await asked;
    release();
    await ready(page);
    assert.match(page.url(), /\/en\/week$/);
    assert.match(await shown(page).innerText(), /^0:03 · /);
    await close(page);
  });

  test("without an answer the line is kept, and at last sent as without script", async () => {
    const page = await openAs(browser, "lawyer");
    const [file, code] = await work(page);
    await page.goto(`${address}/fr/week`);
    await page.route("**/api/v1/my/quick", (route) => route.abort());
    const line = `0:04 hier ${file} ${code}`;
    await page.fill("#field-quick", line);
    await shown(page).getByText("n’a pas répondu").waitFor();
    const again = page.waitForEvent("requestfailed");
    await page.press("#field-quick", "Enter");
    await again;
    await page.waitForFunction(() => document.getElementById("quick-shown").childElementCount === 1);
    assert.equal(await page.inputValue("#field-quick"), line);
    await page.press("#field-quick", "Enter");
    await page.waitForURL(/\/fr\/quick$/);
    assert.equal(await page.inputValue("#field-minutes"), "0:04");
    assert.equal(await page.inputValue("#field-file"), file);
    await close(page);
  });

  for (const lang of ["en", "fr"]) {
    test(`a line that is refused has its words beside the field, ${lang}`, async () => {
      const page = await openAs(browser, "lawyer", { script: false });
      await page.goto(`${address}/${lang}/week`);
      await page.locator("#field-quick").evaluate((input) => input.removeAttribute("maxlength"));
      const line = "x".repeat(600);
      await page.fill("#field-quick", line);
      await page.press("#field-quick", "Enter");
      await page.locator("#error-summary").waitFor();
      const sentence = (await page.locator("#error-summary li").innerText()).trim();
      assert.ok((await page.locator("#error-quick").innerText()).includes(sentence));
      assert.equal(await page.getAttribute("#field-quick", "aria-describedby"), "error-quick");
      assert.equal(await page.getAttribute("#field-quick", "aria-invalid"), "true");
      assert.equal(await page.inputValue("#field-quick"), line);
      await page.locator("#error-summary a").click();
      assert.equal(await focused(page), "field-quick");
      await close(page);
    });
  }
});

describe("leaving a form", () => {
  /** Forms, who fills them in, and a change of one of their fields. */
  const FORMS = [
    ["lawyer", "record", (page) => page.fill("#field-narrative", "Half a sentence")],
    ["lawyer", "range", (page) => page.check("#field-weekends")],
    ["lawyer", "week", (page) => page.fill("#field-reason", "Half a sentence")],
    ["lawyer", "week", (page) => page.fill("#field-quick", "1h yesterday")],
    ["head", "requests/new", (page) => page.selectOption("#field-country", "UA")],
    ["head", "files/new?q1=no&q2=yes", (page) => page.fill("#field-title", "Half a title")],
  ];
  for (const [role, path, change] of FORMS) {
    test(`${path} is asked about once something is typed, and not before: ${change.toString().slice(10)}`, async () => {
      const page = await openAs(browser, role);
      const asked = questions(page, { stay: true });
      await page.goto(`${address}/en/${path}`);
      await page.locator("main h1").click();
      await page.locator(".reader a").click();
      await page.waitForURL(/\/en\/account$/);
      assert.deepEqual(asked, []);
      await page.goto(`${address}/en/${path}`);
      await page.locator("main h1").click();
      await change(page);
      const question = page.waitForEvent("dialog");
      await page.locator(".reader a").click({ noWaitAfter: true });
      assert.equal((await question).type(), "beforeunload");
      assert.ok(page.url().endsWith(`/en/${path}`));
      await close(page);
    });
  }

  test("n on a choice asks too, and nothing that was chosen is lost", async () => {
    const page = await openAs(browser, "lawyer");
    questions(page, { stay: true });
    await page.goto(`${address}/fr/range`);
    await page.check("#field-weekends");
    await page.locator("#field-weekends").focus();
    const question = page.waitForEvent("dialog");
    await page.keyboard.press("n");
    assert.equal((await question).type(), "beforeunload");
    assert.match(page.url(), /\/fr\/range$/);
    assert.ok(await page.isChecked("#field-weekends"));
    await close(page);
  });

  test("what was refused or comes back in the other language is asked about; what is sent, searched or saved is not", async () => {
    const page = await openAs(browser, "head");
    const asked = questions(page);
    await page.goto(`${address}/en/requests`);
    await page.fill("#field-search", "nobody");
    await page.locator(".reader a").click();
    await page.waitForURL(/account$/);
    assert.deepEqual(asked, [], "a search is not lost");
    await page.goto(`${address}/en/requests/new`);
    await page.fill("#field-wanted", "Training of judges");
    await save(page);
    await page.locator("#error-summary").waitFor();
    assert.deepEqual(asked, [], "it was sent");
    await page.locator(".reader a").click();
    await page.waitForURL(/account$/);
    assert.deepEqual(asked, ["beforeunload"], "it was refused");
    await page.goto(`${address}/en/requests/new`);
    await page.fill("#field-wanted", "Training of judges");
    await page.locator("button.language").click();
    await page.waitForURL(/\/fr\/requests\/new/);
    assert.equal(asked.length, 1);
    await page.locator(".reader a").click();
    await page.waitForURL(/account$/);
    assert.equal(asked.length, 2, "it stands in the other language only");
    await page.goto(`${address}/fr/requests/new`);
    await page.fill("#field-requester", "Canada");
    await page.fill("#field-wanted", "Formation de juges");
    await save(page);
    await page.locator("#saved").waitFor();
    await page.locator(".reader a").click();
    await page.waitForURL(/account$/);
    await page.goBack();
    await page.goBack();
    await page.waitForURL(/requests\/new$/);
    await page.locator(".reader a").click();
    await page.waitForURL(/account$/);
    assert.equal(asked.length, 2, "it was saved");
    await close(page);
  });

  test("signing in is never asked about", async () => {
    const page = await open(browser);
    const asked = questions(page);
    await page.goto(`${address}/en/sign-in`);
    await page.fill("#field-login", "lawyer");
    await page.fill("#field-password", "something");
    await page.goto(`${address}/fr/sign-in`);
    assert.deepEqual(asked, []);
    await close(page);
  });
});

for (const lang of ["en", "fr"]) {
  test(`where the activities of a file do not come, this is said and the button is there, ${lang}`, async () => {
    const page = await openAs(browser, "lawyer");
    await page.goto(`${address}/${lang}/record`);
    const button = page.locator("button.without-script");
    assert.equal(await button.isVisible(), false);
    const isFetch = (route) => route.request().resourceType() === "fetch";
    // A session that has ended answers with the page to sign in.
    await page.route("**/record?file=*", (route) => (isFetch(route) ? route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>Sign in</title>" }) : route.continue()));
    const number = await firstFile(page, "SA");
    await page.fill("#field-narrative", "kept");
    await page.fill("#field-file", number);
    await page.press("#field-file", "Tab");
    await button.waitFor();
    assert.match(await page.locator("#file-status").innerText(), lang === "fr" ? /n’a pas répondu/ : /did not answer/);
    assert.equal(await page.inputValue("#field-file"), number);
    await button.click();
    await page.locator("#file-chosen .code").waitFor();
    assert.equal(await page.locator("fieldset.category").count(), 1);
    assert.equal(await page.inputValue("#field-narrative"), "kept");
    // What fails once is asked again.
    await page.unroute("**/record?file=*");
    await page.goto(`${address}/${lang}/record`);
    await page.route("**/record?file=*", (route) => (isFetch(route) ? route.abort() : route.continue()), { times: 1 });
    await page.fill("#field-file", number);
    await page.press("#field-file", "Tab");
    await button.waitFor();
    await page.focus("#field-file");
    await page.press("#field-file", "Tab");
    await page.locator("#file-chosen .code", { hasText: number }).waitFor();
    await button.waitFor({ state: "hidden" });
    await close(page);
  });
}

test("what the script is refused by the API is a complaint", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/record`);
  const noted = page.waitForEvent("console");
  await page.evaluate(() => fetch("/api/v1/files/00000000-0000-7000-8000-000000000000"));
  await noted;
  assert.equal(page.complaints.length, 1, "the browser's own words are not excused");
  await close(page);
});

/** What goes wrong with script, and whether the grid still stands afterwards. */
const BROKEN = {
  "BroadcastChannel, storage and fetch throw": [true, (page) => page.addInitScript(() => {
    const refuse = () => {
      throw new Error("switched off");
    };
    window.BroadcastChannel = refuse;
    window.fetch = refuse;
    for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: refuse });
  })],
  "the first parts throw": [true, (page) => page.addInitScript(() => {
    const find = document.getElementById.bind(document);
    document.getElementById = (id) => {
      if (["error-summary", "notice", "quick-form", "keys-dialog"].includes(id)) throw new Error("broken");
      return find(id);
    };
  })],
  ...Object.fromEntries([0.3, 0.6, 0.95].map((share) => [`the script ends after ${100 * share} %`, [false, (page) => page.route("**/assets/casetime*.js", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    await route.fulfill({ response: answer, body: text.slice(0, Math.floor(text.length * share)) });
  })]])),
};
describe("with broken script", () => {
  for (const [what, [hasGrid, breaks]] of Object.entries(BROKEN)) {
    test(`${what}: a file is chosen, time is recorded and the week is filled in`, async () => {
      const page = await openAs(browser, "lawyer");
      await breaks(page);
      await page.goto(`${address}/en/record`);
      const number = await firstFile(page, "OT");
      await page.fill("#field-file", number);
      await page.press("#field-file", "Tab");
      const button = page.locator("button.without-script");
      if (hasGrid && what.startsWith("the first")) {
        await page.locator("#file-chosen .code").waitFor();
      } else {
        await button.click();
        await page.locator("#file-chosen .code").waitFor();
      }
      await page.fill("#field-minutes", "0:01");
      await activity(page, "OT").check();
      await save(page);
      await page.locator("#saved").waitFor();
      await page.locator("#saved button[value=withdraw]").click();
      await page.locator("button[value=restore]").waitFor();
      // The grid has one tab stop where its keys work, and otherwise one for each field.
      await page.goto(`${address}/en/week`);
      const fields = page.locator("#week tr.times input[type=text]");
      assert.equal(await page.locator("#week[role=grid]").count(), hasGrid ? 1 : 0);
      assert.equal(await page.locator("#week input[tabindex='-1']").count() > 0, hasGrid);
      const first = fields.first();
      const was = await first.inputValue();
      const id = await first.getAttribute("id");
      await first.fill("0:02");
      if (hasGrid) await page.keyboard.press("Control+Enter");
      else await page.locator(".week-save button").click();
      await page.locator("#saved").waitFor();
      assert.equal(await page.inputValue(`#${id}`), "0:02");
      await page.fill(`#${id}`, was);
      await page.locator(".week-save button").click();
      await page.waitForFunction(([field, value]) => document.getElementById(field).defaultValue === value, [id, was]);
      await page.waitForLoadState();
      await close(page);
    });
  }
});
