// The same steps over the JSON API, each person with a token of his own.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ACTS } from "./journey.mjs";
import { CAST } from "./people.mjs";
import { word } from "./words.mjs";

export class Api {
  constructor(server) {
    Object.assign(this, { server, tokens: new Map(), ids: new Map() });
  }

  t(key) { return word("zh-CN", key); }

  async ask(login, method, path, body) {
    if (!this.tokens.has(login)) this.tokens.set(login, this.server.command("token", "create", "--login", login).trim().split("\n")[0]);
    const headers = { authorization: `Bearer ${this.tokens.get(login)}` };
    if (method === "POST") Object.assign(headers, { "content-type": "application/json", "idempotency-key": randomUUID() });
    const answer = await fetch(`${this.server.base}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  async create(login, values) {
    const record = await this.ask(login, "POST", "/proposals", values);
    this.ids.set(values.title, record.id);
    return values.title;
  }

  async act(login, title, name, values = {}) {
    const body = Object.fromEntries(await Promise.all(Object.entries(values).map(async ([key, value]) => [key, await this.meant(login, title, name, key, value)])));
    await this.ask(login, "POST", `/proposals/${this.ids.get(title)}/${ACTS[name].at}`, body);
  }

  /** Persons, units and proposals are named by id, which the lists of the office tell. */
  async meant(login, title, name, key, value) {
    if (value === "true") return true;
    if (key === "main") return this.ids.get(value);
    const list = { persons: "/people", person: "/people", lead: "/units", units: "/units", successor: "/units" }[key];
    if (!list) return value;
    const [word_] = [value].flat();
    const { items } = await this.ask(CAST.office, "GET", `${list}?q=${encodeURIComponent(word_)}`);
    const found = items.find((item) => item.name === word_);
    assert.ok(found, `${word_} is found for ${key} of ${name}`);
    return key === "persons" || key === "units" ? [found.id] : found.id;
  }

  async look(login, title) {
    const record = await this.ask(login, "GET", `/proposals/${this.ids.get(title)}`);
    return { state: this.t(`proposal.state.${record.state}`), record, text: JSON.stringify(record) };
  }

  async expect(login, title, { state, turn }) {
    const seen = await this.look(login, title);
    assert.equal(seen.record.state, state);
    if (turn === null) assert.deepEqual(seen.record.turn, []);
    for (const key of [turn ?? []].flat().filter((k) => k.startsWith("proposal.role."))) assert.ok(seen.record.turn.includes(key.split(".").pop()), `${seen.record.turn} has ${key}`);
    return seen;
  }

  async number(login) { await this.ask(login, "POST", "/proposals/numbering", {}); }
}
