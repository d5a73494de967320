// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ProviderSetup.h"

#include <QTest>

#include "tests/services/Desk.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

ProviderDraft alder()
{
    ProviderDraft draft;
    draft.slug = u"alder"_s;
    draft.name = u"Alder"_s;
    draft.baseUrl = u"https://api.alder.example/v1"_s;
    return draft;
}

} // namespace

class tst_ProviderSetup : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsAllInOnePublication();
    void aFaultyModelLeavesNothing();
    void aNewCredentialEnablesAndAddsWhatIsMissing();
    void aFaultyModelKeepsTheOldCredential();
};

void tst_ProviderSetup::addsAllInOnePublication()
{
    Desk desk;
    ProviderSetup setup(desk.committer, desk.providers, desk.catalog);
    const std::size_t before = desk.policies.all.size();
    std::vector<int> told;
    const auto done
        = setup.add(desk.owner(), alder(), Secret("sk-one"),
                    {modelAt(u"alder"_s, u"alder/one"_s), modelAt(u"alder"_s, u"alder/two"_s)},
                    [&](int count) { told.push_back(count); });
    QVERIFY2(done.has_value(), done ? "" : qPrintable(done.error().message));
    QCOMPARE(done->models, 2);
    QCOMPARE(done->provider.modelCount, 2);
    QVERIFY(done->provider.hasCredential);
    QCOMPARE(told, (std::vector<int>{1, 2}));
    QCOMPARE(desk.policies.all.size(), before + 1);
}

void tst_ProviderSetup::aFaultyModelLeavesNothing()
{
    Desk desk;
    ProviderSetup setup(desk.committer, desk.providers, desk.catalog);
    const std::int64_t audits = desk.audits();
    const auto done
        = setup.add(desk.owner(), alder(), Secret("sk-one"),
                    {modelAt(u"alder"_s, u"alder/one"_s), modelAt(u"alder"_s, u"no slug"_s)});
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code, ErrorCode::InvalidArgument);
    QVERIFY(desk.providers.list(desk.owner())->isEmpty());
    QVERIFY(desk.catalog.list(desk.owner())->isEmpty());
    QCOMPARE(desk.audits(), audits);
}

void tst_ProviderSetup::aNewCredentialEnablesAndAddsWhatIsMissing()
{
    Desk desk;
    ProviderSetup setup(desk.committer, desk.providers, desk.catalog);
    const auto first = setup.add(desk.owner(), alder(), {}, {modelAt(u"alder"_s, u"alder/one"_s)});
    QVERIFY(first.has_value());
    QVERIFY(desk.providers.setEnabled(desk.owner(), first->provider.id, false).has_value());
    const auto done
        = setup.renew(desk.owner(), first->provider.id, Secret("sk-two"),
                      {modelAt(u"alder"_s, u"alder/one"_s), modelAt(u"alder"_s, u"alder/two"_s)});
    QVERIFY(done.has_value());
    QCOMPARE(done->models, 1);
    QVERIFY(done->provider.settings.isEnabled);
    QCOMPARE(*desk.providers.hasCredential(desk.owner(), done->provider.id, Secret("sk-two")),
             true);
}

void tst_ProviderSetup::aFaultyModelKeepsTheOldCredential()
{
    Desk desk;
    ProviderSetup setup(desk.committer, desk.providers, desk.catalog);
    const auto first = setup.add(desk.owner(), alder(), Secret("sk-one"), {});
    QVERIFY(first.has_value());
    QVERIFY(!setup
                 .renew(desk.owner(), first->provider.id, Secret("sk-two"),
                        {modelAt(u"alder"_s, u"no slug"_s)})
                 .has_value());
    QCOMPARE(*desk.providers.hasCredential(desk.owner(), first->provider.id, Secret("sk-one")),
             true);
}

QTEST_GUILESS_MAIN(tst_ProviderSetup)
#include "tst_ProviderSetup.moc"
