// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "models/KeysModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/ManualClock.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;
constexpr std::int64_t usPerDay = 24 * usPerHour;
constexpr std::int64_t now = ManualClock::defaultStartUs + 13 * usPerHour;

Money dollars(std::int64_t whole, std::int64_t cents = 0)
{
    return {whole * 1'000'000'000 + cents * 10'000'000};
}

KeyRow keyRow(std::int64_t id, const QString &name)
{
    KeyRow row;
    row.key.id = {id};
    row.key.name = name;
    row.key.label = u"sk-tp-v1-9f3...71b"_s;
    row.key.hash = QString(64, u'a');
    row.key.creatorName = u"Alice"_s;
    row.key.createdUs = now - 5 * usPerDay;
    row.lastUsedUs = now - 12'000'000;
    row.isLastUseExact = true;
    return row;
}

KeyRow spending(Money spent, Money limit, Window reset)
{
    KeyRow row = keyRow(1, u"key"_s);
    row.key.limit = KeyLimit{.amount = limit, .reset = reset};
    row.key.usage[static_cast<std::size_t>(reset)] = spent;
    return row;
}

Cell cellOf(const KeyRow &row, int column)
{
    KeysModel model;
    model.setKeys({row}, now);
    return model.index(0, column).data(CellRole).value<Cell>();
}

} // namespace

class KeysModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysConsistentWhileKeysComeAndGo()
    {
        KeysModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setKeys({keyRow(1, u"a"_s), keyRow(2, u"b"_s), keyRow(3, u"c"_s)}, now);
        QCOMPARE(model.rowCount(), 3);
        model.setKeys({keyRow(4, u"d"_s), keyRow(3, u"c2"_s), keyRow(1, u"a"_s)}, now);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.rowOf({2}), -1);
        QCOMPARE(model.find({3})->key.name, u"c2"_s);
        QCOMPARE(model.rowOf({4}), 2);
        model.setKeys({}, now);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.size(), 0);
    }

    void rowsKeepTheirPlaceWhenFiguresChange()
    {
        KeysModel model;
        model.setKeys({keyRow(1, u"a"_s), keyRow(2, u"b"_s)}, now);
        const QPersistentModelIndex second = model.index(1, KeysModel::Today);
        KeyRow spent = keyRow(2, u"b"_s);
        spent.key.usage[static_cast<std::size_t>(Window::Day)] = dollars(3);
        model.setKeys({spent, keyRow(1, u"a"_s)}, now);
        QVERIFY(second.isValid());
        QCOMPARE(second.data().toString(), format::money(dollars(3)));
        QCOMPARE(second.data(IdRole).toLongLong(), 2);
    }

    void everyColumnHasAHeadingAndSorts()
    {
        KeysModel model;
        model.setKeys({keyRow(1, u"a"_s)}, now);
        for (int column = 0; column < KeysModel::columns; ++column) {
            QVERIFY(
                !model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
            QVERIFY(model.index(0, column).data(SortRole).isValid());
            QVERIFY(!model.index(0, column).data(Qt::AccessibleTextRole).toString().isEmpty());
            QCOMPARE(model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).toInt(),
                     model.index(0, column).data(Qt::TextAlignmentRole).toInt());
        }
    }

    void statesAreOrderedByWhatMatters()
    {
        KeyRow row = keyRow(1, u"a"_s);
        QCOMPARE(keyState(row, now), KeyState::Active);
        row.key.createdUs = now - 31 * usPerDay;
        row.lastUsedUs = 0;
        QCOMPARE(keyState(row, now), KeyState::Unused);
        row.lastUsedUs = now - 29 * usPerDay;
        QCOMPARE(keyState(row, now), KeyState::Active);
        row.isSimulatedOnly = true;
        QCOMPARE(keyState(row, now), KeyState::Simulated);
        row.key.expiresUs = now + 7 * usPerDay;
        QCOMPARE(keyState(row, now), KeyState::Expiring);
        row.key.limit = KeyLimit{.amount = dollars(10), .reset = Window::Day};
        row.key.usage[static_cast<std::size_t>(Window::Day)] = dollars(8);
        QCOMPARE(keyState(row, now), KeyState::Near);
        row.key.usage[static_cast<std::size_t>(Window::Day)] = dollars(10);
        QCOMPARE(keyState(row, now), KeyState::Over);
        row.key.isDisabled = true;
        QCOMPARE(keyState(row, now), KeyState::Disabled);
        row.key.expiresUs = now;
        QCOMPARE(keyState(row, now), KeyState::Expired);
    }

    void limitIsReachedOnlyWhenItIs_data()
    {
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<int>("perMille");
        QTest::addColumn<Tone>("tone");
        const qint64 usd = 1'000'000'000;
        QTest::newRow("nothing") << qint64(0) << 10 * usd << 0 << Tone::Accent;
        QTest::newRow("negative") << -usd << 10 * usd << 0 << Tone::Accent;
        QTest::newRow("below 80 %") << 8 * usd - 1 << 10 * usd << 799 << Tone::Accent;
        QTest::newRow("80 %") << 8 * usd << 10 * usd << 800 << Tone::Warning;
        QTest::newRow("a nano-dollar left") << 10 * usd - 1 << 10 * usd << 999 << Tone::Warning;
        QTest::newRow("reached") << 10 * usd << 10 * usd << 1000 << Tone::Danger;
        QTest::newRow("an odd one reached") << 3 * usd + 1 << 3 * usd + 1 << 1000 << Tone::Danger;
        QTest::newRow("an odd one missed") << 3 * usd << 3 * usd + 1 << 999 << Tone::Warning;
        QTest::newRow("tiny") << qint64(1) << qint64(3) << 333 << Tone::Accent;
        QTest::newRow("zero") << qint64(0) << qint64(0) << 1000 << Tone::Danger;
        QTest::newRow("far beyond") << 9'000'000'000 * usd << qint64(1) << 9999 << Tone::Danger;
        QTest::newRow("largest") << 9'000'000'000 * usd - 1 << 9'000'000'000 * usd << 999
                                 << Tone::Warning;
    }
    void limitIsReachedOnlyWhenItIs()
    {
        QFETCH(qint64, spent);
        QFETCH(qint64, limit);
        const KeyRow row = spending({spent}, {limit}, Window::Day);
        QTEST(limitPerMille(row.key), "perMille");
        QTEST(limitTone(row.key), "tone");
    }

    void limitSaysSpentLimitAndPeriod_data()
    {
        QTest::addColumn<Money>("spent");
        QTest::addColumn<Money>("limit");
        QTest::addColumn<int>("reset");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("detail");
        const auto row = [](const char *name, Money spent, Money limit, Window reset,
                            const QString &text, const QString &detail) {
            QTest::newRow(name) << spent << limit << int(reset) << text << detail;
        };
        row("large", dollars(213, 60), dollars(400), Window::Week, u"$214"_s, u"of $400 / wk"_s);
        row("small limit", dollars(31, 20), dollars(50), Window::Day, u"$31.20"_s,
            u"of $50 / day"_s);
        row("little spent", dollars(5, 87), dollars(100), Window::Month, u"$5.87"_s,
            u"of $100 / mo"_s);
        row("little left", dollars(399, 60), dollars(400), Window::Month, u"$399.60"_s,
            u"of $400 / mo"_s);
        row("over", dollars(482, 10), dollars(400), Window::Lifetime, u"$482.10"_s,
            u"of $400 in total"_s);
        row("odd limit", dollars(0), dollars(0, 50), Window::Day, u"$0.00"_s, u"of $0.50 / day"_s);
    }
    void limitSaysSpentLimitAndPeriod()
    {
        QFETCH(Money, spent);
        QFETCH(Money, limit);
        QFETCH(int, reset);
        const Cell cell
            = cellOf(spending(spent, limit, static_cast<Window>(reset)), KeysModel::Limit);
        QTEST(cell.text, "text");
        QTEST(cell.detail, "detail");
        QVERIFY(cell.barPerMille >= 0 && cell.barPerMille <= 1000);
    }

    void screenReadersHearTheLimitInWords()
    {
        const Cell cell
            = cellOf(spending(dollars(76, 90), dollars(80), Window::Day), KeysModel::Limit);
        QCOMPARE(cell.spoken,
                 u"spent 76.90 dollars of 80.00 dollars per day, 96 percent, Near limit"_s);
        QCOMPARE(cellOf(keyRow(1, u"ci"_s), KeysModel::Name).spoken, u"ci, Active"_s);
    }

    void nothingIsSpentBySimulatedKeys()
    {
        KeyRow row = keyRow(1, u"demo"_s);
        QCOMPARE(cellOf(row, KeysModel::Today).text, format::money({}));
        row.isSimulatedOnly = true;
        QCOMPARE(cellOf(row, KeysModel::Today).text, format::dash);
        QCOMPARE(cellOf(row, KeysModel::Name).badge->tone, Tone::Simulated);
    }

    void lastUseIsNoMoreExactThanKnown()
    {
        KeyRow row = keyRow(1, u"a"_s);
        QCOMPARE(lastUsed(row, now), u"12 s ago"_s);
        row.isLastUseExact = false;
        QCOMPARE(lastUsed(row, now), u"this hour"_s);
        row.lastUsedUs = now - 3 * usPerHour;
        QCOMPARE(lastUsed(row, now), u"3 h ago"_s);
        row.lastUsedUs = 0;
        QCOMPARE(lastUsed(row, now), u"never"_s);
    }

    void limitsResetAtMidnightUtc()
    {
        KeyRow row = spending({}, dollars(1), Window::Day);
        QCOMPARE(cellOf(row, KeysModel::Resets).text, u"in 11 h"_s);
        row.key.limit->reset = Window::Month; // 30 days minus 13 hours are left of July.
        QCOMPARE(cellOf(row, KeysModel::Resets).text, u"in 29 d"_s);
        row.key.limit->reset = Window::Lifetime;
        QCOMPARE(cellOf(row, KeysModel::Resets).text, format::dash);
        row.key.limit.reset();
        QCOMPARE(cellOf(row, KeysModel::Resets).text, format::dash);
    }

    void sortsByValueAndNotByText()
    {
        KeyRow nine = keyRow(1, u"a"_s);
        nine.key.usage[static_cast<std::size_t>(Window::Month)] = dollars(9);
        KeyRow ten = keyRow(2, u"b"_s);
        ten.key.usage[static_cast<std::size_t>(Window::Month)] = dollars(10);
        KeysModel model;
        model.setKeys({nine, ten}, now);
        const auto value = [&](int row, int column) {
            return model.index(row, column).data(SortRole).toLongLong();
        };
        QVERIFY(value(0, KeysModel::ThisMonth) < value(1, KeysModel::ThisMonth));
        QVERIFY(value(0, KeysModel::Expires) > now); // Never is later than any day.
        QCOMPARE(value(0, KeysModel::Limit), -1); // No limit is less than an unused one.
    }
};

QTEST_GUILESS_MAIN(KeysModelTest)
#include "tst_KeysModel.moc"
