// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ProviderKeyModel.h"
#include "models/ProvidersModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t now = 1'782'950'400'000'000;

ProviderRow row(std::int64_t id, const QString &name, bool hasKey)
{
    ProviderRow row;
    row.provider.id = {id};
    row.provider.settings.slug = name.toLower();
    row.provider.settings.name = name;
    row.provider.hasCredential = hasKey;
    row.provider.credentialLabel = hasKey ? u"sk-abc...wxyz"_s : QString();
    return row;
}

} // namespace

class tst_ProvidersModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsByKey();
    void filtersByNameAndSlug();
    void changesInPlace();
    void tellsTheGravestState_data();
    void tellsTheGravestState();
    void unknownDataPolicyMeansThatItMay();
    void keyRowShowsOnlyTheTail();
};

void tst_ProvidersModel::groupsByKey()
{
    ProvidersModel model;
    const QAbstractItemModelTester tester(&model);
    model.setProviders({row(1, u"Alder"_s, true), row(2, u"Birch"_s, false), simulatorRow()}, now);
    QCOMPARE(model.rowCount(), 4);
    QCOMPARE(model.index(0).data().toString(), u"Alder"_s);
    QCOMPARE(model.index(1).data().toString(), u"Simulator"_s);
    QVERIFY(model.index(2).data(ProvidersModel::IsHeadingRole).toBool());
    QCOMPARE(model.flags(model.index(2)), Qt::NoItemFlags);
    QCOMPARE(model.index(3).data(IdRole).toLongLong(), 2);
    QCOMPARE(model.selectable(2, 1), 3);
    QCOMPARE(model.selectable(2, -1), 1);
    QCOMPARE(model.rowOf(2), 3);
    QCOMPARE(model.rowOf(7), -1);
}

void tst_ProvidersModel::filtersByNameAndSlug()
{
    ProvidersModel model;
    const QAbstractItemModelTester tester(&model);
    model.setProviders({row(1, u"Alder"_s, true), row(2, u"Birch"_s, false)}, now);
    model.setFilter(u"IRC"_s);
    QCOMPARE(model.rowCount(), 2); // Its heading stays with it.
    model.setFilter(u"nothing"_s);
    QCOMPARE(model.rowCount(), 0);
}

void tst_ProvidersModel::changesInPlace()
{
    ProvidersModel model;
    const QAbstractItemModelTester tester(&model);
    model.setProviders({row(1, u"Alder"_s, true)}, now);
    const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    ProviderRow failing = row(1, u"Alder"_s, true);
    failing.attempts = 10;
    failing.failures = 9;
    model.setProviders({failing}, now);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(changes.size(), 1);
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(u"Failing"_s));
}

void tst_ProvidersModel::tellsTheGravestState_data()
{
    QTest::addColumn<ProviderRow>("row");
    QTest::addColumn<int>("state");
    const auto add = [](const char *name, ProviderState state, auto change) {
        ProviderRow changed = row(1, u"Alder"_s, true);
        changed.attempts = 100;
        change(changed);
        QTest::newRow(name) << changed << int(state);
    };
    add("answers", ProviderState::Works, [](ProviderRow &) {});
    add("fails now and then", ProviderState::Failing, [](ProviderRow &r) { r.failures = 6; });
    add("one failure is none", ProviderState::Works, [](ProviderRow &r) { r.failures = 1; });
    add("rejected", ProviderState::Rejected, [](ProviderRow &r) {
        r.failures = 6;
        r.test = TestOutcome::Rejected;
    });
    add("locked", ProviderState::Locked, [](ProviderRow &r) {
        r.problem = u"It cannot be opened."_s;
        r.test = TestOutcome::Works;
    });
    add("disabled", ProviderState::Disabled, [](ProviderRow &r) {
        r.provider.settings.isEnabled = false;
        r.problem = u"It cannot be opened."_s;
    });
    add("unused", ProviderState::Idle, [](ProviderRow &r) { r.attempts = 0; });
    add("no key", ProviderState::NoKey, [](ProviderRow &r) {
        r.attempts = 0;
        r.provider.hasCredential = false;
    });
    add("testing", ProviderState::Testing, [](ProviderRow &r) { r.test = TestOutcome::Running; });
}

void tst_ProvidersModel::tellsTheGravestState()
{
    QFETCH(const ProviderRow, row);
    QFETCH(const int, state);
    QCOMPARE(int(providerState(row)), state);
    QVERIFY(!providerBadge(row).text.isEmpty());
}

void tst_ProvidersModel::unknownDataPolicyMeansThatItMay()
{
    QCOMPARE(dataPolicyText({}), u"may train on prompts · may retain them"_s);
    DataPolicy known;
    known.trains = false;
    known.retains = true;
    known.retentionDays = 30;
    QCOMPARE(dataPolicyText(known), u"does not train · retains 30 days"_s);
    known.retains = false;
    QCOMPARE(dataPolicyText(known), u"does not train · retains nothing"_s);
}

void tst_ProvidersModel::keyRowShowsOnlyTheTail()
{
    ProviderKeyModel model;
    const QAbstractItemModelTester tester(&model);
    ProviderRow used = row(1, u"Alder"_s, true);
    used.spent = {12'500'000'000};
    used.lastUsedUs = now - 3'000'000;
    used.isLastUseExact = true;
    model.setProvider(used, now);
    QCOMPARE(model.index(0, ProviderKeyModel::Key).data().toString(), u"…wxyz"_s);
    QCOMPARE(model.index(0, ProviderKeyModel::Spent).data().toString(), u"$12.50"_s);
    QCOMPARE(model.index(0, ProviderKeyModel::LastUsed).data().toString(), u"3 s ago"_s);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(tst_ProvidersModel)
#include "tst_ProvidersModel.moc"
