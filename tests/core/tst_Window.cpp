// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Window.h"

#include <QDateTime>
#include <QTest>

#include <limits>

using namespace turnpike;

class TestWindow : public QObject
{
    Q_OBJECT

    static std::int64_t at(const char *iso)
    {
        return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toMSecsSinceEpoch()
            * 1000;
    }

private Q_SLOTS:
    void keysAndEndsFollowTheCalendar_data()
    {
        QTest::addColumn<QByteArray>("instant");
        QTest::addColumn<int>("day");
        QTest::addColumn<int>("week");
        QTest::addColumn<int>("month");
        QTest::addColumn<QByteArray>("weekEnd");
        QTest::addColumn<QByteArray>("monthEnd");
        const auto row = [](const char *instant, int day, int week, int month, const char *weekEnd,
                            const char *monthEnd) {
            QTest::newRow(instant) << QByteArray(instant) << day << week << month
                                   << QByteArray(weekEnd) << QByteArray(monthEnd);
        };
        row("1970-01-01T00:00:00Z", 0, -3, 1970 * 12, "1970-01-05T00:00:00Z",
            "1970-02-01T00:00:00Z");
        row("1969-12-31T23:59:59Z", -1, -3, 1969 * 12 + 11, "1970-01-05T00:00:00Z",
            "1970-01-01T00:00:00Z");
        row("1969-12-28T23:59:59Z", -4, -10, 1969 * 12 + 11, "1969-12-29T00:00:00Z",
            "1970-01-01T00:00:00Z");
        row("2024-02-29T12:00:00Z", 19782, 19779, 2024 * 12 + 1, "2024-03-04T00:00:00Z",
            "2024-03-01T00:00:00Z");
        row("2026-07-05T23:59:59Z", 20639, 20633, 2026 * 12 + 6, "2026-07-06T00:00:00Z",
            "2026-08-01T00:00:00Z");
        row("2026-07-06T00:00:00Z", 20640, 20640, 2026 * 12 + 6, "2026-07-13T00:00:00Z",
            "2026-08-01T00:00:00Z");
        row("2026-12-31T23:59:59Z", 20818, 20815, 2026 * 12 + 11, "2027-01-04T00:00:00Z",
            "2027-01-01T00:00:00Z");
        row("2100-02-28T23:59:59Z", 47540, 47534, 2100 * 12 + 1, "2100-03-01T00:00:00Z",
            "2100-03-01T00:00:00Z");
        row("1900-03-01T00:00:00Z", -25508, -25511, 1900 * 12 + 2, "1900-03-05T00:00:00Z",
            "1900-04-01T00:00:00Z");
    }
    void keysAndEndsFollowTheCalendar()
    {
        QFETCH(const QByteArray, instant);
        QFETCH(const int, day);
        QFETCH(const int, week);
        QFETCH(const int, month);
        QFETCH(const QByteArray, weekEnd);
        QFETCH(const QByteArray, monthEnd);
        const std::int64_t us = at(instant.constData());
        QCOMPARE(dayOf(us), day);
        QCOMPARE(windowKey(Window::Day, us), day);
        QCOMPARE(windowKey(Window::Week, us), week);
        QCOMPARE(windowKey(Window::Month, us), month);
        QCOMPARE(windowEnd(Window::Day, us), (std::int64_t{day} + 1) * 86'400'000'000);
        QCOMPARE(windowEnd(Window::Week, us), at(weekEnd.constData()));
        QCOMPARE(windowEnd(Window::Month, us), at(monthEnd.constData()));
        QCOMPARE(windowKeys(us), (std::array{0, day, week, month}));
    }

    void aLifetimeNeverEnds()
    {
        QCOMPARE(windowKey(Window::Lifetime, at("2026-07-02T10:00:00Z")), 0);
        QCOMPARE(windowEnd(Window::Lifetime, at("2026-07-02T10:00:00Z")), 0);
    }

    void theLastMicrosecondBelongsToTheWindowItEnds()
    {
        const std::int64_t midnight = at("2026-03-01T00:00:00Z");
        QCOMPARE(windowKey(Window::Month, midnight - 1), 2026 * 12 + 1);
        QCOMPARE(windowKey(Window::Month, midnight), 2026 * 12 + 2);
        QCOMPARE(windowEnd(Window::Month, midnight - 1), midnight);
        QCOMPARE(dayOf(-1), -1);
        QCOMPARE(dayOf(-86'400'000'000), -1);
        QCOMPARE(dayOf(-86'400'000'001), -2);
    }

    void agreesWithQtsCalendarOverEightCenturies()
    {
        for (QDate date(1601, 1, 1); date.year() < 2400; date = date.addDays(13)) {
            const QDateTime start = date.startOfDay(Qt::UTC);
            const std::int64_t us = start.toMSecsSinceEpoch() * 1000 + 12'345;
            QCOMPARE(windowKey(Window::Month, us), date.year() * 12 + date.month() - 1);
            const QDate monday = date.addDays(1 - date.dayOfWeek());
            QCOMPARE(std::int64_t{windowKey(Window::Week, us)}, QDate(1970, 1, 1).daysTo(monday));
            const QDate next = QDate(date.year(), date.month(), 1).addMonths(1);
            QCOMPARE(windowEnd(Window::Month, us),
                     next.startOfDay(Qt::UTC).toMSecsSinceEpoch() * 1000);
        }
    }

    void theEndsOfTimeDoNotOverflow()
    {
        for (const std::int64_t us :
             {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
            for (const Window window : {Window::Day, Window::Week, Window::Month})
                QVERIFY(windowEnd(window, us) >= us);
        }
        QCOMPARE(windowKey(Window::Month, std::numeric_limits<std::int64_t>::max()), 294'247 * 12);
    }
};

QTEST_GUILESS_MAIN(TestWindow)
#include "tst_Window.moc"
