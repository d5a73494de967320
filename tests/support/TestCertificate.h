// SPDX-License-Identifier: GPL-3.0-or-later
// A certificate authority and a server certificate, made when a test needs them.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace turnpike::test {

/// A fresh P-256 authority and one server certificate signed by it, valid for a day. The files live
/// as long as this object.
class TestCertificate
{
public:
    /// `hosts`: DNS names and address literals that the server certificate names.
    explicit TestCertificate(const QStringList &hosts);
    TestCertificate(const TestCertificate &) = delete;
    TestCertificate &operator=(const TestCertificate &) = delete;

    QString caFile() const { return m_directory.filePath(QStringLiteral("ca.pem")); }
    QString certificateFile() const { return m_directory.filePath(QStringLiteral("server.pem")); }
    QString keyFile() const { return m_directory.filePath(QStringLiteral("server.key")); }

private:
    QTemporaryDir m_directory;
};

} // namespace turnpike::test
