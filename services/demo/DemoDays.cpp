// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demo/DemoDays.h"

#include "core/Window.h"
#include "services/demo/DemoCast.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace turnpike::demo {

namespace {

constexpr std::int64_t secondUs = 1'000'000;
constexpr std::int64_t hourUs = 3'600 * secondUs;
constexpr std::int64_t dayUs = 24 * hourUs;
constexpr std::int64_t nanoPerCent = 10'000'000;
constexpr std::uint64_t seed = 4417;

constexpr int batchBlockedRequests = 38;
constexpr int simulatedRequests = 12; ///< On each of the days below.
constexpr std::array<int, 3> simulatedDays{4, 40, dayCount - 4};

using Hours = std::array<int, 24>;
constexpr Hours officeHours{1, 0,  0,  0,  0, 0, 1, 4, 9, 12, 12, 10,
                            7, 11, 12, 11, 9, 6, 4, 3, 2, 2,  1,  1};
constexpr Hours allHours{4, 3, 3, 3, 3, 3, 4, 5, 7, 8, 8, 8, 7, 8, 8, 8, 7, 7, 6, 6, 5, 5, 5, 4};
constexpr Hours nightHours{1, 14, 26, 26, 16, 4, 0, 0, 0, 0, 0, 0,
                           0, 0,  0,  0,  0,  0, 0, 0, 0, 0, 1, 2};
constexpr Hours batchHours{2, 2, 2, 2, 2, 3, 4, 5, 5, 6, 8, 8, 8, 8, 8, 8, 6, 5, 4, 4, 3, 3, 2, 2};

const Hours &hoursOf(Rhythm rhythm)
{
    switch (rhythm) {
    case Rhythm::Office: return officeHours;
    case Rhythm::Always: return allHours;
    case Rhythm::Night: return nightHours;
    case Rhythm::Batch: break;
    }
    return batchHours;
}

/// Percent of an ordinary weekday, from Monday.
int weekPercent(std::int32_t day, const KeyPart &key)
{
    constexpr std::array<int, 5> weekdays{94, 102, 108, 103, 93};
    const auto weekday = static_cast<std::size_t>((day + 3) % 7);
    return weekday < weekdays.size() ? weekdays[weekday] : key.weekendPercent;
}

bool isThere(const KeyPart &key, int index)
{
    return index >= key.madeOnDay && (key.disabledOnDay == 0 || index < key.disabledOnDay);
}

/// Makes one day after the other.
class Sampler
{
public:
    explicit Sampler(std::int64_t nowUs);

    Day next();

private:
    std::int64_t below(std::int64_t bound)
    {
        return static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(bound));
    }
    bool happens(int perMille) { return below(1000) < perMille; }
    /// Between a quarter and seven quarters of `mean`, which it is on average.
    std::int64_t around(std::int64_t mean) { return mean * (25 + below(76) + below(76)) / 100; }

    bool isLast() const { return m_index == dayCount - 1; }
    std::int64_t budget(std::size_t key);
    void spend(std::size_t key, std::int64_t nano);
    void spendOn(std::size_t key, std::size_t model, std::int64_t nano);
    void spendPinned(std::size_t key, std::int64_t untilUs);
    void block(std::size_t key, std::int64_t fromUs);
    void simulate();
    std::int64_t instant(Rhythm rhythm);
    std::size_t drawModel(const KeyPart &key);
    Request draw(std::size_t key, std::size_t model, std::int64_t atUs);
    void use(Request &request);
    void charge(Request &request);
    void accompany(const Request &request);
    bool keep(const Request &request);

    const std::int64_t m_nowUs;
    int m_index = -1;
    std::mt19937_64 m_random;
    std::vector<std::array<PriceSheet, 2>> m_sheets;
    Day m_day;
    std::int64_t m_startUs = 0; ///< Of the day.
};

Sampler::Sampler(std::int64_t nowUs)
    : m_nowUs(nowUs)
{
    for (const ModelPart &model : models())
        m_sheets.push_back({sheetOf(model.offers[0]), sheetOf(model.offers[1])});
}

Day Sampler::next()
{
    ++m_index;
    // A seed of its own, so that no day depends on how much of the last one is over.
    m_random.seed(seed + static_cast<std::uint64_t>(m_index));
    m_day = {};
    m_day.day = dayOf(m_nowUs) - dayCount + 1 + m_index;
    m_startUs = m_day.day * dayUs;
    std::int64_t usual = 0;
    for (std::size_t key = 0; key < keys().size(); ++key) {
        const std::int64_t nano = budget(key);
        usual += nano;
        if (isLast() && keys()[key].todayCents > 0)
            spendPinned(key, key == batchKey ? m_startUs + (m_nowUs - m_startUs) * 4 / 5 : m_nowUs);
        else
            spend(key, nano);
    }
    if (m_index == dayCount - 2)
        spendOn(batchKey, batchModel, usual);
    if (isLast())
        block(batchKey, m_startUs + (m_nowUs - m_startUs) * 4 / 5);
    if (std::ranges::find(simulatedDays, m_index) != simulatedDays.end())
        simulate();
    std::ranges::stable_sort(m_day.requests, {}, &Request::atUs);
    return std::move(m_day);
}

std::int64_t Sampler::budget(std::size_t key)
{
    const KeyPart &part = keys()[key];
    if (!isThere(part, m_index))
        return 0;
    const std::int64_t growth = 780 + 220 * m_index / (dayCount - 1); // Per mille.
    return part.weekdayCents * nanoPerCent / 1000 * growth / 100 * weekPercent(m_day.day, part)
        / 100 * (86 + below(29));
}

