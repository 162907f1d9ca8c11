// Every page in each of its states: who looks at it, how the state is reached, and what shows that it was. No state needs
// script unless it says so. What checks all pages (axe, validity, print, hostile text) goes through this one list.
import assert from "node:assert/strict";
import { address, firstFile, lend, openAs, password } from "./support.js";

/** A day so many days before today, as it is written. */
export const day = (ago) => {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - ago * 86_400_000).toISOString().slice(0, 10);
};
/** The Monday of the week so many weeks ago; on a Monday the last week ended yesterday, where other tests record. */
export const monday = (weeks) => {
  const since = (new Date(day(0)).getUTCDay() + 6) % 7;
  return day(since + 7 * (weeks > 0 && since === 0 ? weeks + 1 : weeks));
};
/** A number of a file that nobody has. */
export const unused = () => `S-${Date.now().toString(36)}-${Math.floor(Math.random() * 1e6)}`;

export async function send(page, selector = "#entry-form button.primary") {
  await page.locator(selector).first().click();
  await page.waitForLoadState();
}

/** Asks the API as whoever is signed in; answers the body and the version. */
export async function api(page, method, path, body, version) {
  const headers = { "content-type": "application/json", "idempotency-key": `"${crypto.randomUUID()}"`, ...(version ? { "if-match": version } : {}) };
  const answer = await page.request.fetch(`${address}/api/v1/${path}`, { method, headers, data: body && JSON.stringify(body) });
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
  return [await answer.json().catch(() => null), answer.headers().etag];
}

export const TRIAGE = ["triage", { kind: "technical_assistance" }];
export const ACCEPT = ["decision", { decision: "accepted" }];
export const DECLINE = ["decision", { decision: "declined", reason: "Somebody else does it." }];
/** A request that has gone these steps; answers the path of its page. */
export async function request(page, ...steps) {
  let [made, version] = await api(page, "POST", "requests", { requester: "Global Affairs Canada", wanted: "Training of prosecutors." });
  for (const [step, body] of steps) [, version] = await api(page, "POST", `requests/${made.id}/${step}`, body, version);
  return `requests/${made.id}`;
}
/** A file that is open; answers what is stored, its version and the path of its page. */
export async function file(page, more = {}) {
  const [made, version] = await api(page, "POST", "files", { number: unused(), title: "Training", category: "OT", opened_on: "2020-01-01", ...more });
  return { ...made, version, path: `files/${made.id}` };
}
const closed = async (page, more) => {
  const one = await file(page, more);
  await api(page, "POST", `files/${one.id}/close`, { closed_on: "2020-01-02", reason: "Done." }, one.version);
  return one;
};

/** A file that the reader records on, and one of its activities. */
export async function work(page, category = "OT") {
  const number = await firstFile(page, category);
  const drawn = await (await page.request.get(`${address}/en/record?file=${number}`)).text();
  return { file: number, activity: /name="activity" id="field-activity" value="([^"]+)"/.exec(drawn)[1] };
}
/** A day of work on which no other test looks for entries. */
export const WORKED = new Date(Date.parse(monday(2)) + 2 * 86_400_000).toISOString().slice(0, 10);
/** An entry of that day; answers the path of its page and its version. */
export async function entry(page, minutes = 7) {
  const [made, version] = await api(page, "POST", "entries", { id: crypto.randomUUID(), person: "", ...(await work(page)), worked_on: WORKED, minutes, narrative: "Bilan" });
  return { id: made.id, path: `entries/${made.id}`, version };
}
/** Removes favourites and the timer that other states left. */
export async function clear(page) {
  const [{ favourites }] = await api(page, "GET", "my/favourites");
  for (const { id } of favourites) await api(page, "DELETE", `my/favourites/${id}`);
  const running = await page.request.get(`${address}/api/v1/my/timer`);
  if (running.ok()) await api(page, "DELETE", "my/timer", undefined, running.headers().etag);
}

