// The registers of requests and of files: a request from its receipt to its file, with and without script, by keyboard alone,
// in both languages; and what two tabs and hostile text do to them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { address, close, isFocusedSoon, launch, openAs, save, tabTo } from "./support.js";

const HOSTILE = `<b>"é\u0301"</b> & ’ \u202e 🙂 « x » =1+1 ${"Donaudampfschifffahrt".repeat(12)}`;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Enters a request by its form; answers the address of its page. */
async function enter(page, lang, { requester = "Global Affairs Canada", wanted = "Training of prosecutors." } = {}) {
  await page.goto(`${address}/${lang}/requests/new`);
  await page.fill("#field-requester", requester.slice(0, 120));
  await page.fill("#field-wanted", wanted);
  await page.selectOption("#field-country", "UA");
  await save(page);
  await page.locator("#saved").waitFor();
  return page.url().replace(/\?.*/, "");
}

async function triage(page) {
  await page.selectOption("#field-kind", "technical_assistance");
  await save(page);
  await page.locator("#saved").waitFor();
}

async function accept(page) {
  await page.check("input[name=decision][value=accepted]");
  await save(page);
  await page.locator("#saved").waitFor();
}

/** A number of a file that nobody has. */
const number = () => `T-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6)}`;

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`a request goes from its receipt to a new file and is completed ${how}`, async () => {
    const page = await openAs(browser, "head", { script });
    const there = await enter(page, "en", { wanted: HOSTILE });
    assert.match(await page.locator("#saved").innerText(), /^Entered\./);
    assert.equal(await page.locator("dl.facts b").count(), 0);
    await page.fill("#field-team", HOSTILE.slice(0, 100));
    await triage(page);
    await page.check("input[name=decision][value=declined]");
    await save(page);
    await page.locator("#error-reason").waitFor();
    assert.ok(await page.isChecked("input[name=decision][value=declined]"));
    await page.fill("#field-reason", HOSTILE.slice(0, 400));
    await save(page);
    await page.locator("button[value=undo]").click();
    await page.locator("#field-decision").waitFor();
    assert.match(await page.locator("#saved").innerText(), /^Taken back\./);
    await accept(page);
    await page.locator("a.button", { hasText: "Open a new file" }).click();
    for (const [question, answer] of [["q1", "no"], ["q2", "yes"]]) {
      await page.check(`input[name=${question}][value=${answer}]`);
      await page.locator("form.walk button.primary").click();
      await page.waitForLoadState();
    }
    assert.match(await page.locator("#category-heading").innerText(), /technical assistance/);
    const name = number();
    await page.fill("#field-title", HOSTILE.slice(0, 180));
    await page.fill("#field-number", name);
    await save(page);
    await page.locator("#error-project").waitFor();
    assert.equal(await page.inputValue("#field-number"), name);
    await page.fill("#field-project", "Prosecutors");
    await save(page);
    await page.locator("#saved").waitFor();
    await page.locator("a", { hasText: name }).click();
    await page.locator("#leads-heading").waitFor();
    assert.match(await page.locator("#requests-heading + ul").innerText(), /R-\d{4}-\d{4}/);
    await page.goto(`${there}?step=completion`);
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Completed\./);
    assert.equal(await page.locator("#history-heading ~ div tbody tr").count(), 6);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`two tabs on one request: both versions are shown ${how}`, async () => {
    const page = await openAs(browser, "head", { script });
    const there = await enter(page, "fr");
    await page.goto(`${there}?step=change`);
    const other = await page.context().newPage();
    await other.goto(`${there}?step=change`);
    await other.fill("#field-requester", "Autre");
    await save(other);
    await page.fill("#field-requester", "Le mien");
    await save(page);
    await page.locator("#error-summary").waitFor();
    assert.match(await page.locator("section.aside").innerText(), /Autre[\s\S]*Le mien/);
    assert.equal(await page.inputValue("#field-requester"), "Le mien");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Corrigée\./);
    await close(page);
  });

  test(`a file is closed with a successor ${how}, and each leads to the other`, async () => {
    const page = await openAs(browser, "head", { script });
    const [first, second] = [number(), number()];
    await page.goto(`${address}/fr/files/new?q1=yes`);
    await page.fill("#field-title", "Interne");
    await page.fill("#field-number", first);
    await save(page);
    await page.locator("#saved").waitFor();
    await page.goto(`${page.url().replace(/\?.*/, "")}?step=close`);
    await page.fill("#field-reason", "Autre nature");
    await page.check("#goes_on-yes");
    await page.selectOption("#field-category", "SA");
    await page.fill("#field-number", second);
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Fermé\u00a0: /);
    await page.locator("#closings-heading + ul a").click();
    await page.locator("dl.facts a", { hasText: first }).waitFor();
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}

