// What the browser tests share: the browser, a page that notes every error, axe, and the way to choose by category.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const address = (process.env.CASETIME_URL ?? "").replace(/\/$/, "");
if (!address) throw new Error("set CASETIME_URL to the address of a running demo, such as http://127.0.0.1:8080");

/** The password of the demonstration's accounts, which it prints when it starts. */
export const password = process.env.CASETIME_PASSWORD ?? "";
if (!password) throw new Error("set CASETIME_PASSWORD to the password that the demo printed");

export const LANGUAGES = ["en", "fr"];
export const WIDTHS = [320, 1280];
export const PATHS = { record: "record", workload: "reports/workload" };
/** The address of a page, which stands under its language. */
const PAGE = /^https?:\/\/[^/]+\/(en|fr)\/(record|week|day|entries|quick|favourites|timer|range|reports|sign-in|account|accounts|requests|files|notes)(\/|\?|#|$)/;

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A page in a context of its own. `page.complaints` are console errors, refused content and failed requests. */
export async function open(browser, { width = 1280, script = true, scheme = "light" } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 800 },
    javaScriptEnabled: script,
    colorScheme: scheme,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.answers = [];
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => {
    // A refused form answers 4xx on purpose, which the console notes as a failed load of the page itself. What the script asks
    // of the API is no page.
    const refusedForm = PAGE.test(message.location().url);
    if (message.type() === "error" && !(refusedForm && message.text().includes("status of 4"))) {
      page.complaints.push(`${message.text()} ${message.location().url}`);
    }
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("requestfailed", (request) => page.complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on("response", (response) => page.answers.push(response));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`refused by the security policy: ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  return page;
}

/** Signs in as one of the demonstration's accounts: lawyer, manager, head, keeper, auditor, admin. */
export async function signIn(page, role = "lawyer", lang = "en") {
  await page.goto(`${address}/${lang}/sign-in`);
  await page.fill("#field-login", role);
  await page.fill("#field-password", password);
  await page.press("#field-password", "Enter");
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"), { timeout: 30_000 });
}

const sessions = new Map();

/** Lets a page be that of somebody who has signed in: once for each role, because that takes its time. */
export async function lend(page, role) {
  if (!sessions.has(role)) sessions.set(role, arrive(page.context().browser(), role));
  await page.context().addCookies(await sessions.get(role));
}
async function arrive(browser, role) {
  const door = await open(browser);
  await signIn(door, role);
  const cookies = await door.context().cookies();
  await close(door);
  return cookies;
}

/** A page in a context of its own, in which somebody has signed in. */
export async function openAs(browser, role, options) {
  const page = await open(browser, options);
  await lend(page, role);
  return page;
}

export const close = (page) => page.context().close();

/** The violations axe finds, one line each; none is the only good answer. With names of rules, of these alone. */
export async function axe(page, rules) {
  // Evaluated, not inserted: a script element would be refused by the page's own policy.
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(`${AXE}\n;0`);
  const runOnly = rules ? { type: "rule", values: rules } : AXE_TAGS;
  const { violations } = await page.evaluate((only) => window.axe.run(document, { runOnly: only, resultTypes: ["violations"] }), runOnly);
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target).join(", ")})`);
}

/** By how many pixels the page is wider than the screen. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export async function openRecord(page, lang) {
  await page.goto(`${address}/${lang}/record`);
}

/** The first file of a category that time can be recorded on, as the API lists it. */
export async function firstFile(page, category) {
  const answer = await page.context().request.get(`${address}/api/v1/files?limit=200`);
  const { files } = await answer.json();
  const found = files.find((file) => file.category === category && !file.closed_on && !file.import_only);
  return found.number;
}

/** Chooses the first file of a category by its number; answers it. With script, its activities come by themselves. */
export async function choose(page, category) {
  const value = await firstFile(page, category);
  await page.fill("#field-file", value);
  if (await page.locator("#field-file[role=combobox]").count()) {
    await page.press("#field-file", "Tab");
    await page.locator(`#file-chosen .code`, { hasText: value }).waitFor();
  }
  return value;
}

/** The first activity of a category that the page offers and that is visible. */
export const activity = (page, category) =>
  page.locator(`fieldset.category[data-category="${category}"] input[type=radio]`).first();

export async function save(page) {
  await page.locator("#entry-form button.primary").click();
  await page.waitForLoadState();
}

/** Records a short entry on the first file of a category. */
export async function record(page, category, minutes = "6m") {
  const file = await choose(page, category);
  await page.fill("#field-minutes", minutes);
  await activity(page, category).check();
  await save(page);
  return file;
}

/** The id of the element that has the focus. */
export const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

/** Whether what has this id gets the focus: a page gives it when it is first painted, which may be a moment after it is there. */
export async function isFocusedSoon(page, id) {
  for (let tries = 0; tries < 50; tries += 1) {
    // Between two pages there is nothing to ask.
    if ((await focused(page).catch(() => undefined)) === id) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** Goes by the Tab key alone to a control, from wherever the focus is. */
export async function tabTo(page, locator) {
  const control = locator.first();
  for (let tries = 0; tries < 150; tries += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`out of reach of the keyboard: ${locator}`);
}
