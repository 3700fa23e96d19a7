// The steps of a proposal, told once; a browser or the API carries them out.
import assert from "node:assert/strict";
import { deskOf } from "./browser.mjs";
import { Keys, Pointer } from "./hands.mjs";
import { NAMES } from "./people.mjs";
import { word } from "./words.mjs";

/** What every step needs: the act, where the API posts it, and what is typed. `link` is its name in the process. */
export const ACTS = {
  invite: { act: "proposals.invite", link: "proposal.act.invite", at: "invitations" },
  accept: { act: "proposals.accept", link: "invitation.act.accept", at: "co-signature" },
  submit: { act: "proposals.submit", link: "proposal.act.submit", at: "submission" },
  edit: { act: "proposals.edit", link: "proposal.act.edit", at: "text" },
  resubmit: { act: "proposals.resubmit", link: "proposal.act.resubmit", at: "resubmission" },
  recall: { act: "proposals.recall", link: "proposal.act.recall", at: "recall" },
  withdraw: { act: "proposals.withdraw", link: "proposal.act.withdraw", at: "withdrawal" },
  takeUp: { act: "proposals.take_up", link: "proposal.act.take_up", at: "first-reviewer" },
  endorse: { act: "proposals.endorse", link: "proposal.act.endorse", at: "first-opinion" },
  returnForRevision: { act: "proposals.return_for_revision", link: "proposal.act.return_for_revision", at: "revision-request" },
  file: { act: "proposals.file", link: "proposal.act.file", at: "filing" },
  decline: { act: "proposals.decline", link: "proposal.act.decline", at: "non-filing" },
  merge: { act: "proposals.merge", link: "proposal.act.merge", at: "merger" },
  askReExamination: { act: "proposals.ask_re_examination", link: "proposal.act.ask_re_examination", at: "re-examination" },
  overturn: { act: "proposals.overturn", link: "proposal.act.overturn", at: "re-examination-filing" },
  uphold: { act: "proposals.uphold", link: "proposal.act.uphold", at: "re-examination-refusal" },
  dispatch: { act: "proposals.dispatch", link: "proposal.act.dispatch", at: "assignment" },
  acceptPart: { act: "assignments.accept", link: "assignment.act.accept", at: "acceptance" },
  requestReturn: { act: "assignments.request_return", link: "assignment.act.request_return", at: "return-request" },
  grantReturn: { act: "assignments.grant_return", link: "assignment.act.grant_return", at: "return-consent" },
  plan: { act: "assignments.plan", link: "assignment.act.plan", at: "plan" },
  contact: { act: "assignments.contact", link: "assignment.act.contact", at: "contacts" },
  draft: { act: "assignments.save_draft", link: "assignment.act.save_draft", at: "draft" },
  submitDraft: { act: "assignments.submit_draft", link: "assignment.act.submit_draft", at: "draft-submission" },
  passDraft: { act: "assignments.pass_draft", link: "assignment.act.pass_draft", at: "check" },
  sign: { act: "assignments.sign", link: "assignment.act.sign", at: "reply" },
  askExtension: { act: "extensions.ask", link: "extension.act.ask", at: "extension" },
  grantExtension: { act: "extensions.grant", link: "extension.act.grant", at: "extension-consent" },
  urge: { act: "proposals.urge", link: "proposal.act.urge", at: "urging" },
  rate: { act: "ratings.rate", link: "rating.act.rate", at: "rating" },
  amend: { act: "ratings.amend", link: "rating.act.amend", at: "rating-amendment" },
  enterRating: { act: "ratings.enter", link: "rating.act.enter", at: "rating-entry" },
  rehandle: { act: "proposals.order_rehandling", link: "proposal.act.order_rehandling", at: "rehandling" },
  callMeeting: { act: "proposals.call_face_to_face", link: "proposal.act.call_face_to_face", at: "face-to-face" },
  recordMeeting: { act: "proposals.record_meeting", link: "proposal.act.record_meeting", at: "meeting-record" },
};

