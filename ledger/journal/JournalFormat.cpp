// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalFormat.h"

#include "ledger/journal/Crc32c.h"

#include <bit>
#include <cstring>
#include <type_traits>

namespace turnpike {

static_assert(std::endian::native == std::endian::little,
              "journals are read by the machine that wrote them, and only little-endian is tested");

namespace {

constexpr std::array<char, 8> magic{'T', 'P', 'K', 'J', 'R', 'N', 'L', '\n'};
constexpr std::uint32_t formatVersion = 1;

struct RecordHead
{
    std::uint32_t length; ///< Of the whole record, a multiple of 8; stored last.
    std::uint32_t crc; ///< Over everything after it.
    std::uint64_t sequence;
    std::uint64_t bootId;
    std::uint8_t type;
    std::uint8_t isCopy;
    std::array<char, GenerationId::size> generation;
};
static_assert(sizeof(RecordHead) == recordHeadSize);

constexpr std::size_t crcStart = offsetof(RecordHead, sequence);

/// The counts that every record has. Those of media follow behind the texts where there are any, as
/// records of before had none.
struct UsageBody
{
    std::int64_t prompt, completion, cacheRead, cacheWrite, cacheWrite1h, reasoning, audioIn,
        audioOut, audioCacheRead, imageTokens, images, imagesOut, searches;
};
static_assert(sizeof(UsageBody) == 13 * 8);

struct MediaBody
{
    std::int64_t characters, audioMs, searchUnits;
};

struct GenerationBody
{
    std::int64_t admittedUs, organization, workspace, key, person, model, endpoint, provider,
        priceSheet;
    UsageBody usage;
    std::int64_t cost, promptCost, completionCost, counted, held, lost, upstreamCost;
    std::int64_t waitedUs, connectUs, firstTokenUs, totalUs;
    std::uint32_t flags, count, attemptCount;
    std::uint16_t httpStatus;
    std::uint8_t api, state, usageOrigin, hasUpstreamCost, scopeCount, attempts;
};
static_assert(sizeof(GenerationBody) == 33 * 8 + 24);

struct ScopeBody
{
    std::int64_t owner;
    std::int64_t kind;
};

struct AttemptBody
{
    std::int64_t endpoint, provider, priceSheet, startedUs, durationUs, held, lost;
    std::uint32_t status, outcome;
};
static_assert(sizeof(AttemptBody) == 64);

struct AttemptStartBody
{
    std::int64_t model, endpoint, provider, priceSheet, startedUs, held, promptTokensEstimate,
        milliBytesPerToken, lostBefore;
    std::uint64_t isSimulated;
    std::uint32_t number;
    std::uint16_t previousStatus, previousOutcome;
};
static_assert(sizeof(AttemptStartBody) + recordHeadSize == attemptRecordSize);

struct ProgressBody
{
    UsageBody told;
    std::int64_t outputBytes, firstTokenUs;
    std::uint32_t promptTold, completionTold;
};
static_assert(sizeof(ProgressBody) + recordHeadSize == progressRecordSize);

constexpr std::size_t textCount = 12;
constexpr std::size_t rounded(std::size_t size)
{
    return (size + 7) & ~std::size_t{7};
}
static_assert(rounded(recordHeadSize + sizeof(GenerationBody) + maxScopes * sizeof(ScopeBody)
                      + maxStoredAttempts * sizeof(AttemptBody) + textCount * 2
                      + (textCount - 1) * GenerationRecord::maxText + GenerationRecord::maxTrail
                      + sizeof(MediaBody))
              <= maxRecordSize);

/// At most `limit` bytes, and no half of a UTF-8 sequence.
std::string_view cut(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    return text.substr(0, end);
}

std::array<std::string_view, textCount> textsOf(const GenerationRecord &generation)
{
    constexpr std::size_t limit = GenerationRecord::maxText;
    // Half of a trail is no JSON: one that does not fit is left out.
    const bool fits = generation.trail.size() <= GenerationRecord::maxTrail;
    return {cut(generation.requestedModel, limit),
            cut(generation.finishReason, limit),
            cut(generation.nativeFinishReason, limit),
            cut(generation.errorType, limit),
            cut(generation.errorText, limit),
            cut(generation.upstreamId, limit),
            cut(generation.session, limit),
            cut(generation.endUser, limit),
            cut(generation.referer, limit),
            cut(generation.title, limit),
            cut(generation.userAgent, limit),
            fits ? generation.trail : std::string_view()};
}

std::size_t storedAttempts(const GenerationRecord &generation)
{
    return std::min(generation.attempts.size(), maxStoredAttempts);
}

void startRecord(RecordType type, const GenerationId &generation, char *out)
{
    RecordHead head{};
    head.type = static_cast<std::uint8_t>(type);
    head.generation = generation.text;
    std::memcpy(out, &head, sizeof head);
}

template <typename T>
char *put(char *out, const T &value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(out, &value, sizeof value);
    return out + sizeof value;
}

/// Reads a payload front to back; after one read too many every further one fails.
class PayloadReader
{
public:
    explicit PayloadReader(const RecordView &record)
        : m_at(record.payload)
        , m_left(record.payloadSize)
    {}

