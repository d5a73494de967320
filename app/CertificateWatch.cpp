// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/CertificateWatch.h"

#include <QLoggingCategory>

#include <sys/stat.h>
#include <utility>

namespace turnpike {

Q_LOGGING_CATEGORY(certificateLog, "turnpike.certificate")

Result<std::unique_ptr<CertificateWatch>> CertificateWatch::open(std::string certificateFile,
                                                                 std::string keyFile,
                                                                 std::chrono::milliseconds interval)
{
    std::unique_ptr<CertificateWatch> watch(
        new CertificateWatch(std::move(certificateFile), std::move(keyFile), interval));
    TRY_ASSIGN(watch->m_first, http::ServerTls::load(watch->m_certificateFile, watch->m_keyFile));
    return watch;
}

CertificateWatch::CertificateWatch(std::string certificateFile, std::string keyFile,
                                   std::chrono::milliseconds interval)
    : m_certificateFile(std::move(certificateFile))
    , m_keyFile(std::move(keyFile))
    , m_interval(interval)
    , m_seen(state())
{}

CertificateWatch::~CertificateWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void CertificateWatch::start(std::function<void(Tls)> take)
{
    m_take = std::move(take);
    m_thread = std::thread([this] { run(); });
}

void CertificateWatch::readNow()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isAsked = true;
    }
    m_wake.notify_one();
}

CertificateWatch::State CertificateWatch::state() const
{
    const auto of = [](const std::string &path) -> FileState {
        struct stat file
        {};
        if (::stat(path.c_str(), &file) != 0)
            return {};
        return {static_cast<std::int64_t>(file.st_dev),
                static_cast<std::int64_t>(file.st_ino),
                file.st_size,
                file.st_mtim.tv_sec,
                file.st_mtim.tv_nsec,
                file.st_ctim.tv_sec,
                file.st_ctim.tv_nsec};
    };
    return {of(m_certificateFile), of(m_keyFile)};
}

void CertificateWatch::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        m_wake.wait_for(lock, m_interval, [this] { return m_isEnding || m_isAsked; });
        const bool isAsked = std::exchange(m_isAsked, false);
        if (m_isEnding)
            return;
        lock.unlock();
        // Taken before reading: what changes meanwhile is seen the next time.
        if (const State now = state(); isAsked || now != m_seen) {
            m_seen = now;
            readAgain();
        }
        lock.lock();
    }
}

void CertificateWatch::readAgain()
{
    Result<Tls> read = http::ServerTls::load(m_certificateFile, m_keyFile);
    if (!read) {
        qCWarning(certificateLog, "The certificate that holds stays, since the new one is bad. %s",
                  qUtf8Printable(read.error().message));
        return;
    }
    m_take(*std::move(read));
    qCInfo(certificateLog, "The certificate in %s is shown from now on.",
           m_certificateFile.c_str());
}

} // namespace turnpike
