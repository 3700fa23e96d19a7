// What may happen beside the straight way, each seen on the pages of those whom it concerns.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Api } from "./lib/api.mjs";
import { forget, open } from "./lib/browser.mjs";
import { Browsers, answer, inDays, paper } from "./lib/journey.mjs";
import { CAST, HOUSING, NAMES, WATER } from "./lib/people.mjs";
import { start } from "./lib/server.mjs";

const { author, cosigner, first, second, office, head, supervisor, liaison, handler, leader, otherLiaison } = CAST;
let server, browser, people, api;
const complaints = [];
before(async () => {
  [server, browser] = await Promise.all([start({ clock: true }), open()]);
  people = new Browsers(browser, server);
  api = new Api(server);
});
after(async () => { await browser?.close(); await server?.stop(); });

const day = (n = 0) => inDays(n, server.now());

/** By the API as far as the state from which a side path leaves. */
async function brought(title, to) {
  const done = async (who, act, values) => { await api.act(who, title, act, values); };
  const steps = [
    ["submitted", async () => { await api.create(author, paper(title)); await done(author, "submit", { no_secrets: "true" }); }],
    ["pre_review", () => done(first, "takeUp")],
    ["second_review", () => done(first, "endorse", { recommendation: "file" })],
    ["filed", async () => { await done(second, "file"); await api.number(office); }],
    ["assigned", () => done(supervisor, "dispatch", { mode: "sole", lead: WATER })],
    ["accepted", () => done(liaison, "acceptPart")],
    ["replied", () => replied(title)],
  ];
  for (const [state, step] of steps) {
    await step();
    if (state === to) return title;
  }
  throw new Error(`no way to ${to}`);
}

/** From accepted to the reply, in the present round. */
async function replied(title) {
  const done = (who, act, values) => api.act(who, title, act, values);
  const { record } = await api.look(handler, title);
  if (record.round === 1) await done(handler, "plan", { lead_official: "尚明堤", note: "两周内踏勘。" });
  await done(handler, "contact", { form: "telephone", held_on: day(), people: "龚晓岚、涂新河", summary: "说明了进度安排。" });
  await done(handler, "draft", answer(server.now()));
  await done(handler, "submitDraft");
  await done(supervisor, "passDraft");
  await done(leader, "sign", { document_no: "棠水函〔2026〕20号" });
}

test("退回修改: returned, revised with a visible difference, submitted again", async () => {
  const title = await brought("关于修缮砚巷古井的建议", "pre_review");
  await people.act(first, title, "returnForRevision", { note: "请写明三口古井的位置。" });
  const returned = await people.expect(author, title, { state: "returned", turn: "proposal.role.first_signer", who: author });
  assert.ok(returned.text.includes("请写明三口古井的位置。"), "the proposer reads what to revise");
  await people.act(author, title, "edit", { analysis: "管护责任分在三家单位，三口古井都在砚巷北段，汛前检查流于形式。" });
  await people.act(author, title, "resubmit", { note: "补写了位置。", no_secrets: "true" });
  const again = await people.expect(first, title, { state: "pre_review", turn: "proposal.role.first_reviewer", who: first });
  assert.match(await again.page.locator("#versions ins").first().innerText(), /三口古井/, "what was added is marked");
  assert.ok(await again.page.locator("#versions del").count(), "what was removed is marked");
});

test("不予立案: not filed with a reason, re-examined, filed after all", async () => {
  const title = await brought("关于为本人住所加装雨棚的建议", "pre_review");
  await people.act(first, title, "endorse", { recommendation: "decline", reason_code: "personal", note: "属于个人事项。" });
  await people.expect(author, title, { state: "second_review", turn: "proposal.role.committee_head" });
  await people.act(head, title, "decline", { reason_code: "personal", note: "请向社区反映。" });
  const declined = await people.expect(author, title, { state: "not_filed", turn: null });
  assert.ok(declined.text.includes("为本人或亲属解决个人问题"), "the reason of the list is read");
  await people.act(author, title, "askReExamination", { reason: "整栋楼三十二户都有同样的问题。" }, { yours: false });
  await people.expect(author, title, { state: "re_examination", turn: "proposal.role.committee_head" });
  await people.act(head, title, "overturn", { reason: "属于共性问题，改为立案。" });
  await people.expect(author, title, { state: "filed", turn: "proposal.role.assigner" });
});

test("撤回: taken back and withdrawn before anybody took it up", async () => {
  const title = await brought("关于在荻桥增设公交站的建议", "submitted");
  await people.act(author, title, "withdraw", { note: "与另一件重复。" }, { yours: false });
  await people.expect(author, title, { state: "withdrawn", turn: null });
});

