// Two members, two reviewers, a bureau’s handler and its leader carry a proposal from draft to closed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./lib/api.mjs";
import { open } from "./lib/browser.mjs";
import { Browsers, answer, paper, today } from "./lib/journey.mjs";
import { CAST, NAMES, WATER } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

const { author, cosigner, first, second, office, supervisor, liaison, handler, leader } = CAST;
let server, browser;
before(async () => { [server, browser] = await Promise.all([start(), open()]); });
after(async () => { await browser?.close(); await server?.stop(); });

const COMMENT = "沟通及时，答复具体。";
const satisfied = { work: "satisfied", result: "satisfied", comment: COMMENT };

async function carry(people, title) {
  const text = paper(title, "joint");
  await people.create(author, text);
  await people.expect(author, title, { state: "draft", turn: "proposal.role.first_signer", who: author });
  await people.act(author, title, "invite", { persons: NAMES[cosigner] }, { yours: true });
  await people.expect(cosigner, title, { state: "cosign_open" });
  await people.act(cosigner, title, "accept");
  await people.act(author, title, "submit", { no_secrets: "true" });
  await people.expect(first, title, { state: "submitted", turn: "proposal.role.reviewer" });
  await people.act(first, title, "takeUp");
  await people.expect(second, title, { state: "pre_review", turn: "proposal.role.first_reviewer", who: first });
  await people.act(first, title, "endorse", { recommendation: "file", note: "事实清楚，建议具体。" });
  await people.expect(author, title, { state: "second_review", turn: "proposal.role.second_reviewer" });
  await people.act(second, title, "file");
  await people.expect(author, title, { state: "filed", turn: "proposal.role.assigner" });
  await people.number(office);
  const numbered = await people.look(author, title);
  assert.match(numbered.text, /(第 |No\. ?|"number":")\d{4}/, "the case number is shown");
  await people.act(supervisor, title, "dispatch", { mode: "sole", lead: WATER });
  await people.expect(author, title, { state: "assigned", turn: "assignment.role.liaison" });
  await people.act(liaison, title, "acceptPart");
  await people.act(handler, title, "plan", { lead_official: "尚明堤", note: "一周内与委员沟通，两周内踏勘，一个月内答复。" });
  await people.act(handler, title, "contact", { form: "visit", held_on: today(), people: "龚晓岚、涂新河", summary: "到蘅塘镇现场看了三条干渠，委员补充了两处淤点。" }, { yours: true });
  await people.act(handler, title, "draft", answer());
  await people.act(handler, title, "submitDraft");
  await people.expect(author, title, { state: "assigned", turn: "assignment.role.checker" });
  await people.act(supervisor, title, "passDraft");
  await people.expect(author, title, { state: "assigned", turn: "assignment.role.unit_leader" });
  await people.act(leader, title, "sign", { document_no: "棠水函〔2026〕18号" });
  const replied = await people.expect(author, title, { state: "replied", turn: [] });
  assert.ok(replied.text.includes("三条干渠已列入今年清淤计划"), "the answer to the first suggestion is read");
  assert.ok(replied.text.includes("管护经费列入下一年度预算"), "the promise is read");
  await people.act(author, title, "rate", satisfied);
  const halfway = await people.look(handler, title);
  assert.equal(halfway.state, people.t("proposal.state.replied"));
  assert.ok(!halfway.text.includes(COMMENT), "no rating is shown to the unit before all have answered");
  await people.act(cosigner, title, "rate", satisfied);
  return people.expect(author, title, { state: "closed", turn: null });
}

async function inBrowsers(options, title) {
  const people = new Browsers(browser, server, options);
  try {
    const closed = await carry(people, title);
    assert.ok(closed.text.includes(people.t("journal.proposal.closed_by_rule")), "the closing stands in the history");
    assert.deepEqual(people.complaints(), []);
  } finally {
    await people.close();
  }
}

test("from draft to closed, on pages", () => inBrowsers({}, "关于疏浚蘅塘镇灌排渠的建议"));
test("the same without script", () => inBrowsers({ script: false }, "关于蘅塘镇渠系统一管护的建议"));
test("the same with the keys alone", () => inBrowsers({ keys: true }, "关于汛前检查村级沟渠的建议"));
test("the same in English on a phone", () => inBrowsers({ lang: "en", width: 390, height: 780 }, "关于公布干渠清淤进度的建议"));
test("the same over the API", () => carry(new Api(server), "关于设立渠系管护专项经费的建议"));
