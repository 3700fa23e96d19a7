// Every page of every role, in every face and both languages: WCAG 2.2 AA, reflow, no message key, no complaint, headers.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { deskOf, desk, open } from "./lib/browser.mjs";
import { SEEDS, crawl, textsOf } from "./lib/crawl.mjs";
import { ROLES } from "./lib/roles.mjs";
import { start } from "./lib/server.mjs";
import { keys } from "./lib/words.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FACES = ["light", "dark", "contrast", "elder"];
const LANGS = ["zh-CN", "en"];
const AT_ONCE = 2;
/** Pages of a kind that are looked at in each language: records differ by their state. */
const MOST = { "/proposals/{id}": 12, "/topics/{id}": 8, "/workbench": 6, "/deliberations/{id}": 5, "/outcomes/{id}": 4, "/remotes/{id}": 3 };

let server, browser;
const pages = [];
before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
  for (const [place, login] of [...Object.values(ROLES), null].entries()) {
    const seeds = login ? SEEDS : ["/", "/public", "/public/rooms", "/sign-in", "/components"];
    pages.push(...(await crawl(server, login, { lang: LANGS[place % 2], seeds })));
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

/** Names each finding once, with how often and where first. */
function told(findings) {
  const groups = new Map();
  for (const [what, where] of findings) groups.set(what, [...(groups.get(what) ?? []), where]);
  return [...groups].map(([what, places]) => `${what}\n    ${places.length} ×, first ${places[0]}`).sort().join("\n");
}
const none = (findings, message) => assert.ok(findings.length === 0, `${message}:\n${told(findings)}`);

test("every link leads somewhere", () => {
  assert.ok(new Set(pages.map((p) => p.kind)).size > 40, "the crawl met the pages of the program");
  // Everybody starts at the lists of every office; what is not theirs is no link that somebody offered.
  const dead = pages.filter((p) => p.status >= 400 && !(p.from === "start" && p.status === 403));
  none(dead.map((p) => [`${p.status} ${p.kind}`, `${p.login} from ${p.from}`]), "dead links");
});

test("R31: every answer has its security headers", () => {
  const wanted = {
    "content-security-policy": /default-src 'none'/,
    "strict-transport-security": /max-age=\d{7}/,
    "x-content-type-options": /^nosniff$/,
    "referrer-policy": /./,
    "cross-origin-opener-policy": /^same-origin$/,
  };
  const missing = [];
  for (const page of pages) {
    for (const [name, value] of Object.entries(wanted)) if (!value.test(page.headers[name] ?? "")) missing.push([name, page.path]);
    if (page.login && page.headers["cache-control"] !== "no-store") missing.push(["cache-control", page.path]);
    if (/unsafe-(inline|eval)/.test(page.headers["content-security-policy"])) missing.push(["unsafe in the policy", page.path]);
  }
  none(missing, "headers");
});

test("R31: cookies are the host’s own, secure and closed to scripts", async () => {
  const { login, password } = server.account(ROLES.member);
  const answer = await fetch(`${server.base}/sign-in`, { method: "POST", redirect: "manual", body: new URLSearchParams({ login, password }), headers: { origin: server.base } });
  const [session] = answer.headers.getSetCookie().filter((line) => line.startsWith("__Host-"));
  for (const part of [/; *Secure/i, /; *HttpOnly/i, /; *SameSite=Lax/i, /; *Path=\/(;|$)/i]) assert.match(session, part);
  assert.doesNotMatch(session, /Domain=/i);
});

test("U20: no key of a message and no empty place is seen", () => {
  const families = new Set(keys().map((key) => key.split(".")[0]));
  const seen = [];
  for (const page of pages.filter((p) => p.html)) {
    for (const [found] of textsOf(page.html).matchAll(/\b[a-z]+(?:[.][a-z_-]+){1,3}\b/g)) {
      if (families.has(found.split(".")[0]) && !/\.(toml|yml|md|db|csv|xlsx|pdf)$/.test(found)) seen.push([found, `${page.kind} (${page.login}, ${page.lang})`]);
    }
    // `{n}` and `{at}` are filled in by the script; the form of a case number is written with places of its own.
    const ownPlaces = page.kind.startsWith("/policies/proposals") ? ["{year}", "{term}", "{session}"] : [];
    for (const [found] of textsOf(page.html).matchAll(/\{(?!n\}|at\})[a-z_]+\}/g)) if (!ownPlaces.includes(found)) seen.push([found, page.kind]);
  }
  none(seen, "keys");
});

