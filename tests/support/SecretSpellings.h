// SPDX-License-Identifier: GPL-3.0-or-later
// The spellings in which a planted secret may leak, and a search for them.
#pragma once

#include <QByteArray>
#include <QList>

namespace turnpike::test {

inline QByteArray jsonEscaped(const QByteArray &text)
{
    QByteArray escaped = text;
    return escaped.replace('\\', "\\\\").replace('"', "\\\"");
}

/// The secret as it is, in hex (both cases), URL-encoded, JSON-escaped (also with \/), in base64
/// and its URL form. Base64 depends on where the text begins: all three phases, without the ends
/// that a neighbour would change. Wants at least 12 bytes.
inline QList<QByteArray> spellingsOf(const QByteArray &secret)
{
    QList<QByteArray> all{secret,
                          secret.toHex(),
                          secret.toHex().toUpper(),
                          secret.toPercentEncoding(),
                          jsonEscaped(secret),
                          jsonEscaped(secret).replace('/', "\\/")};
    for (int phase = 0; phase < 3; ++phase) {
        const QByteArray shifted = QByteArray(phase, 'x') + secret;
        const qsizetype whole = shifted.size() / 3 * 4; // What comes behind changes the rest.
        for (const auto option : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding})
            all.append(shifted.toBase64(option).mid(4, whole - 4));
    }
    return all;
}

/// The first of the spellings that is in `bytes`; empty when none is.
inline QByteArray leakIn(const QByteArray &bytes, const QList<QByteArray> &spellings)
{
    for (const QByteArray &spelling : spellings) {
        if (bytes.contains(spelling))
            return spelling;
    }
    return {};
}

} // namespace turnpike::test
