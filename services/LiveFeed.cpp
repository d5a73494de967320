// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LiveFeed.h"

#include "core/Clock.h"

#include <QTimer>

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t minute = 60;
constexpr std::size_t memoryWorthKeeping = 4'096; ///< Items.

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString text(const GenerationId &id)
{
    return QString::fromLatin1(id.text.data(), static_cast<qsizetype>(GenerationId::size));
}

LiveRequest copyOf(const GenerationRecord &record)
{
    LiveRequest request;
    request.id = text(record.id);
    request.admittedUs = record.admittedUs;
    request.workspace = record.workspace;
    request.key = record.key;
    request.model = record.model;
    request.endpoint = record.endpoint;
    request.provider = record.provider;
    request.priceSheet = record.priceSheet;
    request.api = record.api;
    request.state = record.state;
    request.usageOrigin = record.usageOrigin;
    request.httpStatus = record.httpStatus;
    request.flags = record.flags;
    request.count = record.count;
    request.usage = record.usage;
    request.cost = record.cost;
    request.promptCost = record.promptCost;
    request.completionCost = record.completionCost;
    request.lost = record.lost;
    request.upstreamCost = record.upstreamCost;
    request.waitedUs = record.waitedUs;
    request.connectUs = record.connectUs;
    request.firstTokenUs = record.firstTokenUs;
    request.totalUs = record.totalUs;
    request.attemptCount = static_cast<int>(record.attemptCount);
    request.requestedModel = text(record.requestedModel);
    request.finishReason = text(record.finishReason);
    request.errorType = text(record.errorType);
    request.errorText = text(record.errorText);
    request.session = text(record.session);
    request.endUser = text(record.endUser);
    request.referer = text(record.referer);
    request.title = text(record.title);
    request.userAgent = text(record.userAgent);
    return request;
}

LiveRequest copyOf(const AttemptStart &attempt)
{
    LiveRequest request;
    request.model = attempt.model;
    request.endpoint = attempt.endpoint;
    request.provider = attempt.provider;
    request.priceSheet = attempt.priceSheet;
    request.flags = attempt.isSimulated ? GenerationFlag::Simulated : 0;
    request.usage.prompt = attempt.promptTokensEstimate;
    request.milliBytesPerToken = attempt.milliBytesPerToken;
    request.attemptCount = static_cast<int>(attempt.number);
    return request;
}

bool isError(const LiveRequest &request)
{
    return request.state == GenerationState::Failed
        || request.state == GenerationState::Interrupted;
}

} // namespace

std::size_t LiveFeed::IdHash::operator()(const GenerationId &id) const
{
    return std::hash<std::string_view>()(id.view());
}

LiveFeed::LiveFeed(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
    , m_lastTakeNs(clock.steadyNs() - batchMs * nsPerMs)
    , m_timer(new QTimer(this))
    , m_statisticsTimer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, this, &LiveFeed::take);
    m_statisticsTimer->setInterval(1000);
    connect(m_statisticsTimer, &QTimer::timeout, this, &LiveFeed::tellStatistics);
}

LiveFeed::~LiveFeed() = default;

const LiveRequest *LiveFeed::find(const QString &id) const
{
    const auto found = std::find_if(m_requests.rbegin(), m_requests.rend(),
                                    [&id](const LiveRequest &request) { return request.id == id; });
    return found == m_requests.rend() ? nullptr : &*found;
}

// The writer thread.

LiveFeed::Item LiveFeed::copy(const LedgerEvent &event)
{
    Item item;
    if (event.hold != nullptr) {
        item.id = event.hold->id;
        item.request = copyOf(*event.hold);
        item.request.phase = LivePhase::Admitted;
    } else if (event.attempt != nullptr) {
        item.kind = Item::Kind::Attempt;
        item.id = event.attempt->generation;
        item.request = copyOf(*event.attempt);
    } else if (event.progress != nullptr) {
        const Progress &progress = *event.progress;
        item.kind = Item::Kind::Progress;
        item.id = progress.generation;
        item.request.usage = progress.told;
        item.request.firstTokenUs = progress.firstTokenUs;
        item.isInputTold = progress.promptTold;
        item.isOutputTold = progress.completionTold;
        item.outputBytes = progress.outputBytes;
    } else {
        item.kind = Item::Kind::Settle;
        item.id = event.settle->id;
        item.request = copyOf(*event.settle);
        item.verdicts = verdictsOf(*event.settle);
    }
    return item;
}

