// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/KeySecret.h"

#include <QRegularExpression>
#include <QTest>

#include <optional>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

KeyHash hashOf(const QString &hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex.toLatin1());
    KeyHash hash{};
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

KeyDraft named(const QString &name)
{
    KeyDraft draft;
    draft.name = name;
    return draft;
}

} // namespace

class KeyServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.emplace(); }
    void cleanup() { m_desk.reset(); }

    void secretHasTheDocumentedShape()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        QVERIFY(issued);
        const auto secret = issued->secret.reveal();
        static const QRegularExpression shape(u"^sk-tp-v1-[0-9a-f]{64}$"_s);
        QVERIFY(
            shape.match(QString::fromLatin1(secret.data(), qsizetype(secret.size()))).hasMatch());
        QCOMPARE(issued->key.hash, keyHash(secret));
        static const QRegularExpression label(u"^sk-tp-v1-[0-9a-f]{3}\\.\\.\\.[0-9a-f]{3}$"_s);
        QVERIFY(label.match(issued->key.label).hasMatch());

        KeyDraft management = named(u"admin"_s);
        management.isManagement = true;
        const auto admin = m_desk->keys.create(m_desk->owner(), management);
        QVERIFY(admin);
        QVERIFY(admin->secret.reveal().starts_with("sk-tp-mgmt-"));
        QCOMPARE(admin->secret.reveal().size(), std::size_t(11 + 64));
    }

    void hashIsThePublishedSha256()
    {
        // FIPS 180-2, appendix B.1
        QCOMPARE(keyHash("abc"),
                 u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s);
    }

    void keyWorksWhenCreateReturns()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        QVERIFY(issued);
        const auto &keys = m_desk->policies.last().keys;
        const auto found = keys.find(hashOf(issued->key.hash));
        QVERIFY(found != keys.end());
        QVERIFY(!found->second.isDisabled);
        QCOMPARE(found->second.scopes.size(), std::size_t(1));
        QCOMPARE(found->second.scopes[0].isLimited, false);
    }

    void limitBecomesTheKeysScope()
    {
        KeyDraft draft = named(u"ci"_s);
        draft.limit = KeyLimit{Money{5'000'000'000}, Window::Week, BudgetMode::Hard};
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        QVERIFY(issued);
        QCOMPARE(issued->key.limit, draft.limit);
        const KeyPolicy &policy = m_desk->policies.last().keys.at(hashOf(issued->key.hash));
        QCOMPARE(policy.limit, std::optional(Money{5'000'000'000}));
        QVERIFY(policy.scopes[0].isLimited);
        QCOMPARE(policy.scopes[0].window, Window::Week);
        QCOMPARE(policy.scopes[0].mode, BudgetMode::Hard);
        QCOMPARE(policy.scopes[0].limit, Money{5'000'000'000});
        QCOMPARE(policy.scopes[0].ref.owner, issued->key.id.value);
    }

    void poolIsTheSecondScopeWhileItIsOn()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        QVERIFY(issued);
        QVERIFY(m_desk->organization.addCredits(m_desk->owner(), Money{7'000'000'000}, {}));
        const KeyPolicy &policy = m_desk->policies.last().keys.at(hashOf(issued->key.hash));
        QCOMPARE(policy.scopes.size(), std::size_t(2));
        QCOMPARE(policy.scopes[1].ref.kind, ScopeKind::CreditPool);
        QCOMPARE(policy.scopes[1].limit, Money{7'000'000'000});
        QVERIFY(m_desk->organization.setPool(m_desk->owner(), false));
        QCOMPARE(m_desk->policies.last().keys.at(hashOf(issued->key.hash)).scopes.size(),
                 std::size_t(1));
    }

    void deletedKeyDiesAtOnceAndComesBackWithinTheUndoWindow()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        QVERIFY(issued);
        QVERIFY(m_desk->keys.remove(m_desk->owner(), issued->key.id));
        QVERIFY(!m_desk->policies.last().keys.contains(hashOf(issued->key.hash)));
        QCOMPARE(m_desk->keys.list(m_desk->owner())->size(), 0);
        QCOMPARE(m_desk->keys.find(m_desk->owner(), issued->key.id).error().code,
                 ErrorCode::NotFound);

        m_desk->clock.advance(std::chrono::seconds(10));
        QVERIFY(m_desk->keys.undelete(m_desk->owner(), issued->key.id));
        QVERIFY(m_desk->policies.last().keys.contains(hashOf(issued->key.hash)));

        QVERIFY(m_desk->keys.remove(m_desk->owner(), issued->key.id));
        m_desk->clock.advance(std::chrono::seconds(16));
        QCOMPARE(m_desk->keys.undelete(m_desk->owner(), issued->key.id).error().code,
                 ErrorCode::Conflict);
        QCOMPARE(m_desk->rows("api_key"), 1); // The row stays for history.
    }

    void disabledKeyIsPublishedAsDisabled()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        QVERIFY(issued);
        QVERIFY(m_desk->keys.setDisabled(m_desk->owner(), issued->key.id, true));
        QVERIFY(m_desk->policies.last().keys.at(hashOf(issued->key.hash)).isDisabled);
        QVERIFY(m_desk->keys.setDisabled(m_desk->owner(), issued->key.id, false));
        QVERIFY(!m_desk->policies.last().keys.at(hashOf(issued->key.hash)).isDisabled);
    }

    void eachChangeIsAudited()
    {
        const std::int64_t before = m_desk->audits();
        const Actor owner = m_desk->owner();
        const KeyId id = m_desk->keys.create(owner, named(u"ci"_s))->key.id;
        QVERIFY(m_desk->keys.rename(owner, id, u"build"_s));
        QVERIFY(
            m_desk->keys.setLimit(owner, id, KeyLimit{Money{1}, Window::Day, BudgetMode::Soft}));
        QVERIFY(m_desk->keys.setDisabled(owner, id, true));
        QVERIFY(m_desk->keys.remove(owner, id));
        QVERIFY(m_desk->keys.undelete(owner, id));
        QCOMPARE(m_desk->audits() - before, 6);
        const auto log = m_desk->organization.auditLog(owner, 0, 10);
        QVERIFY(log);
        QCOMPARE(log->at(0).action, u"key.undelete"_s);
        QCOMPARE(log->at(0).actor, owner.name());
        QVERIFY(log->at(4).before.contains(u"\"ci\""_s));
        QVERIFY(log->at(4).after.contains(u"\"build\""_s));
    }

    void auditFailureTakesTheChangeBack()
    {
        QVERIFY(m_desk->ledger.execute("CREATE TRIGGER no_audit BEFORE INSERT ON audit_event "
                                       "BEGIN SELECT RAISE(ABORT, 'no'); END"));
        QVERIFY(!m_desk->keys.create(m_desk->owner(), named(u"ci"_s)));
        QCOMPARE(m_desk->rows("api_key"), 0);
    }

    void auditLogIsAChain()
    {
        QVERIFY(m_desk->keys.create(m_desk->owner(), named(u"one"_s)));
        QVERIFY(m_desk->keys.create(m_desk->owner(), named(u"two"_s)));
        QCOMPARE(m_desk->ledger.integer(
                     "SELECT COUNT(*) FROM audit_event a JOIN audit_event b ON b.id = a.id + 1 "
                     "WHERE b.prev_hash <> a.hash"),
                 0);
        QVERIFY(m_desk->audits() >= 3);
    }

    void ordinaryKeyMayNotManageKeys()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        const Actor key = m_desk->keyActor(issued->key.id);
        QCOMPARE(m_desk->keys.create(key, named(u"x"_s)).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_desk->keys.list(key).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_desk->keys.remove(key, issued->key.id).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_desk->rows("api_key"), 1);
    }

    void badDraftsNameTheField()
    {
        const Actor owner = m_desk->owner();
        const auto field = [&](const KeyDraft &draft) {
            return m_desk->keys.create(owner, draft).error().field;
        };
        QCOMPARE(field(named(u"  "_s)), u"/name"_s);
        QCOMPARE(field(named(QString(129, u'x'))), u"/name"_s);
        KeyDraft negative = named(u"a"_s);
        negative.limit = KeyLimit{Money{-1}, Window::Day, BudgetMode::Soft};
        QCOMPARE(field(negative), u"/limit"_s);
        KeyDraft expired = named(u"a"_s);
        expired.expiresUs = m_desk->clock.nowUs();
        QCOMPARE(field(expired), u"/expires_at"_s);
        KeyDraft elsewhere = named(u"a"_s);
        elsewhere.workspace = {99};
        QCOMPARE(field(elsewhere), u"/workspace_id"_s);
        QCOMPARE(m_desk->keys.createWithSecret(owner, named(u"a"_s), Secret("weak")).error().field,
                 u"/secret"_s);
        QCOMPARE(m_desk->rows("api_key"), 0);
    }

    void usageIsThatOfTheCurrentWindows()
    {
        const auto issued = m_desk->keys.create(m_desk->owner(), named(u"ci"_s));
        const auto windows = windowKeys(m_desk->clock.nowUs());
        const auto cell = [&](Window window, std::int32_t key, std::int64_t nano) {
            const QString sql
                = u"INSERT INTO limit_window VALUES (1, %1, %2, %3, %4)"_s.arg(issued->key.id.value)
                      .arg(int(window))
                      .arg(key)
                      .arg(nano);
            return m_desk->ledger.execute(sql.toLatin1().constData());
        };
        QVERIFY(cell(Window::Lifetime, 0, 9'007'199'254'740'993)); // Not a double.
        QVERIFY(cell(Window::Day, windows[1], 30));
        QVERIFY(cell(Window::Day, windows[1] - 1, 500));
        const auto key = m_desk->keys.find(m_desk->owner(), issued->key.id);
        QVERIFY(key);
        QCOMPARE(key->usage[0].nanoUsd, 9'007'199'254'740'993);
        QCOMPARE(key->usage[1].nanoUsd, 30);
        QCOMPARE(key->usage[2].nanoUsd, 0);
    }

    void keysAreFoundByHashStartOrName()
    {
        const Actor owner = m_desk->owner();
        const Key one = m_desk->keys.create(owner, named(u"one"_s))->key;
        QVERIFY(m_desk->keys.create(owner, named(u"two"_s)));
        QVERIFY(m_desk->keys.create(owner, named(u"two"_s)));
        QCOMPARE(m_desk->keys.find(owner, one.hash.first(8))->id, one.id);
        QCOMPARE(m_desk->keys.find(owner, u"one"_s)->id, one.id);
        QCOMPARE(m_desk->keys.find(owner, u"two"_s).error().code, ErrorCode::Conflict);
        QCOMPARE(m_desk->keys.find(owner, one.hash.first(7)).error().code, ErrorCode::NotFound);
    }

private:
    std::optional<Desk> m_desk;
};

QTEST_GUILESS_MAIN(KeyServiceTest)
#include "tst_KeyService.moc"
