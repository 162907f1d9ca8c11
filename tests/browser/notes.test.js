// Knowledge notes: written on a file, found again, corrected, withdrawn and put back, with and without script, in both languages;
// what two tabs, hostile text and a switch of language do to them; and that every state is accessible, quiet and fits.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { LANGUAGES, WIDTHS, address, axe, close, isFocusedSoon, launch, openAs, overflow, save } from "./support.js";

const HOSTILE = `<b>"é\u0301"</b> & ’ \u202e 🙂 « x » =1+1 ${"Donaudampfschifffahrt".repeat(12)}`;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** The path behind the language of the first file of the register that is open or closed. */
async function fileOf(page, standing) {
  await page.goto(`${address}/en/files?standing=${standing}&category=TA`);
  return (await page.locator("table.register tbody a").first().getAttribute("href")).replace("/en/", "");
}

/** A word that stands in no other note. */
const word = () => `canary${Date.now().toString(36)}${Math.floor(Math.random() * 1e6)}`;

async function fill(page, { kind = "debrief", title = "Mission", text = "What it brought" } = {}) {
  await page.selectOption("#field-kind", kind);
  await page.fill("#field-title", title);
  await page.fill("#field-text", text);
}

/** Writes a note with the form of a file; answers the address of its page. */
async function write(page, lang, file, said) {
  await page.goto(`${address}/${lang}/${file}/notes/new`);
  await fill(page, said);
  await save(page);
  await page.locator("#saved").waitFor();
  return page.url().replace(/\?.*/, "");
}

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`a note is written, found, corrected, withdrawn and each step taken back ${how}`, async () => {
    const page = await openAs(browser, "lawyer", { script });
    const file = await fileOf(page, "open");
    await page.goto(`${address}/en/${file}`);
    await page.locator("a.button", { hasText: "Add a note" }).click();
    await save(page);
    await page.locator("#error-kind").waitFor();
    const own = word();
    await fill(page, { title: `${own} ${HOSTILE.slice(0, 150)}`, text: `${HOSTILE}\n\nSecond line` });
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Kept\./);
    assert.equal(await page.locator(".note-text b").count(), 0);
    assert.match(await page.locator(".note-text").first().innerText(), /\n\nSecond line$/);
    const there = page.url().replace(/\?.*/, "");
    await page.goto(`${address}/en/notes`);
    await page.fill("#field-q", own.toUpperCase());
    await page.locator("form.options button.primary").click();
    await page.waitForURL(/q=/);
    await page.locator(".note-title a").click();
    await page.waitForURL(there);
    await page.goto(`${there}?step=correct`);
    await page.fill("#field-text", "Better words");
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Corrected\./);
    await page.locator("button[value=undo]").click();
    await page.waitForURL(/done=undone/);
    assert.match(await page.locator(".note-text").first().innerText(), /Second line$/);
    await page.goto(`${there}?step=withdraw`);
    await save(page);
    await page.locator(".notice", { hasText: "This note is withdrawn" }).waitFor();
    await page.locator("button[value=undo]").click();
    await page.waitForURL(/done=undone/);
    assert.equal(await page.locator(".notice").count(), 0);
    assert.equal(await page.locator("#history-heading ~ div tbody tr").count(), 5);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`two tabs on one note: both versions are shown ${how}`, async () => {
    const page = await openAs(browser, "head", { script });
    const there = await write(page, "fr", await fileOf(page, "open"));
    await page.goto(`${there}?step=correct`);
    const other = await page.context().newPage();
    await other.goto(`${there}?step=correct`);
    await other.fill("#field-text", "Autre");
    await save(other);
    await page.fill("#field-text", "Le mien");
    await save(page);
    await page.locator("#error-summary").waitFor();
    assert.match(await page.locator("section.aside").innerText(), /Autre[\s\S]*Le mien/);
    assert.equal(await page.inputValue("#field-text"), "Le mien");
    assert.deepEqual(script ? await axe(page) : [], []);
    await save(page);
    assert.match(await page.locator("#saved").innerText(), /^Corrigée\./);
    await close(page);
  });
}