test("the language is switched in the middle of a form, and nothing is lost", async () => {
  const page = await openAs(browser, "head");
  await page.goto(`${address}/en/requests/new`);
  await page.fill("#field-wanted", HOSTILE);
  await page.fill("#field-deadline", "soon");
  await page.locator("button.language").click();
  await page.waitForURL(/\/fr\/requests\/new/);
  assert.equal(await page.inputValue("#field-wanted"), HOSTILE);
  assert.equal(await page.inputValue("#field-deadline"), "soon");
  await page.goto(`${address}/en/files/new?q1=no&q2=yes`);
  await page.fill("#field-project", HOSTILE.slice(0, 100));
  await page.locator("button.language").click();
  await page.waitForURL(/\/fr\/files\/new/);
  assert.equal(await page.inputValue("#field-project"), HOSTILE.slice(0, 100));
  await page.locator("details.aid summary").click();
  await page.check("details.aid input[name=q1][value=yes]");
  await page.locator("button.quiet[name=switch]").click();
  await page.locator("#category-heading", { hasText: /interne|Autre/i }).waitFor();
  assert.equal(await page.inputValue("input[type=hidden][name=project]"), HOSTILE.slice(0, 100));
  await close(page);
});

test("a request is entered, triaged and found by keyboard alone, and back leads where one was", async () => {
  const page = await openAs(browser, "head");
  const wanted = `Canary ${number()}`;
  await page.goto(`${address}/en/requests`);
  await tabTo(page, page.locator("a.button.main"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/requests\/new/);
  await tabTo(page, page.locator("#field-requester"));
  await page.keyboard.type("GAC");
  await page.keyboard.press("Tab");
  await page.keyboard.type(wanted);
  await tabTo(page, page.locator("#entry-form button.primary"));
  await page.keyboard.press("Enter");
  await page.locator("#saved").waitFor();
  await tabTo(page, page.locator("#field-kind"));
  await page.keyboard.type("Inf");
  await tabTo(page, page.locator("#entry-form button.primary"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/done=triage/);
  await page.goto(`${address}/en/requests`);
  await tabTo(page, page.locator("#field-search"));
  await page.keyboard.type(wanted);
  await page.keyboard.press("Enter");
  await page.waitForURL(/search=Canary/);
  assert.equal(await page.locator("table.register tbody tr").count(), 1);
  const listed = page.url();
  await tabTo(page, page.locator("table.register tbody a").first());
  await page.keyboard.press("Enter");
  await page.locator("#history-heading").waitFor();
  await page.goBack();
  assert.equal(page.url(), listed);
  assert.equal(await page.inputValue("#field-search"), wanted);
  await close(page);
});

test("a refused form moves the focus to its summary, and the summary leads to the field", async () => {
  const page = await openAs(browser, "head");
  await page.goto(`${address}/en/requests/new`);
  await save(page);
  assert.ok(await isFocusedSoon(page, "error-summary"));
  await page.locator("#error-summary a").first().click();
  assert.ok(await isFocusedSoon(page, "field-requester"));
  await close(page);
});
