// The same steps over the JSON API, each person with a token of his own.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { ACTS } from "./journey.mjs";
import { signIn } from "./browser.mjs";
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

  /** Persons and units are named by id; their ids stand in the form of the act. */
  async meant(login, title, name, key, value) {
    if (value === "true") return true;
    if (!["persons", "lead", "units", "successor", "person"].includes(key)) return value;
    const cookies = await signIn(this.server, login);
    const headers = { cookie: cookies.map((c) => `${c.name}=${c.value}`).join("; ") };
    const html = await (await fetch(`${this.server.base}/proposals/${this.ids.get(title)}/${ACTS[name].at}`, { headers })).text();
    const found = [value].flat().map((word_) => {
      const option = new RegExp(`<option value="(\\d+)"[^>]*>${word_}`).exec(html);
      const box = new RegExp(`value="(\\d+)" id="([^"]+)"[^>]*>\\s*<label for="\\2">${word_}`).exec(html);
      return (option ?? box)?.[1];
    }).find(Boolean);
    assert.ok(found, `${value} is offered for ${key} of ${name}`);
    return key === "persons" || key === "units" ? [found] : found;
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
