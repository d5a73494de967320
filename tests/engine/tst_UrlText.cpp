// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/UrlText.h"

#include <QTest>

using namespace turnpike;

class TestUrlText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodesOnlyWholeEscapes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("decoded");
        QTest::newRow("slash") << QByteArray("a%2Fb%2fc") << QByteArray("a/b/c");
        QTest::newRow("utf-8") << QByteArray("%C3%A9") << QByteArray("\xC3\xA9");
        QTest::newRow("plus stays") << QByteArray("a+b") << QByteArray("a+b");
        QTest::newRow("at the end") << QByteArray("100%") << QByteArray("100%");
        QTest::newRow("one digit") << QByteArray("%4") << QByteArray("%4");
        QTest::newRow("no digits") << QByteArray("%zz%4g") << QByteArray("%zz%4g");
        QTest::newRow("once only") << QByteArray("%252F") << QByteArray("%2F");
        QTest::newRow("sign") << QByteArray("%-1%+1") << QByteArray("%-1%+1");
    }
    void decodesOnlyWholeEscapes()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, decoded);
        QCOMPARE(QByteArray::fromStdString(percentDecoded(text.toStdString())), decoded);
    }

    void whatIsEncodedDecodesAgain()
    {
        std::string all;
        for (int byte = 1; byte < 256; ++byte)
            all += static_cast<char>(byte);
        QCOMPARE(percentDecoded(percentEncoded(all)), all);
        QCOMPARE(percentEncoded("a b/c~"), std::string("a%20b%2Fc~"));
    }

    void queriesKeepTheirOrder()
    {
        const UrlQuery expected = {{"q", "a b&c"}, {"flag", ""}, {"q", "x=y"}, {"", "v"}};
        QCOMPARE(parseUrlQuery("q=a+b%26c&&flag&q=x=y&=v&"), expected);
        QVERIFY(parseUrlQuery("").empty());
    }
};

QTEST_GUILESS_MAIN(TestUrlText)
#include "tst_UrlText.moc"
