// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/Cell.h"
#include "models/GenerationsModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

/// `count` rows from `newest` down.
QList<GenerationRow> page(std::int64_t newest, int count)
{
    QList<GenerationRow> rows;
    for (int i = 0; i < count; ++i) {
        GenerationRow row;
        row.rowId = newest - i;
        row.id = u"gen-%1"_s.arg(row.rowId);
        row.admittedUs = 1'795'435'331'000'000 + row.rowId;
        row.key = {7};
        row.keyName = u"bob-cursor"_s;
        row.model = {3};
        row.modelSlug = u"alder/large"_s;
        row.provider = {4};
        row.providerName = u"Alder"_s;
        row.httpStatus = 200;
        row.cost = {18'240'000};
        row.attemptCount = 1;
        rows.append(row);
    }
    return rows;
}

constexpr int size = GenerationsModel::pageSize;

} // namespace

class TestGenerationsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<GenerationsModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_wanted = std::make_unique<QSignalSpy>(m_model.get(), &GenerationsModel::pageWanted);
    }

    void asksForTheNewestFirst()
    {
        QVERIFY(!m_model->canFetchMore({})); // Nobody has asked yet.
        m_model->restart();
        QCOMPARE(m_wanted->size(), 1);
        QCOMPARE(m_wanted->first().first().toLongLong(), 0);
    }

    void pagesGoOnBelowTheLastRow()
    {
        m_tester.reset(); // It fetches, too.
        m_model->restart();
        m_model->append(page(1'000, size));
        QVERIFY(!m_model->isAtEnd());
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QCOMPARE(m_wanted->last().first().toLongLong(), 1'000 - size + 1);
        QVERIFY(!m_model->canFetchMore({})); // One at a time.
        m_model->fetchMore({});
        QCOMPARE(m_wanted->size(), 2);
        m_model->append(page(1'000 - size, 3));
        QCOMPARE(m_model->rowCount(), size + 3);
        QVERIFY(m_model->isAtEnd() && !m_model->canFetchMore({}));
    }

    void emptyPageIsTheEnd()
    {
        m_model->restart();
        m_model->append({});
        QVERIFY(m_model->isAtEnd());
        QCOMPARE(m_model->rowCount(), 0);
    }

    void failedPageIsAskedForAgain()
    {
        m_tester.reset(); // It fetches, too.
        m_model->restart();
        m_model->append(page(1'000, size));
        m_model->fetchMore({});
        m_model->giveUp();
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QCOMPARE(m_wanted->size(), 3);
        QCOMPARE(m_wanted->at(1), m_wanted->at(2));
    }

    void restartForgetsRows()
    {
        m_model->restart();
        m_model->append(page(1'000, 5));
        m_model->restart();
        QCOMPARE(m_model->rowCount(), 0);
        QVERIFY(!m_model->isAtEnd());
        QCOMPARE(m_wanted->last().first().toLongLong(), 0);
    }

    void cellsAreNamedByTheRows()
    {
        m_model->restart();
        m_model->append(page(9, 1));
        const auto text = [this](LiveColumn column) {
            return m_model->index(0, int(column)).data(CellRole).value<Cell>().text;
        };
        QCOMPARE(text(LiveColumn::Key), u"bob-cursor"_s);
        QCOMPARE(text(LiveColumn::Model), u"alder/large"_s);
        QCOMPARE(text(LiveColumn::Provider), u"Alder"_s);
        QCOMPARE(text(LiveColumn::Cost), u"$0.018240"_s);
        QVERIFY(text(LiveColumn::Time).contains(u' ')); // Its day, too.
        QCOMPARE(m_model->index(0, 0).data(IdRole).toString(), u"gen-9"_s);
    }

private:
    std::unique_ptr<GenerationsModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QSignalSpy> m_wanted;
};

QTEST_GUILESS_MAIN(TestGenerationsModel)
#include "tst_GenerationsModel.moc"
