// SPDX-License-Identifier: GPL-3.0-or-later
// What Google's generateContent takes, and what it refuses.
import { count, isObject, isText, list, media, members, must, number, oneOf, Refusal, signature } from "./refusal.mjs";

const callSignature = signature("gemini", "call");
/// Google's own words for "there is no signature".
const dummies = ["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"];

function readDeclaration(tool, where) {
  members(tool, where, ["name"], ["description", "parameters", "parametersJsonSchema", "response", "responseJsonSchema", "behavior"]);
  must(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/.test(tool.name), `${where}.name: Invalid function name.`);
  must(!(tool.parameters && tool.parametersJsonSchema), `${where}: parameters and parametersJsonSchema exclude each other`);
  if (tool.parameters) plainSchema(tool.parameters, `${where}.parameters`);
  return { name: tool.name, schema: tool.parametersJsonSchema ?? tool.parameters };
}

/// The older `Schema` knows few words.
function plainSchema(schema, where) {
  members(schema, where, [], ["type", "format", "title", "description", "nullable", "enum", "items", "maxItems", "minItems", "properties", "required",
    "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "example", "anyOf", "propertyOrdering", "default", "minimum", "maximum"]);
  for (const [name, own] of Object.entries(schema.properties ?? {})) plainSchema(own, `${where}.properties.${name}`);
  if (schema.items) plainSchema(schema.items, `${where}.items`);
}

/// A result as the text that the client sent: the only string in it, or all of it.
function resultText(response) {
  const values = Object.values(response);
  return values.length === 1 && isText(values[0]) && /^(output|result|content|error)$/.test(Object.keys(response)[0]) ? values[0] : JSON.stringify(response);
}

const kinds = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];

function kindOf(part, where) {
  members(part, where, [], [...kinds, "thought", "thoughtSignature"]);
  const own = kinds.filter((kind) => part[kind] !== undefined);
  must(own.length === 1, `${where}: oneof field 'data' must have one initialized field, there are ${own.length}`);
  return own[0];
}

/// One content, read into calls, results, text and image.
function readContent(content, where, needsSignatures) {
  members(content, where, ["parts"], ["role"]);
  list(content.parts, `${where}.parts`);
  oneOf(content.role ?? "user", ["user", "model"], `${where}.role`);
  const found = { role: content.role ?? "user", calls: [], results: [], text: "" };
  content.parts.forEach((part, at) => {
    const here = `${where}.parts[${at}]`;
    const kind = kindOf(part, here);
    if (kind === "text") {
      must(part.text !== "" || part.thoughtSignature, `${here}: must have a text parameter`);
      found.text += part.text;
    } else if (kind === "inlineData") {
      members(part.inlineData, `${here}.inlineData`, ["mimeType", "data"]);
      found.image = media(part.inlineData.mimeType, part.inlineData.data, here);
    } else if (kind === "functionCall") {
      must(found.role === "model", `${here}: function calls are the model's`);
      members(part.functionCall, `${here}.functionCall`, ["name"], ["args", "id"]);
      must(isObject(part.functionCall.args ?? {}), `${here}.functionCall.args: must be a Struct`);
      if (needsSignatures && found.calls.length === 0)
        must(part.thoughtSignature, `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. (${here})`);
      if (part.thoughtSignature)
        must([callSignature, ...dummies].includes(part.thoughtSignature), `${here}: Thought signature is not valid.`);
      found.calls.push({ name: part.functionCall.name, isCarried: part.thoughtSignature === callSignature });
    } else if (kind === "functionResponse") {
      members(part.functionResponse, `${here}.functionResponse`, ["name", "response"], ["id", "parts"]);
      must(isObject(part.functionResponse.response), `${here}.functionResponse.response: must be a Struct`);
      found.results.push({ name: part.functionResponse.name, text: resultText(part.functionResponse.response) });
    }
  });
  return found;
}

function readContents(body, needsSignatures) {
  list(body.contents, "contents");
  const asked = { user: "", results: [], carried: [] };
  // Signatures are asked for in the turn that is still going on: after the last text of the user.
  const isSaid = (content) => (content.role ?? "user") === "user" && content.parts?.some((part) => part.text !== undefined);
  const current = body.contents.findLastIndex(isSaid);
  let open = [], role = "model";
  body.contents.forEach((content, at) => {
    const where = `contents[${at}]`;
    const found = readContent(content, where, needsSignatures && at > current);
    must(at > 0 || found.role === "user", "Please ensure that multiturn requests begin with a user turn.");
    must(found.role !== role, `${where}: Please ensure that multiturn requests alternate between user and model.`);
    role = found.role;
    must(found.results.length === open.length, `Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn (${where}).`);
    for (const result of found.results) {
      const call = open.findIndex((one) => one.name === result.name);
      must(call >= 0, `${where}: there was no call of ${result.name}`);
      open.splice(call, 1);
    }
    open = found.calls;
    if (found.calls.length) asked.carried = found.calls.map((call) => call.isCarried);
    if (found.role === "user") Object.assign(asked, { results: found.results, user: found.text || asked.user, image: found.image ?? asked.image });
  });
  must(role === "user", "Please ensure that single turn requests end with a user role or the role field is empty.");
  return asked;
}

function readConfig(config = {}) {
  members(config, "generationConfig", [], ["temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "responseMimeType",
    "responseSchema", "responseJsonSchema", "presencePenalty", "frequencyPenalty", "seed", "responseLogprobs", "logprobs", "thinkingConfig",
    "responseModalities", "mediaResolution", "imageConfig"]);
  number(config.temperature, "temperature", 0, 2);
  count(config.maxOutputTokens, "maxOutputTokens");
  count(config.topK, "topK");
  if (config.seed !== undefined) must(Number.isInteger(config.seed) && Math.abs(config.seed) < 2 ** 31, "generationConfig.seed: Invalid value (TYPE_INT32)");
  must((config.stopSequences ?? []).length <= 5, "generationConfig.stopSequences: at most 5");
  if (config.responseSchema || config.responseJsonSchema)
    must(config.responseMimeType === "application/json", "Function calling or a schema with a response mime type: 'text/plain' is unsupported");
  if (config.responseSchema) plainSchema(config.responseSchema, "generationConfig.responseSchema");
  const thinking = config.thinkingConfig;
  if (thinking) {
    members(thinking, "thinkingConfig", [], ["includeThoughts", "thinkingBudget", "thinkingLevel"]);
    must(!(thinking.thinkingBudget !== undefined && thinking.thinkingLevel), "You can only set only one of thinking budget and thinking level.");
    if (thinking.thinkingLevel) oneOf(thinking.thinkingLevel, ["minimal", "low", "medium", "high"], "thinkingLevel");
  }
  return { schema: config.responseJsonSchema ?? config.responseSchema, thinks: thinking?.includeThoughts === true };
}

export function readGeminiRequest(body, route) {
  members(body, "body", ["contents"], ["systemInstruction", "tools", "toolConfig", "safetySettings", "generationConfig", "cachedContent", "labels"]);
  if (body.systemInstruction) readContent({ ...body.systemInstruction, role: "user" }, "systemInstruction", false);
  const tools = (body.tools ?? []).flatMap((tool, at) => {
    members(tool, `tools[${at}]`, [], ["functionDeclarations", "googleSearch", "codeExecution", "urlContext"]);
    return (tool.functionDeclarations ?? []).map((own, n) => readDeclaration(own, `tools[${at}].functionDeclarations[${n}]`));
  });
  const calling = body.toolConfig?.functionCallingConfig;
  if (calling) {
    members(calling, "functionCallingConfig", [], ["mode", "allowedFunctionNames"]);
    oneOf(calling.mode, ["AUTO", "ANY", "NONE", "VALIDATED"], "functionCallingConfig.mode");
    must(!calling.allowedFunctionNames || /ANY|VALIDATED/.test(calling.mode), "allowed_function_names should only be set when the function calling mode is ANY.");
    must(tools.length, "Function calling config is set without function_declarations.");
    for (const name of calling.allowedFunctionNames ?? []) must(tools.some((tool) => tool.name === name), `allowed_function_names: ${name} is not declared`);
  }
  if (!/^models\//.test(route.model)) throw new Refusal(404, `${route.model} is not found`);
  const { schema, thinks } = readConfig(body.generationConfig);
  const asked = { ...readContents(body, /gemini-3/.test(route.model)), tools, schema, thinks, mustCall: calling?.mode === "ANY" };
  return { model: route.model.slice("models/".length), stream: route.verb === "streamGenerateContent", asked };
}
export { callSignature };
