// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysCsv.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

class KeysCsvTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void csvIsExactAndRunsNoFormula()
    {
        KeyRow row;
        row.key.name = u"=HYPERLINK(\"x\")"_s;
        row.key.hash = u"00ff"_s;
        row.key.label = u"sk-tp-v1-9f3...71b"_s;
        row.key.creatorName = u"Alice"_s;
        row.key.limit = KeyLimit{.amount = {400'000'000'000}, .reset = Window::Week};
        row.key.usage = {Money{}, Money{1}, Money{213'600'000'000}, Money{214'100'000'001}};
        row.key.createdUs = 1'782'950'400'000'000;
        const QList<QByteArray> lines = keysCsv({row}, row.key.createdUs + 1).split('\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0].split(',').size(), 13);
        QCOMPARE(lines[1],
                 "\"'=HYPERLINK(\"\"x\"\")\",00ff,sk-tp-v1-9f3...71b,Alice,active,"
                 "0.000000001,214.100000001,400.000000000,weekly,213.600000000,,"
                 "2026-07-02T00:00:00Z,\r");
    }
};

QTEST_GUILESS_MAIN(KeysCsvTest)
#include "tst_KeysCsv.moc"
