// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/BaseUrlTemplate.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// From the brace to the brace.
QRegularExpressionMatch openPart(const QString &baseUrl)
{
    static const QRegularExpression braces(u"\\{([a-z]+)\\}"_s);
    return braces.match(baseUrl);
}

/// What stands at the open part's place in an address; the text itself when it is none.
QString nameIn(const QString &text, const QString &scheme, const QString &hostRest)
{
    QString host = text.startsWith(scheme) ? text.mid(scheme.size()) : text;
    const qsizetype end = host.indexOf(u'/');
    if (end >= 0 && host.left(end).endsWith(hostRest))
        host.truncate(end);
    return host.endsWith(hostRest) ? host.chopped(hostRest.size()) : text;
}

} // namespace

QString openPartOf(const QString &baseUrl)
{
    return openPart(baseUrl).captured(1);
}

Result<QString> filledBaseUrl(const QString &baseUrl, const QString &value)
{
    static const QRegularExpression label(u"\\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z"_s);
    const QRegularExpressionMatch part = openPart(baseUrl);
    if (!part.hasMatch())
        return baseUrl;
    const QString after = baseUrl.mid(part.capturedEnd());
    const QString name = nameIn(value.trimmed().toLower(), baseUrl.left(part.capturedStart()),
                                after.section(u'/', 0, 0));
    if (!label.match(name).hasMatch())
        return fail(
            ErrorCode::InvalidArgument,
            u"Write the %1's name alone: letters, digits and dashes."_s.arg(part.captured(1)),
            u"/base_url"_s);
    return baseUrl.left(part.capturedStart()) + name + after;
}

} // namespace turnpike
