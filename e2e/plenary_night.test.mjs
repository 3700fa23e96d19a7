// The night of a plenary: 240 proposals, six reviewers, a review meeting’s list, case numbers, 30 units with their lists.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./lib/api.mjs";
import { open } from "./lib/browser.mjs";
import { Browsers, paper, today } from "./lib/journey.mjs";
import { CAST } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

const COUNT = 240;
const UNITS = 30;
const REVIEWERS = ["wenxiaoya", "guanbingwen", "feizhiqiu"];
const GRANTED = ["shenyanqiu", "liangbojun", "qinshirong"];
const EACH = COUNT / 6;
const PLACES = ["砚巷", "荻桥", "蘅塘镇", "双汀口", "澹湖", "霁溪", "榧岭镇", "苔桥乡"];
const THINGS = ["停车位", "路灯", "步道", "排水管", "托育点", "图书角", "充电桩", "晾晒场", "卫生室", "农贸市场"];
const AIMS = ["增设", "修缮", "规范管理", "免费开放", "错时使用", "智能化改造"];

let server, browser, people, api;
before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
  people = new Browsers(browser, server);
  api = new Api(server);
});
after(async () => { await people?.close(); await browser?.close(); await server?.stop(); });

/** Ticks rows of the list as it stands and does a batch act on them; answers how many succeeded. */
async function batch(hands, act, { rows = null, fill = {} } = {}) {
  const { page } = hands;
  if (rows) for (const row of rows) await page.locator('input[name="ids"]').nth(row).check();
  else await page.locator("#batch-all").check();
  const button = page.locator(".batch-acts button").filter({ hasText: people.t(act) });
  await hands.use(button.first());
  await hands.fill(fill);
  await hands.send(people.words(act));
  const text = await page.locator("main").innerText();
  const [, done] = /成功 (\d+) 件/.exec(text) ?? assert.fail(`no report: ${text.slice(0, 400)}`);
  return Number(done);
}

const list = (state, more = "") => `/proposals?state=${state}&page_size=200${more}`;

async function total(login, state) { return (await api.ask(login, "GET", `/proposals?state=${state}&page_size=1`)).total; }

test("240 proposals are handed in", { timeout: 240_000 }, async () => {
  const members = server.accounts.filter((a) => a.assembly === "tangchuan" && a.roles.includes("member") && !GRANTED.includes(a.login)).slice(0, 12);
  const before_ = await total(CAST.office, "submitted");
  await Promise.all(members.map(async ({ login }, m) => {
    for (let n = m; n < COUNT; n += members.length) {
      const title = `关于${AIMS[n % 6]}${PLACES[n % 8]}${THINGS[Math.floor(n / 8) % 10]}的建议（${n + 1}）`;
      await api.create(login, { ...paper(title), category: ["城乡建设和管理", "交通出行", "社会保障和民生"][n % 3] });
      await api.act(login, title, "submit", { no_secrets: "true" });
    }
  }));
  assert.equal(await total(CAST.office, "submitted"), before_ + COUNT);
});

test("three members are granted the office of a reviewer, by two administrators", async () => {
  const giver = await people.at("hecongqian");
  for (const login of GRANTED) {
    await giver.go("/grants/new");
    await giver.fill({ person: server.account(login).name, role: people.t("role.reviewer") });
    await giver.send(people.words("identity.grant"));
  }
  const approver = await people.at(CAST.securityAdmin);
  await approver.go("/grants?state=pending");
  assert.ok((await batch(approver, "grants.approve")) >= GRANTED.length);
});

test("six reviewers take them up in batches and give their first opinions in batches", { timeout: 240_000 }, async () => {
  for (const login of [...REVIEWERS, ...GRANTED]) {
    const hands = await people.at(login);
    await hands.go(`/proposals?state=submitted&page_size=${EACH}`);
    assert.equal(await batch(hands, "proposals.take_up"), EACH, `${login} takes up`);
    await hands.go(list("pre_review"));
    assert.ok((await batch(hands, "proposals.endorse", { fill: { recommendation: "file", note: "建议立案。" } })) >= EACH, `${login} endorses`);
  }
  assert.ok((await total(CAST.office, "second_review")) >= COUNT);
});

