// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Period.h"
#include "core/Window.h"

#include <QTest>

using namespace turnpike;

namespace {

constexpr std::int32_t october = 20'727; ///< 2026-10-01

}

class PeriodTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aMonthIsComparedWithTheMonthBefore()
    {
        const Period month = Period::ofDays(october, october + 30);
        QVERIFY(month.isWholeMonth());
        QCOMPARE(month.before(), Period::ofDays(october - 30, october - 1)); // September has 30.
        const Period january = Period::ofDays(20'454, 20'484);
        QVERIFY(january.isWholeMonth());
        QCOMPARE(january.before(), Period::ofDays(20'423, 20'453)); // Of the year before.
    }

    void anythingElseIsComparedWithAsMuchBefore()
    {
        const Period week = Period::ofDays(october, october + 6);
        QVERIFY(!week.isWholeMonth());
        QCOMPARE(week.before(), Period::ofDays(october - 7, october - 1));
        const Period long31 = Period::ofDays(october + 1, october + 31);
        QVERIFY(!long31.isWholeMonth());
        QCOMPARE(long31.before(), Period::ofDays(october - 30, october));
    }

    void hoursEndWithTheRunningOne()
    {
        const std::int64_t now = october * Period::dayUs + 14 * Period::hourUs + 1;
        const Period day = Period::lastHours(24, now);
        QCOMPARE(day.toUs, october * Period::dayUs + 15 * Period::hourUs);
        QCOMPARE(day.fromUs, day.toUs - Period::dayUs);
        QVERIFY(!day.isWholeDays());
        QCOMPARE(day.firstDay(), october - 1);
        QCOMPARE(day.lastDay(), october);
    }
};

QTEST_GUILESS_MAIN(PeriodTest)
#include "tst_Period.moc"
