// SPDX-License-Identifier: GPL-3.0-or-later
// The program's configuration: typed values, where each came from, and how to read and print them.
#pragma once

#include "core/Result.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <array>
#include <chrono>
#include <cstdint>

namespace turnpike {

enum class LogLevel : quint8 { Error, Warning, Info, Debug };
/// Whether the catalogue is read without a key.
enum class CatalogueAccess : quint8 {
    Auto, ///< Open while all addresses are loopback ones.
    Open,
    Closed,
};

/// Every value that an administrator can set, with its default. docs/configuration.md has the
/// table; UI state is not configuration and lives in ui/.
struct Settings
{
    QString dataFolder; ///< Absolute. The ledger, its journal, lock and control socket.

    QString listenAddress; ///< A literal, as are the next.
    QStringList moreAddresses; ///< On the same port.
    quint16 port = 4417; ///< 0 lets the system choose one.
    QStringList allowedHosts; ///< Further names that a request's Host may carry; IPv6 in brackets.
    QString certificateFile; ///< PEM, the chain; empty for plain HTTP.
    QString keyFile; ///< PEM.
    CatalogueAccess catalogue = CatalogueAccess::Auto;

    int engineThreads = 1;
    std::int64_t maxBodyBytes = 64LL << 20;
    std::int64_t maxRequestLineBytes = 8'192;
    std::int64_t maxHeadBytes = 65'536; ///< Request line and headers together.
    int maxHeaders = 100;
    int maxConnections = 4'096;
    int maxConnectionsPerKey = 2'048; ///< With a request under way.
    std::chrono::milliseconds queueWait{10'000}; ///< For a place of a key or of a provider.
    int queueLength = 100; ///< Requests of one key that may wait at one limit.
    std::int64_t responseCacheBytes = 64LL << 20; ///< Of answers kept by header.
    std::chrono::milliseconds handshakeTimeout{10'000}; ///< For TLS to begin.
    std::chrono::milliseconds headTimeout{30'000}; ///< For a whole request head to arrive.
    std::chrono::milliseconds bodyStall{30'000}; ///< For a body to go on arriving.
    std::chrono::milliseconds writeStall{60'000}; ///< For a client to take some of its answer.
    std::chrono::milliseconds idleTimeout{75'000}; ///< Between two requests of a connection.
    std::chrono::milliseconds drainTimeout{30'000}; ///< For running requests when stopping.

    std::chrono::milliseconds commitInterval{200};
    QString caFile; ///< Extra CA certificates (PEM) for every provider; empty for none.
    LogLevel logLevel = LogLevel::Info;

    bool usesTls() const { return !certificateFile.isEmpty(); }
    QStringList listenAddresses() const { return QStringList{listenAddress} + moreAddresses; }
    bool isCatalogueOpen() const;
    /// Where clients find the API: "http://127.0.0.1:4417/api/v1". By the first allowed host where
    /// the first address is not a loopback one: the certificate is made out to a name.
    QString urlAt(quint16 actualPort) const;
};

/// Settings together with each value's origin. A value type; used on the thread that made it.
class LoadedSettings
{
public:
    /// What the sources say. The loader reads nothing but the file, and the data folder's port.
    struct Sources
    {
        QString configFile; ///< From --config or TURNPIKE_CONFIG; empty means the default place.
        QHash<QString, QString> environment; ///< Name to value; names of others are left alone.
        QList<std::pair<QString, QString>> commandLine; ///< Key to value, later ones win.
    };

    /// Defaults, then the file, the environment, the command line. A file that was named must
    /// exist; the one at the default place may be absent. Where none of them names a port, the one
    /// that the first run chose holds (app/ChosenPort.h). Errors: InvalidArgument naming the key
    /// and, for the file, "path:line"; Forbidden for an address beyond loopback that lacks TLS or
    /// allowed hosts.
    static Result<LoadedSettings> load(const Sources &sources);

    const Settings &values() const { return m_values; }
    /// "default", "file /etc/turnpike.toml:3", "environment TURNPIKE_LISTEN_PORT", "command line".
    QString originOf(const QString &key) const;
    /// The file that was read; empty when there is none.
    const QString &configFile() const { return m_configFile; }

    /// The result as a TOML file whose comments name each value's origin.
    QByteArray toToml() const;
    /// The same as one JSON object: {"file", "settings": [{"key", "value", "unit", "origin"}]}.
    QByteArray toJson() const;

    /// Keys whose values differ between two results, split by whether a running program can take
    /// them up.
    struct Changes
    {
        QStringList reloadable;
        QStringList needRestart;
    };
    Changes changesTo(const LoadedSettings &next) const;
    /// Takes over the values that need no restart, with their origins.
    void takeReloadable(const LoadedSettings &next);

private:
    LoadedSettings() = default;
    Result<> applyFile(const QString &path, bool mustExist);
    Result<> applyText(const QString &key, const QString &text, const QString &where);
    Result<> check();
    Result<> checkListen();
    Result<> checkAddress(const QString &key, QString &address) const;
    Result<> checkRemote() const;
    Result<> checkHost(QString &host) const;
    void takeChosenPort();

    Settings m_values;
    QHash<QString, QString> m_origins;
    QString m_configFile;
};

/// The environment variable of a key: "listen.port" is TURNPIKE_LISTEN_PORT.
QString environmentNameOf(const QString &key);
/// All keys in the order of docs/configuration.md.
QStringList settingKeys();
/// One line about a key, for --help; empty when there is no such key.
QString settingHelp(const QString &key);
/// Where the file is looked for when none is named: $XDG_CONFIG_HOME/turnpike/turnpike.toml.
QString defaultConfigFile();
/// $XDG_DATA_HOME/turnpike
QString defaultDataFolder();

} // namespace turnpike
