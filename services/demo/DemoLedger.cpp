// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/DemoLedger.h"

#include "core/Clock.h"
#include "ledger/BudgetBook.h"
#include "ledger/Ledger.h"
#include "ledger/LedgerBatch.h"
#include "ledger/Session.h"
#include "ledger/sqlite/Database.h"
#include "services/ControlPlane.h"
#include "services/demo/DemoCast.h"
#include "services/demo/DemoDays.h"
#include "services/demo/DemoRows.h"

#include <atomic>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace demo {

namespace {

constexpr std::int64_t hourUs = 3'600'000'000;
constexpr std::int64_t dayUs = 24 * hourUs;
constexpr std::int64_t nanoPerCent = 10'000'000;
constexpr std::int64_t maxOutput = 65'536;
constexpr int mostPagesBehind = 16'384; ///< Of the WAL: 64 MB.

constexpr Money creditLeft{1'274'050'000'000};
constexpr Money topUp{2'500'000'000'000};
constexpr Money leastCredit{400'000'000'000}; ///< Below what a day leaves, credit is added.

/// Tells the time of the story, which only goes on.
class StoryClock final : public Clock
{
public:
    explicit StoryClock(const Clock &real)
        : m_real(real)
    {}
    std::int64_t nowUs() const override { return m_nowUs; }
    std::int64_t steadyNs() const override { return m_real.steadyNs(); }
    void set(std::int64_t us) { m_nowUs = us; }

private:
    const Clock &m_real;
    std::atomic<std::int64_t> m_nowUs = 0;
};

QString text(std::string_view latin1)
{
    return QString::fromLatin1(latin1.data(), static_cast<qsizetype>(latin1.size()));
}

std::optional<KeyLimit> limitOf(const LimitPart &part)
{
    if (part.cents == 0)
        return std::nullopt;
    return KeyLimit{
        .amount = {part.cents * nanoPerCent}, .reset = part.window, .mode = BudgetMode::Soft};
}

ModelDraft draftOf(const ModelPart &part)
{
    ModelDraft draft;
    draft.slug = text(part.slug);
    draft.name = text(part.name);
    draft.type = u"chat"_s;
    draft.contextLength = part.contextLength;
    for (std::size_t i = 0; i < part.offerCount; ++i) {
        EndpointDraft endpoint;
        endpoint.provider = text(providers()[part.offers[i].provider].slug);
        endpoint.upstreamModel = draft.slug.section(u'/', 1);
        endpoint.maxOutput = maxOutput;
        endpoint.supportedParameters
            = {u"max_tokens"_s, u"temperature"_s, u"top_p"_s, u"tools"_s, u"tool_choice"_s};
        endpoint.prices = sheetOf(part.offers[i]);
        draft.endpoints.push_back(std::move(endpoint));
    }
    return draft;
}

Result<> addCast(Services &services, const Actor &actor, bool hasVault)
{
    for (const ProviderPart &part : providers()) {
        ProviderDraft draft;
        draft.slug = text(part.slug);
        draft.name = text(part.name);
        draft.baseUrl = text(unreachableUrl);
        if (part.doesNotTrain)
            draft.dataPolicy = {.trains = false,
                                .retains = part.retentionDays > 0,
                                .retentionDays = part.retentionDays,
                                .source = {},
                                .checkedOn = {}};
        TRY(services.providers.add(actor, draft,
                                   hasVault ? Secret(std::string(part.sampleKey)) : Secret()));
    }
    for (const ModelPart &part : models())
        TRY(services.catalog.set(actor, draftOf(part)));
    return {};
}

/// Whole cents, so that `creditLeft` or a little more is left at the end.
Money firstCredit(const std::vector<Day> &days)
{
    Money total = creditLeft;
    for (const Day &day : days)
        total += day.cost;
    const std::int64_t first
        = (total.nanoUsd - leastCredit.nanoUsd) % topUp.nanoUsd + leastCredit.nanoUsd;
    return {(first + nanoPerCent - 1) / nanoPerCent * nanoPerCent};
}

/// Plays the ninety days.
class Story
{
public:
    Story(Ledger &ledger, const Clock &clock, const Secret &masterKey)
        : m_ledger(ledger)
        , m_story(clock)
        , m_masterKey(masterKey)
        , m_nowUs(clock.nowUs())
        , m_days(sampleDays(m_nowUs))
    {}

    Result<> play();
    IssuedKey takeKey() { return std::move(m_key); }
    std::int64_t generations() const { return m_generations; }

private:
    Result<> begin();
    Result<> openRows();
    Result<> prepare(int index);
    Result<> makeKey(std::size_t key);
    Result<> addCredit(Money amount, const QString &note);
    Result<> lowerBatchLimit();
    Result<> write(const Day &day);

    template <typename Call>
    auto call(Call call)
    {
        return m_control->call({}, std::move(call));
    }

    Ledger &m_ledger;
    StoryClock m_story;
    const Secret m_masterKey;
    const std::int64_t m_nowUs;
    const std::vector<Day> m_days;
    std::unique_ptr<ControlPlane> m_control;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<LedgerBatch> m_batch;
    std::optional<Rows> m_rows;
    std::vector<KeyId> m_keys;
    IssuedKey m_key;
    Money m_credit;
    std::int64_t m_generations = 0;
};

Result<> Story::play()
{
    m_story.set(m_days.front().day * dayUs - 8 * hourUs);
    ControlPlaneOptions options;
    options.ledgerPath = m_ledger.path();
    options.clock = &m_story;
    options.slotRegistry = &m_ledger.book();
    TRY_ASSIGN(m_control, ControlPlane::open(options));
    if (!m_masterKey.isEmpty())
        TRY(m_control->unlock(m_masterKey));
    TRY(begin());
    TRY(openRows());
    for (int i = 0; i < dayCount; ++i) {
        TRY(prepare(i));
        TRY(write(m_days[static_cast<std::size_t>(i)]));
    }
    m_batch.reset();
    TRY(m_database->checkpoint(true));
    return {};
}

Result<> Story::begin()
{
    const FirstRun firstRun{.organization = u"Acme Robotics (demonstration)"_s,
                            .ownerName = u"Alice"_s,
                            .ownerEmail = u"alice@acme.example"_s,
                            .isDemonstration = true};
    TRY(call([&](Services &services, const Actor &actor) {
        return services.organization.create(actor, firstRun);
    }));
    TRY(call([hasVault = !m_masterKey.isEmpty()](Services &services, const Actor &actor) {
        return addCast(services, actor, hasVault);
    }));
    return addCredit(firstCredit(m_days), u"Carried over"_s);
}

Result<> Story::openRows()
{
    TRY_ASSIGN(const auto session, Session::open(m_ledger.path(), Session::Access::ReadOnly));
    TRY_ASSIGN(CastIds ids, CastIds::read(*session));
    m_rows.emplace(std::move(ids));
    m_keys.resize(keys().size());
    TRY_ASSIGN(m_database, Database::open(m_ledger.path(), Database::Access::Writer));
    // A ledger that is thrown away need not survive a power cut.
    TRY(m_database->execute("PRAGMA synchronous=OFF"));
    TRY_ASSIGN(m_batch, LedgerBatch::open(*m_database, m_story));
    return {};
}

/// What an admin does on the evening before a day, and on the morning of the last.
Result<> Story::prepare(int index)
{
    const Day &day = m_days[static_cast<std::size_t>(index)];
    m_story.set(day.day * dayUs - 6 * hourUs);
    for (std::size_t key = 0; key < keys().size(); ++key) {
        const KeyPart &part = keys()[key];
        if (part.madeOnDay == index)
            TRY(makeKey(key));
        if (part.disabledOnDay == index && index > 0) {
            TRY(call([id = m_keys[key]](Services &services, const Actor &actor) {
                return services.keys.setDisabled(actor, id, true);
            }));
        }
    }
    if (m_credit < day.cost + leastCredit)
        TRY(addCredit(topUp, u"Top-up"_s));
    return index == dayCount - 1 ? lowerBatchLimit() : Result<>();
}

Result<> Story::makeKey(std::size_t key)
{
    const KeyPart &part = keys()[key];
    KeyDraft draft;
    draft.name = text(part.name);
    draft.limit = limitOf(key == batchKey ? batchLimitBefore : part.limit);
    if (part.expiresInDays > 0)
        draft.expiresUs = (m_days.back().day + part.expiresInDays) * dayUs + 18 * hourUs;
    TRY_ASSIGN(IssuedKey issued, call([&](Services &services, const Actor &actor) {
                   return services.keys.create(actor, draft);
               }));
    m_keys[key] = issued.key.id;
    m_rows->introduce(key, issued.key.id);
    if (key == simulatedKey)
        m_key = std::move(issued);
    return {};
}

Result<> Story::addCredit(Money amount, const QString &note)
{
    m_credit += amount;
    TRY(call([&](Services &services, const Actor &actor) {
        return services.organization.addCredits(actor, amount, note);
    }));
    return {};
}

Result<> Story::lowerBatchLimit()
{
    const std::int64_t startUs = m_days.back().day * dayUs;
    m_story.set(startUs + (m_nowUs - startUs) * 2 / 5);
    TRY(call([&](Services &services, const Actor &actor) {
        return services.keys.setLimit(actor, m_keys[batchKey], limitOf(keys()[batchKey].limit));
    }));
    return {};
}

Result<> Story::write(const Day &day)
{
    m_story.set(std::min((day.day + 1) * dayUs - 1, m_nowUs));
    for (const Request &request : day.requests)
        TRY(m_batch->add(m_rows->next(request)));
    m_generations += m_batch->rows();
    TRY(m_batch->commit());
    m_credit -= day.cost;
    if (m_database->walPages() > mostPagesBehind)
        TRY(m_database->checkpoint(false));
    return {};
}

} // namespace

} // namespace demo

Result<DemoLedger> makeDemoLedger(const QString &folder, const Clock &clock,
                                  const Secret &masterKey)
{
    LedgerOptions options;
    options.folder = folder;
    options.journals = 0;
    TRY_ASSIGN(const auto ledger, Ledger::open(options, clock));
    demo::Story story(*ledger, clock, masterKey);
    TRY(story.play());
    return DemoLedger{ledger->uuid(), story.takeKey(), story.generations()};
}

} // namespace turnpike
