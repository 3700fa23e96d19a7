// A resident sends a photograph: the worker looks at it first, and nobody learns where it was taken.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { desk, open } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { MEMBER, Village, WORKER, verified } from "./lib/village.mjs";

const PHONE = { width: 390, height: 844 };

let server, browser;
before(async () => { [server, browser] = await Promise.all([start(), open()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("a photograph is shown once the worker has looked at it, without where it was taken", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "shangliang-picture-"));
  const village = new Village(browser, server, PHONE);
  const painter = await desk(browser, server.base);
  // A real JPEG, painted by the browser, with a place in it.
  const painted = await painter.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#8a6d3b";
    paint.fillRect(0, 0, 640, 480);
    return canvas.toDataURL("image/jpeg").split(",")[1];
  });
  const jpeg = Buffer.from(painted, "base64");
  const exif = Buffer.concat([Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0", "latin1"), Buffer.from("GPS 36.1N 98.5E")]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  const file = path.join(folder, "lid.jpg");
  fs.writeFileSync(file, Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]));
  await painter.context().close();

  const resident = await village.resident();
  const title = "井盖松动";
  await resident.raises(title, [file]);
  const topic = await village.find(WORKER, "/topics?state=suggested", title);
  const shown = async (login) => {
    const { page } = await village.of(login);
    await page.goto(topic);
    return page.locator("main .pictures img").evaluateAll((all) => Promise.all(all.map(async (i) => {
      // What lies below is only loaded when it comes near.
      i.loading = "eager";
      await i.decode().catch(() => {});
      return { src: i.src, alt: i.alt, drawn: i.complete && i.naturalWidth };
    })));
  };
  const [picture] = await shown(WORKER);
  assert.ok(picture.alt.includes(title) && picture.drawn === 640, JSON.stringify(picture));
  const { page } = await village.of(WORKER);
  const bytes = await (await page.request.get(picture.src)).body();
  assert.ok(!bytes.includes("GPS") && bytes.length > 500);
  assert.equal((await shown(MEMBER)).length, 0, "the members wait until it is verified");
  await verified(village, title, { shows_pictures: "true" });
  assert.equal((await shown(MEMBER)).length, 1);
  await resident.leaves();
  await village.close();
  fs.rmSync(folder, { recursive: true });
});
