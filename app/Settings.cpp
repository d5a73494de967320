// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Settings.h"

#include "app/ChosenPort.h"
#include "app/SettingTable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QStandardPaths>
#include <QThread>

#include <boost/json.hpp>
#include <toml++/toml.h>

namespace turnpike {

namespace {

QString placeOf(const QString &path, const toml::node &node)
{
    return path + QLatin1Char(':') + QString::number(node.source().begin.line);
}

tl::unexpected<Error> badKey(const QString &key, const QString &where, const QString &problem)
{
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("%1: \"%2\" %3.").arg(where, key, problem), key);
}

QString typeName(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::table: return QStringLiteral("a table");
    case toml::node_type::array: return QStringLiteral("a list");
    case toml::node_type::string: return QStringLiteral("text");
    case toml::node_type::integer: return QStringLiteral("a whole number");
    case toml::node_type::floating_point: return QStringLiteral("a decimal number");
    case toml::node_type::boolean: return QStringLiteral("true or false");
    default: return QStringLiteral("a date or time");
    }
}

QString wantedName(SettingKind kind)
{
    switch (kind) {
    case SettingKind::Integer: return QStringLiteral("a whole number");
    case SettingKind::TextList: return QStringLiteral("a list of texts");
    case SettingKind::Text: break;
    }
    return QStringLiteral("text");
}

/// Nothing when the node is not of the row's type.
std::optional<SettingValue> valueOf(const SettingRow &row, const toml::node &node)
{
    SettingValue value;
    switch (row.kind) {
    case SettingKind::Integer:
        if (!node.is_integer())
            return {};
        value.number = node.as_integer()->get();
        return value;
    case SettingKind::Text:
        if (!node.is_string())
            return {};
        value.text = QString::fromStdString(node.as_string()->get());
        return value;
    case SettingKind::TextList: break;
    }
    const auto *list = node.as_array();
    if (!list)
        return {};
    for (const toml::node &entry : *list) {
        const auto *text = entry.as_string();
        if (!text)
            return {};
        value.entries.append(QString::fromStdString(text->get()));
    }
    return value;
}

/// The leaves of a TOML document by dotted key. A table whose name begins no key is itself a leaf,
/// so that it is reported by its own line.
using Leaves = std::vector<std::pair<QString, const toml::node *>>;

bool isSection(const QString &key)
{
    const QByteArray prefix = key.toUtf8() + '.';
    return std::ranges::any_of(settingTable(), [&prefix](const SettingRow &row) {
        return QByteArrayView(row.key).startsWith(prefix);
    });
}

void collect(const toml::table &table, const QString &prefix, Leaves &leaves)
{
    for (const auto &[name, node] : table) {
        const QString key = prefix + QString::fromStdString(std::string(name.str()));
        const auto *section = node.as_table();
        if (section && isSection(key))
            collect(*section, key + QLatin1Char('.'), leaves);
        else
            leaves.emplace_back(key, &node);
    }
}

std::string quoted(const QString &text)
{
    return boost::json::serialize(boost::json::string(text.toStdString()));
}

/// TOML's basic strings and JSON's agree on everything that serialize() writes.
std::string literal(const SettingRow &row, const SettingValue &value)
{
    if (row.kind == SettingKind::Integer)
        return std::to_string(value.number);
    if (row.kind == SettingKind::Text)
        return quoted(value.text);
    std::string list = "[";
    for (const QString &entry : value.entries)
        list += (list.size() > 1 ? ", " : "") + quoted(entry);
    return list + "]";
}

boost::json::value jsonOf(const SettingRow &row, const SettingValue &value)
{
    if (row.kind == SettingKind::Integer)
        return value.number;
    if (row.kind == SettingKind::Text)
        return boost::json::string(value.text.toStdString());
    boost::json::array list;
    for (const QString &entry : value.entries)
        list.emplace_back(entry.toStdString());
    return list;
}

QString absolute(const QString &path)
{
    return path.isEmpty() ? path : QDir::cleanPath(QFileInfo(path).absoluteFilePath());
}

bool isLoopback(const QString &address)
{
    return QHostAddress(address).isLoopback();
}

