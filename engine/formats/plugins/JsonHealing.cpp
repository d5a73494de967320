// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/plugins/JsonHealing.h"

#include "engine/formats/RawWalk.h"
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"
#include "engine/wire/BodyEdit.h"

#include <cstddef>

namespace turnpike {

namespace {

constexpr int mostDepth = 100;
constexpr int mostCandidates = 32; ///< Brackets in prose that are tried as the beginning.

bool isValid(std::string_view text)
{
    json::StrictReader reader(text);
    reader.skip();
    return reader.finish();
}

bool isNameByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '$' || byte == '-';
}

/// Reads one value leniently and writes it strictly.
class LenientReader
{
public:
    explicit LenientReader(std::string_view text)
        : m_text(text)
    {}

    /// False: it cannot be read.
    bool readObjectOrArray() { return m_text[m_at] == '{' ? object() : array(); }
    std::size_t consumed() const { return m_at; }
    std::string &out() { return m_out; }

private:
    bool isAtEnd()
    {
        while (m_at < m_text.size()
               && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
        return m_at == m_text.size();
    }
    bool value();
    bool object();
    bool array();
    template <typename Element>
    bool container(char opening, char closing, int &open, Element element);
    bool string();
    bool scalar();
    bool key();
    /// After a value: a comma, the end of something, or the end of the text.
    bool separator();

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
    int m_openObjects = 0;
    int m_openArrays = 0;
    std::string m_out;
};

bool LenientReader::value()
{
    if (isAtEnd())
        return false;
    switch (m_text[m_at]) {
    case '{': return object();
    case '[': return array();
    case '"': return string();
    default: return scalar();
    }
}

bool LenientReader::separator()
{
    if (isAtEnd())
        return true;
    const char next = m_text[m_at];
    return next == ',' || next == '}' || next == ']';
}

bool LenientReader::object()
{
    return container('{', '}', m_openObjects, [this] {
        if (!key() || isAtEnd() || m_text[m_at] != ':')
            return false;
        ++m_at;
        m_out += ':';
        return value();
    });
}

bool LenientReader::array()
{
    return container('[', ']', m_openArrays, [this] { return value(); });
}

/// The elements of an object or an array, to its end or to that of the text; `open` counts those of
/// its kind that are under way.
template <typename Element>
bool LenientReader::container(char opening, char closing, int &open, Element element)
{
    if (++m_depth > mostDepth)
        return false;
    const int openAround = opening == '{' ? m_openArrays : m_openObjects;
    const char closingAround = opening == '{' ? ']' : '}';
    ++open;
    ++m_at;
    m_out += opening;
    for (bool isFirst = true; !isAtEnd();) {
        const char next = m_text[m_at];
        if (next == closing) {
            ++m_at;
            break;
        }
        if (next == closingAround) { // What is around it ends.
            if (openAround == 0)
                return false;
            break;
        }
        if (next == ',') {
            if (isFirst)
                return false;
            ++m_at;
            continue;
        }
        if (!isFirst)
            m_out += ',';
        isFirst = false;
        if (!element() || !separator())
            return false;
    }
    m_out += closing;
    --open;
    --m_depth;
    return true;
}

bool LenientReader::key()
{
    if (m_text[m_at] == '"')
        return string();
    const std::size_t begin = m_at;
    while (m_at < m_text.size() && isNameByte(m_text[m_at]))
        ++m_at;
    if (m_at == begin)
        return false;
    json::appendString(m_out, m_text.substr(begin, m_at - begin));
    return true;
}

bool LenientReader::string()
{
    const std::size_t begin = m_at;
    std::string token(1, '"');
    for (++m_at; m_at < m_text.size(); ++m_at) {
        const char byte = m_text[m_at];
        token += byte;
        if (byte == '"') {
            ++m_at;
            if (!isValid(token))
                return false;
            m_out += token;
            return true;
        }
        if (byte == '\\' && m_at + 1 < m_text.size()) {
            token += m_text[++m_at];
        } else if (static_cast<unsigned char>(byte) < 0x20) {
            token.pop_back();
            std::string escaped;
            json::appendString(escaped, {&byte, 1});
            token += escaped.substr(1, escaped.size() - 2);
        }
    }
    m_at = begin;
    return false; // It breaks off.
}

bool LenientReader::scalar()
{
    const std::size_t begin = m_at;
    while (m_at < m_text.size()
           && (isNameByte(m_text[m_at]) || m_text[m_at] == '.' || m_text[m_at] == '+'))
        ++m_at;
    const std::string_view token = m_text.substr(begin, m_at - begin);
    if (token.empty() || !isValid(token))
        return false;
    m_out += token;
    return true;
}

/// What stands inside the first Markdown fence; the whole text without one.
std::string_view unfenced(std::string_view text)
{
    const std::size_t fence = text.find("```");
    if (fence == std::string_view::npos)
        return text;
    // A fence inside a string of the JSON itself is none.
    if (text.substr(0, fence).find_first_of("{[") != std::string_view::npos)
        return text;
    const std::size_t line = text.find('\n', fence);
    if (line == std::string_view::npos)
        return text;
    const std::string_view inside = text.substr(line + 1);
    const std::size_t end = inside.rfind("```");
    return inside.substr(0, end);
}

/// Collects where texts lie in a whole answer of one format.
class TextHealing
{
public:
    explicit TextHealing(std::string_view body)
        : m_json(body)
        , m_edit(body)
    {}