/** Persons at their browsers; each keeps one desk. */
export class Browsers {
  constructor(browser, server, { lang = "zh-CN", keys = false, ...options } = {}) {
    Object.assign(this, { browser, server, lang, keys, options, desks: new Map() });
  }

  async at(login) {
    if (!this.desks.has(login)) {
      const page = await deskOf(this.browser, this.server, login, { lang: this.lang, ...this.options });
      this.desks.set(login, this.keys ? new Keys(page) : new Pointer(page));
    }
    return this.desks.get(login);
  }

  t(key) { return word(this.lang, key); }

  words(...keys) {
    return keys.flatMap((key) => { try { return [this.t(key)]; } catch { return []; } });
  }

  async create(login, values) {
    const hands = await this.at(login);
    await hands.go("/proposals");
    await hands.follow(this.t("proposals.create"));
    await hands.fill(values);
    await hands.send(this.t("proposals.create.submit"));
    return values.title;
  }

  /** Opens the record, sees that it waits for this person where it should, and does the act. */
  async act(login, title, name, values = {}, { yours = true } = {}) {
    const { act, link } = ACTS[name];
    const hands = await this.at(login);
    await hands.record(title);
    if (yours) assert.ok(await hands.page.locator(".your-turn").isVisible(), `${login} is not told that ${act} waits for him`);
    await hands.follow(this.words(act, link));
    await hands.fill(values);
    await hands.send(this.words(act, link, `${act}.submit`));
  }

  async look(login, title) {
    const hands = await this.at(login);
    await hands.record(title);
    const { page } = hands;
    return {
      state: (await page.locator(".turn-state .chip").innerText()).trim(),
      turn: (await page.locator(".turn dl").count()) ? (await page.locator(".turn dl dd").first().innerText()).trim() : "",
      text: await page.locator("main").innerText(),
      page,
    };
  }

  /** `state` and `turn` are message keys; `who` a login whose name stands there. */
  async expect(login, title, { state, turn, who }) {
    const seen = await this.look(login, title);
    assert.equal(seen.state, this.t(`proposal.state.${state}`), `state seen by ${login}`);
    if (turn === null) assert.equal(seen.turn, "", "nobody’s turn at rest");
    else for (const key of [turn ?? []].flat()) assert.ok(seen.turn.includes(this.t(key)), `turn “${seen.turn}” names ${this.t(key)}`);
    if (who) assert.ok(NAMES[who].some((name) => seen.turn.includes(name)), `turn “${seen.turn}” names ${NAMES[who]}`);
    return seen;
  }

  async number(login) {
    const hands = await this.at(login);
    await hands.go("/numbering");
    await hands.send(this.words("proposals.number", "proposals.number.submit"));
  }

  complaints() { return [...this.desks.values()].flatMap((hands) => hands.page.complaints); }

  async close() { for (const hands of this.desks.values()) await hands.page.context().close(); }
}

export const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
export const inDays = (n, from = new Date()) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date(from.getTime() + n * 86_400_000));

/** A proposal of two suggestions. */
export const paper = (title, kind = "individual") => ({
  kind,
  title,
  background: "近两年汛期，蘅塘镇三个村的灌排渠多处淤堵，积水最长达四天。",
  analysis: "管护责任分在三家单位，清淤经费没有列入年度预算，汛前检查流于形式。",
  suggestions: ["六月底前完成三条干渠清淤，并公布进度。", "明确一家单位统一管护，经费列入年度预算。"],
});

/** What a handler writes to it. */
export const answer = (today_) => ({
  answer_1: "三条干渠已列入今年清淤计划，一月起施工。",
  class_1: "A",
  answer_2: "已商定由我局统一管护，经费从下一年度列支。",
  class_2: "B",
  result_class: "B",
  body: "感谢您对水利工作的关心。我局与您当面沟通后，会同有关单位研究，现答复如下。",
  promise_suggestion_1: "2",
  promise_text_1: "管护经费列入下一年度预算",
  promise_due_1: inDays(200, today_),
  promise_who_1: "市水利局建设科",
  contact_name: "涂新河",
  contact_telephone: "0990-6110023",
});