bool isVersion6(const QString &address)
{
    return address.contains(QLatin1Char(':'));
}

bool isUnspecified(const QString &address)
{
    const QHostAddress literal(address);
    return literal == QHostAddress(QHostAddress::AnyIPv4)
        || literal == QHostAddress(QHostAddress::AnyIPv6);
}

/// As it stands in a URL.
QString hostOf(const QString &address)
{
    return isVersion6(address) ? QLatin1Char('[') + address + QLatin1Char(']') : address;
}

} // namespace

QString environmentNameOf(const QString &key)
{
    return QStringLiteral("TURNPIKE_")
        + QString(key).replace(QLatin1Char('.'), QLatin1Char('_')).toUpper();
}

QStringList settingKeys()
{
    QStringList keys;
    for (const SettingRow &row : settingTable())
        keys.append(QLatin1String(row.key));
    return keys;
}

QString settingHelp(const QString &key)
{
    const SettingRow *row = findSetting(key);
    return row ? QString::fromLatin1(row->about) : QString();
}

QString defaultConfigFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QStringLiteral("/turnpike/turnpike.toml");
}

QString defaultDataFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/turnpike");
}

Result<LoadedSettings> LoadedSettings::load(const Sources &sources)
{
    LoadedSettings loaded;
    loaded.m_values.dataFolder = defaultDataFolder();
    loaded.m_values.listenAddress = QStringLiteral("127.0.0.1");
    loaded.m_values.engineThreads = std::max(1, QThread::idealThreadCount() / 2);

    const bool isNamed = !sources.configFile.isEmpty();
    TRY(loaded.applyFile(isNamed ? sources.configFile : defaultConfigFile(), isNamed));
    for (const QString &key : settingKeys()) {
        const QString name = environmentNameOf(key);
        const auto found = sources.environment.constFind(name);
        if (found != sources.environment.cend())
            TRY(loaded.applyText(key, *found, QStringLiteral("environment ") + name));
    }
    for (const auto &[key, value] : sources.commandLine)
        TRY(loaded.applyText(key, value, QStringLiteral("command line")));
    TRY(loaded.check());
    loaded.takeChosenPort();
    return loaded;
}

void LoadedSettings::takeChosenPort()
{
    const QString key = QStringLiteral("listen.port");
    if (m_origins.contains(key))
        return;
    const std::optional<quint16> port = chosenPort(m_values.dataFolder);
    if (!port)
        return;
    m_values.port = *port;
    m_origins.insert(key, QStringLiteral("file ") + chosenPortFile(m_values.dataFolder));
}

Result<> LoadedSettings::applyFile(const QString &path, bool mustExist)
{
    QFile file(path);
    if (!file.exists() && !mustExist)
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("The configuration file %1 cannot be read: %2.")
                        .arg(path, file.errorString()));
    m_configFile = absolute(path);
    toml::table document;
    try {
        document = toml::parse(file.readAll().toStdString());
    } catch (const toml::parse_error &error) {
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("%1:%2: %3.")
                        .arg(m_configFile)
                        .arg(error.source().begin.line)
                        .arg(QString::fromStdString(std::string(error.description()))));
    }
    Leaves leaves;
    collect(document, {}, leaves);
    for (const auto &[key, node] : leaves) {
        const QString where = placeOf(m_configFile, *node);
        const SettingRow *row = findSetting(key);
        if (!row)
            return badKey(key, where, QStringLiteral("is not a setting"));
        const std::optional<SettingValue> value = valueOf(*row, *node);
        if (!value)
            return badKey(
                key, where,
                QStringLiteral("must be %1, not %2").arg(wantedName(row->kind), typeName(*node)));
        if (const Result<> checked = checkSetting(*row, *value); !checked)
            return badKey(key, where, checked.error().message);
        row->write(m_values, *value);
        m_origins[key] = QStringLiteral("file ") + where;
    }
    return {};
}