/** axe in the face of the page, then what depends on colours and sizes in the others. */
async function checked(page, visit, findings) {
  const answer = await page.goto(visit.path);
  if (!answer || !page.url().startsWith(server.base)) return;
  const where = `${visit.path} (${visit.login}, ${visit.lang})`;
  await page.evaluate(AXE);
  for (const [place, face] of FACES.entries()) {
    const run = place === 0 ? { type: "tag", values: TAGS } : { type: "rule", values: ["color-contrast", "target-size", "link-in-text-block"] };
    const found = await page.evaluate(async ([face_, runOnly]) => {
      document.documentElement.dataset.theme = face_;
      const result = await axe.run(document, { runOnly, resultTypes: ["violations"], elementRef: false });
      window.passedRules = (window.passedRules ?? 0) + result.passes.length;
      return result.violations.map((v) => [`${v.id}: ${v.help}`, v.nodes.slice(0, 2).map((n) => `${n.target} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}`).join(" ; ")]);
    }, [face, run]);
    if (place === 0) findings.passed += await page.evaluate(() => window.passedRules);
    for (const [what, node] of found) findings.axe.push([`${what} [${face}] ${visit.kind}`, `${where} ${node}`]);
    if (visit.kind.includes("/print")) break;
  }
  if (visit.kind.includes("/print") || visit.kind.includes("/speech")) return;
  await page.setViewportSize({ width: 320, height: 640 });
  for (const face of ["elder", "light"]) {
    const wide = await page.evaluate((face_) => {
      document.documentElement.dataset.theme = face_;
      const over = document.documentElement.scrollWidth - window.innerWidth;
      if (over <= 0) return null;
      const inner = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && e.checkVisibility());
      return `${over} px: ${inner.slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(", ")}`;
    }, face);
    if (wide) findings.reflow.push([`${visit.kind} [${face}] ${wide}`, where]);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("U1, U5: axe finds nothing in any face, and 320 px are wide enough", { timeout: 900_000 }, async () => {
  const kinds = new Map();
  const visits = pages.filter((p) => p.status === 200 && p.type.startsWith("text/html")).filter((p) => {
    const times = kinds.get(p.kind) ?? new Map();
    kinds.set(p.kind, times);
    const role = times.get(p.lang) ?? 0;
    times.set(p.lang, role + 1);
    return role < (MOST[p.kind] ?? 1);
  });
  const findings = { passed: 0, axe: [], reflow: [], complaints: [] };
  const byPerson = new Map();
  for (const visit of visits) byPerson.set(visit.login, [...(byPerson.get(visit.login) ?? []), visit]);
  const queue = [...byPerson.values()];
  let [done, told_] = [0, 0];
  const worker = async () => {
    while (queue.length) {
      const visits_ = queue.shift();
      const { login, lang } = visits_[0];
      const page = login ? await deskOf(browser, server, login, { lang }) : await desk(browser, server.base, { lang });
      for (const visit of visits_) {
        await checked(page, visit, findings);
        if (process.env.E2E_TELL) console.error(`${++done}/${visits.length} ${visit.kind} ${JSON.stringify([...findings.axe, ...findings.reflow].slice(told_))}`);
        told_ = findings.axe.length + findings.reflow.length;
      }
      findings.complaints.push(...page.complaints.map((text) => [text.replace(/\d{3,}/g, "…"), text]));
      await page.context().close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  assert.ok(findings.passed > visits.length * 10, `axe looked: ${findings.passed} rules passed`);
  none([...findings.axe, ...findings.reflow, ...findings.complaints], `${visits.length} pages visited`);
});
