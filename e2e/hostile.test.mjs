// R30, R44: what hostile people type into every field is text everywhere: on pages, in exports, in the log.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { desk, deskOf, open, signIn } from "./lib/browser.mjs";
import { SEEDS, crawl } from "./lib/crawl.mjs";
import { ROLES } from "./lib/roles.mjs";
import { start } from "./lib/server.mjs";

const STRINGS = JSON.parse(fs.readFileSync(new URL("hostile.json", import.meta.url), "utf8"));
/** How often every form is sent; the form of a new proposal takes each string once. */
const ROUNDS = 4;

let server, browser;
const forms = [];
/** One browser window for each person. */
const desks = new Map();
async function deskFor(login, prepared = () => {}) {
  if (!desks.has(login)) {
    const own = login ? await deskOf(browser, server, login) : await desk(browser, server.base);
    await prepared(own);
    desks.set(login, own);
  }
  return desks.get(login);
}
async function leave() {
  for (const own of desks.values()) await own.context().close();
  desks.clear();
}
/** The same form for two offices is one; with another field it is another. */
const fieldsOf = (html) => [...html.matchAll(/<(?:input|textarea|select)\b[^>]*?\bname="([^"]+)"/g)].map(([, name]) => name).join(" ");

before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
  const met = new Set();
  for (const login of [null, ...Object.values(ROLES)]) {
    for (const page of await crawl(server, login, { seeds: login ? SEEDS : ["/sign-in", "/public"] })) {
      const kind = page.kind.split("?")[0];
      if (page.status !== 200 || kind === "/components" || !/<form class="form" method="post"/.test(page.html)) continue;
      const face = `${kind} ${fieldsOf(page.html)}`;
      if (met.has(face)) continue;
      met.add(face);
      forms.push({ ...page, kind });
    }
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

/** The fields of the form of a page: text fields take a string, everything else what a person would choose first. */
const FIELDS = () => {
  const form = document.querySelector("main form.form");
  const chosen = new Set();
  return { action: form.getAttribute("action"), fields: [...form.elements].filter((e) => e.name && e.type !== "submit" && e.type !== "file").flatMap((e) => {
    if (e.tagName === "TEXTAREA" || ["text", "search", "tel", "email", "password"].includes(e.type)) return e.name.startsWith("paper_") ? [] : [{ name: e.name, text: e.type !== "password" }];
    if (e.tagName === "SELECT") return [{ name: e.name, value: [...e.options].map((o) => o.value).find((v) => v) ?? "" }].filter(() => !e.name.startsWith("paper_"));
    if (["radio", "checkbox"].includes(e.type)) return chosen.has(e.name) ? [] : (chosen.add(e.name), [{ name: e.name, value: e.value }]);
    if (e.name === "idempotency_key" || e.name.startsWith("paper_")) return [];
    if (e.type === "date") return [{ name: e.name, value: e.value || new Date().toISOString().slice(0, 10) }];
    return [{ name: e.name, value: e.value || (e.type === "number" ? "1" : "") }];
  }) };
};

async function send(login, action, pairs) {
  const cookies = login ? await signIn(server, login) : [];
  return fetch(server.base + action, {
    method: "POST", redirect: "manual", body: new URLSearchParams(pairs),
    headers: { cookie: cookies.map((c) => `${c.name}=${c.value}`).join("; "), origin: server.base, "sec-fetch-site": "same-origin" },
  });
}

/** RFC 4180: a quoted cell may hold commas and line ends. */
const cellsOf = (table) => [...table.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)].map(([, quoted, plain]) => quoted ?? plain);

/** Leaves sessions and accounts of the cast alone: the rest of the run needs them. */
const SPARED = /^\/(sign-|password|confirm|link|setup|acting|me\/sessions|accounts\/\{id\})|second-factor|revocation|\/end$/;

