// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/policyfile/StrictJson.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cstdint>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

namespace bj = boost::json;

constexpr std::size_t maxFileSize = std::size_t{16} << 20U;
constexpr std::size_t maxDepth = 32;

/// Builds the tree from the parser's events and stops it at a repeated name.
class TreeBuilder
{
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    bool on_document_begin(bj::error_code &) { return true; }
    bool on_document_end(bj::error_code &) { return true; }
    bool on_object_begin(bj::error_code &) { return begin(JsonNode::Kind::Object); }
    bool on_object_end(std::size_t, bj::error_code &) { return end(); }
    bool on_array_begin(bj::error_code &) { return begin(JsonNode::Kind::Array); }
    bool on_array_end(std::size_t, bj::error_code &) { return end(); }
    bool on_key_part(bj::string_view part, std::size_t, bj::error_code &) { return gather(part); }
    bool on_key(bj::string_view part, std::size_t, bj::error_code &error)
    {
        gather(part);
        JsonNode &object = m_open.back();
        if (std::find(object.names.begin(), object.names.end(), m_text) != object.names.end()) {
            m_repeated = pointerTo(here(), m_text);
            error = bj::error::not_object; // Any code will do: m_repeated tells them apart.
            return false;
        }
        object.names.push_back(std::move(m_text));
        m_text.clear();
        return true;
    }
    bool on_string_part(bj::string_view part, std::size_t, bj::error_code &)
    {
        return gather(part);
    }
    bool on_string(bj::string_view part, std::size_t, bj::error_code &)
    {
        gather(part);
        return text(JsonNode::Kind::String);
    }
    bool on_number_part(bj::string_view part, bj::error_code &) { return gather(part); }
    bool on_int64(std::int64_t, bj::string_view part, bj::error_code &) { return number(part); }
    bool on_uint64(std::uint64_t, bj::string_view part, bj::error_code &) { return number(part); }
    bool on_double(double, bj::string_view part, bj::error_code &) { return number(part); }
    bool on_bool(bool value, bj::error_code &)
    {
        JsonNode node;
        node.kind = JsonNode::Kind::Boolean;
        node.boolean = value;
        return add(std::move(node));
    }
    bool on_null(bj::error_code &) { return add(JsonNode{}); }
    bool on_comment_part(bj::string_view, bj::error_code &) { return true; }
    bool on_comment(bj::string_view, bj::error_code &) { return true; }

    JsonNode takeRoot() { return std::move(m_root); }
    const QString &repeated() const { return m_repeated; }

private:
    bool gather(bj::string_view part)
    {
        m_text.append(part.data(), part.size());
        return true;
    }
    bool number(bj::string_view part)
    {
        gather(part);
        return text(JsonNode::Kind::Number);
    }
    bool text(JsonNode::Kind kind)
    {
        JsonNode node;
        node.kind = kind;
        node.text = std::move(m_text);
        m_text.clear();
        return add(std::move(node));
    }
    bool begin(JsonNode::Kind kind)
    {
        m_open.emplace_back().kind = kind;
        return true;
    }
    bool end()
    {
        JsonNode node = std::move(m_open.back());
        m_open.pop_back();
        return add(std::move(node));
    }
    bool add(JsonNode node)
    {
        if (m_open.empty())
            m_root = std::move(node);
        else
            m_open.back().items.push_back(std::move(node));
        return true;
    }
    /// Pointer of the innermost open object.
    QString here() const
    {
        QString pointer;
        for (std::size_t i = 0; i + 1 < m_open.size(); ++i) {
            const JsonNode &node = m_open[i];
            pointer = node.kind == JsonNode::Kind::Object ? pointerTo(pointer, node.names.back())
                                                          : pointerTo(pointer, node.items.size());
        }
        return pointer;
    }

    std::vector<JsonNode> m_open;
    JsonNode m_root;
    std::string m_text;
    QString m_repeated;
};

QString placeOf(std::string_view json, std::size_t offset)
{
    const std::string_view before = json.substr(0, std::min(offset, json.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t start = before.rfind('\n');
    const std::size_t column
        = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
    return u"line %1, column %2"_s.arg(line).arg(column);
}

} // namespace

QString pointerTo(const QString &pointer, std::string_view name)
{
    QString token = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    token.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
    return pointer + u'/' + token;
}

QString pointerTo(const QString &pointer, std::size_t index)
{
    return pointer + u'/' + QString::number(index);
}

Result<JsonNode> parseStrictJson(std::string_view json)
{
    if (json.size() > maxFileSize)
        return fail(ErrorCode::InvalidArgument, u"The file is larger than 16 MiB."_s);
    bj::parse_options options;
    options.max_depth = maxDepth;
    bj::basic_parser<TreeBuilder> parser(options);
    bj::error_code error;
    const std::size_t used = parser.write_some(false, json.data(), json.size(), error);
    if (!parser.handler().repeated().isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"A member of this name stands here twice; keep one of them."_s,
                    parser.handler().repeated());
    if (!error && used < json.size())
        error = bj::error::extra_data;
    if (error)
        return fail(ErrorCode::InvalidArgument,
                    u"The file is not valid JSON at %1: %2."_s.arg(
                        placeOf(json, used), QString::fromStdString(error.message())));
    return parser.handler().takeRoot();
}

} // namespace turnpike