Result<> LoadedSettings::applyText(const QString &key, const QString &text, const QString &where)
{
    const SettingRow *row = findSetting(key);
    if (!row)
        return badKey(key, where, QStringLiteral("is not a setting"));
    const Result<SettingValue> value = parseSetting(*row, text);
    if (!value)
        return badKey(key, where, value.error().message);
    if (const Result<> checked = checkSetting(*row, *value); !checked)
        return badKey(key, where, checked.error().message);
    row->write(m_values, *value);
    m_origins[key] = where;
    return {};
}

Result<> LoadedSettings::check()
{
    m_values.dataFolder = absolute(m_values.dataFolder);
    m_values.caFile = absolute(m_values.caFile);
    m_values.certificateFile = absolute(m_values.certificateFile);
    m_values.keyFile = absolute(m_values.keyFile);
    if (m_values.dataFolder.isEmpty())
        return badKey(QStringLiteral("data"), originOf(QStringLiteral("data")),
                      QStringLiteral("must name a folder"));
    TRY(checkListen());
    if (!m_values.caFile.isEmpty() && !QFileInfo(m_values.caFile).isReadable())
        return badKey(QStringLiteral("upstream.ca_file"),
                      originOf(QStringLiteral("upstream.ca_file")),
                      QStringLiteral("names %1, which cannot be read").arg(m_values.caFile));
    return {};
}

Result<> LoadedSettings::checkListen()
{
    const QString moreKey = QStringLiteral("listen.more_addresses");
    TRY(checkAddress(QStringLiteral("listen.address"), m_values.listenAddress));
    for (QString &address : m_values.moreAddresses)
        TRY(checkAddress(moreKey, address));
    for (QString &host : m_values.allowedHosts)
        TRY(checkHost(host));
    const QStringList all = m_values.listenAddresses();
    for (const QString &one : all) {
        const bool isTwice = all.count(one) > 1;
        const bool includesAnother
            = isUnspecified(one) && std::ranges::any_of(all, [&one](const QString &other) {
                  return other != one && isVersion6(other) == isVersion6(one);
              });
        if (isTwice || includesAnother)
            return badKey(moreKey, originOf(moreKey),
                          isTwice
                              ? QStringLiteral("names %1, which is listened on already").arg(one)
                              : QStringLiteral("is not needed with %1, which includes every "
                                               "address of its kind")
                                    .arg(one));
    }
    const QString certificateKey = QStringLiteral("listen.certificate_file");
    const QString keyKey = QStringLiteral("listen.key_file");
    if (m_values.certificateFile.isEmpty() != m_values.keyFile.isEmpty())
        return badKey(m_values.usesTls() ? certificateKey : keyKey,
                      originOf(m_values.usesTls() ? certificateKey : keyKey),
                      QStringLiteral("is set without \"%1\": TLS needs both")
                          .arg(m_values.usesTls() ? keyKey : certificateKey));
    return checkRemote();
}

Result<> LoadedSettings::checkAddress(const QString &key, QString &address) const
{
    const bool isName = address == QLatin1String("localhost");
    const QHostAddress literal(isName ? QStringLiteral("127.0.0.1") : address);
    if (literal.isNull())
        return badKey(key, originOf(key),
                      QStringLiteral("must be an IP address, not \"%1\"").arg(address));
    address = literal.toString();
    return {};
}

/// What crosses a network is encrypted, and answers to known names only.
Result<> LoadedSettings::checkRemote() const
{
    const QStringList all = m_values.listenAddresses();
    const auto remote = std::ranges::find_if_not(all, isLoopback);
    if (remote == all.end() || (m_values.usesTls() && !m_values.allowedHosts.isEmpty()))
        return {};
    const QString key = remote == all.begin() ? QStringLiteral("listen.address")
                                              : QStringLiteral("listen.more_addresses");
    QStringList missing;
    if (!m_values.usesTls())
        missing.append(QStringLiteral("a certificate (listen.certificate_file and "
                                      "listen.key_file)"));
    if (m_values.allowedHosts.isEmpty())
        missing.append(QStringLiteral("the names that clients use (listen.allowed_hosts)"));
    return fail(ErrorCode::Forbidden,
                QStringLiteral("%1: \"%2\" names %3, which other machines reach. That needs %4; "
                               "without it only loopback addresses (127.0.0.1 or ::1) are listened "
                               "on.")
                    .arg(originOf(key), key, *remote, missing.join(QStringLiteral(" and "))),
                key);
}