test("R30, R44: hostile strings are text on every page, in every export and in the log", { timeout: 1_500_000 }, async (t) => {
  const seen = { sent: 0, done: 0, refused: 0 };
  for (const visit of forms.filter((f) => !SPARED.test(f.kind))) {
    const own = await deskFor(visit.login);
    await own.goto(visit.path);
    if (!(await own.locator("main form.form").count())) continue;
    const { action, fields } = await own.evaluate(FIELDS);
    const texts = fields.filter((f) => f.text).length;
    if (!texts) continue;
    const rounds = visit.kind === "/proposals/new" && visit.login === ROLES.member ? STRINGS.length : ROUNDS;
    for (let round = 0; round < rounds; round += 1) {
      let n = round * (rounds === STRINGS.length ? 1 : 29);
      const pairs = fields.map((f) => [f.name, f.text === undefined ? f.value : STRINGS[n++ % STRINGS.length]]);
      const answer = await send(visit.login, action, pairs);
      seen.sent += 1;
      seen[answer.status === 303 ? "done" : "refused"] += 1;
      assert.ok(answer.status < 500, `${visit.kind} answers ${answer.status} to ${JSON.stringify(pairs)}`);
      await answer.arrayBuffer();
    }
  }
  t.diagnostic(JSON.stringify(seen));
  assert.ok(seen.done >= 120, `only ${seen.done} of ${seen.sent} were taken`);

  // What was refused stands in the form again.
  await leave();
  const wrong = [];
  let visited = 0;
  const watch = (page, who) => {
    page.on("dialog", async (dialog) => { wrong.push(`${who} ${page.url()}: a dialog says ${dialog.message()}`); await dialog.dismiss(); });
    return page.addInitScript(() => document.addEventListener("securitypolicyviolation", (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
  };
  const look = async (page, who) => {
    visited += 1;
    if (await page.evaluate(() => "hostile" in window)) wrong.push(`${who} ${page.url()}: a string ran`);
    if (await page.evaluate(() => !!document.querySelector("main [onerror], main [onload], main [onfocus], main [onclick], main script, main iframe, main object, main base"))) wrong.push(`${who} ${page.url()}: a string became an element`);
  };
  for (const visit of forms.filter((f) => !SPARED.test(f.kind))) {
    const own = await deskFor(visit.login, (page) => watch(page, visit.login));
    await own.goto(visit.path);
    if (await own.locator("main form.form").count()) {
      const spoiled = await own.evaluate((texts) => {
        const form = document.querySelector("main form.form");
        let n = 0;
        for (const e of form.elements) {
          if ((e.tagName === "TEXTAREA" || ["text", "search"].includes(e.type)) && e.name) e.value = texts[n++ % texts.length];
          else if (e.required && e.type !== "hidden") e.value = "";
        }
        return n;
      }, STRINGS.slice(0, 60).map((s) => s.replace(/\s+/g, " ")));
      if (spoiled) {
        await Promise.all([own.waitForEvent("domcontentloaded"), own.locator("main form.form .form-acts button[type=submit]").first().click()]);
        await own.waitForLoadState("load");
        await look(own, visit.login);
      }
    }
  }

  // Every page as everybody, with what was taken.
  for (const login of [null, ...Object.values(ROLES)]) {
    const pages = await crawl(server, login, { seeds: login ? [...SEEDS, "/proposals?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E"] : ["/sign-in", "/public", "/public?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"] });
    const own = await deskFor(login, (page) => watch(page, login));
    for (const page of pages.filter((p) => p.status === 200 && p.type.startsWith("text/html"))) {
      await own.goto(page.path);
      await look(own, login);
    }
    wrong.push(...own.complaints.filter((c) => !/status of 4\d\d/.test(c)));
  }
  await leave();
  t.diagnostic(`${visited} pages visited`);
  assert.deepEqual([...new Set(wrong)], []);

  // 1.2.10: no cell of an export is a formula.
  for (const kind of ["proposals", "people", "units"]) {
    const table = server.command("export", kind, "--format", "csv", "--assembly", "tangchuan");
    assert.deepEqual(cellsOf(table).filter((cell) => /^[=+\-@\t]/.test(cell)), [], kind);
  }

  // 16.4.1: every line of the log that the program wrote is one object, and nothing of what was typed is in it.
  const lines = server.log().split("\n").filter((line) => line.startsWith("{"));
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line);
  assert.ok(!server.log().includes("hostile=1") && !server.log().includes("\u001b[31m红"));
});
