// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/SystemSecretStores.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::size_t hexDigits = 2 * masterKeySize;
constexpr auto credentialName = "turnpike-master-key";

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/// The key behind 64 hex digits and at most one line break; the error does not quote the text.
Result<std::optional<Secret>> keyOfHex(std::string_view text, const QString &place)
{
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    std::string key;
    bool isHex = text.size() == hexDigits;
    for (std::size_t i = 0; isHex && i < hexDigits; i += 2) {
        const int high = digitOf(text[i]);
        const int low = digitOf(text[i + 1]);
        isHex = high >= 0 && low >= 0;
        key += static_cast<char>(high * 16 + low);
    }
    Secret secret(std::move(key));
    if (!isHex)
        return fail(ErrorCode::InvalidArgument,
                    u"What %1 holds is no master key: 64 hex digits are expected."_s.arg(place));
    return std::optional(std::move(secret));
}

Secret hexOf(const Secret &key)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(hexDigits + 1); // Grows nowhere, so that no copy stays behind.
    for (const char c : key.reveal()) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xfU];
    }
    text += '\n';
    return Secret(std::move(text));
}

/// Closes the descriptor with its scope.
class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

Result<std::optional<Secret>> readKeyFile(const QString &path, const QString &place)
{
    const Descriptor file(::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    if (file.fd() < 0) {
        if (errno == ENOENT)
            return std::optional<Secret>();
        return fail(ErrorCode::Unavailable, u"%1 cannot be read."_s.arg(place));
    }
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::Unavailable, u"%1 is not a file."_s.arg(place));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::Forbidden,
                    u"Others may read %1; make it yours alone: chmod 600."_s.arg(place));
    std::string text(hexDigits + 2, '\0'); // One more than a key and its line break.
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t count = ::read(file.fd(), text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(ErrorCode::Unavailable, u"%1 cannot be read."_s.arg(place));
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    const Secret held(std::move(text));
    return keyOfHex(held.reveal().substr(0, size), place);
}

bool writeWhole(int fd, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return ::fsync(fd) == 0;
}

Result<> createKeyFile(const QString &path, const QString &place, const Secret &masterKey)
{
    const QByteArray name = path.toLocal8Bit();
    const Descriptor file(::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.fd() < 0)
        return fail(errno == EEXIST ? ErrorCode::Conflict : ErrorCode::Unavailable,
                    u"%1 cannot be made."_s.arg(place));
    const Secret text = hexOf(masterKey);
    if (!writeWhole(file.fd(), text.reveal())) {
        ::unlink(name.constData()); // Half a key would be refused at the next start.
        return fail(ErrorCode::Unavailable, u"%1 cannot be written."_s.arg(place));
    }
    return {};
}

Result<> readOnlyStore(const QString &place)
{
    return fail(ErrorCode::Forbidden,
                u"The master key cannot be saved to %1; put one there yourself."_s.arg(place));
}

QString credentialPath(const QString &folder)
{
    return folder + u'/' + QLatin1StringView(credentialName);
}

} // namespace

FileSecretStore::FileSecretStore(QString path)
    : m_path(std::move(path))
{}

QString FileSecretStore::place() const
{
    return u"the file "_s + m_path;
}

void FileSecretStore::load(const QString &, Loaded done)
{
    done(readKeyFile(m_path, place()));
}

void FileSecretStore::save(const QString &, const Secret &masterKey, Saved done)
{
    done(createKeyFile(m_path, place(), masterKey));
}

QString EnvironmentSecretStore::place() const
{
    return u"the environment variable "_s + QLatin1StringView(variable);
}

void EnvironmentSecretStore::load(const QString &, Loaded done)
{
    const char *value = std::getenv(variable);
    done(value == nullptr ? Result<std::optional<Secret>>(std::nullopt) : keyOfHex(value, place()));
}

void EnvironmentSecretStore::save(const QString &, const Secret &, Saved done)
{
    done(readOnlyStore(place()));
}

SystemdSecretStore::SystemdSecretStore(QString credentialsDirectory)
    : m_path(credentialPath(credentialsDirectory))
{}

QString SystemdSecretStore::place() const
{
    return u"the systemd credential "_s + QLatin1StringView(credentialName);
}

void SystemdSecretStore::load(const QString &, Loaded done)
{
    done(readKeyFile(m_path, place()));
}

void SystemdSecretStore::save(const QString &, const Secret &, Saved done)
{
    done(readOnlyStore(place()));
}

std::unique_ptr<SecretStore> systemSecretStore(const QString &filePath)
{
    if (const char *folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr) {
        const QString directory = QString::fromLocal8Bit(folder);
        if (::access(credentialPath(directory).toLocal8Bit().constData(), F_OK) == 0)
            return std::make_unique<SystemdSecretStore>(directory);
    }
    if (std::getenv(EnvironmentSecretStore::variable) != nullptr)
        return std::make_unique<EnvironmentSecretStore>();
    return std::make_unique<FileSecretStore>(filePath);
}

} // namespace turnpike
