// When pages are painted first on an old laptop with a slow connection: the processor four times slower, 150 ms for each way
// there and back, 1.6 Mbit/s down and 0.75 up (what Lighthouse calls slow 4G), nothing kept by the browser. A benchmark, not a
// test: `CASETIME_URL=… CASETIME_PASSWORD=… node tests/browser/bench/paint.js [runs]` beside a running demo.
import { address, launch, openAs } from "../support.js";

const RUNS = Number(process.argv[2] ?? 5);
const LIMIT = 1_000;
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (0.75 * 1024 * 1024) / 8 };
const PAGES = ["week", "record", "day/2026-01-05", "favourites", "timer", "range", "files", "requests"];

const middle = (times) => times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];

const browser = await launch();
const page = await openAs(browser, "lawyer");
const session = await page.context().newCDPSession(page);
await session.send("Network.enable");
await session.send("Network.emulateNetworkConditions", SLOW_4G);
await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
page.setDefaultTimeout(60_000);
let slow = 0;
for (const path of PAGES) {
  const seen = { empty: [], kept: [] };
  for (let run = 0; run < RUNS; run += 1) {
    for (const cache of ["empty", "kept"]) {
      if (cache === "empty") await session.send("Network.clearBrowserCache");
      await page.goto(`${address}/${run % 2 ? "fr" : "en"}/${path}`);
      const paint = await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
      seen[cache].push(await paint.jsonValue());
    }
  }
  const [empty, kept] = [middle(seen.empty), middle(seen.kept)];
  slow += empty > LIMIT ? 1 : 0;
  console.log(`${path.padEnd(16)} first contentful paint ${empty.toFixed(0).padStart(5)} ms with an empty cache, ${kept.toFixed(0).padStart(5)} ms after (median of ${RUNS}; to reach ${LIMIT} ms)`);
}
await browser.close();
process.exit(slow > 0 ? 1 : 0);