/// As hosts are compared with: without a port, IPv6 in brackets.
Result<> LoadedSettings::checkHost(QString &host) const
{
    const QString bare = host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']'))
        ? host.mid(1, host.size() - 2)
        : host;
    if (const QHostAddress literal(bare); !literal.isNull()) {
        host = hostOf(literal.toString());
        return {};
    }
    const bool isName = !host.isEmpty() && std::ranges::all_of(host, [](QChar each) {
        return each.isLetterOrNumber() || each == u'-' || each == u'.' || each == u'_';
    });
    const QString key = QStringLiteral("listen.allowed_hosts");
    if (!isName)
        return badKey(key, originOf(key),
                      QStringLiteral("must hold names or addresses without scheme, port and path, "
                                     "not \"%1\"")
                          .arg(host));
    return {};
}

bool Settings::isCatalogueOpen() const
{
    return catalogue == CatalogueAccess::Open
        || (catalogue == CatalogueAccess::Auto
            && std::ranges::all_of(listenAddresses(), isLoopback));
}

QString Settings::urlAt(quint16 actualPort) const
{
    const QString host = isLoopback(listenAddress) || allowedHosts.isEmpty() ? hostOf(listenAddress)
                                                                             : allowedHosts.first();
    return QStringLiteral("%1://%2:%3/api/v1")
        .arg(usesTls() ? QStringLiteral("https") : QStringLiteral("http"), host,
             QString::number(actualPort));
}

QString LoadedSettings::originOf(const QString &key) const
{
    return m_origins.value(key, QStringLiteral("default"));
}

QByteArray LoadedSettings::toToml() const
{
    QByteArray text = "# The configuration that holds, with each value's origin.\n";
    QByteArray section;
    for (const SettingRow &row : settingTable()) {
        const QByteArray key(row.key);
        const qsizetype dot = key.indexOf('.');
        if (dot >= 0 && key.first(dot) != section) {
            section = key.first(dot);
            text += "\n[" + section + "]\n";
        }
        text += key.sliced(dot + 1) + " = "
            + QByteArray::fromStdString(literal(row, row.read(m_values))) + "  # "
            + originOf(QString::fromLatin1(row.key)).toUtf8() + '\n';
    }
    return text;
}

QByteArray LoadedSettings::toJson() const
{
    boost::json::array rows;
    for (const SettingRow &row : settingTable()) {
        boost::json::object entry{
            {"key", row.key},
            {"value", jsonOf(row, row.read(m_values))},
            {"unit", *row.unit ? boost::json::value(row.unit) : boost::json::value(nullptr)},
            {"origin", originOf(QString::fromLatin1(row.key)).toStdString()},
            {"needs_restart", !row.isReloadable}};
        rows.emplace_back(std::move(entry));
    }
    boost::json::object whole{{"file",
                               m_configFile.isEmpty()
                                   ? boost::json::value(nullptr)
                                   : boost::json::value(m_configFile.toStdString())},
                              {"settings", std::move(rows)}};
    return QByteArray::fromStdString(boost::json::serialize(whole)) + '\n';
}

LoadedSettings::Changes LoadedSettings::changesTo(const LoadedSettings &next) const
{
    Changes changes;
    for (const SettingRow &row : settingTable()) {
        if (row.read(m_values) == row.read(next.m_values))
            continue;
        (row.isReloadable ? changes.reloadable : changes.needRestart)
            .append(QString::fromLatin1(row.key));
    }
    return changes;
}

void LoadedSettings::takeReloadable(const LoadedSettings &next)
{
    for (const SettingRow &row : settingTable()) {
        if (!row.isReloadable)
            continue;
        const QString key = QString::fromLatin1(row.key);
        row.write(m_values, row.read(next.m_values));
        m_origins.remove(key);
        if (next.m_origins.contains(key))
            m_origins.insert(key, next.m_origins.value(key));
    }
}

} // namespace turnpike
