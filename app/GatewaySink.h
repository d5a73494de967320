// SPDX-License-Identifier: GPL-3.0-or-later
// Carries each new policy from the control thread to the engine.
#pragma once

#include "core/Result.h"
#include "core/ports/PolicySink.h"

#include <QString>

#include <memory>
#include <mutex>
#include <string>

namespace turnpike {

class Engine;
namespace http {
class ServerTls;
}

/// The engine is used from one thread at a time: this lock is what makes it so. Thread-safe.
class GatewaySink final : public PolicySink
{
public:
    /// `caFile` becomes the extra CA file of each provider that names none.
    explicit GatewaySink(const QString &caFile)
        : m_caFile(caFile.toStdString())
    {}

    void publish(PolicyPointer policy) override;
    /// What was published last; null before the first time. Waits for nothing.
    PolicyPointer newest() const;

    /// Starts `engine` with the newest policy; from then on it gets each one. It must outlive
    /// detach(). Errors: those of Engine::start; the engine then gets nothing.
    Result<> start(Engine &engine);
    /// Pauses or resumes the engine that was started.
    void setPaused(bool paused);
    /// Gives the engine that was started another certificate.
    void setTls(std::shared_ptr<const http::ServerTls> tls);
    /// Waits for a publication that is under way.
    void detach();

private:
    PolicyPointer completed(PolicyPointer policy) const;

    const std::string m_caFile;
    std::mutex m_mutex;
    Engine *m_engine = nullptr;
    mutable std::mutex m_newestMutex; ///< Held for copying only; m_mutex is while workers take it.
    PolicyPointer m_newest;
};

} // namespace turnpike
