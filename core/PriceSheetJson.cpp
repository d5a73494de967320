// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON form of a price sheet; declared in Price.h.
#include "core/Decimal.h"
#include "core/Price.h"

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>

namespace turnpike {

namespace {

namespace bj = boost::json;

constexpr std::int64_t ppmPerOne = 1'000'000;
constexpr int ppmScale = 6;
constexpr std::array<std::string_view, 7> dayNames
    = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

/// Writes `"name":value` members with the commas between them.
class MemberWriter
{
public:
    explicit MemberWriter(std::string &out)
        : m_out(out)
    {
        m_out += '{';
    }
    ~MemberWriter() { m_out += '}'; }
    MemberWriter(const MemberWriter &) = delete;
    MemberWriter &operator=(const MemberWriter &) = delete;

    std::string &member(std::string_view name)
    {
        m_out.append(m_isFirst ? "\"" : ",\"").append(name).append("\":");
        m_isFirst = false;
        return m_out;
    }
    void prices(const PriceTable &table)
    {
        for (std::size_t i = 0; i < priceUnitCount; ++i) {
            if (table[i])
                member(priceKey(static_cast<PriceUnit>(i)))
                    .append(1, '"')
                    .append(priceText(*table[i]))
                    .append(1, '"');
        }
    }

private:
    std::string &m_out;
    bool m_isFirst = true;
};

void writeDays(std::string &out, std::uint8_t days)
{
    out += '[';
    for (std::size_t i = 0; i < dayNames.size(); ++i) {
        if ((days >> i & 1U) != 0)
            out.append(out.back() == '[' ? "\"" : ",\"").append(dayNames[i]).append(1, '"');
    }
    out += ']';
}

void writeOverride(std::string &out, const PriceOverride &entry)
{
    MemberWriter object(out);
    if (entry.minPromptTokens)
        object.member("min_prompt_tokens") += std::to_string(*entry.minPromptTokens);
    if (entry.utcStart)
        object.member("utc_start") += std::to_string(*entry.utcStart);
    if (entry.utcEnd)
        object.member("utc_end") += std::to_string(*entry.utcEnd);
    if (entry.utcDays != 0)
        writeDays(object.member("utc_days"), entry.utcDays);
    object.prices(entry.prices);
}

/// Reads a sheet, or says which member is wrong. Null counts as absent.
class SheetReader
{
public:
    std::optional<PriceSheet> read(const bj::value &json)
    {
        if (!json.is_object()) {
            m_problem = "the price sheet is not an object";
            return {};
        }
        PriceSheet sheet;
        if (!readObject(json, "", [&](std::string_view name, const bj::value &value) {
                if (name == "overrides")
                    return readOverrides(value, sheet.overrides);
                if (name == "discount")
                    return readDiscount(value, sheet.discountPpm);
                return readPrice(name, value, sheet.prices);
            }))
            return {};
        return sheet;
    }

    const std::string &problem() const { return m_problem; }

private:
    /// `where` is the path before a member's name, "overrides[0].".
    template <typename ReadMember>
    bool readObject(const bj::value &json, const std::string &where, ReadMember readMember)
    {
        for (const auto &[key, value] : json.get_object()) {
            const std::string_view name(key.data(), key.size());
            if (!value.is_null() && !readMember(name, value)) {
                if (m_problem.empty())
                    m_problem = where + std::string(name);
                return false;
            }
        }
        return true;
    }

    bool readOverrides(const bj::value &json, std::vector<PriceOverride> &overrides)
    {
        const bj::array *array = json.if_array();
        if (array == nullptr)
            return false;
        for (const bj::value &item : *array) {
            const std::string where = "overrides[" + std::to_string(overrides.size()) + "]";
            PriceOverride &entry = overrides.emplace_back();
            if (!item.is_object()) {
                m_problem = where + " is not an object";
                return false;
            }
            if (!readObject(item, where + ".", [&](std::string_view name, const bj::value &value) {
                    return readOverrideMember(name, value, entry);
                }))
                return false;
        }
        return true;
    }