test("并案: merged into a main proposal, which takes the signer in", async () => {
  const main = await brought("关于整治双汀口岸线的建议", "filed");
  const title = await brought("关于整治双汀口岸线垃圾的建议", "pre_review");
  await people.act(first, title, "endorse", { recommendation: "merge", main, note: "内容相近。" });
  await people.act(head, title, "merge", { main });
  const merged = await people.expect(author, title, { state: "merged", turn: null });
  assert.ok(merged.text.includes(people.t("proposals.fact.main")), "the main proposal is named");
});

test("退办: a unit gives its part back and another gets it", async () => {
  const title = await brought("关于改造老旧小区雨污管网的建议", "assigned");
  await people.act(liaison, title, "requestReturn", { reason: "小区内管网属住建部门职责。" }, { yours: true });
  await people.expect(supervisor, title, { state: "assigned", turn: "assignment.role.assigner" });
  await people.act(supervisor, title, "grantReturn", { successor: HOUSING, note: "改交市住建局。" });
  await people.expect(otherLiaison, title, { state: "assigned", turn: "assignment.role.liaison" });
  await people.act(otherLiaison, title, "acceptPart");
  const hands = await people.at(liaison);
  await hands.go(`/proposals?q=${encodeURIComponent(title)}`);
  assert.equal(await hands.page.locator("main a.name").count(), 0, "the first unit has nothing to do with it any more");
});

test("延期: an extension asked for and granted moves the day", async () => {
  const title = await brought("关于加固霁溪水库灌渠的建议", "accepted");
  await people.act(handler, title, "askExtension", { until: day(120), reason: "需等汛期结束后施工。" }, { yours: true });
  await people.act(supervisor, title, "grantExtension", {}, { yours: false });
  const { record } = await api.look(author, title);
  assert.equal(record.assignments[0].reply_due, day(120));
});

test("再次不满意: dissatisfied, handled again, still dissatisfied, face to face, closed", async () => {
  const title = await brought("关于新江村饮水管网更新的建议", "replied");
  const dissatisfied = (comment) => ({ work: "basically", result: "dissatisfied", comment });
  await people.act(author, title, "rate", dissatisfied("没有回应管护经费。"));
  await people.act(head, title, "rehandle", { reason: "请就经费问题重新办理。" });
  await people.expect(author, title, { state: "rehandling", turn: "assignment.role.lead_handler" });
  await replied(title);
  await people.act(author, title, "rate", dissatisfied("仍然没有时间表。"));
  await people.act(supervisor, title, "callMeeting", { held_on: day(7), place: "市政协二楼会议室", note: "请水利局分管领导参加。" });
  await people.expect(author, title, { state: "face_to_face", turn: "proposal.role.office" });
  await people.act(office, title, "recordMeeting", { held_on: day(), people: "龚晓岚、尚明堤、涂新河", outcome: "explained", result: "水利局承诺年内列支，委员表示理解。" });
  await people.expect(author, title, { state: "closed", turn: null });
});

test("电话反馈: a rating given by telephone is entered by the office, and the signer sees it", async () => {
  const title = await brought("关于保护澹湖候鸟栖息地的建议", "replied");
  await people.act(office, title, "enterRating", { work: "satisfied", result: "basically", channel: "telephone", caller: "费知秋", called_on: day(), comment: "希望再快一些。" }, { yours: false });
  const entered = await people.expect(author, title, { state: "replied" });
  assert.ok(entered.text.includes("希望再快一些。"), "the signer reads what was entered for him");
  await people.act(author, title, "amend", { comment: "希望再快一些，其余同意。" }, { yours: false });
  await people.expect(author, title, { state: "closed", turn: null });
});

test("逾期: what is past its day says so to everybody concerned, and is urged", async () => {
  const title = await brought("关于疏通后港村排涝沟的建议", "accepted");
  await server.travel(140);
  forget(server);
  const before_ = people;
  people = new Browsers(browser, server);
  complaints.push(...before_.complaints());
  const seen = await people.expect(author, title, { state: "assigned" });
  const late = people.t("clock.overdue").split("{n}")[0];
  assert.ok((await seen.page.locator(".turn").innerText()).includes(late), "the clock of the record says overdue");
  const desk = await people.at(liaison);
  await desk.go("/workbench");
  assert.ok((await desk.page.locator("main").innerText()).includes(late), "the workbench of the unit says overdue");
  await people.act(supervisor, title, "urge", { text: "请尽快答复。" }, { yours: false });
  const urged = await people.look(handler, title);
  assert.ok(urged.text.includes(people.t("journal.proposal.urged")), "the urging stands in the history");
});

test("pages complain of nothing", () => assert.deepEqual([...complaints, ...people.complaints()], []));