void LiveFeed::onRecords(std::span<const LedgerEvent> events)
{
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.size() + events.size() > mostWaiting) {
            m_waiting.clear();
            m_hasOverflown = true;
        }
        for (const LedgerEvent &event : events)
            m_waiting.push_back(copy(event));
        isFirst = !std::exchange(m_isWoken, true);
    }
    if (isFirst)
        QMetaObject::invokeMethod(this, &LiveFeed::arm, Qt::QueuedConnection);
}

void LiveFeed::onCommitted(std::int64_t rows)
{
    if (rows == 0)
        return;
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        m_hasCommitted = true;
        isFirst = !std::exchange(m_isWoken, true);
    }
    if (isFirst)
        QMetaObject::invokeMethod(this, &LiveFeed::arm, Qt::QueuedConnection);
}

// The thread of the windows.

void LiveFeed::arm()
{
    const std::int64_t sinceMs = (m_clock.steadyNs() - m_lastTakeNs) / nsPerMs;
    m_timer->start(static_cast<int>(std::clamp<std::int64_t>(batchMs - sinceMs, 0, batchMs)));
}

void LiveFeed::take()
{
    bool hasOverflown = false;
    bool hasCommitted = false;
    {
        const std::lock_guard lock(m_mutex);
        m_taken.swap(m_waiting);
        hasOverflown = std::exchange(m_hasOverflown, false);
        hasCommitted = std::exchange(m_hasCommitted, false);
        m_isWoken = false;
    }
    m_lastTakeNs = m_clock.steadyNs();
    if (hasOverflown)
        forgetAll();
    m_batchStart = m_firstNumber + m_requests.size();
    for (Item &item : m_taken)
        apply(item);
    m_taken.clear();
    if (m_taken.capacity() > memoryWorthKeeping)
        m_taken.shrink_to_fit();

    LiveBatch batch = collect();
    batch.isReset = hasOverflown;
    if (batch.isReset || !batch.added.isEmpty() || !batch.changed.isEmpty()) {
        Q_EMIT happened(batch);
        tellWatchers(batch.added);
        tellWatchers(batch.changed);
        if (!m_statisticsTimer->isActive()) {
            m_statisticsTimer->start();
            tellStatistics();
        }
    }
    if (hasCommitted)
        Q_EMIT committed();
}

void LiveFeed::apply(Item &item)
{
    switch (item.kind) {
    case Item::Kind::Hold:
        m_running[item.id] = m_firstNumber + m_requests.size();
        thisSecond().began += 1;
        add(std::move(item.request));
        break;
    case Item::Kind::Attempt: noteAttempt(item); break;
    case Item::Kind::Progress: noteProgress(item); break;
    case Item::Kind::Settle: end(item); break;
    }
}

void LiveFeed::noteAttempt(Item &item)
{
    LiveRequest *request = running(item.id);
    if (request == nullptr)
        return;
    const LiveRequest &told = item.request;
    request->phase = LivePhase::Sent;
    request->model = told.model;
    request->endpoint = told.endpoint;
    request->provider = told.provider;
    request->priceSheet = told.priceSheet;
    request->attemptCount = told.attemptCount;
    request->milliBytesPerToken = std::max<std::int64_t>(told.milliBytesPerToken, 1);
    request->usage = told.usage;
    request->isInputEstimated = true;
    request->firstTokenUs = 0;
    request->flags = (request->flags & ~GenerationFlag::Simulated) | told.flags;
}

void LiveFeed::noteProgress(const Item &item)
{
    LiveRequest *request = running(item.id);
    if (request == nullptr)
        return;
    const std::int64_t estimate = request->usage.prompt;
    request->phase = item.request.firstTokenUs > 0 || item.outputBytes > 0 ? LivePhase::Streaming
                                                                           : request->phase;
    request->firstTokenUs = item.request.firstTokenUs;
    request->usage = item.request.usage;
    if (item.isInputTold)
        request->isInputEstimated = false;
    else
        request->usage.prompt = estimate;
    request->isOutputEstimated = !item.isOutputTold;
    if (!item.isOutputTold)
        request->usage.completion = item.outputBytes * 1000 / request->milliBytesPerToken;
}