const at = (path) => async (page, lang) => page.goto(`${address}/${lang}/${typeof path === "function" ? await path(page) : path}`);
/** A page whose form is sent as it stands, or after it was filled in. */
const sent = (path, fill = async () => {}, button) => async (page, lang) => {
  await at(path)(page, lang);
  await fill(page, lang);
  await send(page, button);
};
const step = (name, ...steps) => async (page) => `${await request(page, ...steps)}?step=${name}`;
const stepOfFile = (name, make = file) => async (page) => `${(await make(page)).path}?step=${name}`;
const opened = (id) => (page) => page.locator(`#${id} > summary`).click();
/** What of a week is empty, filled in two tabs at once. */
async function conflict(page, lang) {
  await at(`week/${monday(2)}`)(page, lang);
  const id = await page.locator("#week tr.times input[type=text]").evaluateAll((all) => all.find((input) => !input.value).id);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.fill(`#${id}`, "0:03");
  await send(other, ".week-save button");
  await other.close();
  await page.fill(`#${id}`, "0:04");
  await send(page, ".week-save button");
}
async function settle(page) {
  const id = await page.locator("#week td.wrong input").first().getAttribute("id");
  await send(page, ".cell-faults button");
  await page.fill(`#${id}`, "");
  await send(page, ".week-save button");
}
const LONG = "1h75 a-very-long-word-without-any-place-to-break-it-anywhere";
const ERROR = "#error-summary";