void Sampler::spend(std::size_t key, std::int64_t nano)
{
    for (const Taste &taste : keys()[key].tastes)
        spendOn(key, taste.model, nano * taste.percent / 100);
}

void Sampler::spendOn(std::size_t key, std::size_t model, std::int64_t nano)
{
    while (nano > 0) {
        const Request request = draw(key, model, instant(keys()[key].rhythm));
        const std::int64_t cost = request.cost.total.nanoUsd;
        // The last one may be too much: by chance, so that the average is right.
        if (cost > nano && below(cost) >= nano)
            return;
        nano -= cost;
        if (keep(request))
            accompany(request);
    }
}

/// Until the money is gone, however little of the day is over.
void Sampler::spendPinned(std::size_t key, std::int64_t untilUs)
{
    std::int64_t left = keys()[key].todayCents * nanoPerCent;
    while (left > 0) {
        Request request = draw(key, drawModel(keys()[key]),
                               m_startUs + below(std::max<std::int64_t>(untilUs - m_startUs, 1)));
        request.totalUs = std::clamp<std::int64_t>(m_nowUs - request.atUs, 1, request.totalUs);
        request.firstTokenUs = std::min(request.firstTokenUs, request.totalUs);
        left -= request.cost.total.nanoUsd;
        keep(request);
    }
}

void Sampler::block(std::size_t key, std::int64_t fromUs)
{
    for (int i = 0; i < batchBlockedRequests; ++i) {
        Request request;
        request.atUs = fromUs + below(std::max<std::int64_t>(m_nowUs - fromUs, 1));
        request.key = key;
        request.model = batchModel;
        request.fate = Fate::OverLimit;
        request.totalUs = 150 + below(400);
        keep(request);
    }
}

void Sampler::simulate()
{
    for (int i = 0; i < simulatedRequests; ++i) {
        Request request;
        request.atUs = instant(Rhythm::Office);
        request.key = simulatedKey;
        request.fate = Fate::Simulated;
        request.usage.prompt = around(40);
        request.usage.completion = around(120);
        request.firstTokenUs = around(60'000);
        request.totalUs = request.firstTokenUs + request.usage.completion * 20'000;
        keep(request);
    }
}

std::int64_t Sampler::instant(Rhythm rhythm)
{
    const Hours &hours = hoursOf(rhythm);
    std::int64_t left = below(std::accumulate(hours.begin(), hours.end(), 0));
    std::int64_t hour = 0;
    for (const int weight : hours) {
        if (left < weight)
            break;
        left -= weight;
        ++hour;
    }
    return m_startUs + hour * hourUs + below(hourUs);
}

std::size_t Sampler::drawModel(const KeyPart &key)
{
    std::int64_t left = below(100);
    for (const Taste &taste : key.tastes) {
        if (left < taste.percent)
            return taste.model;
        left -= taste.percent;
    }
    return key.tastes.front().model;
}

Request Sampler::draw(std::size_t key, std::size_t model, std::int64_t atUs)
{
    const ModelPart &part = models()[model];
    Request request;
    request.atUs = atUs;
    request.key = key;
    request.model = model;
    request.isStreamed = happens(850);
    const bool isFailing = model == failingModel && atUs > m_nowUs - hourUs;
    if (part.offerCount > 1 && happens(isFailing ? 120 : 10)) {
        request.fate = Fate::FellBack;
        request.offer = 1;
    } else if (happens(12)) {
        request.fate = Fate::Cancelled;
    }
    use(request);
    charge(request);
    return request;
}

void Sampler::use(Request &request)
{
    const ModelPart &part = models()[request.model];
    const ProviderPart &provider = providers()[part.offers[request.offer].provider];
    TokenUsage &usage = request.usage;
    usage.prompt = around(part.promptTokens);
    if (part.cachedPercent > 0)
        usage.cacheRead = usage.prompt * (part.cachedPercent - 12 + below(25)) / 100;
    usage.completion = std::max<std::int64_t>(around(part.completionTokens), 1);
    if (request.fate == Fate::Cancelled)
        usage.completion = usage.completion / 3 + 1;
    usage.reasoning = usage.completion * part.reasoningPercent / 100;
    request.firstTokenUs = around(provider.firstTokenUs);
    if (request.fate == Fate::FellBack)
        request.firstTokenUs += around(900'000);
    request.totalUs = request.firstTokenUs + usage.completion * around(provider.tokenUs);
}

void Sampler::charge(Request &request)
{
    request.cost = cost(request.usage, m_sheets[request.model][request.offer], request.atUs);
}

/// Now and then something else goes wrong around the same time.
void Sampler::accompany(const Request &request)
{
    const bool isFailed = happens(8);
    if (!isFailed && !happens(2))
        return;
    Request other;
    other.atUs = request.atUs + below(30 * secondUs);
    other.key = request.key;
    other.model = request.model;
    other.fate = isFailed ? Fate::Failed : Fate::Rejected;
    other.offer = isFailed ? models()[request.model].offerCount - 1 : 0;
    other.isStreamed = request.isStreamed;
    other.totalUs = isFailed ? around(4 * secondUs) : 200 + below(300);
    keep(other);
}

/// Leaves out what is not over yet, and what belongs to the next day.
bool Sampler::keep(const Request &request)
{
    if (request.atUs + request.totalUs > m_nowUs || request.atUs >= m_startUs + dayUs)
        return false;
    m_day.cost += request.cost.total;
    m_day.requests.push_back(request);
    return true;
}

} // namespace

std::vector<Day> sampleDays(std::int64_t nowUs)
{
    Sampler sampler(nowUs);
    std::vector<Day> days;
    for (int i = 0; i < dayCount; ++i)
        days.push_back(sampler.next());
    return days;
}

} // namespace turnpike::demo
