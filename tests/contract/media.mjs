// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures, speech, transcriptions and rankings by OpenAI's SDK and by fetch.
import assert from "node:assert/strict";
import OpenAI, { toFile } from "openai";
import { base, generationRow, key, run, test } from "./cases.mjs";
import { errorOf } from "./clients/common.mjs";
import { pictureOf, soundOf } from "./upstream/media.mjs";

const { images, audio } = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const post = (path, body) =>
  fetch(`${base}${path}`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body: JSON.stringify(body) });

/// Two seconds of silence: 8 kHz, 16 bit, mono.
function wave(seconds = 2) {
  const data = Buffer.alloc(16_000 * seconds);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/// The row of an answer, whose cost both sides must name alike.
async function rowOf(response, cost, type) {
  const row = await generationRow(response.headers.get("x-generation-id"));
  assert.equal(row.total_cost, cost);
  assert.equal(row.api_type, type);
  return row;
}

test("images.generate, paid by tokens", async () => {
  const { data, response } = await images.generate({ model: "media/painter", prompt: "a cat", n: 2, size: "1024x1024" }).withResponse();
  assert.deepEqual(data.data.map((one) => one.b64_json), [pictureOf("a cat"), pictureOf("a cat")]);
  assert.equal(data.usage.input_tokens, 20);
  assert.equal(data.usage.prompt_tokens, 20);
  assert.equal(data.usage.cost, 0.0081); // 20 x $0.000005 + 200 x $0.00004
  const row = await rowOf(response, 0.0081, "image");
  assert.equal(row.num_media_completion, 2);
});

test("images.generate, paid by the picture", async () => {
  const { data, response } = await images.generate({ model: "media/painter-dall-e", prompt: "a dog", n: 3 }).withResponse();
  assert.equal(data.usage.cost, 0.12);
  await rowOf(response, 0.12, "image");
});

test("images.generate, streamed", async () => {
  const { data: stream, response } = await images.generate({ model: "media/painter", prompt: "a fox", stream: true, partial_images: 1 }).withResponse();
  const events = [];
  for await (const event of stream) events.push(event);
  assert.deepEqual(events.map((event) => event.type), ["image_generation.partial_image", "image_generation.completed"]);
  assert.equal(events[1].b64_json, pictureOf("a fox"));
  assert.equal(events[1].usage.cost, 0.0041);
  await rowOf(response, 0.0041, "image");
});

test("images.edit sends a form", async () => {
  const image = await toFile(Buffer.from("no picture at all"), "a.png", { type: "image/png" });
  const { data, response } = await images.edit({ model: "media/painter-dall-e", prompt: "bluer", image, n: 2 }).withResponse();
  assert.equal(data.data[0].b64_json, pictureOf("bluer17"));
  await rowOf(response, 0.08, "image");
});

test("POST /images, the compatible API's own", async () => {
  const answer = await post("/images", { model: "media/painter", prompt: "a cat", user: "somebody", provider: { only: ["first"] } });
  assert.equal(answer.status, 200);
  const { usage } = await answer.json();
  assert.deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens, usage.cost], [20, 100, 120, 0.0041]);
});

test("audio.speech.create, paid by characters", async () => {
  const input = "größer \u{1f642}";
  const response = await audio.speech.create({ model: "media/speaker", voice: "alloy", input });
  assert.equal(response.headers.get("content-type"), "audio/mpeg");
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), soundOf(input));
  await rowOf(response, 0.00012, "tts"); // 8 characters, not 12 bytes.
});

test("audio.speech.create as events, paid by tokens", async () => {
  const response = await audio.speech.create({ model: "media/speaker-tokens", voice: "alloy", input: "hello", stream_format: "sse" });
  const events = (await response.text()).split("\n\n").filter(Boolean).map((event) => JSON.parse(event.replace(/^data: /, "")));
  assert.deepEqual(events.map((event) => event.type), ["speech.audio.delta", "speech.audio.done"]);
  assert.equal(events[1].usage.cost, 0.000087); // 5 x $0.0000006 + 7 x $0.000012
  await rowOf(response, 0.000087, "tts");
});

test("speech that breaks off is no whole answer, and free", async () => {
  const response = await audio.speech.create({ model: "media/speaker-cut-midstream", voice: "alloy", input: "hello" });
  await assert.rejects(() => response.arrayBuffer());
  await rowOf(response, 0, "tts");
});

test("audio.transcriptions.create, paid by seconds", async () => {
  const file = await toFile(wave(), "two-seconds.wav", { type: "audio/wav" });
  const { data, response } = await audio.transcriptions.create({ model: "media/listener", file, language: "en" }).withResponse();
  assert.equal(data.text, "32044 bytes");
  assert.equal(data.usage.seconds, 2);
  assert.equal(data.usage.cost, 0.0002);
  await rowOf(response, 0.0002, "stt");
});

test("audio.transcriptions.create as text: the file's own length is paid", async () => {
  const file = await toFile(wave(3), "three-seconds.wav", { type: "audio/wav" });
  const { data, response } = await audio.transcriptions.create({ model: "media/listener", file, response_format: "text" }).withResponse();
  assert.equal(data, "48044 bytes\n");
  await rowOf(response, 0.0003, "stt");
});

test("audio.transcriptions.create, paid by tokens", async () => {
  const file = await toFile(wave(), "a.wav", { type: "audio/wav" });
  const { data, response } = await audio.transcriptions.create({ model: "media/listener-tokens", file }).withResponse();
  assert.equal(data.usage.cost, 0.0001); // 4 x $0.0000025 + 10 x $0.000006 + 3 x $0.00001
  await rowOf(response, 0.0001, "stt");
});

test("audio.translations.create", async () => {
  const file = await toFile(wave(), "a.wav", { type: "audio/wav" });
  assert.equal((await audio.translations.create({ model: "media/listener", file })).text, "32044 bytes");
});

test("a recording as JSON reaches a provider that takes forms", async () => {
  const answer = await post("/audio/transcriptions", { model: "media/listener", input_audio: { data: wave().toString("base64"), format: "wav" } });
  assert.equal((await answer.json()).text, "32044 bytes");
});

test("POST /rerank, paid by search units", async () => {
  const answer = await post("/rerank", { model: "media/ranker", query: "b", documents: ["a", "b b", "b"], top_n: 2 });
  const body = await answer.json();
  assert.deepEqual(body.results.map((one) => one.index), [1, 2]);
  assert.deepEqual(body.usage, { search_units: 2, cost: 0.004 });
  await rowOf(answer, 0.004, "rerank");
});

test("errors: the provider's 429, no such model, a model of another route, a provider without it", async () => {
  const speech = (model) => errorOf(() => audio.speech.create({ model, voice: "alloy", input: "x" }));
  assert.equal((await speech("media/speaker-status-429")).status, 429);
  assert.equal((await speech("media/unheard-of")).status, 400);
  const other = await speech("media/painter");
  assert.equal(other.status, 404);
  assert.match(other.message, /no model that speaks/);
  const elsewhere = await speech("media/elsewhere");
  assert.equal(elsewhere.status, 404);
  assert.match(elsewhere.message, /does not speak/);
});

test("videos and files are not kept, and say why", async () => {
  for (const [path, reason] of [["/videos", /paid long after/], ["/files", /not kept here/]]) {
    const answer = await post(path, {});
    assert.equal(answer.status, 404);
    assert.match((await answer.json()).error.message, reason);
  }
});

await run("media");
