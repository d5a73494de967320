// SPDX-License-Identifier: GPL-3.0-or-later
// What a window sees of the gateway, and what it may ask of it.
#pragma once

#include "core/EndpointHealth.h"
#include "core/RoutePreview.h"

#include <QString>
#include <QtGlobal>

#include <functional>
#include <vector>

class QObject;

namespace turnpike {

/// Of the key that provider credentials are encrypted under.
struct VaultStatus
{
    enum class State : quint8 {
        Asking, ///< Its place has not answered yet; a keychain may ask its owner first.
        Open,
        Locked, ///< `problem` says why: credentials can be neither read nor saved.
    };

    State state = State::Asking;
    QString place; ///< "the keychain", when Open.
    QString problem; ///< One English sentence, when Locked.
};

struct GatewayStatus
{
    enum class State : quint8 {
        Starting,
        Running,
        Paused, ///< New requests get 503 with Retry-After.
        Stopping, ///< Running requests end first.
        Stopped,
        Failed, ///< `problem` says why; nothing listens.
    };

    State state = State::Starting;
    QString url; ///< "http://127.0.0.1:4417/api/v1"; empty while nothing listens.
    QString address; ///< "127.0.0.1:4417", listening or not: what is configured.
    int port = 0; ///< The configured one while nothing listens.
    qint64 activeRequests = 0;
    QString problem; ///< One English sentence, when Failed; empty when the ledger is not open.
    QString portOwner; ///< "python3 (process 812)" when the port is taken and that is knowable.
    int freePort = 0; ///< The next free one when the port is taken; 0: nothing to offer.
    bool isSimulatorOnly = false; ///< No other provider is enabled.
    VaultStatus vault;
};

/// Lives on the GUI thread, as do its callers; nothing here blocks.
class GatewayControl
{
public:
    virtual ~GatewayControl() = default;

    virtual GatewayStatus status() const = 0;
    /// From Running or Paused.
    virtual void setPaused(bool isPaused) = 0;
    /// From Stopped or Failed. `port` holds for this run of the program; 0: as configured.
    virtual void start(int port = 0) = 0;
    /// From Running or Paused: running requests may end within the drain time-out.
    virtual void stop() = 0;
    /// Asks for the master key once more, when it is Locked.
    virtual void openVault() = 0;
    /// How every endpoint that has had traffic stands, by id; empty while no ledger is open.
    virtual std::vector<EndpointHealthView> endpointHealth() const = 0;
    /// What would happen to such a request now. Changes nothing, neither health nor money.
    virtual RoutePreview previewRoute(const RoutePreviewQuestion &question) const = 0;
    /// `changed` is called on the GUI thread after each change of status(), until `context` goes.
    virtual void onChange(QObject *context, std::function<void()> changed) = 0;
};

} // namespace turnpike
