// SPDX-License-Identifier: GPL-3.0-or-later
// How the upstream's formats refuse what the real API would refuse, so that a wrong translation is loud.
import { createHash } from "node:crypto";

/// An answer with a status instead of a result; each format has an envelope of its own for it.
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const must = (condition, message) => {
  if (!condition) throw new Refusal(400, message);
};

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value) => typeof value === "string";

/// `object` has the members of `needed` and none besides `needed` and `known`; null counts as left out.
export function members(object, where, needed, known = []) {
  must(isObject(object), `${where}: Input should be an object`);
  for (const name of needed) must(object[name] !== undefined && object[name] !== null, `${where}.${name}: Field required`);
  for (const name of Object.keys(object))
    must(needed.includes(name) || known.includes(name), `${where}.${name}: Extra inputs are not permitted`);
}

export const list = (value, where) => must(Array.isArray(value) && value.length > 0, `${where}: Input should be a list that is not empty`);

export const oneOf = (value, words, where) => must(words.includes(value), `${where}: Input should be one of ${words.join(", ")}; it is ${JSON.stringify(value)}`);

export function number(value, where, least = -Infinity, most = Infinity) {
  if (value === undefined || value === null) return;
  must(typeof value === "number" && value >= least && value <= most, `${where}: Input should be a number from ${least} to ${most}`);
}

export function count(value, where, least = 1) {
  if (value === undefined || value === null) return;
  must(Number.isInteger(value) && value >= least, `${where}: Input should be an integer of at least ${least}`);
}

export const toolName = (value, where) => must(isText(value) && /^[a-zA-Z0-9_-]{1,128}$/.test(value), `${where}: ${JSON.stringify(value)} is no name of a tool`);

/// Base64 that is what it says: `{mediaType, bytes}`.
export function media(mediaType, base64, where) {
  oneOf(mediaType, ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf"], `${where}: media type`);
  must(isText(base64) && /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0, `${where}: Could not decode base64`);
  return { mediaType, bytes: Buffer.from(base64, "base64").length };
}

/// `data:image/png;base64,AAAA`, or an http(s) URL, of which nothing is known.
export function mediaOfUrl(url, where) {
  const parts = /^data:([^;,]+);base64,(.*)$/s.exec(url ?? "");
  if (parts) return media(parts[1], parts[2], where);
  must(/^https?:\/\//.test(url ?? ""), `${where}: Invalid URL`);
  return { mediaType: "url", bytes: 0 };
}

/// What a provider signs its reasoning with; anybody can check it, only the provider would make it.
export const signature = (family, text) => createHash("sha256").update(`${family}:${text}`).digest("base64");
