// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LineDiff.h"

#include <QRandomGenerator>
#include <QtTest>

using namespace turnpike;

namespace {

/// One letter a line: ' ' same, '-' removed, '+' added, '~' skipped.
QString drawn(const QList<DiffLine> &diff)
{
    QStringList lines;
    for (const DiffLine &line : diff)
        lines.append(QString(QStringLiteral(" -+~").at(static_cast<int>(line.kind))) + line.text);
    return lines.join(u'|');
}

} // namespace

class tst_LineDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatChanged_data();
    void showsWhatChanged();
    void bothTextsCanBeReadBack();
};

void tst_LineDiff::showsWhatChanged_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("diff");
    const auto row = [](const char *name, const char *before, const char *after, const char *diff) {
        QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after)
                            << QString::fromLatin1(diff);
    };
    row("new file", "", "a\nb\n", "+a|+b");
    row("nothing", "a\nb\n", "a\nb\n", "~");
    row("end", "a\n", "a\nb\n", " a|+b");
    row("middle", "a\nb\nc\n", "a\nx\nc\n", " a|-b|+x| c");
    row("far apart", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
        "-1|+x| 2|~| 8|-9|+y");
}

void tst_LineDiff::showsWhatChanged()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QString, diff);
    QCOMPARE(drawn(lineDiff(before, after, 1)), diff);
}

void tst_LineDiff::bothTextsCanBeReadBack()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 200; ++round) {
        const auto text = [&] {
            QString result;
            for (int line = static_cast<int>(random.bounded(12)); line > 0; --line)
                result += QString::number(random.bounded(4)) + u'\n';
            return result;
        };
        const QString before = text();
        const QString after = text();
        QString old;
        QString now;
        for (const DiffLine &line : lineDiff(before, after, 100)) {
            if (line.kind != DiffLine::Kind::Added)
                old += line.text + u'\n';
            if (line.kind != DiffLine::Kind::Removed)
                now += line.text + u'\n';
        }
        QCOMPARE(old, before);
        QCOMPARE(now, after);
    }
}

QTEST_GUILESS_MAIN(tst_LineDiff)
#include "tst_LineDiff.moc"