/** States by reader: a name, what is there when it is reached, the way, and what is done afterwards. */
export const STATES = {
  nobody: [
    ["sign-in", "#field-login", at("sign-in")],
    ["sign-in, refused", ERROR, sent("sign-in", (page) => page.fill("#field-login", "lawyer"))],
    ["sign-in, signed out", "#saved", at("sign-in?notice=signed-out")],
    ["sign-in, with what was typed", "#entry-form", interrupted],
    ["api", "main h1", at("api"), null, { isLong: true }],
    ["kept page", "#entry-form button[name=switch]", async (page, lang) => {
      await interrupted(page, lang);
      await page.fill("#field-login", "lawyer");
      await page.fill("#field-password", password);
      await send(page);
    }],
  ],
  lawyer: [
    ["week, filled", "#week", at(() => `week/${monday(1)}`)],
    ["week, to come", ".week-form", at(() => `week/${monday(-1)}`)],
    ["week, without rows", ".week-form .empty", at("week/2001-01-01")],
    ["week, refused", ERROR, sent(() => `week/${monday(2)}`, (page) => page.locator("#week tr.times input[type=text]").nth(2).fill(`<b>\u202eé\u0301🙂 ${LONG}`), ".week-save button")],
    ["week, conflict", ".cell-faults button", conflict, settle],
    ["week, adding and copying", "#copy-week[open]", async (page, lang) => {
      await at(`week/${monday(2)}`)(page, lang);
      if (!(await page.locator("#add-row[open]").count())) await opened("add-row")(page);
      await opened("copy-week")(page);
    }],
    ["week, copied", "#notice", sent(() => `week/${monday(0)}`, opened("copy-week"), "button[value=copy-hours]")],
    ["week, copy refused", "#copy-week #error-from", sent(() => `week/${monday(0)}`, async (page) => {
      await opened("copy-week")(page);
      await page.fill("#field-from", LONG);
    }, "button[value=copy-rows]")],
    ["week, row refused", ERROR, sent(() => `week/${monday(0)}`, async (page) => {
      if (!(await page.locator("#add-row[open]").count())) await opened("add-row")(page);
      await page.fill("#field-file", "no such words");
    }, "#add-row button[value=add]")],
    ["week, another day refused", ERROR, at("week?on=soon")],
    ["day, filled", ".day-entries", at(async (page) => (await entry(page)) && `day/${WORKED}`)],
    ["day, empty", ".empty", at("day/2020-01-01")],
    ["day, to come", ".empty", at("day/2999-12-31")],
    ["record, empty", "#entry-form", at("record")],
    ["record, saved", "#saved", async (page, lang) => {
      const { file: number, activity } = await work(page, "TA");
      await at(`record?file=${number}`)(page, lang);
      await page.check(`input[name=activity][value="${activity}"]`);
      await page.fill("#field-minutes", "1m");
      await send(page);
    }],
    ["record, refused", ERROR, sent("record", async (page) => {
      await page.fill("#field-file", "no such words");
      await page.fill("#field-worked_on", "22/11/2026");
      await page.fill("#field-minutes", LONG);
    })],
    ["record, files found", "#file-list [role=option]", async (page, lang) => {
      await at("record")(page, lang);
      await page.fill("#field-file", "a");
    }, null, { script: true }],
    ...["q", "qn", "qny", "qnny", "qnnn"].map((answers) => [`record, decision aid ${answers}`, "#aid[open]", at(async (page) => `record?file=${await firstFile(page, "SA")}&aid=${answers}`)]),
    ["my entries, empty", ".empty", at("entries?from=2001-01-01&to=2001-01-02")],
    ["my entries, filled", ".day-entries", at(async (page) => (await entry(page)) && "entries")],
    ["my entries, refused", ERROR, at(`entries?file=${encodeURIComponent("<b>\u202eno")}&from=soon`)],
    ["entry", ".history", at(async (page) => (await entry(page)).path)],
    ["entry, corrected", "#saved", sent(async (page) => (await entry(page)).path, (page) => page.fill("#field-minutes", "0:08"))],
    ["entry, refused", ERROR, sent(async (page) => (await entry(page)).path, (page) => page.fill("#field-minutes", LONG))],
    ["entry, withdrawn", "button[value=restore]", sent(async (page) => (await entry(page)).path, undefined, "button[value=withdraw]")],
    ["entry, conflict", "section.aside", async (page, lang) => {
      const one = await entry(page);
      await at(one.path)(page, lang);
      await api(page, "PATCH", `entries/${one.id}`, { minutes: 9, reason: "Elsewhere" }, one.version);
      await page.fill("#field-minutes", "0:11");
      await send(page);
    }],
    ["quick add, asked", "#notice", async (page, lang) => {
      await at("account")(page, lang);
      await page.fill("#field-quick", `0:06 03/04 ${LONG} <b>\u202e`);
      await page.locator("#quick-form").evaluate((form) => form.submit());
    }],
    ["quick add, refused", "#error-quick", async (page, lang) => {
      await at("account")(page, lang);
      await page.locator("#field-quick").evaluate((input) => Object.assign(input, { value: "x".repeat(600) }).form.submit());
    }],
    ["favourites, empty", ".empty", async (page, lang) => {
      await clear(page);
      await at("favourites")(page, lang);
    }],
    ["favourites, filled, one of no use", ".lines .row-note", async (page, lang) => {
      await clear(page);
      const gone = await file(await keeper(page));
      const { file: number, activity } = await work(page);
      await api(page, "POST", "my/favourites", { file: gone.number, activity });
      await api(page, "POST", "my/favourites", { file: number, activity, minutes: 6 });
      await api(await keeper(page), "POST", `files/${gone.id}/close`, { closed_on: "2020-01-02", reason: "Done." }, gone.version);
      await at("favourites")(page, lang);
      await page.locator(".shortcuts summary").click();
    }, clear],
    ["favourites, refused", ERROR, sent("favourites", async (page) => {
      await opened("add-favourite")(page);
      await page.fill("#field-file", "no such words");
      await page.fill("#field-minutes", LONG);
    }, "#add-favourite button.primary")],
    ["timer, empty", "#entry-form", async (page, lang) => {
      await clear(page);
      await at("timer")(page, lang);
    }],
    ["timer, running", ".timer strong", async (page, lang) => {
      await api(page, "POST", "my/timer", { file: await firstFile(page, "OT"), narrative: LONG });
      await at("timer")(page, lang);
    }],
    ["timer, refused", ERROR, sent("timer", (page) => page.fill("#field-minutes", LONG))],
    ["timer, thrown away", "#saved", sent("timer", undefined, "button[value=discard]")],
    ["range, empty", "#entry-form", at("range")],
    ["range, refused", ERROR, sent("range", async (page) => {
      for (const name of ["from", "to", "minutes"]) await page.fill(`#field-${name}`, LONG);
    }, "button[value=preview]")],
    ["range, shown", "#days", async (page, lang) => {
      const { file: number, activity } = await work(page, "TA");
      await at(`range?file=${number}`)(page, lang);
      for (const [name, text] of [["from", day(13)], ["to", day(0)], ["minutes", "1m"]]) await page.fill(`#field-${name}`, text);
      await page.check(`input[name=activity][value="${activity}"]`);
      await send(page, "button[value=preview]");
    }],
    ["a request, as a lawyer", "#history-heading", at(async (page) => request(await keeper(page), TRIAGE))],
    ["a file, as a lawyer", "#leads-heading", at(async (page) => (await file(await keeper(page))).path)],
    ["files, as a lawyer", "table.register", at("files")],
    ["account", "main", at("account")],
    ["password", "#field-password", at("account/password")],
    ["password, refused", ERROR, sent("account/password", async (page) => {
      await page.fill("#field-password", "one thing");
      await page.fill("#field-again", "another thing");
    })],
    ["a page that is not for the reader", "main h1", at("accounts")],
    ["no page", "main h1", at("day/none"), null, { isAbsent: true }],
  ],
  head: [
    ...["week", "record", "favourites", "timer", "range", "day/2026-11-18"].map((path) => [`${path}, without a person`, "main h1", at(path)]),
    ["workload, empty", ".empty", at("reports/workload?from=1990-91&to=1990-91&by=category&per=fiscal-year")],
    ["workload, filled", "table.report", at("reports/workload")],
    ["workload, crossed and compared", "table.report tr.part", at("reports/workload?by=category&across=activity&compare=year-before&per=fiscal-year")],
    ["workload, refused", ERROR, at("reports/workload?from=2023-24&to=2021-22&by=category&per=fiscal-year")],
    ["tokens, empty", "#field-name", at("account/tokens")],
    ["tokens, made", "#created", sent("account/tokens", async (page) => {
      await page.fill("#field-name", "Export « nightly »");
      await page.locator("#field-scopes").check();
    })],
    ["tokens, refused", ERROR, sent("account/tokens", (page) => page.fill("#field-expires_on", "22/11/2026"))],
    ["requests, filled", "table.register", at(async (page) => (await request(page)) && "requests")],
    ["requests, none fits", ".empty", at("requests?search=nothing-of-the-kind")],
    ["requests, refused", ERROR, at("requests?from=soon&country=-")],
    ["requests, board", ".board .card", at(async (page) => (await request(page, TRIAGE)) && "requests?view=board")],
    ["request, new", "#field-wanted", at("requests/new")],
    ["request, new, refused", ERROR, sent("requests/new", (page) => page.fill("#field-deadline", LONG))],
    ["request, triage", "#field-kind", at(step("triage"))],
    ["request, triage refused", ERROR, sent(step("triage"))],
    ["request, decision", "#field-decision", at(step("decision", TRIAGE))],
    ["request, decision refused", "#error-reason", sent(step("decision", TRIAGE), (page) => page.check("input[name=decision][value=declined]"))],
    ["request, file", "#field-file", at(step("file", TRIAGE, ACCEPT))],
    ["request, file refused", ERROR, sent(step("file", TRIAGE, ACCEPT), (page) => page.fill("#field-file", LONG.slice(0, 30)))],
    ["request, completion", "#entry-form button.primary", at(step("completion", TRIAGE, ACCEPT))],
    ["request, completed", "#saved", sent(step("completion", TRIAGE, ACCEPT))],
    ["request, reopening", "#field-reason", at(step("reopening", TRIAGE, DECLINE))],
    ["request, reopening refused", ERROR, sent(step("reopening", TRIAGE, DECLINE))],
    ["request, over", "#history-heading", at((page) => request(page, TRIAGE, DECLINE))],
    ["request, change", "#field-wanted", at(step("change"))],
    ["request, change refused", ERROR, sent(step("change"), (page) => page.fill("#field-wanted", ""))],
    ["request, conflict", "section.aside table", async (page, lang) => {
      const path = await request(page);
      await at(`${path}?step=change`)(page, lang);
      const [, version] = await api(page, "GET", path);
      await api(page, "PATCH", path, { requester: "Somebody else" }, version);
      await page.fill("#field-requester", LONG);
      await send(page);
    }],
    ["request, opening its file", ".walk", at(async (page) => `${await request(page, TRIAGE, ACCEPT)}/file`)],
    ["request, opening its file, unanswered", ERROR, at(async (page) => `${await request(page, TRIAGE, ACCEPT)}/file?asked=q1`)],
    ["request, opening its file, second question", ".answered", at(async (page) => `${await request(page, TRIAGE, ACCEPT)}/file?q1=no`)],
    ["request, opening its file, form", "#field-title", at(async (page) => `${await request(page, TRIAGE, ACCEPT)}/file?q1=no&q2=yes`)],
    ["request, opening its file, refused", ERROR, sent(async (page) => `${await request(page, TRIAGE, ACCEPT)}/file?q1=no&q2=yes`, (page) => page.fill("#field-opened_on", LONG))],
    ["files, filled", "table.register", at("files")],
    ["files, none fits", ".empty", at("files?search=nothing-of-the-kind")],
    ["files, refused", ERROR, at("files?standing=ajar")],
    ["file, worked on", "#time-heading", at(async (page) => {
      const [{ files }] = await api(page, "GET", "files?limit=200");
      return `files/${files.find((one) => one.category === "TA" && !one.closed_on).id}`;
    })],
    ["file, new", ".walk", at("files/new")],
    ["file, new, unanswered", ERROR, at("files/new?asked=q1")],
    ["file, new, of no category", ".empty", at("files/new?q1=no&q2=no&q3=no")],
    ["file, new, form", "#field-title", at("files/new?q1=no&q2=yes")],
    ["file, new, refused", ERROR, sent("files/new?q1=no&q2=yes", (page) => page.fill("#field-opened_on", LONG))],
    ["file, closing", "#field-closed_on", at(stepOfFile("close"))],
    ["file, closing refused", ERROR, sent(stepOfFile("close"), (page) => page.fill("#field-closed_on", LONG))],
    ["file, closed", "#saved", sent(stepOfFile("close"), async (page) => {
      await page.fill("#field-reason", LONG);
      await page.check("#field-goes_on");
    })],
    ["file, opening again", "#field-reason", at(stepOfFile("reopen", closed))],
    ["file, opening again refused", ERROR, sent(stepOfFile("reopen", closed))],
    ["file, lead", "#field-person", at(stepOfFile("lead"))],
    ["file, lead refused", ERROR, sent(stepOfFile("lead"), (page) => page.fill("#field-valid_from", LONG))],
    ["file, related", "#field-related", at(stepOfFile("relate"))],
    ["file, related refused", ERROR, sent(stepOfFile("relate"), (page) => page.fill("#field-related", LONG.slice(0, 30)))],
    ["file, conflict", ERROR, async (page, lang) => {
      const one = await file(page);
      await at(`${one.path}?step=relate`)(page, lang);
      await api(page, "PATCH", one.path, { title: "Training of judges" }, one.version);
      await page.fill("#field-related", await firstFile(page, "TA"));
      await send(page);
    }],
    ["file, walled", "h1 .tag:nth-of-type(2)", at(async (page) => (await file(page, { walled: true })).path)],
  ],
  admin: [
    ["components", ".tabs [aria-current]", at("components?tab=day")],
    ["accounts", "table", at("accounts")],
    ["account, new", "#field-login", at("accounts/new")],
    ["account, new, refused", ERROR, sent("accounts/new", async (page) => {
      await page.fill("#field-login", "two words");
      await page.locator("#field-roles").check();
      await page.fill("#field-password", "short");
    })],
    ["account, one", "#entry-form", async (page, lang) => {
      await at("accounts")(page, lang);
      await send(page, "main table a");
    }],
    ["account, one, refused", ERROR, async (page, lang) => {
      await at("accounts")(page, lang);
      await page.locator("main table a", { hasText: "admin" }).click();
      await page.check("#field-disabled");
      await send(page);
    }],
  ],
};

/** A page of whoever keeps the files, beside the reader's own. */
const keepers = new Map();
async function keeper(page) {
  const browser = page.context().browser();
  if (!keepers.has(browser)) keepers.set(browser, openAs(browser, "keeper"));
  return keepers.get(browser);
}

/** A form is sent after the session has ended: the page to sign in keeps what was typed. */
async function interrupted(page, lang) {
  await lend(page, "lawyer");
  await at("record")(page, lang);
  await page.fill("#field-narrative", "Réunion « bilan » <b>& suite</b>");
  await page.context().clearCookies();
  await send(page);
}

/** Reaches a state, and makes sure of it. */
export async function reach(page, lang, [name, there, way]) {
  page.complaints.length = 0;
  await way(page, lang);
  await page.locator(there).first().waitFor({ state: "attached" });
  assert.equal(await page.locator("html").getAttribute("lang"), lang, name);
}
