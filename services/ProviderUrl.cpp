// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderUrl.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int tlsPort = 443;
constexpr int plainPort = 80;

Result<QUrl> parseAddress(const QString &text, const QString &field)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool hasControl
        = std::any_of(text.begin(), text.end(), [](QChar c) { return c.unicode() <= 0x20; });
    if (!url.isValid() || hasControl || url.host().isEmpty()
        || (url.scheme() != u"http" && url.scheme() != u"https"))
        return fail(ErrorCode::InvalidArgument,
                    u"An address is needed that begins with http:// or https:// and has a host."_s,
                    field);
    if (!url.userInfo().isEmpty() || text.contains(u'@'))
        return fail(ErrorCode::InvalidArgument,
                    u"User and password do not belong into the address."_s, field);
    if (url.hasQuery() || url.hasFragment())
        return fail(ErrorCode::InvalidArgument, u"The address must end before any ? or #."_s,
                    field);
    if (url.port() == 0)
        return fail(ErrorCode::InvalidArgument, u"Port 0 cannot be connected to."_s, field);
    return url;
}

Origin originOf(const QUrl &url)
{
    const bool isTls = url.scheme() == u"https";
    return {.isTls = isTls,
            .host = url.host(QUrl::FullyEncoded).toStdString(),
            .port = static_cast<std::uint16_t>(url.port(isTls ? tlsPort : plainPort))};
}

} // namespace

Result<ProviderAddress> parseBaseUrl(const QString &url)
{
    TRY_ASSIGN(const QUrl parsed, parseAddress(url, u"/base_url"_s));
    QString path = parsed.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    return ProviderAddress{originOf(parsed), path.toStdString()};
}

Result<Origin> parseProxyUrl(const QString &url)
{
    TRY_ASSIGN(const QUrl parsed, parseAddress(url, u"/proxy"_s));
    if (parsed.scheme() != u"http" || parsed.port() < 0
        || !(parsed.path().isEmpty() || parsed.path() == u"/"))
        return fail(ErrorCode::InvalidArgument,
                    u"A proxy is written as http://host:port, without a path."_s, u"/proxy"_s);
    return originOf(parsed);
}

} // namespace turnpike
