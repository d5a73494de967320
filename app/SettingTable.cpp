// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SettingTable.h"

#include <optional>
#include <type_traits>

namespace turnpike {

namespace {

/// The words of an enumeration, in its order.
template <typename Enum>
struct Words;

template <>
struct Words<LogLevel>
{
    static constexpr const char *all[] = {"error", "warning", "info", "debug"};
    static constexpr const char *sentence = "error, warning, info or debug";
};

template <>
struct Words<CatalogueAccess>
{
    static constexpr const char *all[] = {"auto", "open", "closed"};
    static constexpr const char *sentence = "auto, open or closed";
};

template <typename Enum>
std::optional<Enum> enumOf(const QString &word)
{
    for (std::size_t i = 0; i < std::size(Words<Enum>::all); ++i)
        if (word == QLatin1String(Words<Enum>::all[i]))
            return static_cast<Enum>(i);
    return std::nullopt;
}

template <typename Enum>
Result<> checkWord(const QString &word)
{
    if (enumOf<Enum>(word))
        return {};
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("must be %1, not \"%2\"")
                    .arg(QString::fromLatin1(Words<Enum>::sentence), word));
}

template <auto Member>
SettingValue readInteger(const Settings &settings)
{
    return {.number = static_cast<std::int64_t>(settings.*Member), .text = {}, .entries = {}};
}

template <auto Member>
void writeInteger(Settings &settings, const SettingValue &value)
{
    using Type = std::remove_reference_t<decltype(settings.*Member)>;
    settings.*Member = static_cast<Type>(value.number);
}

template <auto Member>
SettingValue readDuration(const Settings &settings)
{
    return {.number = (settings.*Member).count(), .text = {}, .entries = {}};
}

template <auto Member>
void writeDuration(Settings &settings, const SettingValue &value)
{
    settings.*Member = std::chrono::milliseconds(value.number);
}

template <auto Member>
SettingValue readText(const Settings &settings)
{
    return {.number = 0, .text = settings.*Member, .entries = {}};
}

template <auto Member>
void writeText(Settings &settings, const SettingValue &value)
{
    settings.*Member = value.text;
}

template <auto Member>
SettingValue readList(const Settings &settings)
{
    return {.number = 0, .text = {}, .entries = settings.*Member};
}

template <auto Member>
void writeList(Settings &settings, const SettingValue &value)
{
    settings.*Member = value.entries;
}

template <auto Member>
SettingValue readWord(const Settings &settings)
{
    using Enum = std::remove_cvref_t<decltype(settings.*Member)>;
    const auto index = static_cast<std::size_t>(settings.*Member);
    return {.number = 0, .text = QString::fromLatin1(Words<Enum>::all[index]), .entries = {}};
}

/// The word was checked.
template <auto Member>
void writeWord(Settings &settings, const SettingValue &value)
{
    using Enum = std::remove_cvref_t<decltype(settings.*Member)>;
    settings.*Member = enumOf<Enum>(value.text).value_or(settings.*Member);
}

constexpr SettingRow integer(const char *key, const char *unit, const char *about,
                             std::int64_t least, std::int64_t most,
                             SettingValue (*read)(const Settings &),
                             void (*write)(Settings &, const SettingValue &))
{
    return {key, SettingKind::Integer, unit, about, least, most, false, read, write};
}

constexpr SettingRow text(const char *key, const char *about,
                          SettingValue (*read)(const Settings &),
                          void (*write)(Settings &, const SettingValue &),
                          bool isReloadable = false)
{
    return {key, SettingKind::Text, "", about, 0, 0, isReloadable, read, write};
}

using S = Settings;
constexpr std::int64_t hourMs = 3'600'000;

const SettingRow table[] = {
    text("data", "Folder of the ledger, its journal, lock and control socket",
         readText<&S::dataFolder>, writeText<&S::dataFolder>),
    text("listen.address", "Address that the gateway listens on; beyond loopback with TLS only",
         readText<&S::listenAddress>, writeText<&S::listenAddress>),
    integer("listen.port", "", "Port that the gateway listens on; 0 picks a free one", 0, 65'535,
            readInteger<&S::port>, writeInteger<&S::port>),
    {"listen.allowed_hosts", SettingKind::TextList, "",
     "Names besides the loopback ones that a request's Host header may carry", 0, 0, false,
     readList<&S::allowedHosts>, writeList<&S::allowedHosts>},
    {"listen.more_addresses", SettingKind::TextList, "",
     "Further addresses that the gateway listens on, with the same port", 0, 0, false,
     readList<&S::moreAddresses>, writeList<&S::moreAddresses>},
    text("listen.certificate_file", "Certificate chain (PEM): every address then speaks TLS",
         readText<&S::certificateFile>, writeText<&S::certificateFile>),
    text("listen.key_file", "Private key (PEM) of that certificate", readText<&S::keyFile>,
         writeText<&S::keyFile>),
    text("listen.catalogue",
         "Reading the catalogue without a key: open, closed, or auto: open on loopback only",
         readWord<&S::catalogue>, writeWord<&S::catalogue>),
    integer("engine.threads", "threads", "Gateway threads; by default half the cores", 1, 256,
            readInteger<&S::engineThreads>, writeInteger<&S::engineThreads>),
    integer("engine.max_body_bytes", "bytes", "Largest request body", 1'024, 1LL << 32,
            readInteger<&S::maxBodyBytes>, writeInteger<&S::maxBodyBytes>),
    integer("engine.max_request_line_bytes", "bytes", "Longest request line", 256, 1LL << 16,
            readInteger<&S::maxRequestLineBytes>, writeInteger<&S::maxRequestLineBytes>),
    integer("engine.max_head_bytes", "bytes", "Largest request line and headers together", 1'024,
            1LL << 20, readInteger<&S::maxHeadBytes>, writeInteger<&S::maxHeadBytes>),
    integer("engine.max_headers", "headers", "Most header lines of a request", 8, 1'000,
            readInteger<&S::maxHeaders>, writeInteger<&S::maxHeaders>),
    integer("engine.max_connections", "connections", "Most open client connections", 1, 1'000'000,
            readInteger<&S::maxConnections>, writeInteger<&S::maxConnections>),
    integer("engine.max_connections_per_key", "connections",
            "Most client connections of one key with a request under way", 1, 1'000'000,
            readInteger<&S::maxConnectionsPerKey>, writeInteger<&S::maxConnectionsPerKey>),
    integer("engine.queue_wait_ms", "ms",
            "Longest wait of a request above a limit of requests at once", 0, hourMs,
            readDuration<&S::queueWait>, writeDuration<&S::queueWait>),
    integer("engine.queue_length", "requests",
            "Most requests of one key that wait at one limit of requests at once", 0, 100'000,
            readInteger<&S::queueLength>, writeInteger<&S::queueLength>),
    integer("engine.response_cache_bytes", "bytes",
            "Memory for answers that clients ask to be kept; 0 keeps none", 0, 1LL << 40,
            readInteger<&S::responseCacheBytes>, writeInteger<&S::responseCacheBytes>),
    integer("engine.handshake_timeout_ms", "ms", "Longest wait for a client to begin TLS", 100,
            hourMs, readDuration<&S::handshakeTimeout>, writeDuration<&S::handshakeTimeout>),
    integer("engine.head_timeout_ms", "ms", "Longest wait for a whole request head", 100, hourMs,
            readDuration<&S::headTimeout>, writeDuration<&S::headTimeout>),
    integer("engine.body_stall_ms", "ms", "Longest pause of a client that sends a body", 100,
            24 * hourMs, readDuration<&S::bodyStall>, writeDuration<&S::bodyStall>),
    integer("engine.write_stall_ms", "ms", "Longest pause of a client that reads its answer", 100,
            24 * hourMs, readDuration<&S::writeStall>, writeDuration<&S::writeStall>),
    integer("engine.idle_timeout_ms", "ms", "How long an idle connection is kept open", 100,
            24 * hourMs, readDuration<&S::idleTimeout>, writeDuration<&S::idleTimeout>),
    integer("engine.drain_timeout_ms", "ms", "How long running requests may go on when stopping", 0,
            24 * hourMs, readDuration<&S::drainTimeout>, writeDuration<&S::drainTimeout>),
    integer("ledger.commit_interval_ms", "ms", "Longest time between two commits of the ledger", 1,
            10'000, readDuration<&S::commitInterval>, writeDuration<&S::commitInterval>),
    text("upstream.ca_file", "Extra CA certificates (PEM) trusted for every provider",
         readText<&S::caFile>, writeText<&S::caFile>),
    text("log.level", "error, warning, info or debug", readWord<&S::logLevel>,
         writeWord<&S::logLevel>, true),
};

} // namespace

std::span<const SettingRow> settingTable()
{
    return table;
}

const SettingRow *findSetting(const QString &key)
{
    for (const SettingRow &row : table)
        if (key == QLatin1String(row.key))
            return &row;
    return nullptr;
}

Result<SettingValue> parseSetting(const SettingRow &row, const QString &text)
{
    SettingValue value;
    switch (row.kind) {
    case SettingKind::Integer: {
        bool isNumber = false;
        value.number = text.toLongLong(&isNumber);
        if (!isNumber)
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("must be a whole number, not \"%1\"").arg(text));
        break;
    }
    case SettingKind::TextList:
        for (const QString &entry : text.split(QLatin1Char(','), Qt::SkipEmptyParts))
            value.entries.append(entry.trimmed());
        break;
    case SettingKind::Text: value.text = text; break;
    }
    return value;
}

Result<> checkSetting(const SettingRow &row, const SettingValue &value)
{
    if (row.kind == SettingKind::Integer && (value.number < row.least || value.number > row.most))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("must be from %1 to %2, not %3")
                        .arg(row.least)
                        .arg(row.most)
                        .arg(value.number));
    if (QLatin1String(row.key) == QLatin1String("log.level"))
        return checkWord<LogLevel>(value.text);
    if (QLatin1String(row.key) == QLatin1String("listen.catalogue"))
        return checkWord<CatalogueAccess>(value.text);
    return {};
}

} // namespace turnpike
