// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/catalogue/SourceReader.h"

#include <algorithm>
#include <charconv>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Kind = JsonNode::Kind;

constexpr FemtoUsd tokens = 1'000'000;
constexpr qsizetype longestText = 500;

tl::unexpected<Error> invalid(const QString &sentence, const QString &pointer)
{
    return fail(ErrorCode::InvalidArgument, sentence, pointer);
}

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Boolean: return u"true or false"_s;
    case Kind::Number: return u"a number"_s;
    case Kind::String: return u"a text in quotes"_s;
    case Kind::Array: return u"a list"_s;
    case Kind::Null:
    case Kind::Object: break;
    }
    return u"an object"_s;
}

Result<QString> toText(const JsonNode &node, const QString &pointer)
{
    const QString text = QString::fromStdString(node.text);
    const bool isPlain = text.size() <= longestText
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20; });
    if (!isPlain)
        return invalid(u"This text is too long, or has control characters."_s, pointer);
    return text;
}

Result<FemtoUsd> toPrice(const std::string &text, const QString &pointer)
{
    const std::optional<FemtoUsd> price = parsePrice(text);
    if (!price)
        return invalid(u"This is no price: a decimal number of US dollars, not negative, with at "
                       "most 15 decimals."_s,
                       pointer);
    return *price;
}

} // namespace

SourceReader::SourceReader(const JsonNode &node, QString pointer)
    : m_node(&node)
    , m_pointer(std::move(pointer))
{}

const JsonNode *SourceReader::find(std::string_view name) const
{
    const auto found = std::find(m_node->names.begin(), m_node->names.end(), name);
    if (found == m_node->names.end())
        return nullptr;
    const JsonNode &value = m_node->items[static_cast<std::size_t>(found - m_node->names.begin())];
    return value.kind == Kind::Null ? nullptr : &value;
}

bool SourceReader::hasObject(std::string_view name) const
{
    const JsonNode *value = find(name);
    return value != nullptr && value->kind == Kind::Object;
}

Result<const JsonNode *> SourceReader::take(std::string_view name, Kind kind) const
{
    if (!isObject())
        return invalid(u"This must be an object."_s, m_pointer);
    const JsonNode *value = find(name);
    if (value && value->kind != kind)
        return invalid(u"This must be %1."_s.arg(nameOf(kind)), at(name));
    return value;
}

Result<QString> SourceReader::text(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String));
    return value ? toText(*value, at(name)) : QString();
}

Result<QString> SourceReader::requiredText(std::string_view name) const
{
    TRY_ASSIGN(const QString value, text(name));
    if (value.isEmpty())
        return invalid(u"This must be there, a text that is not empty."_s, at(name));
    return value;
}

Result<QString> SourceReader::title(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String));
    if (!value)
        return QString();
    JsonNode plain = *value;
    plain.text = QString::fromStdString(value->text).simplified().toStdString();
    return toText(plain, at(name));
}

Result<bool> SourceReader::flag(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Boolean));
    return value && value->boolean;
}

Result<std::int64_t> SourceReader::count(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Number));
    if (!value)
        return 0;
    std::int64_t number = 0;
    const char *end = value->text.data() + value->text.size();
    const auto [stop, problem] = std::from_chars(value->text.data(), end, number);
    if (problem != std::errc() || stop != end || number < 0)
        return invalid(u"This must be a whole number that is not negative."_s, at(name));
    return number;
}

Result<QStringList> SourceReader::words(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Array));
    QStringList words;
    for (std::size_t i = 0; value && i < value->items.size(); ++i) {
        const QString place = pointerTo(at(name), i);
        if (value->items[i].kind != Kind::String)
            return invalid(u"This must be a text in quotes."_s, place);
        TRY_ASSIGN(const QString word, toText(value->items[i], place));
        words.append(word);
    }
    return words;
}

Result<std::optional<FemtoUsd>> SourceReader::perMillion(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Number));
    if (!value)
        return std::nullopt;
    TRY_ASSIGN(const FemtoUsd price, toPrice(value->text, at(name)));
    if (price % tokens != 0)
        return invalid(u"This price is finer than can be kept exactly."_s, at(name));
    return price / tokens;
}

Result<std::optional<FemtoUsd>> SourceReader::perUnit(std::string_view name) const
{
    const JsonNode *value = find(name);
    if (!value)
        return std::nullopt;
    if (value->kind != Kind::String && value->kind != Kind::Number)
        return invalid(u"This must be a number, in quotes or not."_s, at(name));
    if (value->text.starts_with('-') && parsePrice(std::string_view(value->text).substr(1)))
        return std::nullopt;
    TRY_ASSIGN(const FemtoUsd price, toPrice(value->text, at(name)));
    return price;
}

Result<std::optional<SourceReader>> SourceReader::object(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Object));
    if (!value)
        return std::nullopt;
    return SourceReader(*value, at(name));
}

Result<std::vector<SourceReader>> SourceReader::objects(std::string_view name) const
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Array));
    std::vector<SourceReader> list;
    for (std::size_t i = 0; value && i < value->items.size(); ++i) {
        list.emplace_back(value->items[i], pointerTo(at(name), i));
        if (!list.back().isObject())
            return invalid(u"This must be an object."_s, list.back().pointer());
    }
    return list;
}

Result<std::vector<std::pair<QString, SourceReader>>> SourceReader::entries() const
{
    if (!isObject())
        return invalid(u"This must be an object."_s, m_pointer);
    std::vector<std::pair<QString, SourceReader>> entries;
    for (std::size_t i = 0; i < m_node->items.size(); ++i) {
        SourceReader entry(m_node->items[i], at(m_node->names[i]));
        if (!entry.isObject())
            return invalid(u"This must be an object."_s, entry.pointer());
        entries.emplace_back(QString::fromStdString(m_node->names[i]), std::move(entry));
    }
    return entries;
}

} // namespace turnpike
