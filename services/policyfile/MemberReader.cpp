// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/policyfile/MemberReader.h"

#include <algorithm>
#include <charconv>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Kind = JsonNode::Kind;

QString nameOf(Kind kind)
{
    switch (kind) {
    case Kind::Null: return u"null"_s;
    case Kind::Boolean: return u"true or false"_s;
    case Kind::Number: return u"a number"_s;
    case Kind::String: return u"a text in quotes"_s;
    case Kind::Array: return u"a list"_s;
    case Kind::Object: return u"an object"_s;
    }
    return {};
}

tl::unexpected<Error> invalid(const QString &sentence, const QString &pointer)
{
    return fail(ErrorCode::InvalidArgument, sentence, pointer);
}

QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace

MemberReader::MemberReader(const JsonNode &node, QString pointer)
    : m_node(node)
    , m_pointer(std::move(pointer))
{}

const JsonNode *MemberReader::find(std::string_view name)
{
    m_asked.push_back(name);
    const auto found = std::find(m_node.names.begin(), m_node.names.end(), name);
    if (found == m_node.names.end())
        return nullptr;
    const JsonNode &value = m_node.items[static_cast<std::size_t>(found - m_node.names.begin())];
    return value.kind == Kind::Null ? nullptr : &value;
}

Result<const JsonNode *> MemberReader::take(std::string_view name, Kind kind, Need need)
{
    if (m_node.kind != Kind::Object)
        return invalid(u"This must be an object."_s, m_pointer);
    const JsonNode *value = find(name);
    if (value == nullptr && need == Need::Required)
        return invalid(u"This member is missing: write %1."_s.arg(nameOf(kind)), at(name));
    if (value != nullptr && value->kind != kind)
        return invalid(u"This must be %1."_s.arg(nameOf(kind)), at(name));
    return value;
}

Result<> MemberReader::text(std::string_view name, QString &into, Need need)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String, need));
    if (value != nullptr)
        into = toText(value->text);
    return {};
}

Result<> MemberReader::flag(std::string_view name, bool &into)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Boolean, Need::Optional));
    if (value != nullptr)
        into = value->boolean;
    return {};
}

Result<> MemberReader::flag(std::string_view name, std::optional<bool> &into)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Boolean, Need::Optional));
    if (value != nullptr)
        into = value->boolean;
    return {};
}

Result<> MemberReader::whole(std::string_view name, std::int64_t &into)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Number, Need::Optional));
    if (value == nullptr)
        return {};
    std::int64_t number = 0;
    const char *end = value->text.data() + value->text.size();
    const auto [stop, error] = std::from_chars(value->text.data(), end, number);
    if (error != std::errc() || stop != end || number < 0)
        return invalid(u"This must be a whole number from 0, written without exponent."_s,
                       at(name));
    into = number;
    return {};
}

Result<> MemberReader::words(std::string_view name, QStringList &into)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Array, Need::Optional));
    if (value == nullptr)
        return {};
    into.clear();
    for (std::size_t i = 0; i < value->items.size(); ++i) {
        if (value->items[i].kind != Kind::String)
            return invalid(u"This must be a text in quotes."_s, pointerTo(at(name), i));
        into.append(toText(value->items[i].text));
    }
    return {};
}

Result<> MemberReader::money(std::string_view name, std::optional<Money> &into)
{
    if (const JsonNode *value = find(name); value != nullptr && value->kind == Kind::Number)
        return invalid(
            u"Write the amount as a decimal string in quotes: \"%1\"."_s.arg(toText(value->text)),
            at(name));
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String, Need::Optional));
    if (value == nullptr)
        return {};
    into = parseMoney(value->text);
    if (!into)
        return invalid(u"This must be an amount in USD such as \"12.50\": digits, at most nine "
                       "decimals, no exponent."_s,
                       at(name));
    return {};
}

Result<> MemberReader::price(std::string_view name, std::optional<FemtoUsd> &into)
{
    if (const JsonNode *value = find(name); value != nullptr && value->kind == Kind::Number)
        return invalid(
            u"Write the price as a decimal string in quotes: \"%1\"."_s.arg(toText(value->text)),
            at(name));
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String, Need::Optional));
    if (value == nullptr)
        return {};
    into = parsePrice(value->text);
    if (!into)
        return invalid(u"This must be a price in USD per unit such as \"0.00000015\": not "
                       "negative, at most 15 decimals."_s,
                       at(name));
    return {};
}

Result<> MemberReader::choice(std::string_view name,
                              std::initializer_list<std::pair<std::string_view, int>> choices,
                              int &into, Need need)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::String, need));
    if (value == nullptr)
        return {};
    QStringList names;
    for (const auto &[choice, number] : choices) {
        if (choice == value->text) {
            into = number;
            return {};
        }
        names.append(toText(choice));
    }
    return invalid(u"This must be one of %1."_s.arg(names.join(u", "_s)), at(name));
}

Result<> MemberReader::object(std::string_view name,
                              const std::function<Result<>(MemberReader &)> &read, Need need)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Object, need));
    if (value == nullptr)
        return {};
    MemberReader inner(*value, at(name));
    TRY(read(inner));
    return inner.finish();
}

Result<bool>
MemberReader::objects(std::string_view name,
                      const std::function<Result<>(MemberReader &, const QString &)> &read)
{
    TRY_ASSIGN(const JsonNode *value, take(name, Kind::Array, Need::Optional));
    if (value == nullptr)
        return false;
    for (std::size_t i = 0; i < value->items.size(); ++i) {
        const QString pointer = pointerTo(at(name), i);
        MemberReader inner(value->items[i], pointer);
        TRY(read(inner, pointer));
        TRY(inner.finish());
    }
    return true;
}

Result<> MemberReader::finish() const
{
    if (m_node.kind != Kind::Object)
        return invalid(u"This must be an object."_s, m_pointer);
    for (const std::string &name : m_node.names) {
        if (std::find(m_asked.begin(), m_asked.end(), name) == m_asked.end())
            return invalid(u"There is no member of this name here; check its spelling or remove "
                           "it."_s,
                           at(name));
    }
    return {};
}

} // namespace turnpike