test("a review meeting files its list in one act", { timeout: 240_000 }, async () => {
  const before_ = await total(CAST.office, "filed");
  const secretary = await people.at(CAST.office);
  await secretary.go("/meetings/new");
  await secretary.fill({ place: "市政协三楼会议室", attendance: ["沙明义", "费知秋", "温小雅"] });
  await secretary.send(people.t("meetings.create"));
  const meeting = new URL(secretary.page.url()).pathname;
  await secretary.go(`${meeting}/minutes`);
  await secretary.send(people.t("meetings.record"));
  const paper_ = await secretary.page.goto(`${meeting}/print`);
  assert.ok(paper_.ok());
  assert.ok((await secretary.page.locator("tbody tr").count()) >= COUNT, "the printed list names every proposal");
  const head = await people.at(CAST.head);
  await head.go(`${meeting}/decision`);
  await head.send(people.t("meetings.decide"));
  assert.ok((await total(CAST.office, "filed")) >= before_ + COUNT);
});

test("one act gives the case numbers, without a gap", async () => {
  await people.number(CAST.office);
  const numbers = [];
  for (let cursor = ""; cursor !== null;) {
    const page = await api.ask(CAST.office, "GET", `/proposals?state=filed&page_size=200${cursor && `&cursor=${cursor}`}`);
    numbers.push(...page.items.filter((item) => /（\d+）$/.test(item.title)).map((item) => Number(item.number)));
    cursor = page.next_cursor;
  }
  assert.equal(numbers.length, COUNT);
  assert.ok(numbers.every((n) => n > 0), "each has a number");
  numbers.sort((a, b) => a - b);
  const gaps = numbers.slice(1).map((n, place) => n - numbers[place] - 1).reduce((sum, gap) => sum + gap, 0);
  assert.ok(gaps <= 30, `numbers run from ${numbers[0]} to ${numbers.at(-1)}`);
});

test("thirty units get their pre-assignment, print their lists, and are handed everything in batches", { timeout: 420_000 }, async () => {
  const assigner = await people.at(CAST.supervisor);
  const hands = await people.at(CAST.office);
  await furtherUnits(UNITS - (await offered(hands)).length);
  const ids = await offered(hands);
  assert.ok(ids.length >= UNITS, `${ids.length} units`);
  for (let place = 0; place < UNITS; place++) {
    await assigner.go(list("filed"));
    if (place >= 25) await assigner.use(assigner.page.locator("a[rel=next]"));
    const from = place < 25 ? place * 8 : (place - 25) * 8;
    const rows = Array.from({ length: 8 }, (_, n) => from + n);
    assert.equal(await batch(assigner, "proposals.propose_assignment", { rows, fill: { mode: "sole", lead: ids[place] } }), 8);
  }
  const pack = await hands.page.goto("/assignment-pack");
  assert.ok(pack.ok(), `the pack: ${pack.status()}`);
  const sheets = await hands.page.locator("section.sheet").count();
  assert.ok(sheets >= UNITS + 2, `${sheets} sheets: the grand list, one for each unit, the signing sheet`);
  assert.ok((await hands.page.locator("section.sheet").first().locator("tbody tr").count()) >= COUNT, "the grand list has a row for each");
  for (let left = COUNT; left > 0;) {
    await assigner.go(list("filed"));
    const done = await batch(assigner, "proposals.dispatch");
    assert.ok(done > 0, "something is handed over");
    left -= done;
  }
  const liaison = await people.at(CAST.liaison);
  await liaison.go("/inbox?tab=accept");
  assert.ok((await batch(liaison, "assignments.accept")) >= 8, "a unit signs for its list at once");
});

/** Ids of the units that can be handed something. */
async function offered(hands) {
  const { items } = await api.ask(CAST.office, "GET", "/proposals?state=filed&page_size=1");
  await hands.go(`/proposals/${items[0].id}/pre-assignment`);
  return hands.page.locator('select[name="lead"] option').evaluateAll((all) => all.map((o) => o.value).filter(Boolean));
}

/** The secretary-general adds what is missing to thirty. */
async function furtherUnits(count) {
  const keeper = await people.at("hecongqian");
  for (let n = 1; n <= count; n++) {
    await keeper.go("/units/new");
    await keeper.fill({ code: `service-${n}`, name: `棠川市第${n}便民服务中心` });
    await keeper.send(people.words("units.create", "units.create.submit"));
  }
}

test("pages complain of nothing", () => assert.deepEqual(people.complaints(), []));