    std::optional<std::string> run(ApiType api)
    {
        eachMember(m_json, [&](std::string_view name) {
            if (api == ApiType::Chat && name == "choices")
                eachElement(m_json, [&](std::size_t) { choice(); });
            else if (api == ApiType::Messages && name == "content")
                eachElement(m_json, [&](std::size_t) { textIn("text"); });
            else if (api == ApiType::Responses && name == "output")
                eachElement(m_json, [&](std::size_t) { item(); });
            else
                m_json.skip();
        });
        if (!m_json.finish() || m_edit.isEmpty())
            return std::nullopt;
        return std::move(m_edit).gathered().joined();
    }

private:
    void choice()
    {
        eachMember(m_json, [&](std::string_view name) {
            if (name == "message")
                textIn("content");
            else
                m_json.skip();
        });
    }

    /// Reasoning has `content`, too: only messages are healed, whatever comes first in the item.
    void item()
    {
        const json::Value value = m_json.skip();
        bool isMessage = false;
        std::string_view content;
        json::StrictReader inner(value.text);
        eachMember(inner, [&](std::string_view name) {
            const json::Value member = inner.skip();
            isMessage = isMessage || (name == "type" && member.text == "\"message\"");
            if (name == "content")
                content = member.text;
        });
        if (!isMessage || content.empty())
            return;
        json::StrictReader parts(content);
        eachElement(parts, [&](std::size_t) {
            eachMember(parts, [&](std::string_view name) {
                const json::Value member = parts.skip();
                if (name == "text")
                    heal(member);
            });
        });
    }

    void textIn(std::string_view wanted)
    {
        eachMember(m_json, [&](std::string_view name) {
            const json::Value value = m_json.skip();
            if (name == wanted)
                heal(value);
        });
    }

    void heal(const json::Value &value)
    {
        if (value.kind != json::Kind::String)
            return;
        const std::optional<std::string> text = json::decodedText(value.text);
        if (!text)
            return;
        const std::optional<std::string> healed = healedJson(*text);
        if (!healed)
            return;
        std::string token;
        json::appendString(token, *healed);
        m_edit.replace(value.text, std::move(token));
    }

    json::StrictReader m_json;
    BodyEdit m_edit;
};

} // namespace

std::optional<std::string> healedJson(std::string_view text)
{
    if (isValid(text))
        return std::nullopt;
    const std::string_view inside = unfenced(text);
    std::string best;
    std::size_t longest = 0;
    std::size_t at = 0;
    for (int i = 0; i < mostCandidates; ++i) {
        at = inside.find_first_of("{[", at);
        if (at == std::string_view::npos)
            break;
        LenientReader reader(inside.substr(at));
        const bool isRead = reader.readObjectOrArray();
        if (isRead && reader.consumed() > longest && isValid(reader.out())) {
            longest = reader.consumed();
            best = std::move(reader.out());
        }
        at += isRead ? reader.consumed() : 1;
    }
    if (longest == 0)
        return std::nullopt;
    return best;
}

std::optional<std::string> healedAnswer(ApiType api, std::string_view body)
{
    return TextHealing(body).run(api);
}

} // namespace turnpike
