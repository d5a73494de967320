// SPDX-License-Identifier: GPL-3.0-or-later
// The certificate that the gateway shows, read again when its files change.
#pragma once

#include "core/Result.h"
#include "engine/http/ServerTls.h"

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace turnpike {

/// Has a thread of its own, which looks at the files every now and then: renewal tools replace
/// them, one after the other. Files that cannot be used leave the certificate that holds where it
/// is, with a warning for each change. Thread-safe, but for start().
class CertificateWatch
{
public:
    using Tls = std::shared_ptr<const http::ServerTls>;

    /// Reads the files. Errors: those of ServerTls::load.
    static Result<std::unique_ptr<CertificateWatch>>
    open(std::string certificateFile, std::string keyFile,
         std::chrono::milliseconds interval = std::chrono::seconds(5));
    /// Waits for a look that is under way.
    ~CertificateWatch();
    CertificateWatch(const CertificateWatch &) = delete;
    CertificateWatch &operator=(const CertificateWatch &) = delete;

    /// What open() read.
    const Tls &first() const { return m_first; }
    /// Looks from now on and gives each new certificate to `take`, on the watch's thread. Once.
    void start(std::function<void(Tls)> take);
    /// Reads the files soon, whether they look changed or not.
    void readNow();

private:
    /// Device, inode, size, and times of change of one file; all zero when it is not there.
    using FileState = std::array<std::int64_t, 7>;
    using State = std::array<FileState, 2>;

    CertificateWatch(std::string certificateFile, std::string keyFile,
                     std::chrono::milliseconds interval);
    State state() const;
    void run();
    void readAgain();

    const std::string m_certificateFile;
    const std::string m_keyFile;
    const std::chrono::milliseconds m_interval;
    State m_seen; ///< Before the files were last read.
    Tls m_first;
    std::function<void(Tls)> m_take;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isAsked = false;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace turnpike
