// SPDX-License-Identifier: GPL-3.0-or-later
// What the upstream answers, whatever the format: a model's name chooses a list of parts.
//
// A part is {kind: "text" | "reasoning", pieces} or {kind: "call", name, pieces} (of its arguments)
// or {kind: "redacted", text}. `asked` is a request as its format was read: {user, image, schema,
// tools: [{name, schema}], mustCall, results: [{name, text}] of the calls made last}.

export const words = ["The", " quick", " brown", " fox", " jumps", " over", " the", " lazy", " dog"];
export const hidden = "What nobody may read.";
/// What an agent's shell prints when the call reached it; the command's own text does not hold it.
const command = "echo turnpike-$((6*7))-ran";

const reasoning = [{ kind: "reasoning", pieces: ["Let me", " think."] }, { kind: "redacted", text: hidden }];
const text = (pieces) => ({ kind: "text", pieces });
const call = (name, pieces) => ({ kind: "call", name, pieces });
const inPieces = (value, length) => value.match(new RegExp(`.{1,${length}}`, "gsu")) ?? [];

/// A value that fits a JSON Schema well enough for the tools and shapes of real clients.
export function fitting(schema, name = "") {
  const kinds = [schema?.type ?? (schema?.properties ? "object" : "string")].flat();
  if (schema?.enum) return schema.enum[0];
  if (schema?.const !== undefined) return schema.const;
  if (schema?.anyOf) return fitting(schema.anyOf[0], name);
  if (/^(command|cmd)$/.test(name)) return kinds.includes("array") ? ["bash", "-lc", command] : command;
  switch (kinds[0]) {
    case "object":
      return Object.fromEntries((schema.required ?? Object.keys(schema.properties ?? {})).map((key) => [key, fitting(schema.properties?.[key], key)]));
    case "array": return [fitting(schema.items)];
    case "integer": return 36;
    case "number": return 36.5;
    case "boolean": return false;
    case "null": return null;
    default: return "Ada";
  }
}

/// The tool by which an agent runs a command, or else its first.
function agentTool(tools) {
  const runs = (tool) => Object.keys(tool.schema?.properties ?? {}).some((key) => /^(command|cmd)$/.test(key));
  const named = tools.find((tool) => runs(tool) && /bash|shell|exec|command|terminal/i.test(tool.name));
  return named ?? tools.find(runs) ?? tools[0];
}

const told = (results) => results.map((result) => `${result.name}: ${result.text}`).join("; ");

function partsOf(behaviour, asked) {
  switch (behaviour) {
    case "tools":
      if (asked.results.length) return [text(inPieces(told(asked.results), 5))];
      return [call("weather", ['{"city"', ':"Oslo"}']), call("clock", ['{"zone":', '"UTC"', "}"])];
    case "think":
      if (asked.results.length) return [text(inPieces(`It is thought through. ${told(asked.results)}`, 7))];
      return [
        ...reasoning,
        ...(asked.tools.length ? [call(asked.tools[0].name, inPieces(JSON.stringify(fitting(asked.tools[0].schema)), 4))] : [text(words)]),
      ];
    case "agent": {
      if (asked.results.length) return [text([...words, `. The tool said: ${asked.results.at(-1).text.trim().slice(-300)}`])];
      const tool = agentTool(asked.tools);
      return tool ? [...reasoning, call(tool.name, inPieces(JSON.stringify(fitting(tool.schema)), 9))] : [text(words)];
    }
    case "unicode": return [text(["größer 日本 ", "\ud83d", "\ude42", " end"])];
    case "long": return [text(Array.from({ length: 500 }, (_, n) => ` w${n}`))];
    case "echo": return [text([asked.user])];
    case "json": // Some clients ask by a tool that must be called.
      if (asked.mustCall) return [call(asked.tools[0].name, inPieces(JSON.stringify(fitting(asked.tools[0].schema)), 6))];
      return [text(inPieces(asked.schema ? JSON.stringify(fitting(asked.schema)) : "no schema was asked for", 6))];
    case "image": return [text([asked.image ? `I see ${asked.image.mediaType}, ${asked.image.bytes} bytes` : "I see nothing"])];
    default: return [text(words)];
  }
}

/// `finish`: stop, tools or length.
export function answerOf(behaviour, asked) {
  const parts = partsOf(behaviour, asked).map((part) => (part.pieces ? { ...part, text: part.pieces.join("") } : part));
  const finish = parts.some((part) => part.kind === "call") ? "tools" : behaviour === "length" ? "length" : "stop";
  return { parts, finish, tellsUsage: behaviour !== "no-usage" };
}