void LiveFeed::end(Item &item)
{
    item.request.phase = LivePhase::Ended;
    const LiveRequest &ended = item.request;
    Second &now = thisSecond();
    now.ended += ended.count;
    now.errors += isError(ended) ? ended.count : 0;
    if (!ended.has(GenerationFlag::Simulated))
        now.spend += ended.cost;
    for (const AttemptVerdict &verdict : item.verdicts)
        m_failures.note(verdict, nowSecond());
    if (ended.firstTokenUs > 0 && ended.has(GenerationFlag::Streamed)) {
        m_firstTokens.push_back({nowSecond(), ended.firstTokenUs});
        if (m_firstTokens.size() > mostFirstTokens)
            m_firstTokens.pop_front();
    }
    const auto held = m_running.find(item.id);
    if (held == m_running.end()) {
        now.began += ended.count;
        return add(std::move(item.request));
    }
    LiveRequest *request = running(item.id);
    m_running.erase(held);
    if (request != nullptr)
        *request = std::move(item.request);
    else
        m_late.append(std::move(item.request));
}

LiveRequest *LiveFeed::running(const GenerationId &id)
{
    const auto found = m_running.find(id);
    if (found == m_running.end() || found->second < m_firstNumber)
        return nullptr;
    if (found->second < m_batchStart)
        m_touched.push_back(found->second);
    return &m_requests[found->second - m_firstNumber];
}

void LiveFeed::add(LiveRequest request)
{
    m_requests.push_back(std::move(request));
    if (m_requests.size() > kept) {
        m_requests.pop_front();
        ++m_firstNumber;
    }
}

void LiveFeed::forgetAll()
{
    m_firstNumber += m_requests.size();
    m_requests.clear();
    m_running.clear();
}

LiveBatch LiveFeed::collect()
{
    LiveBatch batch;
    batch.changed = std::exchange(m_late, {});
    std::sort(m_touched.begin(), m_touched.end());
    m_touched.erase(std::unique(m_touched.begin(), m_touched.end()), m_touched.end());
    for (const std::uint64_t number : m_touched) {
        if (number >= m_firstNumber)
            batch.changed.append(m_requests[number - m_firstNumber]);
    }
    m_touched.clear();
    const std::uint64_t start = std::max(m_batchStart, m_firstNumber) - m_firstNumber;
    batch.added.reserve(static_cast<qsizetype>(m_requests.size() - start));
    for (std::uint64_t i = start; i < m_requests.size(); ++i)
        batch.added.append(m_requests[i]);
    return batch;
}

void LiveFeed::watch(QObject *context, KeyId key, std::function<void(const LiveRequest &)> seen)
{
    m_watches.push_back({context, key, std::move(seen)});
    connect(context, &QObject::destroyed, this, [this] {
        std::erase_if(m_watches, [](const Watch &watch) { return !watch.context; });
    });
}

void LiveFeed::unwatch(const QObject *context)
{
    std::erase_if(m_watches, [context](const Watch &watch) {
        return !watch.context || watch.context == context;
    });
}

void LiveFeed::tellWatchers(const QList<LiveRequest> &requests)
{
    if (m_watches.empty())
        return;
    const std::vector<Watch> watches = m_watches; // What is called may watch and unwatch.
    for (const LiveRequest &request : requests) {
        for (const Watch &watch : watches) {
            if (watch.context && watch.key == request.key)
                watch.seen(request);
        }
    }
}

// Figures.

std::int64_t LiveFeed::nowSecond() const
{
    return m_clock.steadyNs() / nsPerSecond;
}

LiveFeed::Second &LiveFeed::thisSecond()
{
    const std::int64_t now = nowSecond();
    Second &second = m_seconds[static_cast<std::size_t>(now) % seconds];
    if (second.number != now) {
        second = {};
        second.number = now;
    }
    return second;
}

LiveStatistics LiveFeed::statistics() const
{
    LiveStatistics statistics;
    const std::int64_t now = nowSecond();
    for (const Second &second : m_seconds) {
        if (second.number < 0 || now - second.number >= static_cast<std::int64_t>(seconds))
            continue;
        if (now - second.number < minute)
            statistics.perMinute += second.began;
        statistics.ended += second.ended;
        statistics.errors += second.errors;
        statistics.spend += second.spend;
    }
    statistics.inFlight = static_cast<std::int64_t>(m_running.size());
    statistics.failingProviders = m_failures.failing(now);
    std::vector<std::int64_t> times;
    for (const FirstToken &token : m_firstTokens) {
        if (now - token.second < static_cast<std::int64_t>(seconds))
            times.push_back(token.us);
    }
    if (!times.empty()) {
        const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
        std::nth_element(times.begin(), middle, times.end());
        statistics.firstTokenP50Us = *middle;
    }
    return statistics;
}

void LiveFeed::tellStatistics()
{
    const LiveStatistics now = statistics();
    if (now == LiveStatistics{})
        m_statisticsTimer->stop();
    if (now == m_told)
        return;
    m_told = now;
    Q_EMIT statisticsChanged();
}

} // namespace turnpike