    static bool readOverrideMember(std::string_view name, const bj::value &value,
                                   PriceOverride &entry)
    {
        if (name == "min_prompt_tokens")
            return readWhole(value, entry.minPromptTokens);
        if (name == "utc_start")
            return readTime(value, entry.utcStart);
        if (name == "utc_end")
            return readTime(value, entry.utcEnd);
        if (name == "utc_days")
            return readDays(value, entry.utcDays);
        return readPrice(name, value, entry.prices);
    }

    /// Prices are decimal strings. The parser has already turned a number with a fraction into a
    /// double, so of the numbers only whole ones are exact enough to take.
    static bool readPrice(std::string_view name, const bj::value &value, PriceTable &table)
    {
        const auto unit = priceUnitOfKey(name);
        if (!unit)
            return false;
        std::optional<FemtoUsd> &price = table[static_cast<std::size_t>(*unit)];
        if (const bj::string *text = value.if_string())
            price = parsePrice({text->data(), text->size()});
        else if (const std::int64_t *whole = value.if_int64())
            price = parsePrice(std::to_string(*whole));
        return price.has_value();
    }

    static bool readWhole(const bj::value &value, std::optional<std::int64_t> &count)
    {
        const std::int64_t *whole = value.if_int64();
        if (whole == nullptr || *whole < 0)
            return false;
        count = *whole;
        return true;
    }

    static bool readTime(const bj::value &value, std::optional<int> &time)
    {
        const std::int64_t *hhmm = value.if_int64();
        if (hhmm == nullptr || *hhmm < 0 || *hhmm > 2400 || *hhmm % 100 > 59)
            return false;
        time = static_cast<int>(*hhmm);
        return true;
    }

    static bool readDays(const bj::value &value, std::uint8_t &days)
    {
        const bj::array *array = value.if_array();
        if (array == nullptr || array->empty())
            return false;
        for (const bj::value &item : *array) {
            const bj::string *text = item.if_string();
            std::size_t day = 0;
            while (day < dayNames.size()
                   && (text == nullptr || *text != bj::string_view(dayNames[day])))
                ++day;
            if (day == dayNames.size())
                return false;
            days |= static_cast<std::uint8_t>(1U << day);
        }
        return true;
    }

    /// A fraction from 0 to 1 in steps of a millionth; a ratio, so it may pass through a double.
    static bool readDiscount(const bj::value &value, std::int64_t &ppm)
    {
        if (!value.is_number())
            return false;
        const double scaled = value.to_number<double>() * static_cast<double>(ppmPerOne);
        if (!(scaled >= 0) || scaled > static_cast<double>(ppmPerOne))
            return false;
        ppm = std::llround(scaled);
        return std::abs(scaled - static_cast<double>(ppm)) < 1e-6;
    }

    std::string m_problem;
};

} // namespace

std::string toJson(const PriceSheet &sheet)
{
    std::string out;
    {
        MemberWriter object(out);
        object.prices(sheet.prices);
        if (!sheet.overrides.empty()) {
            std::string &list = object.member("overrides");
            for (std::size_t i = 0; i < sheet.overrides.size(); ++i) {
                list += i == 0 ? '[' : ',';
                writeOverride(list, sheet.overrides[i]);
            }
            list += ']';
        }
        if (sheet.discountPpm != 0)
            object.member("discount") += decimalText(sheet.discountPpm, ppmScale, 0);
    }
    return out;
}

std::optional<PriceSheet> parsePriceSheet(std::string_view json, std::string *problem)
{
    bj::error_code error;
    const bj::value parsed = bj::parse({json.data(), json.size()}, error);
    if (error) {
        if (problem != nullptr)
            *problem = "not JSON: " + error.message();
        return {};
    }
    SheetReader reader;
    auto sheet = reader.read(parsed);
    if (!sheet && problem != nullptr)
        *problem = reader.problem();
    return sheet;
}

} // namespace turnpike
