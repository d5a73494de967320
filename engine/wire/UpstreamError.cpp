// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/UpstreamError.h"

#include "engine/json/StrictReader.h"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace turnpike {

namespace {

constexpr std::size_t readLimit = 4096; ///< Bytes of a told message that are looked at.
constexpr std::size_t shownLimit = 1000;
constexpr std::size_t codeLimit = 64;

/// What the provider said, in its own words.
struct Told
{
    std::string message;
    std::string type;
    std::string code;
};

std::string textOf(const json::Value &value)
{
    if (value.kind == json::Kind::Number)
        return std::string(value.text.substr(0, codeLimit));
    if (value.kind != json::Kind::String)
        return {};
    std::string text = json::decodedText(value.text).value_or(std::string());
    text.resize(std::min(text.size(), readLimit));
    return text;
}

/// Members wherever they lie: on the body, in `error`, in an array around it (Google's).
void readTold(json::StrictReader &json, Told &told, int depth)
{
    const json::Kind kind = json.peek();
    if (kind == json::Kind::Array && depth > 0) {
        bool isFirst = true;
        if (json.enterArray())
            while (json.nextElement(isFirst))
                readTold(json, told, depth - 1);
        return;
    }
    if (kind == json::Kind::String && told.message.empty()) {
        told.message = textOf(json.skip());
        return;
    }
    if (kind != json::Kind::Object || depth == 0) {
        json.skip();
        return;
    }
    json.enterObject();
    for (json::Member member; json.nextMember(member);) {
        if (member.name == "error" || (member.name == "detail" && told.message.empty()))
            readTold(json, told, depth - 1);
        else if (member.name == "message" || member.name == "msg")
            told.message = textOf(json.skip());
        else if (member.name == "type" || member.name == "status")
            told.type = textOf(json.skip());
        else if (member.name == "code")
            told.code = textOf(json.skip());
        else
            json.skip();
    }
}

Told toldIn(std::string_view body)
{
    Told told;
    const std::size_t begin = body.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return told;
    json::StrictReader json(body);
    readTold(json, told, 4);
    if (json.finish())
        return told;
    told = {};
    if (body[begin] != '<' && body[begin] != '{' && body[begin] != '[') // Plain text.
        told.message
            = body.substr(begin, std::min<std::size_t>(body.find('\n', begin) - begin, 300));
    return told;
}

bool holds(std::string_view text, std::string_view part)
{
    const auto same = [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
    };
    return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool says(const Told &told, std::string_view word)
{
    return holds(told.code, word) || holds(told.type, word);
}

bool isAboutContext(const Told &told)
{
    return says(told, "context_length") || holds(told.message, "maximum context length")
        || holds(told.message, "context window") || holds(told.message, "prompt is too long");
}

bool isAboutMoney(const Told &told)
{
    return says(told, "insufficient_quota") || says(told, "billing");
}

std::string shortened(std::string text)
{
    if (text.size() <= shownLimit)
        return text;
    std::size_t end = shownLimit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    text.resize(end);
    return text + "...";
}

/// The provider's message, or a sentence of ours when it said nothing readable.
std::string spoken(const Told &told, std::string_view credential, std::string_view instead)
{
    std::string message = redacted(told.message, credential);
    return message.empty() ? std::string(instead) : shortened(std::move(message));
}

std::string codeOf(const Told &told, std::string_view credential)
{
    std::string code = redacted(told.code.empty() ? told.type : told.code, credential);
    const bool isWord = std::all_of(code.begin(), code.end(), [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
            || (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' || byte == '.';
    });
    return isWord && code.size() <= codeLimit ? code : std::string();
}

ApiError unavailable(std::string_view message)
{
    return {.status = 502, .errorType = "provider_unavailable", .message = std::string(message)};
}

/// The client's own fault, told in the provider's words.
ApiError refusedInput(int status, const Told &told, std::string_view credential)
{
    ApiError error{.status = status, .errorType = "invalid_request"};
    error.message = spoken(told, credential, "The provider found the request invalid.");
    if (status == 413)
        error.errorType = "payload_too_large";
    else if (status == 422)
        error.errorType = "unprocessable";
    else if (isAboutContext(told))
        error.errorType = "context_length_exceeded";
    else if (says(told, "content_policy") || says(told, "content_filter"))
        error.errorType = "content_policy_violation";
    return error;
}

ApiError mapped(int status, const Told &told, std::string_view credential)
{
    switch (status) {
    case 400:
    case 413:
    case 422: return refusedInput(status, told, credential);
    case 401:
    case 403: return unavailable("The provider did not accept the gateway's credential.");
    case 402: return unavailable("The provider did not accept the request for a billing reason.");
    case 404:
        return {.status = 404,
                .errorType = "not_found",
                .message = "The provider does not have this model."};
    case 408:
    case 504:
    case 524:
        return {.status = 504,
                .errorType = "timeout",
                .message = "The provider did not answer in time."};
    case 429:
        if (isAboutMoney(told))
            return unavailable("The provider did not accept the request for a billing reason.");
        return {.status = 429,
                .errorType = "rate_limit_exceeded",
                .message = spoken(told, credential, "The provider limits the rate of requests.")};
    case 503:
    case 529:
        return {.status = 503,
                .errorType = "provider_overloaded",
                .message = spoken(told, credential, "The provider is overloaded.")};
    default:
        if (status >= 500)
            return unavailable(spoken(told, credential, "The provider failed."));
        return unavailable("The provider gave an answer that makes no sense here.");
    }
}

/// The status that an error inside a 200 would have had.
int statusOf(const Told &told)
{
    if (const std::optional<std::int64_t> code = json::integerOf(told.code);
        code && *code >= 400 && *code < 600)
        return static_cast<int>(*code);
    if (says(told, "rate_limit") || says(told, "resource_exhausted"))
        return 429;
    if (says(told, "overloaded") || says(told, "unavailable"))
        return 503;
    if (says(told, "timeout"))
        return 504;
    if (says(told, "authentication") || says(told, "permission"))
        return 401;
    if (says(told, "invalid_request") || isAboutContext(told) || says(told, "content_"))
        return 400;
    return 502;
}

} // namespace

ApiError readUpstreamError(int status, std::string_view body, std::string_view credential)
{
    const Told told = toldIn(body);
    ApiError error = mapped(status, told, credential);
    error.providerCode = codeOf(told, credential);
    return error;
}

ApiError brokenAnswerError(const WireBreak &broken, std::string_view credential)
{
    if (broken.fault != WireFault::UpstreamError)
        return unavailable(broken.message);
    const Told told = toldIn(broken.errorObject);
    ApiError error = mapped(statusOf(told), told, credential);
    error.providerCode = codeOf(told, credential);
    return error;
}

} // namespace turnpike
