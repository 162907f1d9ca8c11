// Every page in every state is valid HTML as the server sends it, and is reached without script, each in one of the languages.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { HtmlValidate } from "html-validate";
import { STATES, reach } from "./states.js";
import { LANGUAGES, close, launch, open, openAs } from "./support.js";

const validator = new HtmlValidate({
  extends: ["html-validate:standard", "html-validate:document"],
  // What is left out is style: how things are written, not whether they are right.
  rules: {
    "attr-quotes": "off",
    "doctype-style": "off",
    "heading-level": "off",
    "long-title": "off",
    "no-trailing-whitespace": "off",
    "require-sri": "off",
    "void-style": "off",
  },
});

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** The page as it was sent, before a browser mended it. */
const sentAs = (page) => page.answers.findLast((answer) => answer.request().isNavigationRequest() && answer.status() !== 303).text();

describe("every page in every state", { concurrency: 3 }, () => {
  for (const [role, states] of Object.entries(STATES)) {
    describe(role, { concurrency: 1 }, () => {
      let page;
      after(() => page && close(page));
      for (const [index, state] of states.entries()) {
        const lang = LANGUAGES[index % LANGUAGES.length];
        const [name, , , settle, { script = false } = {}] = state;
        test(`${name}, ${lang}`, async () => {
          const isApart = role === "nobody" || script;
          const here = isApart ? await (role === "nobody" ? open(browser, { script }) : openAs(browser, role, { script })) : (page ??= await openAs(browser, role, { script }));
          await reach(here, lang, state);
          const { results } = await validator.validateString(await sentAs(here));
          assert.deepEqual(results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${ruleId}: ${message} (line ${line})`)), []);
          await settle?.(here);
          if (isApart) await close(here);
        });
      }
    });
  }
});
