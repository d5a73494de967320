// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/policyfile/StrictJson.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class StrictJsonTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderAndNumberText()
    {
        const auto root = parseStrictJson(R"({"b":1.50,"a":[true,null,"\u00e9"]})");
        QVERIFY(root);
        QCOMPARE(root->names, (std::vector<std::string>{"b", "a"}));
        QCOMPARE(root->items[0].text, std::string("1.50"));
        QCOMPARE(root->items[1].items[2].text, std::string("\xc3\xa9"));
    }

    void refusesWithPlace_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("says");
        QTest::newRow("twice") << QByteArray(R"({"a":1,"a":2})") << u"/a"_s << u"twice"_s;
        QTest::newRow("twice, escaped")
            << QByteArray(R"({"a":1,"\u0061":2})") << u"/a"_s << u"twice"_s;
        QTest::newRow("twice, deep")
            << QByteArray(R"({"x":[{},{"y/z":{"q":1,"q":1}}]})") << u"/x/1/y~1z/q"_s << u"twice"_s;
        QTest::newRow("cut") << QByteArray("{\n \"a\": ") << QString() << u"line 2"_s;
        QTest::newRow("comma") << QByteArray("[1,]") << QString() << u"column 4"_s;
        QTest::newRow("comment") << QByteArray("{} // no") << QString() << u"line 1"_s;
        QTest::newRow("more") << QByteArray("{} {}") << QString() << u"line 1"_s;
        QTest::newRow("utf-8") << QByteArray("\"\xff\"") << QString() << u"line 1"_s;
        QTest::newRow("empty") << QByteArray() << QString() << u"line 1"_s;
        QTest::newRow("deep") << QByteArray(40, '[') << QString() << u"line 1"_s;
    }

    void refusesWithPlace()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QString, field);
        QFETCH(const QString, says);
        const auto root = parseStrictJson(json.toStdString());
        QVERIFY(!root);
        QCOMPARE(root.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(root.error().field, field);
        QVERIFY2(root.error().message.contains(says), qPrintable(root.error().message));
    }
};

QTEST_GUILESS_MAIN(StrictJsonTest)
#include "tst_StrictJson.moc"
