// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/PolicyFileService.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::size_t maxSecret = std::size_t{64} << 10U;

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

/// To the end; one line break at the end is not part of the secret.
Result<Secret> readAll(int fd)
{
    std::string text;
    std::array<char, 4096> chunk{};
    for (;;) {
        const ssize_t count = ::read(fd, chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(ErrorCode::Unavailable, u"The secret cannot be read."_s);
        if (count == 0)
            break;
        text.append(chunk.data(), static_cast<std::size_t>(count));
        if (text.size() > maxSecret)
            return fail(ErrorCode::InvalidArgument, u"This is too long for a secret."_s);
    }
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
    Secret secret(std::move(text));
    if (secret.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"There is no secret there: it is empty."_s);
    return secret;
}

Result<Secret> fromEnvironment(const QString &name)
{
    const char *value = std::getenv(name.toLocal8Bit().constData());
    if (value == nullptr || *value == '\0')
        return fail(ErrorCode::NotFound, u"The environment variable %1 is not set."_s.arg(name));
    return Secret(value);
}

Result<Secret> fromFile(const QString &path)
{
    const Descriptor file(::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC));
    if (file.fd() < 0)
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable,
                    u"The file %1 cannot be read."_s.arg(path));
    struct stat status = {};
    if (::fstat(file.fd(), &status) != 0 || !S_ISREG(status.st_mode))
        return fail(ErrorCode::InvalidArgument, u"%1 is not a file."_s.arg(path));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::Forbidden,
                    u"Others may read the file %1; make it yours alone: chmod 600."_s.arg(path));
    return readAll(file.fd());
}

} // namespace

SecretReader systemSecretReader()
{
    // Standard input ends once; the policy file may still name it more than once.
    auto input = std::make_shared<std::optional<Result<Secret>>>();
    return [input](const QString &reference) -> Result<Secret> {
        if (reference.startsWith(u"env:"))
            return fromEnvironment(reference.sliced(4));
        if (reference.startsWith(u"file:"))
            return fromFile(reference.sliced(5));
        if (reference != u"stdin")
            return fail(ErrorCode::InvalidArgument,
                        u"A secret is named by env:NAME, file:PATH or stdin."_s);
        if (!*input)
            *input = readAll(STDIN_FILENO);
        return **input;
    };
}

} // namespace turnpike
