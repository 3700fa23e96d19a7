// A resident raises a matter by phone and follows it by its code; worker, convener, party committee, a member and a bureau
// carry it to a rated result. One is done again, one goes up to the district and its answer comes back down, of one a member makes a proposal.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { CONVENER, MEMBER, OFFICER, ROOM, Village, WORKER, agreed, done, verified } from "./lib/village.mjs";

const PHONE = { width: 390, height: 844 };

let server, browser;
before(async () => { [server, browser] = await Promise.all([start(), open()]); });
after(async () => { await browser?.close(); await server?.stop(); });

/** From the phone to a closed topic; in between it is done a second time. */
async function carried(options, title) {
  const village = new Village(browser, server, options);
  const resident = await village.resident();
  await resident.raises(title);
  await resident.reads("topics.follow.suggested");
  const topic = await verified(village, title, { urgent: "true" });
  await resident.reads("topics.follow.verified");
  await agreed(village, topic, title);
  await resident.reads("topics.follow.handling", "更换路灯");
  await done(village, topic, "路灯换好，树枝剪了。");
  await resident.reads("topics.follow.result_posted");
  await resident.rates("dissatisfied");
  await village.does(CONVENER, `${topic}/rating-end`, {}, "topics.end_rating");
  await village.does(CONVENER, `${topic}/reopening`, { reason: "还有一盏不亮" }, "topics.reopen");
  await resident.reads("topics.follow.handling", "还有一盏不亮");
  await done(village, topic, "最后一盏也亮了。");
  await resident.rates("satisfied");
  await village.does(MEMBER, `${topic}/ratings`, { value: "satisfied" }, "topics.rate");
  await village.does(CONVENER, `${topic}/rating-end`, {}, "topics.end_rating");
  await village.does(CONVENER, `${topic}/closing`, {}, "topics.close");
  await resident.reads("最后一盏也亮了", "topics.follow.closed");
  const told = await village.text(WORKER, topic);
  assert.ok(told.includes(village.t("word.rating.satisfied")) && told.includes(village.t("word.rating.dissatisfied")), told);
  await resident.leaves();
  assert.deepEqual(village.complaints(), []);
  await village.close();
}

test("a resident's matter comes to a rated result, and one that dissatisfies is done again", () => carried(PHONE, "二组路口路灯不亮"));
test("the same without script", () => carried({ ...PHONE, script: false }, "三组路口路灯不亮"));
test("the same with the keys alone", () => carried({ keys: true }, "四组路口路灯不亮"));
test("the same in English on a phone", () => carried({ ...PHONE, lang: "en" }, "五组路口路灯不亮"));

test("what goes up to the district is answered in the village", async () => {
  const village = new Village(browser, server, { ...PHONE, script: false });
  const resident = await village.resident();
  const title = "过境货车噪声";
  await resident.raises(title);
  const topic = await verified(village, title);
  await village.does(CONVENER, `${topic}/referral`, { to: "assembly", text: "需要区里统一安排限行。" }, "topics.refer_up");
  await resident.reads("topics.follow.referred_up");
  const waiting = await village.text(OFFICER, "/topics?queue=to-answer");
  assert.ok(waiting.includes(title), waiting);
  await village.does(OFFICER, `${topic}/referral-answer`, { text: "已商请交警部门，晚十点后限行。" }, "topics.answer");
  await resident.reads("晚十点后限行", "topics.follow.result_posted");
  // Everybody in the village reads it, without the code.
  const { hands } = await village.resident();
  await hands.go("/public/rooms");
  await hands.follow(ROOM);
  await hands.follow(title);
  const page = await hands.page.locator("main").innerText();
  assert.ok(page.includes("晚十点后限行") && page.includes(village.t("word.referral.assembly")), page);
  await hands.page.context().close();
  await resident.rates("basically");
  await resident.leaves();
  await village.close();
});

test("a member makes a proposal of what went up, and the village reads who and how far", async (t) => {
  // One telephone hands in five matters an hour; those above were five.
  const another = await start();
  t.after(() => another.stop());
  const village = new Village(browser, another, { ...PHONE, script: false });
  const resident = await village.resident();
  const title = "校门口没有人行横道";
  await resident.raises(title);
  const topic = await verified(village, title);
  await village.does(CONVENER, `${topic}/referral`, { to: "proposal_clue", text: "请委员形成提案，统一施划。" }, "topics.refer_up");
  await resident.reads("word.referral.proposal_clue", "clue.state.open");
  const clue = await village.find(MEMBER, "/clues", title);
  assert.equal(await village.does(MEMBER, `${clue}/taking-up`, {}, "clues.take_up"), "/proposals/new");
  const { page } = await village.of(MEMBER);
  assert.equal(await page.inputValue('[name="title"]'), title);
  assert.equal(await page.inputValue('[name="analysis"]'), "请委员形成提案，统一施划。");
  const at = `${new URL(page.url()).pathname}${new URL(page.url()).search}`;
  const proposal = await village.does(MEMBER, at, { title: "关于施划校门口人行横道的提案" }, "proposals.create.submit");
  assert.match(proposal, /^\/proposals\/\d+$/);
  assert.ok((await village.text(MEMBER, proposal)).includes(title), "the proposal says where it came from");
  await resident.reads("clue.state.taken_up", "封逸飞", "proposal.state.draft");
  await village.does(WORKER, `${topic}/referral-fate`, { text: "封逸飞委员已提交提案，区里正在研究。" }, "topics.record_fate");
  await resident.reads("区里正在研究", "topics.follow.result_posted", "clue.state.settled");
  await resident.leaves();
  assert.deepEqual(village.complaints(), []);
  await village.close();
});