    template <typename T>
    bool read(T &value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (m_left < sizeof value)
            return false;
        std::memcpy(&value, m_at, sizeof value);
        skip(sizeof value);
        return true;
    }
    bool readText(std::string_view &text)
    {
        std::uint16_t size = 0;
        if (!read(size) || m_left < size)
            return false;
        text = {m_at, size};
        skip(size);
        return true;
    }

private:
    void skip(std::size_t size)
    {
        m_at += size;
        m_left -= size;
    }

    const char *m_at;
    std::size_t m_left;
};

UsageBody bodyOf(const TokenUsage &usage)
{
    return {.prompt = usage.prompt,
            .completion = usage.completion,
            .cacheRead = usage.cacheRead,
            .cacheWrite = usage.cacheWrite,
            .cacheWrite1h = usage.cacheWrite1h,
            .reasoning = usage.reasoning,
            .audioIn = usage.audioIn,
            .audioOut = usage.audioOut,
            .audioCacheRead = usage.audioCacheRead,
            .imageTokens = usage.imageTokens,
            .images = usage.images,
            .imagesOut = usage.imagesOut,
            .searches = usage.searches};
}

TokenUsage usageOf(const UsageBody &body)
{
    TokenUsage usage;
    usage.prompt = body.prompt;
    usage.completion = body.completion;
    usage.cacheRead = body.cacheRead;
    usage.cacheWrite = body.cacheWrite;
    usage.cacheWrite1h = body.cacheWrite1h;
    usage.reasoning = body.reasoning;
    usage.audioIn = body.audioIn;
    usage.audioOut = body.audioOut;
    usage.audioCacheRead = body.audioCacheRead;
    usage.imageTokens = body.imageTokens;
    usage.images = body.images;
    usage.imagesOut = body.imagesOut;
    usage.searches = body.searches;
    return usage;
}

MediaBody mediaOf(const TokenUsage &usage)
{
    return {usage.characters, usage.audioMs, usage.searchUnits};
}

bool hasMedia(const TokenUsage &usage)
{
    return usage.characters != 0 || usage.audioMs != 0 || usage.searchUnits != 0;
}

GenerationBody bodyOf(const GenerationRecord &g)
{
    return {.admittedUs = g.admittedUs,
            .organization = g.organization.value,
            .workspace = g.workspace.value,
            .key = g.key.value,
            .person = g.person.value,
            .model = g.model.value,
            .endpoint = g.endpoint.value,
            .provider = g.provider.value,
            .priceSheet = g.priceSheet.value,
            .usage = bodyOf(g.usage),
            .cost = g.cost.nanoUsd,
            .promptCost = g.promptCost.nanoUsd,
            .completionCost = g.completionCost.nanoUsd,
            .counted = g.counted.nanoUsd,
            .held = g.held.nanoUsd,
            .lost = g.lost.nanoUsd,
            .upstreamCost = g.upstreamCost.value_or(Money{}).nanoUsd,
            .waitedUs = g.waitedUs,
            .connectUs = g.connectUs,
            .firstTokenUs = g.firstTokenUs,
            .totalUs = g.totalUs,
            .flags = g.flags,
            .count = g.count,
            .attemptCount = g.attemptCount,
            .httpStatus = g.httpStatus,
            .api = static_cast<std::uint8_t>(g.api),
            .state = static_cast<std::uint8_t>(g.state),
            .usageOrigin = static_cast<std::uint8_t>(g.usageOrigin),
            .hasUpstreamCost = static_cast<std::uint8_t>(g.upstreamCost.has_value()),
            .scopeCount = g.scopeCount,
            .attempts = static_cast<std::uint8_t>(storedAttempts(g))};
}

void takeBody(const GenerationBody &body, GenerationRecord &g)
{
    g.admittedUs = body.admittedUs;
    g.organization.value = body.organization;
    g.workspace.value = body.workspace;
    g.key.value = body.key;
    g.person.value = body.person;
    g.model.value = body.model;
    g.endpoint.value = body.endpoint;
    g.provider.value = body.provider;
    g.priceSheet.value = body.priceSheet;
    g.usage = usageOf(body.usage);
    g.cost.nanoUsd = body.cost;
    g.promptCost.nanoUsd = body.promptCost;
    g.completionCost.nanoUsd = body.completionCost;
    g.counted.nanoUsd = body.counted;
    g.held.nanoUsd = body.held;
    g.lost.nanoUsd = body.lost;
    g.upstreamCost.reset();
    if (body.hasUpstreamCost != 0)
        g.upstreamCost = Money{body.upstreamCost};
    g.waitedUs = body.waitedUs;
    g.connectUs = body.connectUs;
    g.firstTokenUs = body.firstTokenUs;
    g.totalUs = body.totalUs;
    g.flags = body.flags;
    g.count = body.count;
    g.attemptCount = body.attemptCount;
    g.httpStatus = body.httpStatus;
    g.api = static_cast<ApiType>(body.api);
    g.state = static_cast<GenerationState>(body.state);
    g.usageOrigin = static_cast<UsageOrigin>(body.usageOrigin);
    g.scopeCount = body.scopeCount;
}

} // namespace

SegmentHeader makeHeader(const LedgerIdentity &ledger, std::uint32_t thread, std::uint64_t sequence,
                         std::uint64_t bootId)
{
    SegmentHeader header{.magic = magic,
                         .version = formatVersion,
                         .thread = thread,
                         .uuid = ledger.uuid,
                         .epoch = ledger.epoch,
                         .sequence = sequence,
                         .bootId = bootId};
    header.crc = crc32c(&header, offsetof(SegmentHeader, crc));
    return header;
}

HeaderState readHeader(const char *data, std::size_t size, const LedgerIdentity &ledger,
                       SegmentHeader &header)
{
    if (size < sizeof header)
        return HeaderState::Damaged;
    std::memcpy(&header, data, sizeof header);
    if (header.magic != magic || header.crc != crc32c(&header, offsetof(SegmentHeader, crc)))
        return HeaderState::Damaged;
    if (header.version != formatVersion || header.uuid != ledger.uuid
        || header.epoch != ledger.epoch)
        return HeaderState::Foreign;
    return HeaderState::Ours;
}

std::size_t generationRecordSize(const GenerationRecord &generation)
{
    std::size_t size = recordHeadSize + sizeof(GenerationBody)
        + generation.scopeCount * sizeof(ScopeBody)
        + storedAttempts(generation) * sizeof(AttemptBody);
    for (const std::string_view text : textsOf(generation))
        size += sizeof(std::uint16_t) + text.size();
    if (hasMedia(generation.usage))
        size += sizeof(MediaBody);
    return rounded(size);
}

void encodeGeneration(RecordType type, const GenerationRecord &generation, char *out)
{
    startRecord(type, generation.id, out);
    out = put(out + recordHeadSize, bodyOf(generation));
    for (std::size_t i = 0; i < generation.scopeCount; ++i) {
        const ScopeRef &scope = generation.scopes[i];
        out = put(out, ScopeBody{scope.owner, static_cast<std::int64_t>(scope.kind)});
    }
    for (std::size_t i = 0; i < storedAttempts(generation); ++i) {
        const AttemptRecord &a = generation.attempts[i];
        out = put(out,
                  AttemptBody{a.endpoint.value, a.provider.value, a.priceSheet.value, a.startedUs,
                              a.durationUs, a.held.nanoUsd, a.lost.nanoUsd, a.status,
                              static_cast<std::uint32_t>(a.outcome)});
    }
    for (const std::string_view text : textsOf(generation)) {
        out = put(out, static_cast<std::uint16_t>(text.size()));
        if (!text.empty())
            std::memcpy(out, text.data(), text.size());
        out += text.size();
    }
    if (hasMedia(generation.usage))
        put(out, mediaOf(generation.usage));
}

void encodeAttempt(const AttemptStart &start, char *out)
{
    startRecord(RecordType::Attempt, start.generation, out);
    put(out + recordHeadSize,
        AttemptStartBody{start.model.value, start.endpoint.value, start.provider.value,
                         start.priceSheet.value, start.startedUs, start.held.nanoUsd,
                         start.promptTokensEstimate, start.milliBytesPerToken,
                         start.lostBefore.nanoUsd, static_cast<std::uint64_t>(start.isSimulated),
                         start.number, start.previousStatus,
                         static_cast<std::uint16_t>(start.previousOutcome)});
}

void encodeProgress(const Progress &progress, char *out)
{
    startRecord(RecordType::Progress, progress.generation, out);
    put(out + recordHeadSize,
        ProgressBody{bodyOf(progress.told), progress.outputBytes, progress.firstTokenUs,
                     static_cast<std::uint32_t>(progress.promptTold),
                     static_cast<std::uint32_t>(progress.completionTold)});
}

void copyRecord(const char *record, std::size_t size, char *out)
{
    constexpr std::size_t lengthSize = sizeof(std::uint32_t);
    std::memcpy(out + lengthSize, record + lengthSize, size - lengthSize);
    out[offsetof(RecordHead, isCopy)] = 1;
}

void finishRecord(char *record, std::size_t size, std::uint64_t sequence, std::uint64_t bootId)
{
    std::memcpy(record + offsetof(RecordHead, sequence), &sequence, sizeof sequence);
    std::memcpy(record + offsetof(RecordHead, bootId), &bootId, sizeof bootId);
    const std::uint32_t crc = crc32c(record + crcStart, size - crcStart);
    std::memcpy(record + offsetof(RecordHead, crc), &crc, sizeof crc);
    const auto length = static_cast<std::uint32_t>(size);
    // Release: a killed process leaves either no length or a whole record.
    __atomic_store_n(reinterpret_cast<std::uint32_t *>(record), length, __ATOMIC_RELEASE);
}

std::size_t recordSize(const char *record)
{
    std::uint32_t length = 0;
    std::memcpy(&length, record, sizeof length);
    return length;
}

ReadResult readRecord(const char *data, std::size_t available, Checksum checksum,
                      RecordView &record)
{
    RecordHead head{};
    if (available < sizeof head)
        return ReadResult::End;
    std::memcpy(&head, data, sizeof head);
    if (head.length == 0)
        return ReadResult::End;
    if (head.length < sizeof head || head.length > available || head.length % 8 != 0
        || head.length > maxRecordSize)
        return ReadResult::Bad;
    if (checksum == Checksum::Verified
        && head.crc != crc32c(data + crcStart, head.length - crcStart))
        return ReadResult::Bad;
    if (head.type < static_cast<std::uint8_t>(RecordType::Hold)
        || head.type > static_cast<std::uint8_t>(RecordType::Settle))
        return ReadResult::Bad;
    record.type = static_cast<RecordType>(head.type);
    record.generation.text = head.generation;
    record.sequence = head.sequence;
    record.bootId = head.bootId;
    record.isCopy = head.isCopy != 0;
    record.payload = data + sizeof head;
    record.payloadSize = head.length - sizeof head;
    record.size = head.length;
    return ReadResult::Record;
}

bool decodeGeneration(const RecordView &record, GenerationRecord &g)
{
    PayloadReader reader(record);
    GenerationBody body{};
    if (!reader.read(body) || body.scopeCount > maxScopes || body.attempts > maxStoredAttempts)
        return false;
    g.id = record.generation;
    takeBody(body, g);
    for (std::size_t i = 0; i < body.scopeCount; ++i) {
        ScopeBody scope{};
        if (!reader.read(scope))
            return false;
        g.scopes[i] = {static_cast<ScopeKind>(scope.kind), scope.owner};
    }
    g.attempts.resize(body.attempts);
    for (AttemptRecord &attempt : g.attempts) {
        AttemptBody a{};
        if (!reader.read(a))
            return false;
        attempt = {.endpoint = {a.endpoint},
                   .provider = {a.provider},
                   .priceSheet = {a.priceSheet},
                   .outcome = static_cast<AttemptOutcome>(a.outcome),
                   .status = static_cast<std::uint16_t>(a.status),
                   .startedUs = a.startedUs,
                   .durationUs = a.durationUs,
                   .held = {a.held},
                   .lost = {a.lost}};
    }
    for (std::string_view *text :
         {&g.requestedModel, &g.finishReason, &g.nativeFinishReason, &g.errorType, &g.errorText,
          &g.upstreamId, &g.session, &g.endUser, &g.referer, &g.title, &g.userAgent, &g.trail}) {
        if (!reader.readText(*text))
            return false;
    }
    if (MediaBody media{}; reader.read(media)) {
        g.usage.characters = media.characters;
        g.usage.audioMs = media.audioMs;
        g.usage.searchUnits = media.searchUnits;
    }
    return true;
}

bool decodeAttempt(const RecordView &record, AttemptStart &start)
{
    AttemptStartBody body{};
    if (!PayloadReader(record).read(body))
        return false;
    start = {.generation = record.generation,
             .model = {body.model},
             .endpoint = {body.endpoint},
             .provider = {body.provider},
             .priceSheet = {body.priceSheet},
             .isSimulated = body.isSimulated != 0,
             .number = body.number,
             .startedUs = body.startedUs,
             .held = {body.held},
             .promptTokensEstimate = body.promptTokensEstimate,
             .milliBytesPerToken = body.milliBytesPerToken,
             .lostBefore = {body.lostBefore},
             .previousOutcome = static_cast<AttemptOutcome>(body.previousOutcome),
             .previousStatus = body.previousStatus};
    return true;
}

bool decodeProgress(const RecordView &record, Progress &progress)
{
    ProgressBody body{};
    if (!PayloadReader(record).read(body))
        return false;
    progress = {.generation = record.generation,
                .told = usageOf(body.told),
                .promptTold = body.promptTold != 0,
                .completionTold = body.completionTold != 0,
                .outputBytes = body.outputBytes,
                .firstTokenUs = body.firstTokenUs};
    return true;
}

} // namespace turnpike
