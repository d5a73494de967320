// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes that claim to be journal records: read within their bounds, and told apart from records.
#include "ledger/journal/JournalFormat.h"

#include <cstring>
#include <string>
#include <vector>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

void requireTextsWithin(const GenerationRecord &g, std::string_view payload)
{
    for (const std::string_view text :
         {g.requestedModel, g.finishReason, g.nativeFinishReason, g.errorType, g.errorText,
          g.upstreamId, g.session, g.endUser, g.referer, g.title, g.userAgent, g.trail})
        require(text.empty() || liesWithin(text, payload), "texts lie in the payload");
    require(g.scopeCount <= maxScopes, "scopes fit");
    require(g.attempts.size() <= maxStoredAttempts, "attempts fit");
}

void decode(const RecordView &record)
{
    GenerationRecord generation;
    AttemptStart attempt;
    Progress progress;
    if (record.type == RecordType::Attempt) {
        decodeAttempt(record, attempt);
    } else if (record.type == RecordType::Progress) {
        decodeProgress(record, progress);
    } else if (decodeGeneration(record, generation)) {
        requireTextsWithin(generation, {record.payload, record.payloadSize});
        // What was read is written and read again the same, where no text had to be cut.
        std::vector<char> again(maxRecordSize);
        const std::size_t size = generationRecordSize(generation);
        require(size <= maxRecordSize, "a record fits its bound");
        encodeGeneration(record.type, generation, again.data());
        finishRecord(again.data(), size, record.sequence, record.bootId);
        RecordView view;
        require(readRecord(again.data(), size, Checksum::Verified, view) == ReadResult::Record,
                "what is written is a record");
        GenerationRecord read;
        require(decodeGeneration(view, read), "what is written can be read");
        require(read.cost == generation.cost && read.usage == generation.usage
                    && read.scopes == generation.scopes,
                "and says the same");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    // A heap copy of exactly this size, so that a read beyond it is seen.
    const std::vector<char> bytes(data, data + size);
    SegmentHeader header;
    readHeader(bytes.data(), bytes.size(), LedgerIdentity{}, header);
    for (const Checksum checksum : {Checksum::Verified, Checksum::Trusted}) {
        std::size_t offset = 0;
        RecordView record;
        while (offset < size
               && readRecord(bytes.data() + offset, size - offset, checksum, record)
                   == ReadResult::Record) {
            require(record.size >= recordHeadSize && record.size <= size - offset,
                    "a record lies within its segment");
            require(record.payload + record.payloadSize == bytes.data() + offset + record.size,
                    "a payload ends with its record");
            decode(record);
            offset += record.size;
        }
    }
    return 0;
}
