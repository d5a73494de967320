// SPDX-License-Identifier: GPL-3.0-or-later
// From credential headers to the key of the snapshot.
#include "engine/admission/KeyCheck.h"

#include <QTest>

using namespace turnpike;

namespace {

constexpr std::string_view secret = "sk-tp-v1-0123";

PolicySnapshot policyWith(KeyPolicy key)
{
    PolicySnapshot policy;
    key.hash = hashKey(secret);
    policy.keys.emplace(key.hash, key);
    return policy;
}

} // namespace

class KeyCheckTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hashIsSha256OfTheWholeText()
    {
        const KeyHash hash = hashKey("abc");
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(hash.data()), 32).toHex(),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void bearerAndApiKeyAreBothTaken()
    {
        const PolicySnapshot policy = policyWith({});
        QVERIFY(identifyKey({{"Authorization", "bearer  sk-tp-v1-0123"}}, policy, 0).key);
        QVERIFY(identifyKey({{"X-Api-Key", secret}}, policy, 0).key);
    }

    void ourPrefixWinsOverAStrayVendorKey()
    {
        const PolicySnapshot policy = policyWith({});
        QVERIFY(
            identifyKey({{"Authorization", "Bearer sk-ant-1"}, {"x-api-key", secret}}, policy, 0)
                .key);
        QVERIFY(identifyKey({{"Authorization", "Bearer sk-tp-v1-0123"}, {"x-api-key", "sk-ant-1"}},
                            policy, 0)
                    .key);
    }

    void problemsAreToldApart()
    {
        KeyPolicy disabled;
        disabled.isDisabled = true;
        KeyPolicy expired;
        expired.expiresUs = 100;
        const http::Headers headers{{"x-api-key", secret}};
        QCOMPARE(identifyKey({}, policyWith({}), 0).problem, KeyProblem::Missing);
        QCOMPARE(identifyKey({{"Authorization", "Basic x"}}, policyWith({}), 0).problem,
                 KeyProblem::Malformed);
        QCOMPARE(identifyKey({{"x-api-key", "sk-tp-v1-9"}}, policyWith({}), 0).problem,
                 KeyProblem::Unknown);
        QCOMPARE(identifyKey(headers, policyWith(disabled), 0).problem, KeyProblem::Disabled);
        QCOMPARE(identifyKey(headers, policyWith(expired), 100).problem, KeyProblem::Expired);
        QCOMPARE(identifyKey(headers, policyWith(expired), 99).problem, KeyProblem::None);
    }
};

QTEST_GUILESS_MAIN(KeyCheckTest)
#include "tst_KeyCheck.moc"
