// Whoever keeps the files and whoever manages a team do their part of one request, in both languages, with and without
// script; and what is not for them is not shown to them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { entry, file, send, unused } from "./states.js";
import { LANGUAGES, address, close, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const NAMES = {
  en: { ways: ["Files", "Requests", "Workload"], entered: /^Entered\./, completed: /^Completed\./, closed: /^Closed: / },
  fr: { ways: ["Dossiers", "Demandes", "Charge de travail"], entered: /^Entrée\./, completed: /^Achevée\./, closed: /^Fermé\u00a0: / },
};
const status = async (page, path) => (await page.request.get(`${address}/${path}`, { maxRedirects: 0 })).status();
const done = (page) => page.locator("#saved").innerText();

/** What the two of them have in common: they keep registers, and record no time. */
async function seesNoRecording(page, lang) {
  await page.goto(`${address}/${lang}/files`);
  assert.deepEqual(await page.locator(".site-nav a").allInnerTexts(), NAMES[lang].ways);
  for (const absent of ["#quick-form", ".at-hand", ".timer"]) assert.equal(await page.locator(absent).count(), 0, absent);
  for (const path of ["week", "record", "favourites", "timer", "range"]) {
    await page.goto(`${address}/${lang}/${path}`);
    assert.equal(await page.locator("#entry-form, #week").count(), 0, `${path} has a form for somebody without time`);
  }
  for (const path of ["accounts", "accounts/new"]) assert.equal(await status(page, `${lang}/${path}`), 403, path);
}

for (const lang of LANGUAGES) {
  for (const script of [true, false]) {
    test(`a request from its receipt to its completion, ${lang}, ${script ? "with" : "without"} script`, async () => {
      const keeper = await openAs(browser, "keeper", { script });
      const manager = await openAs(browser, "manager", { script });
      for (const page of [keeper, manager]) await seesNoRecording(page, lang);

      // The keeper enters it.
      await keeper.goto(`${address}/${lang}/requests`);
      await send(keeper, "a.button.main");
      await keeper.fill("#field-requester", "GAC");
      await keeper.fill("#field-wanted", `Canary ${unused()}`);
      await keeper.selectOption("#field-country", "UA");
      await send(keeper);
      assert.match(await done(keeper), NAMES[lang].entered);
      const path = new URL(keeper.url()).pathname;
      const name = (await keeper.locator("h1").innerText()).match(/R-\d{4}-\d{4}/)[0];

      // The manager finds it on the board, triages and accepts it, opens its file and completes it.
      await manager.goto(`${address}/${lang}/requests?view=board`);
      await send(manager, `.card a.code:text-is("${name}")`);
      await manager.selectOption("#field-kind", "technical_assistance");
      await send(manager);
      await manager.locator("#field-decision").waitFor();
      await manager.check("input[name=decision][value=accepted]");
      await send(manager);
      await manager.locator("button[value=undo]").waitFor();
      await send(manager, `#step a.button[href$="/file"]`);
      for (const [question, answer] of [["q1", "no"], ["q2", "yes"]]) {
        await manager.check(`input[name=${question}][value=${answer}]`);
        await send(manager, "form.walk button.primary");
      }
      const number = unused();
      await manager.fill("#field-title", "Formation");
      await manager.fill("#field-number", number);
      await manager.fill("#field-project", "Canary");
      await send(manager);
      await manager.locator("#saved").waitFor();
      await manager.goto(`${address}${path}?step=completion`);
      await send(manager);
      assert.match(await done(manager), NAMES[lang].completed);
      assert.equal(await manager.locator("#step form").count(), 0, "what is over asks for nothing");

      // The keeper opens another file, relates the two, and closes the second.
      await keeper.goto(`${address}/${lang}/files/new?q1=yes`);
      const second = unused();
      await keeper.fill("#field-title", "Interne");
      await keeper.fill("#field-number", second);
      await send(keeper);
      await keeper.locator("#saved").waitFor();
      const there = new URL(keeper.url()).pathname;
      await keeper.goto(`${address}${there}?step=relate`);
      await keeper.fill("#field-related", number);
      await send(keeper);
      await keeper.locator("ul.related a", { hasText: number }).waitFor();
      await keeper.goto(`${address}${there}?step=close`);
      await keeper.fill("#field-reason", "Fait");
      await keeper.check("#field-goes_on");
      await send(keeper);
      assert.match(await done(keeper), NAMES[lang].closed);
      await manager.goto(`${address}${there}`);
      assert.equal(await manager.locator("#closings-heading").count(), 1);
      for (const page of [keeper, manager]) {
        assert.deepEqual(page.complaints, []);
        await close(page);
      }
    });
  }
}

test("a walled file is known to those who are named on it, and to nobody else", async () => {
  const head = await openAs(browser, "head");
  const walled = await file(head, { walled: true });
  assert.equal(await status(head, `en/${walled.path}`), 200);
  for (const role of ["keeper", "manager", "lawyer", "auditor"]) {
    const page = await openAs(browser, role);
    for (const lang of LANGUAGES) assert.equal(await status(page, `${lang}/${walled.path}`), 404, role);
    await page.goto(`${address}/fr/files?search=${walled.number}`);
    assert.equal(await page.locator("table.register").count(), 0, role);
    await page.goto(`${address}/en/requests`);
    await close(page);
  }
  await close(head);
});

test("whoever only reads the registers is offered no step, and others' entries can be read but not changed", async () => {
  const keeper = await openAs(browser, "keeper");
  const lawyer = await openAs(browser, "lawyer");
  const one = await file(keeper);
  const time = await entry(lawyer);
  await lawyer.goto(`${address}/en/${one.path}`);
  await lawyer.locator("#leads-heading").waitFor();
  assert.equal(await lawyer.locator("#step, #entry-form").count(), 0);
  await lawyer.goto(`${address}/en/files`);
  assert.equal(await lawyer.locator("a.button.main").count(), 0);
  for (const path of ["files/new", "requests/new", "accounts"]) assert.equal(await status(lawyer, `en/${path}`), 403, path);
  const manager = await openAs(browser, "manager");
  for (const page of [keeper, manager]) {
    await page.goto(`${address}/fr/${time.path}`);
    await page.locator("#history-heading").waitFor();
    assert.equal(await page.locator("#entry-form, button[value=withdraw]").count(), 0);
    await close(page);
  }
  await lawyer.goto(`${address}/en/${time.path}`);
  await send(lawyer, "button[value=withdraw]");
  await close(lawyer);
});
