// What pages cost and how many strokes recording takes: requests, bytes and keys are counted, never seconds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { entry, file, request } from "./states.js";
import { address, choose, close, focused, launch, openAs } from "./support.js";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

const KB = 1024;
const FIRST = { requests: 6, bytes: 200 * KB };
const NEXT = { requests: 6, bytes: 30 * KB };
/** Pages by their reader; where it depends on what is there, a way to find the address. */
const PAGES = [
  ...["week", "record", "favourites", "timer", "range", "day/2026-01-05", "files", "requests"].map((path) => ["lawyer", path, () => path]),
  ["lawyer", "an entry", async (page) => (await entry(page)).path],
  ["head", "reports/workload", () => "reports/workload"],
  ["head", "files", () => "files"],
  ["head", "a file", async (page) => (await file(page)).path],
  ["head", "opening a file", () => "files/new?q1=no&q2=yes"],
  ["head", "requests", async (page) => (await request(page)) && "requests"],
  ["head", "the board", () => "requests?view=board"],
  ["head", "a request", (page) => request(page)],
];

/** Counts what a page asks of the server, and the bytes that are sent, with heads and as packed by the server. */
async function counted(page, path) {
  const session = await page.context().newCDPSession(page);
  const asked = new Map();
  const cached = new Set();
  const lengths = new Map();
  await session.send("Network.enable");
  session.on("Network.requestServedFromCache", ({ requestId }) => cached.add(requestId));
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.fromDiskCache) cached.add(requestId);
    asked.set(requestId, response);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => lengths.set(requestId, encodedDataLength));
  await page.goto(`${address}/${path}`);
  await page.waitForLoadState("networkidle");
  let bytes = 0;
  let requests = 0;
  for (const [requestId, { url, headers, mimeType }] of asked) {
    if (cached.has(requestId) || url.startsWith("data:")) continue;
    requests += 1;
    bytes += lengths.get(requestId);
    if (mimeType === "text/html") assert.equal(headers["content-encoding"], "gzip", url);
  }
  await session.detach();
  return { requests, bytes };
}

for (const [role, name, find] of PAGES) {
  test(`${name}, for the ${role}: a first load and one after it stay within their limits`, async (t) => {
    const page = await openAs(browser, role);
    const path = await find(page);
    const first = await counted(page, `fr/${path}`);
    const next = await counted(page, `en/${path}`);
    t.diagnostic(`${name}: first ${first.requests} requests, ${(first.bytes / KB).toFixed(1)} KB; next ${next.requests} requests, ${(next.bytes / KB).toFixed(1)} KB`);
    assert.ok(first.requests > 2 && first.bytes > 10 * KB, "nothing was counted");
    assert.ok(first.requests <= FIRST.requests && first.bytes <= FIRST.bytes, JSON.stringify(first));
    assert.ok(next.requests >= 1 && next.requests <= NEXT.requests && next.bytes <= NEXT.bytes, JSON.stringify(next));
    assert.ok(next.bytes < first.bytes / 2, "what stays the same is not sent again");
    await close(page);
  });
}

/** A keyboard that counts. */
const keyboard = (page) => {
  const keys = { strokes: 0 };
  keys.press = async (key) => {
    keys.strokes += key.split("+").length;
    await page.keyboard.press(key);
  };
  keys.type = async (text) => {
    keys.strokes += text.length;
    await page.keyboard.type(text);
  };
  return keys;
};

test("five entries of a day are recorded in the week by keyboard alone in at most 60 strokes", async (t) => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/week`);
  const keys = keyboard(page);
  await keys.press("Tab");
  await keys.press("Enter");
  const inGrid = () => page.evaluate(() => Boolean(document.activeElement.closest("#week")));
  while (!(await inGrid())) await keys.press("Tab");
  const today = await page.locator("#week thead th.today .visually-hidden").getAttribute("id");
  const column = () => page.evaluate(() => document.activeElement.id.match(/d(\d)$/)?.[1]);
  while ((await column()) !== today.slice(1)) await keys.press("ArrowRight");
  // What has time already is passed by, also days with several entries, which are a link.
  const filled = [];
  for (let row = 0; filled.length < 5 && row < 40; row += 1) {
    const place = await page.evaluate(() => ({ id: document.activeElement.id, empty: document.activeElement.value === "" }));
    const free = place.empty && place.id.startsWith("field-r");
    if (free) {
      await keys.type("1,5");
      filled.push(place.id);
    }
    await keys.press(free ? "Enter" : "ArrowDown");
  }
  assert.equal(filled.length, 5, "the week of the demonstration has rows for five entries");
  await keys.press("Control+Enter");
  await page.locator("#saved").waitFor();
  assert.match(await page.locator("#saved").innerText(), /Saved: 5 new times\./);
  t.diagnostic(`five entries of a day: ${keys.strokes} strokes, 1 page`);
  assert.ok(keys.strokes <= 60, `${keys.strokes} strokes`);
  for (const id of filled) await page.locator(`#${id}`).fill("");
  await page.locator(".week-save button").click();
  await page.waitForURL(/saved=/);
  await page.locator("#saved").waitFor();
  await close(page);
});

test("a quick add takes its line and two strokes more", async (t) => {
  const page = await openAs(browser, "lawyer");
  await page.goto(`${address}/en/record`);
  const file = await choose(page, "OT");
  const code = await page.locator("fieldset.category input[type=radio]").first().inputValue();
  await page.goto(`${address}/en/week`);
  const keys = keyboard(page);
  await keys.press("/");
  assert.equal(await focused(page), "field-quick");
  const line = `0.1 ${file} ${code}`;
  await keys.type(line);
  await page.locator("#quick-form button.ready").waitFor();
  await keys.press("Enter");
  await page.locator("#quick-undo").waitFor();
  t.diagnostic(`a quick add: ${keys.strokes} strokes, of which ${line.length} are its line`);
  assert.equal(keys.strokes, line.length + 2);
  assert.ok(keys.strokes <= 40);
  await page.locator("#quick-undo").click();
  await page.waitForFunction((text) => document.getElementById("field-quick").value === text, line);
  await close(page);
});
