// SPDX-License-Identifier: GPL-3.0-or-later
// Every word that the engine writes into a trail has its plain words in the console.
#include "engine/routing/RouteTrail.h"
#include "models/RouteWords.h"

#include <QSet>
#include <QTest>

using namespace turnpike;

namespace {

QString text(std::string_view word)
{
    return QString::fromLatin1(word.data(), qsizetype(word.size()));
}

/// As it would be given were it not known.
QString bare(const QString &word)
{
    return QString(word).replace(u'_', u' ');
}

} // namespace

class RouteWordsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFilterHasWords();
    void everyDemotionHasWords();
    void everyStrategyHasASentence();
    void everyBasisHasASentence();
    void unknownWordsAreReadable();

private:
    /// Sees every text once, and none that is the word alone.
    void add(const QString &word, const QString &words);

    QSet<QString> m_seen;
};

void RouteWordsTest::add(const QString &word, const QString &words)
{
    QVERIFY(!word.isEmpty());
    QVERIFY2(!words.isEmpty() && words != bare(word), qPrintable(word));
    QVERIFY2(!words.contains(u'%') || words.contains(QStringLiteral(" % ")), qPrintable(words));
    QVERIFY2(!m_seen.contains(words), qPrintable(words));
    m_seen.insert(words);
}

void RouteWordsTest::everyFilterHasWords()
{
    for (int i = 0; i <= static_cast<int>(RouteFilter::Fallbacks); ++i) {
        const QString word = text(wordOf(static_cast<RouteFilter>(i)));
        add(word, route::whyLeftOut(word));
    }
    QVERIFY(wordOf(static_cast<RouteFilter>(static_cast<int>(RouteFilter::Fallbacks) + 1)).empty());
}

void RouteWordsTest::everyDemotionHasWords()
{
    for (int i = 1; i <= static_cast<int>(Demotion::CircuitOpen); ++i) {
        const QString word = text(wordOf(static_cast<Demotion>(i)));
        add(word, route::whyDemoted(word));
    }
    QVERIFY(wordOf(static_cast<Demotion>(static_cast<int>(Demotion::CircuitOpen) + 1)).empty());
}

void RouteWordsTest::everyStrategyHasASentence()
{
    for (int i = 0; i <= static_cast<int>(RouteStrategy::Fallback); ++i) {
        const QString word = text(wordOf(static_cast<RouteStrategy>(i)));
        const QString sentence
            = route::howFound(word, QStringLiteral("asked/name"), QStringLiteral("found/model"));
        add(word, sentence);
        QVERIFY(sentence.endsWith(u'.'));
    }
    QVERIFY(
        wordOf(static_cast<RouteStrategy>(static_cast<int>(RouteStrategy::Fallback) + 1)).empty());
    QCOMPARE(route::howFound(QStringLiteral("alias"), QStringLiteral("50%2"), QStringLiteral("b")),
             QStringLiteral("50%2 is another name of b."));
}

void RouteWordsTest::everyBasisHasASentence()
{
    for (int i = 0; i <= static_cast<int>(RouteBasis::Tier); ++i) {
        const QString word = text(wordOf(static_cast<RouteBasis>(i)));
        add(word, route::howOrdered(word));
        QVERIFY(route::howOrdered(word).endsWith(u'.'));
    }
    QVERIFY(wordOf(static_cast<RouteBasis>(static_cast<int>(RouteBasis::Tier) + 1)).empty());
}

void RouteWordsTest::unknownWordsAreReadable()
{
    QCOMPARE(route::whyLeftOut(QStringLiteral("moon_phase")), QStringLiteral("moon phase"));
    QCOMPARE(route::whyDemoted(QStringLiteral("new")), QStringLiteral("put behind: new"));
    QCOMPARE(route::howOrdered(QString()), QString());
}

QTEST_GUILESS_MAIN(RouteWordsTest)
#include "tst_RouteWords.moc"
