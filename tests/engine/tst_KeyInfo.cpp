// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/KeyInfo.h"

#include <QTest>

#include <boost/json/parse.hpp>

using namespace turnpike;

class TestKeyInfo : public QObject
{
    Q_OBJECT

    static KeyPolicy limitedKey()
    {
        KeyPolicy key;
        key.label = "sk-tp-v1-abc...xyz";
        key.limit = Money{5'000'000'000};
        key.limitWindow = Window::Day;
        return key;
    }
    static ScopeUsage usage()
    {
        return {{Money{900'000'182}, Money{182'000}, Money{2}, Money{3}}, {}};
    }

    static boost::json::object data(const KeyPolicy &key, const ScopeUsage &used)
    {
        return boost::json::parse(keyBody(key, used)).at("data").as_object();
    }

private Q_SLOTS:
    void amountsAreExactNumbers()
    {
        const QByteArray body = QByteArray::fromStdString(keyBody(limitedKey(), usage()));
        for (const char *member :
             {R"("limit":5,)", R"("limit_remaining":4.999818,)", R"("usage":0.900000182,)",
              R"("usage_daily":0.000182,)", R"("usage_weekly":0.000000002,)",
              R"("usage_monthly":0.000000003,)", R"("byok_usage":0,)"})
            QVERIFY2(body.contains(member), body + " lacks " + member);
    }

    void theLimitCountsItsOwnWindow_data()
    {
        QTest::addColumn<int>("window");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](Window window, const char *text) {
            QTest::newRow(text) << static_cast<int>(window) << QByteArray(text);
        };
        row(Window::Lifetime, R"("limit_remaining":4.099999818,"limit_reset":null)");
        row(Window::Day, R"("limit_remaining":4.999818,"limit_reset":"daily")");
        row(Window::Week, R"("limit_remaining":4.999999998,"limit_reset":"weekly")");
        row(Window::Month, R"("limit_remaining":4.999999997,"limit_reset":"monthly")");
    }
    void theLimitCountsItsOwnWindow()
    {
        QFETCH(const int, window);
        QFETCH(const QByteArray, text);
        KeyPolicy key = limitedKey();
        key.limitWindow = static_cast<Window>(window);
        const QByteArray body = QByteArray::fromStdString(keyBody(key, usage()));
        QVERIFY2(body.contains(text), body);
    }

    void nothingRemainsBelowZero()
    {
        KeyPolicy key = limitedKey();
        key.limit = Money{100};
        QCOMPARE(data(key, usage()).at("limit_remaining").as_int64(), 0);
    }

    void requiredKeysAreThereWhenNothingIsSet()
    {
        const boost::json::object all = data({}, {});
        for (const char *name : {"label",
                                 "limit",
                                 "limit_remaining",
                                 "limit_reset",
                                 "include_byok_in_limit",
                                 "usage",
                                 "usage_daily",
                                 "usage_weekly",
                                 "usage_monthly",
                                 "byok_usage",
                                 "byok_usage_daily",
                                 "byok_usage_weekly",
                                 "byok_usage_monthly",
                                 "is_free_tier",
                                 "is_management_key",
                                 "is_provisioning_key",
                                 "creator_user_id",
                                 "organization_id",
                                 "workspace_id",
                                 "expires_at",
                                 "allowed_data_regions",
                                 "rate_limit",
                                 "free_model_daily_requests"})
            QVERIFY2(all.contains(name), name);
        for (const char *name : {"limit", "limit_remaining", "limit_reset", "creator_user_id",
                                 "organization_id", "workspace_id", "expires_at"})
            QVERIFY2(all.at(name).is_null(), name);
    }

    void expiryIsATimestamp()
    {
        KeyPolicy key = limitedKey();
        key.expiresUs = 1'782'950'400'000'000;
        QCOMPARE(data(key, {}).at("expires_at").as_string(), "2026-07-02T00:00:00Z");
    }
};

QTEST_GUILESS_MAIN(TestKeyInfo)
#include "tst_KeyInfo.moc"
