// SPDX-License-Identifier: GPL-3.0-or-later
// Reads edited bodies as Node's JSON.parse does and fails when one differs from what was intended.
// Usage: read.mjs FILE. The lines are those of read.py.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const gatewayOnly = ['provider', 'models', 'route', 'plugins', 'preset', 'transforms', 'usage', 'trace',
  'session_id', 'debug', 'user'];
const ownGatewayOnly = { chat: [], messages: ['speed', 'fallbacks'], responses: [] };
const limits = { chat: ['max_tokens', 'max_completion_tokens'], messages: ['max_tokens'],
  responses: ['max_output_tokens'] };
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const parse = (hex) => JSON.parse(decoder.decode(Buffer.from(hex, 'hex')));

function intended(body, meant) {
  for (const name of [...gatewayOnly, ...ownGatewayOnly[meant.api]]) delete body[name];
  body.model = meant.model;
  if (meant.clamp !== null) {
    const told = limits[meant.api].filter((name) => body[name] != null);
    for (const name of told) body[name] = Math.min(body[name], meant.clamp);
    if (told.length === 0) body[meant.limit] = meant.clamp;
  }
  if (meant.unstored) body.store = false;
  if (meant.api !== 'chat') return body; // The option is none of ours there.
  if (!body.stream || !meant.options) delete body.stream_options;
  else if (meant.force) body.stream_options = { ...body.stream_options, include_usage: true };
  return body;
}

let count = 0;
for (const line of readFileSync(process.argv[2], 'latin1').split('\n').filter(Boolean)) {
  const [original, edited, meantHex] = line.split(' ');
  const meant = parse(meantHex);
  const before = parse(original);
  for (const [name, value] of Object.entries(meant.read)) {
    const told = Object.hasOwn(before, name) ? before[name] : null;
    if (told !== value) throw new Error(`${name}: read ${value}, Node reads ${told}`);
  }
  if (!isDeepStrictEqual(parse(edited), intended(before, meant)))
    throw new Error(`${Buffer.from(original, 'hex')} became ${Buffer.from(edited, 'hex')}`);
  count += 1;
}
console.log(count);
