// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/SystemdNotify.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace turnpike {

bool notifySystemd(std::string_view state)
{
    const char *path = std::getenv("NOTIFY_SOCKET");
    if (!path)
        return false;
    const std::size_t length = std::strlen(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (length < 2 || length >= sizeof address.sun_path || (*path != '/' && *path != '@'))
        return false;
    std::memcpy(address.sun_path, path, length);
    if (*path == '@')
        address.sun_path[0] = '\0'; // An abstract socket.
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    const ssize_t sent = ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr *>(&address), size);
    ::close(fd);
    return sent == static_cast<ssize_t>(state.size());
}

} // namespace turnpike
