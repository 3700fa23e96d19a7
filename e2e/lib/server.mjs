// The started program: a demonstration city of its own for every test file, copied from one that was filled once.
import { spawn, execFileSync } from "node:child_process";
import { createServer } from "node:net";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const BINARY = process.env.E2E_BIN || path.join(ROOT, "target/debug/shangliang");
const OUT = path.join(ROOT, "e2e/out");
const STARTING_MS = 240_000;

const freePort = () => new Promise((resolve, reject) => {
  const probe = createServer();
  probe.once("error", reject);
  probe.listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

async function ready(child, base, log) {
  const until = Date.now() + STARTING_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the program ended with ${child.exitCode}:\n${fs.readFileSync(log, "utf8").slice(-3000)}`);
    const answer = await fetch(`${base}/livez`).catch(() => null);
    if (answer?.ok) return;
    await sleep(150);
  }
  throw new Error(`the program did not start:\n${fs.readFileSync(log, "utf8").slice(-3000)}`);
}

async function launch(data, { demo = true, env = {} } = {}) {
  const port = await freePort();
  const log = path.join(path.dirname(data), `${path.basename(data)}.log`);
  const out = fs.openSync(log, "a");
  const args = ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, ...(demo ? ["--demo"] : [])];
  const child = spawn(BINARY, args, { stdio: ["ignore", out, out], env: { ...process.env, ...env } });
  fs.closeSync(out);
  const base = `http://127.0.0.1:${port}`;
  await ready(child, base, log);
  return { child, base, log };
}

async function end(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(late);
}

/** The filled city that all copies come from; made once for each build of the program and day. */
async function template() {
  const built = fs.statSync(BINARY);
  const name = `city-${built.size}-${Math.floor(built.mtimeMs)}-${new Date().toISOString().slice(0, 10)}`;
  const city = path.join(OUT, name);
  const done = path.join(city, "filled");
  fs.mkdirSync(OUT, { recursive: true });
  for (const old of fs.readdirSync(OUT).filter((n) => n.startsWith("city-") && !n.startsWith(name))) fs.rmSync(path.join(OUT, old), { recursive: true, force: true });
  try {
    fs.mkdirSync(city);
  } catch {
    // Another file is filling it.
    for (let waited = 0; !fs.existsSync(done) && waited < STARTING_MS; waited += 200) await sleep(200);
    if (!fs.existsSync(done)) throw new Error(`${city} is half filled: remove it`);
    return path.join(city, "data");
  }
  try {
    const { child } = await launch(path.join(city, "data"));
    await end(child);
    fs.writeFileSync(done, "");
  } catch (error) {
    fs.rmSync(city, { recursive: true, force: true });
    throw error;
  }
  return path.join(city, "data");
}

/**
 * Starts the program on a copy of the demonstration city, or with `empty` on nothing.
 * `clock` gives it a clock that `travel` moves, `settings` are further variables of its environment.
 */
export async function start({ clock = false, empty = false, settings = {} } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "shangliang-e2e-"));
  const data = path.join(folder, "data");
  if (!empty) fs.cpSync(await template(), data, { recursive: true });
  const clockFile = path.join(folder, "clock");
  if (clock) fs.writeFileSync(clockFile, "0");
  const env = { ...settings, ...(clock ? { SHANGLIANG_TEST_CLOCK_FILE: clockFile } : {}) };
  const { child, base, log } = await launch(data, { demo: !empty, env });
  const accounts = empty ? [] : JSON.parse(fs.readFileSync(path.join(data, "demo-accounts.json"), "utf8"));
  let offset = 0;
  return {
    base,
    data,
    accounts,
    account: (login) => accounts.find((a) => a.login === login) ?? (() => { throw new Error(`no account ${login}`); })(),
    /** Moves the clock of the program forward. */
    async travel(days) {
      offset += Math.round(days * 86_400_000);
      fs.writeFileSync(clockFile, String(offset));
      await sleep(120);
    },
    now: () => new Date(Date.now() + offset),
    command: (...args) => execFileSync(BINARY, ["--data", data, ...args], { encoding: "utf8" }),
    /** The text messages that left, oldest first, once there are so many. */
    async sms(count) {
      const file = path.join(data, "sms.jsonl");
      for (let waited = 0; waited < 10_000; waited += 50) {
        const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
        if (lines.length >= count) return lines.map((line) => JSON.parse(line));
        await sleep(50);
      }
      throw new Error(`fewer than ${count} text messages`);
    },
    log: () => fs.readFileSync(log, "utf8"),
    async stop() {
      await end(child);
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
