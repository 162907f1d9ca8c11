// Signing in and out and the accounts of others: by keyboard alone, without script too, and nothing typed is lost when a
// session ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { activity, address, axe, choose, close, focused, launch, open, openAs, password, signIn } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const NARRATIVE = "Réunion « bilan » <b>& suite</b>";
const send = async (page, selector = "#entry-form button.primary") => {
  await page.locator(selector).click();
  await page.waitForLoadState();
};

for (const script of [true, false]) {
  const how = script ? "with script" : "without script";

  test(`whoever signs in is led back to the page they wanted ${how}`, async () => {
    const page = await open(browser, { script });
    await page.goto(`${address}/fr/reports/workload?by=activity`);
    assert.match(page.url(), /\/fr\/sign-in\?back=/);
    await page.fill("#field-login", "head");
    await page.fill("#field-password", "not the one");
    await send(page);
    assert.match(await page.locator("#error-summary").innerText(), /mot de passe/);
    assert.equal(await page.inputValue("#field-login"), "head");
    assert.equal(await page.inputValue("#field-password"), "");
    // The other language keeps the name and where the way leads.
    await page.locator(".language").click();
    await page.waitForURL(/\/en\/sign-in/);
    assert.equal(await page.inputValue("#field-login"), "head");
    await page.fill("#field-password", password);
    await send(page);
    assert.match(page.url(), /\/en\/reports\/workload\?by=activity$/);
    const cookies = await page.context().cookies();
    assert.deepEqual(cookies.map(({ name }) => name).sort(), ["__Host-casetime", "__Host-casetime-device"]);
    assert.ok(cookies.every((cookie) => cookie.secure && cookie.httpOnly && cookie.sameSite === "Lax"));
    await send(page, "form[action$='sign-out'] button");
    assert.match(page.url(), /\/en\/sign-in\?notice=signed-out$/);
    assert.match(await page.locator("#saved").innerText(), /signed out/);
    assert.deepEqual((await page.context().cookies()).map(({ name }) => name), ["__Host-casetime-device"]);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test(`what was typed survives the end of the session ${how}`, async () => {
    const page = await open(browser, { script });
    await signIn(page, "lawyer");
    await page.goto(`${address}/en/record`);
    const file = await choose(page, "TA");
    await page.fill("#field-minutes", "1h30");
    await page.fill("#field-narrative", NARRATIVE);
    await activity(page, "TA").check();
    // The same session is ended in another browser, so that this one does not know of it.
    const elsewhere = await open(browser);
    await elsewhere.context().addCookies(await page.context().cookies());
    await elsewhere.goto(`${address}/en/account`);
    await send(elsewhere, "form[action$='sign-out'] button");
    await close(elsewhere);

    await send(page);
    assert.match(await page.locator("main").innerText(), /What you typed is kept/);
    assert.ok(!page.url().includes("narrative"));
    await page.fill("#field-login", "lawyer");
    await page.fill("#field-password", password);
    await send(page);
    assert.match(await page.locator("h1").innerText(), /signed in again/);
    assert.deepEqual(script ? await axe(page) : [], []);
    await send(page);
    assert.match(page.url(), /\/en\/record$/);
    assert.equal(await page.inputValue("#field-file"), file);
    assert.equal(await page.inputValue("#field-minutes"), "1h30");
    assert.equal(await page.inputValue("#field-narrative"), NARRATIVE);
    assert.equal(await page.locator("input[name=activity]:checked").count(), 1);
    assert.equal(await page.locator("#saved, #error-summary").count(), 0, "nothing was saved yet");
    await page.fill("#field-minutes", "6m");
    await send(page);
    await page.locator("#saved").waitFor();
    await close(page);
  });
}

test("cookies of this machine are kept under either of its names", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const page = await open(browser);
    const here = address.replace("127.0.0.1", host);
    await page.goto(`${here}/en/sign-in`);
    await page.fill("#field-login", "lawyer");
    await page.fill("#field-password", password);
    await send(page);
    assert.equal(page.url(), `${here}/en/week`);
    assert.ok((await page.context().cookies(here)).some(({ name }) => name === "__Host-casetime"));
    await close(page);
  }
});

test("people sign in by keyboard alone and can look at the password they type", async () => {
  const page = await open(browser);
  await page.goto(`${address}/en/sign-in`);
  const press = (key) => page.keyboard.press(key);
  await press("Tab");
  await press("Enter");
  await press("Tab");
  assert.equal(await focused(page), "field-login");
  await page.keyboard.type("lawyer");
  await press("Tab");
  assert.equal(await focused(page), "field-password");
  await page.keyboard.type(password);
  await press("Tab");
  await press("Space");
  assert.equal(await page.locator("#field-password").getAttribute("type"), "text");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Hide password");
  await press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "primary");
  await press("Enter");
  await page.waitForURL(/\/en\/week$/);
  await close(page);
});

test("before the session ends the reader is asked to stay, and stays", async () => {
  const page = await openAs(browser, "lawyer");
  await page.clock.install();
  await page.goto(`${address}/en/record`);
  const dialog = page.locator("#session-dialog");
  assert.ok(!(await dialog.isVisible()));
  await page.fill("#field-narrative", NARRATIVE);
  await page.clock.fastForward("17:30");
  await dialog.waitFor({ state: "visible" });
  assert.equal(await focused(page), "session-heading");
  assert.match(await dialog.innerText(), /session ends soon[\s\S]*What you typed is kept/);
  assert.deepEqual(await axe(page), []);
  await dialog.locator("[data-do=stay]").click();
  await dialog.waitFor({ state: "hidden" });
  await page.clock.fastForward("17:30");
  await dialog.waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await page.clock.fastForward("03:00");
  await dialog.waitFor({ state: "visible" });
  assert.match(await dialog.innerText(), /session has ended/);
  assert.ok(!(await dialog.locator("[data-do=stay]").isVisible()));
  assert.deepEqual(await axe(page), []);
  await dialog.locator("[data-do=close]").click();
  assert.equal(await page.inputValue("#field-narrative"), NARRATIVE);
  await close(page);
});

test("everybody is shown the ways that are open to them", async () => {
  const ways = {
    lawyer: ["Week", "Record time", "Files", "Requests", "Workload"],
    head: ["Files", "Requests", "Workload"],
    auditor: ["Files", "Requests", "Workload", "Accounts"],
    admin: ["Accounts"],
  };
  for (const [role, expected] of Object.entries(ways)) {
    const page = await openAs(browser, role);
    await page.goto(`${address}/en/account`);
    assert.deepEqual(await page.locator(".site-nav a").allInnerTexts(), expected, role);
    assert.deepEqual(await axe(page), []);
    await close(page);
  }
});

test("a change that somebody else made in between is shown beside one's own", async () => {
  const [one, other] = [await openAs(browser, "admin"), await openAs(browser, "admin")];
  for (const page of [one, other]) {
    await page.goto(`${address}/en/accounts`);
    await page.locator("table a", { hasText: "keeper" }).click();
    await page.locator("#entry-form").waitFor();
  }
  await one.fill("#field-name", "Keeper One");
  await send(one);
  await one.locator("#saved").waitFor();
  await other.fill("#field-name", "Keeper Two");
  await send(other);
  await other.locator("#error-summary").waitFor();
  assert.match(await other.locator("table").innerText(), /Keeper One\s+Keeper Two/);
  assert.deepEqual(await axe(other), []);
  await send(other);
  await other.locator("#saved").waitFor();
  assert.equal(await other.inputValue("#field-name"), "Keeper Two");
  await close(one);
  await close(other);
});
