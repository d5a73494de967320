// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ToolFinder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <optional>

using namespace turnpike;

class tst_ToolFinder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsProgramAndVersion_data();
    void findsProgramAndVersion();
    void missingProgramIsNotFound();
    void firstNameCounts();
    void answersOffThisThread();
    void endsAToolThatHangs();

private:
    void make(const QString &name, const QByteArray &script);
    FoundTool find(const QStringList &programs);

    QTemporaryDir m_folder;
};

void tst_ToolFinder::make(const QString &name, const QByteArray &script)
{
    QFile file(m_folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("#!/bin/sh\n" + script + "\n");
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

FoundTool tst_ToolFinder::find(const QStringList &programs)
{
    ToolFinder finder({m_folder.path()});
    std::optional<FoundTool> found;
    finder.find(this, programs, [&](const FoundTool &tool) { found = tool; });
    if (!QTest::qWaitFor([&] { return found.has_value(); }))
        qFatal("no answer");
    return *found;
}

void tst_ToolFinder::findsProgramAndVersion_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("version");
    QTest::newRow("number") << QByteArray("echo 1.18.33") << QStringLiteral("1.18.33");
    QTest::newRow("sentence") << QByteArray("echo 'tool 0.92 (c) 2026'") << QStringLiteral("0.92");
    QTest::newRow("on stderr") << QByteArray("echo 3.1 >&2") << QStringLiteral("3.1");
    QTest::newRow("fails") << QByteArray("echo 3.1; exit 1") << QString();
    QTest::newRow("says nothing") << QByteArray("true") << QString();
    QTest::newRow("asks for --version")
        << QByteArray("[ \"$*\" = --version ] && echo 9.9") << QStringLiteral("9.9");
    QTest::newRow("does not wait for input")
        << QByteArray("cat; echo 4.4") << QStringLiteral("4.4");
}

void tst_ToolFinder::findsProgramAndVersion()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, version);
    make(QStringLiteral("tool"), script);
    const FoundTool found = find({QStringLiteral("tool")});
    QCOMPARE(found.path, m_folder.filePath(QStringLiteral("tool")));
    QCOMPARE(found.version, version);
}

void tst_ToolFinder::missingProgramIsNotFound()
{
    const FoundTool found = find({QStringLiteral("no-such-tool")});
    QVERIFY(found.path.isEmpty() && found.version.isEmpty());
}

void tst_ToolFinder::firstNameCounts()
{
    make(QStringLiteral("second"), "echo 2.0");
    QCOMPARE(find({QStringLiteral("first"), QStringLiteral("second")}).version,
             QStringLiteral("2.0"));
    make(QStringLiteral("first"), "echo 1.0");
    QCOMPARE(find({QStringLiteral("first"), QStringLiteral("second")}).version,
             QStringLiteral("1.0"));
}

void tst_ToolFinder::answersOffThisThread()
{
    make(QStringLiteral("tool"), "echo 1.0");
    ToolFinder finder({m_folder.path()});
    bool isAnswered = false;
    finder.find(this, {QStringLiteral("tool")}, [&](const FoundTool &) {
        QCOMPARE(QThread::currentThread(), thread());
        isAnswered = true;
    });
    QVERIFY(!isAnswered);
    QTRY_VERIFY(isAnswered);
}

void tst_ToolFinder::endsAToolThatHangs()
{
    make(QStringLiteral("hangs"),
         "touch \"" + QFile::encodeName(m_folder.path()) + "/began\"\nexec sleep 60");
    QElapsedTimer timer;
    {
        ToolFinder finder({m_folder.path()});
        finder.find(this, {QStringLiteral("hangs")},
                    [](const FoundTool &) { QFAIL("it was given up"); });
        QTRY_VERIFY(QFile::exists(m_folder.filePath(QStringLiteral("began"))));
        timer.start();
    }
    QVERIFY2(timer.elapsed() < ToolFinder::patience.count() / 2, "the end waited for the tool");
}

QTEST_GUILESS_MAIN(tst_ToolFinder)
#include "tst_ToolFinder.moc"
