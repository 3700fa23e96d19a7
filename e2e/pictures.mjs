// Pictures of the demonstration city for the documentation: `npm run pictures`.
import fs from "node:fs";
import path from "node:path";
import { deskOf, desk, open } from "./lib/browser.mjs";
import { CAST } from "./lib/people.mjs";
import { ROOT, start } from "./lib/server.mjs";

const FOLDER = path.join(ROOT, "docs/pictures");
const MOST_BYTES = 300_000;
const WIDTHS = { desktop: [1440, 900], phone: [390, 844] };

const first = (state) => async (page) => {
  await page.goto(`/proposals?state=${state}`);
  await page.goto(await page.locator("main a.name").first().getAttribute("href"));
};
const act = (state, ending) => async (page) => {
  await first(state)(page);
  await page.goto(await page.locator(`main .acts a[href*="${ending}"]`).first().getAttribute("href"));
};

const SCENES = {
  workbench: [CAST.office, (page) => page.goto("/workbench")],
  list: [CAST.office, (page) => page.goto("/proposals")],
  detail: [CAST.office, first("assigned")],
  review: [CAST.first, act("pre_review", "first-opinion")],
  reply: [CAST.author, async (page) => {
    await first("closed")(page);
    await page.locator('[id^="reply-"]').first().evaluate((section) => section.scrollIntoView());
  }],
  rating: [null, null],
  public: [null, (page) => page.goto("/public")],
  village: [null, async (page) => {
    await page.goto("/public/rooms");
    // The room with the most to tell.
    await page.goto(await page.locator('main a[href^="/public/rooms/"]').nth(1).getAttribute("href"));
  }],
  administration: [CAST.securityAdmin, (page) => page.goto("/grants")],
};

let rater = null;

/** A member who has a reply to rate. */
async function rating(server, browser, options) {
  if (rater) {
    const page = await deskOf(browser, server, rater[0], options);
    await page.goto(rater[1]);
    return page;
  }
  for (const { login } of server.accounts.filter((a) => a.assembly === "tangchuan" && a.roles.includes("member"))) {
    const page = await deskOf(browser, server, login, options);
    await page.goto("/proposals?mine=1&state=replied");
    for (const href of await page.locator("main a.name").evaluateAll((all) => all.map((a) => a.getAttribute("href")))) {
      const answer = await page.goto(`${href}/rating`);
      if (answer.ok()) {
        rater = [login, `${href}/rating`];
        return page;
      }
    }
    await page.context().close();
  }
  throw new Error("nobody has anything to rate");
}

const server = await start();
const browser = await open();
fs.mkdirSync(FOLDER, { recursive: true });
try {
  for (const lang of ["zh-CN", "en"]) {
    for (const [device, [width, height]] of Object.entries(WIDTHS)) {
      for (const [name, [login, go]] of Object.entries(SCENES).filter(([n]) => !process.argv[2] || n === process.argv[2])) {
        const options = { lang, width, height };
        const page = name === "rating" ? await rating(server, browser, options) : login ? await deskOf(browser, server, login, options) : await desk(browser, server.base, options);
        if (go) await go(page);
        const file = path.join(FOLDER, `${name}-${lang === "en" ? "en" : "zh"}-${device}.png`);
        await page.screenshot({ path: file, animations: "disabled" });
        const { size } = fs.statSync(file);
        console.log(`${path.relative(ROOT, file)} ${Math.round(size / 1000)} kB${size > MOST_BYTES ? ": too large" : ""}`);
        await page.context().close();
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