test("the language is switched in the middle of a note, and nothing is lost", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/${await fileOf(page, "open")}/notes/new`);
  const said = `${HOSTILE}\n\n  Second line`;
  await fill(page, { kind: "fact_sheet", title: HOSTILE.slice(0, 100), text: said });
  await page.selectOption("#field-language", "fr");
  await page.locator("button.language").click();
  await page.waitForURL(/\/fr\/files\/.*\/notes\/new/);
  assert.equal(await page.inputValue("#field-text"), said);
  assert.equal(await page.inputValue("#field-title"), HOSTILE.slice(0, 100));
  assert.deepEqual([await page.inputValue("#field-kind"), await page.inputValue("#field-language")], ["fact_sheet", "fr"]);
  await close(page);
});

test("a refused note moves the focus to its summary, and the summary leads to the field", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/${await fileOf(page, "open")}/notes/new`);
  await save(page);
  assert.ok(await isFocusedSoon(page, "error-summary"));
  await page.locator("#error-summary a").last().click();
  assert.ok(await isFocusedSoon(page, "field-text"));
  await close(page);
});

test("a closed file without lessons learned proposes to write them", async () => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/files?standing=closed&category=SA`);
  await page.goto(`${address}${await page.locator("table.register tbody a").last().getAttribute("href")}`);
  await page.locator("#lessons-hint a").click();
  await page.waitForURL(/kind=lessons_learned/);
  assert.equal(await page.inputValue("#field-kind"), "lessons_learned");
  await close(page);
});

describe("the pages of notes", () => {
  let file;
  let closed;
  let note;
  let gone;
  before(async () => {
    const page = await openAs(browser, "lawyer");
    file = await fileOf(page, "open");
    closed = await fileOf(page, "closed");
    const behind = (there) => there.replace(`${address}/en/`, "");
    note = behind(await write(page, "en", file, { title: HOSTILE.slice(0, 200), text: `${HOSTILE}\n\n${HOSTILE}` }));
    await page.goto(`${address}/en/${note}?step=correct`);
    await page.fill("#field-text", `${HOSTILE}\nAnother version`);
    await save(page);
    await page.locator("#saved").waitFor();
    gone = behind(await write(page, "en", file, { title: "Gone" }));
    await page.goto(`${address}/en/${gone}?step=withdraw`);
    await save(page);
    await page.locator("#saved").waitFor();
    await close(page);
  });

  for (const lang of LANGUAGES) {
    for (const [width, scheme] of [...WIDTHS.map((width) => [width, "light"]), [1280, "dark"]]) {
      test(`${lang} at ${width} px, ${scheme}, are accessible, quiet and fit`, async () => {
        const page = await openAs(browser, "lawyer", { width, scheme });
        const places = [
          "notes", "notes?q=nothing-of-the-kind", "notes?kind=essay&file=NONE-1", "files", file, closed, note, gone,
          `${note}?step=correct`, `${note}?step=withdraw`, `${file}/notes/new`,
        ];
        for (const place of places) {
          await page.goto(`${address}/${lang}/${place}`);
          assert.deepEqual(await axe(page), [], place);
          assert.ok((await overflow(page)) <= 0, `${place} scrolls sideways`);
        }
        await page.goto(`${address}/${lang}/${note}`);
        await page.locator("details.aid summary").first().click();
        assert.deepEqual(await axe(page), [], "an earlier version");
        assert.ok((await overflow(page)) <= 0, "an earlier version scrolls sideways");
        await page.goto(`${address}/${lang}/${file}/notes/new`);
        await save(page);
        await page.locator("#error-summary").waitFor();
        assert.deepEqual(await axe(page), [], "a refused note");
        assert.ok((await overflow(page)) <= 0, "a refused note scrolls sideways");
        assert.deepEqual(page.complaints, []);
        await close(page);
      });
    }
  }
});
