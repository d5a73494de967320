// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class OrganizationServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstRunMakesOrganizationOwnerAndWorkspace()
    {
        Desk desk(Desk::Start::Empty);
        QCOMPARE(desk.owner().name(), u"setup"_s);
        QVERIFY(!desk.organization.current(desk.owner())->has_value());
        const auto made
            = desk.organization.create(desk.owner(), {u" Acme "_s, u"Ada"_s, u"ada@example.org"_s});
        QVERIFY(made);
        QCOMPARE(made->name, u"Acme"_s);
        QVERIFY(!made->isPoolOn);
        static const QRegularExpression organization(u"^org_[0-9A-Za-z]{27}$"_s);
        static const QRegularExpression person(u"^user_[0-9A-Za-z]{27}$"_s);
        QVERIFY(organization.match(made->publicId).hasMatch());
        const auto owner = desk.organization.owner(desk.owner());
        QVERIFY(person.match(owner->publicId).hasMatch());
        QCOMPARE(desk.owner().name(), owner->publicId);
        QCOMPARE(desk.organization.workspaces(desk.owner())->size(), 1);
        QCOMPARE(desk.organization.create(desk.owner(), {u"B"_s, u"C"_s, {}}).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(desk.audits(), 1);
    }

    void badFirstRunNamesTheField()
    {
        Desk desk(Desk::Start::Empty);
        const auto field = [&](const FirstRun &run) {
            return desk.organization.create(desk.owner(), run).error().field;
        };
        QCOMPARE(field({{}, u"Ada"_s, {}}), u"/organization"_s);
        QCOMPARE(field({u"Acme"_s, {}, {}}), u"/owner/name"_s);
        QCOMPARE(field({u"Acme"_s, u"Ada"_s, u"ada"_s}), u"/owner/email"_s);
        QCOMPARE(desk.rows("organization"), 0);
    }

    void commandLineActsForTheOwnerUnderItsOwnName()
    {
        Desk desk;
        const auto actor = Authenticator(*desk.session).commandLine(u"root"_s);
        QVERIFY(desk.organization.rename(*actor, u"Renamed"_s));
        QCOMPARE(desk.organization.auditLog(*actor, 0, 1)->first().actor, u"cli:root"_s);
        QCOMPARE((*desk.organization.current(*actor))->name, u"Renamed"_s);
    }

    void creditsTurnThePoolOnAndSumExactly()
    {
        Desk desk;
        const Money odd{9'007'199'254'740'993};
        QVERIFY(desk.organization.addCredits(desk.owner(), odd, u"cheque"_s));
        QVERIFY((*desk.organization.current(desk.owner()))->isPoolOn);
        QVERIFY(desk.organization.correctCredits(desk.owner(), Money{-1}, {}));
        QVERIFY(desk.ledger.execute("INSERT INTO credit_entry (organization_id, kind, day, "
                                    "amount_nusd, created_us) VALUES (1, 5, 20000, -7, 0)"));
        const auto balance = desk.organization.balance(desk.owner());
        QCOMPARE(balance->total, odd - Money{1});
        QCOMPARE(balance->used, Money{7});
        QCOMPARE(desk.organization.creditEntries(desk.owner(), 10)->size(), 3);
    }

    void limitsCountUpstreamUntilSomebodySaysNo()
    {
        Desk desk;
        QVERIFY((*desk.organization.current(desk.owner()))->budgetsCountUpstream);
        QVERIFY(desk.policies.last().budgetsCountUpstream);
        for (const bool isOn : {false, true}) {
            QVERIFY(desk.organization.setBudgetsCountUpstream(desk.owner(), isOn));
            QCOMPARE((*desk.organization.current(desk.owner()))->budgetsCountUpstream, isOn);
            QCOMPARE(desk.policies.last().budgetsCountUpstream, isOn);
            const AuditEntry audit = desk.organization.auditLog(desk.owner(), 0, 1)->first();
            QCOMPARE(audit.action, u"budgets.count_upstream"_s);
            QVERIFY(audit.after.contains(isOn ? u"\"budgets_count_upstream\":true"_s
                                              : u"\"budgets_count_upstream\":false"_s));
            QVERIFY(audit.before != audit.after);
        }
        KeyDraft draft;
        draft.name = u"ci"_s;
        const Actor key = desk.keyActor(desk.keys.create(desk.owner(), draft)->key.id);
        QCOMPARE(desk.organization.setBudgetsCountUpstream(key, false).error().code,
                 ErrorCode::Forbidden);
    }

    void aDemonstrationStaysOne()
    {
        Desk desk(Desk::Start::Empty);
        const FirstRun wanted{.organization = u"Acme"_s,
                              .ownerName = u"Ada"_s,
                              .ownerEmail = {},
                              .isDemonstration = true};
        QVERIFY(desk.organization.create(desk.owner(), wanted)->isDemonstration);
        QVERIFY(desk.organization.rename(desk.owner(), u"Ours"_s));
        const Organization kept = **desk.organization.current(desk.owner());
        QCOMPARE(kept.name, u"Ours"_s);
        QVERIFY(kept.isDemonstration);
        QVERIFY(desk.organization.auditLog(desk.owner(), 0, 1)
                    ->first()
                    .after.contains(u"\"demonstration\":true"_s));
        // No other ledger says it of itself.
        Desk other;
        QVERIFY(!(*other.organization.current(other.owner()))->isDemonstration);
    }

    void impossibleAmountsAreRefused()
    {
        Desk desk;
        QCOMPARE(desk.organization.addCredits(desk.owner(), Money{0}, {}).error().field,
                 u"/amount"_s);
        QCOMPARE(desk.organization.correctCredits(desk.owner(), Money{0}, {}).error().field,
                 u"/amount"_s);
        const Money most{std::numeric_limits<std::int64_t>::max()};
        QVERIFY(desk.organization.addCredits(desk.owner(), most, {}));
        QCOMPARE(desk.organization.addCredits(desk.owner(), Money{1}, {}).error().field,
                 u"/amount"_s);
    }

    void deadKeysAuthenticateNobody()
    {
        Desk desk;
        KeyDraft draft;
        draft.name = u"ci"_s;
        draft.expiresUs = desk.clock.nowUs() + 1'000'000;
        const KeyId id = desk.keys.create(desk.owner(), draft)->key.id;
        const Authenticator authenticator(*desk.session);
        QVERIFY(authenticator.key(id, desk.clock.nowUs()));
        QCOMPARE(authenticator.key(id, draft.expiresUs).error().code, ErrorCode::Unauthenticated);
        QVERIFY(desk.keys.setDisabled(desk.owner(), id, true));
        QVERIFY(!authenticator.key(id, desk.clock.nowUs()));
        QVERIFY(!authenticator.key({77}, desk.clock.nowUs()));
    }
};

QTEST_GUILESS_MAIN(OrganizationServiceTest)
#include "tst_OrganizationService.moc"
