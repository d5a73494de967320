// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/MediaRequest.h"

#include "engine/formats/MemberWalk.h"
#include "engine/formats/media/Multipart.h"
#include "engine/formats/media/WaveLength.h"
#include "engine/wire/BodyReader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

enum Own : std::size_t {
    Prompt = commonMemberCount,
    Count,
    Input,
    Voice,
    StreamFormat,
    InputAudio,
    Query,
    Documents,
    TopN,
    InputReferences,
};

constexpr auto names
    = withCommonMembers({"prompt", "n", "input", "voice", "stream_format", "input_audio", "query",
                         "documents", "top_n", "input_references"});

/// One search unit ranks so many documents.
constexpr std::int64_t documentsPerUnit = 100;
constexpr std::size_t maxModelName = 256;
/// Bytes of base64 for three bytes of a file.
constexpr std::int64_t base64Bytes = 4;
constexpr std::int64_t plainBytes = 3;

bool makesPictures(ApiType api)
{
    return api == ApiType::Images || api == ApiType::ImageEdits;
}

bool listens(ApiType api)
{
    return api == ApiType::Transcriptions || api == ApiType::Translations;
}

std::int64_t unitsOf(std::int64_t documents)
{
    return (documents + documentsPerUnit - 1) / documentsPerUnit;
}

/// A JSON body of any media route; each reads its own members and passes over those of the others.
class MediaReader final : public BodyReader
{
public:
    MediaReader(ApiType api, std::string_view body, const ReadLimits &limits)
        : BodyReader(body, api, names, limits)
        , m_api(api)
    {
        if (makesPictures(api))
            m_request.media.usage.imagesOut = 1;
    }

private:
    void readOwn(std::size_t member) override;
    bool isCounted(std::size_t member) const override { return isOfRoute(member); }
    void finish(std::uint64_t seen) override;

    bool isOfRoute(std::size_t member) const;
    void readText();
    void readInput();
    void readCount();
    void readStreamFormat();
    void readRecording();
    void readDocuments();
    void readReferences();

    ApiType m_api;
};

bool MediaReader::isOfRoute(std::size_t member) const
{
    switch (member) {
    case Prompt:
    case Count:
    case InputReferences: return makesPictures(m_api);
    case Input:
    case Voice:
    case StreamFormat: return m_api == ApiType::Speech;
    case InputAudio: return m_api == ApiType::Transcriptions;
    default: return m_api == ApiType::Rerank;
    }
}

void MediaReader::readOwn(std::size_t member)
{
    if (!isOfRoute(member)) {
        m_walk.skip();
        return;
    }
    switch (member) {
    case Prompt:
    case Query: readText(); break;
    case Count: readCount(); break;
    case Input: readInput(); break;
    case StreamFormat: readStreamFormat(); break;
    case InputAudio: readRecording(); break;
    case Documents: readDocuments(); break;
    case TopN: m_walk.integer(1); break;
    case InputReferences: readReferences(); break;
    default: m_walk.skip(); break; // A voice is a name, or an object with one.
    }
}

void MediaReader::readText()
{
    const std::int64_t size = m_walk.textSize(false);
    if (size == 0)
        m_walk.refuse("must not be empty");
    m_request.content.textBytes += size;
}

void MediaReader::readInput()
{
    const std::optional<std::string> text = m_walk.text();
    if (!text || text->empty())
        return m_walk.refuse("must be a text that is not empty");
    m_request.content.textBytes += static_cast<std::int64_t>(text->size());
    m_request.media.usage.characters = static_cast<std::int64_t>(pointCount(*text));
}

void MediaReader::readCount()
{
    const std::int64_t count = m_walk.integer(1).value_or(1);
    if (count > m_limits.maxChoices)
        m_walk.refuse("must not be more than " + std::to_string(m_limits.maxChoices));
    m_request.media.usage.imagesOut = count;
}

void MediaReader::readStreamFormat()
{
    const std::optional<std::string> word = m_walk.text();
    if (word && *word != "audio" && *word != "sse")
        m_walk.refuse("must be audio or sse");
    m_request.isStreaming = m_request.isStreaming || word == "sse";
}

void MediaReader::readRecording()
{
    static constexpr std::string_view known[] = {"data", "format"};
    std::int64_t size = 0;
    if (!m_walk.enterObject())
        return;
    const auto members = readMembers(m_walk, known, [&](std::size_t member) {
        if (member == 0)
            size = m_walk.textSize(false);
        else
            m_walk.text();
    });
    if (members.seen != 3)
        m_walk.refuse("must have data and format");
    else if (size == 0)
        refuseMember(m_walk, known[0], "must not be empty");
    m_request.content.audioBytes += size;
    m_request.media.usage.audioMs = compressedLengthMs(size / base64Bytes * plainBytes);
}

/// Strings, or objects with a text, a picture or both.
void MediaReader::readDocuments()
{
    if (!m_walk.enterArray())
        return;
    bool isFirst = true;
    std::int64_t count = 0;
    for (; m_walk.nextElement(isFirst); ++count) {
        const json::Kind kind = m_walk.peek();
        if (kind == json::Kind::String || kind == json::Kind::Object) {
            m_request.content.textBytes += rawSize(m_walk);
            continue;
        }
        m_walk.push(static_cast<std::size_t>(count));
        m_walk.refuse("must be a string or an object");
        m_walk.pop();
    }
    if (count == 0)
        m_walk.refuse("must not be empty");
    m_request.media.usage.searchUnits = unitsOf(count);
}

void MediaReader::readReferences()
{
    if (!m_walk.enterArray(true))
        return;
    for (bool isFirst = true; m_walk.nextElement(isFirst); ++m_request.content.imageCount)
        m_walk.skip();
    m_request.media.usage.images = m_request.content.imageCount;
}

void MediaReader::finish(std::uint64_t seen)
{
    const auto need = [&](std::size_t member) {
        if ((seen >> member & 1U) == 0)
            refuse(member, "is missing");
    };
    switch (m_api) {
    case ApiType::Images:
    case ApiType::ImageEdits: need(Prompt); break;
    case ApiType::Speech: need(Input); break;
    case ApiType::Transcriptions: need(InputAudio); break;
    case ApiType::Rerank:
        need(Query);
        need(Documents);
        if (m_request.isStreaming)
            refuse(StreamMember, "cannot be true: rankings are not streamed");
        break;
    default: break;
    }
}

ApiError refusal(std::string message, std::string pointer = {})
{
    return {.status = 400,
            .errorType = "invalid_request",
            .message = std::move(message),
            .pointer = std::move(pointer)};
}

/// A form's fields that we read; all others pass as they are, however often they come.
class FormReader
{
public:
    FormReader(ApiType api, std::string_view body, std::string_view contentType,
               const ReadLimits &limits)
        : m_limits(limits)
    {
        m_request.body = body;
        m_request.api = api;
        m_request.media.contentType = contentType;
        if (makesPictures(api))
            m_request.media.usage.imagesOut = 1;
    }

    tl::expected<ClientRequest, ApiError> read();

private:
    void readPart(const MultipartPart &part);
    void readModel(const MultipartPart &part);
    void readCount(std::string_view text);
    void readFile(const MultipartPart &part);
    void checkNeeded();
    void refuse(std::string_view field, std::string_view expectation);

    ReadLimits m_limits;
    ClientRequest m_request;
    bool m_hasFile = false;
    bool m_hasPrompt = false;
    bool m_hasStream = false;
    bool m_hasCount = false;
    std::optional<ApiError> m_error;
};

tl::expected<ClientRequest, ApiError> FormReader::read()
{
    const auto boundary = multipartBoundary(m_request.media.contentType);
    if (!boundary)
        return tl::unexpected(boundary.error());
    const auto parts = readMultipart(m_request.body, *boundary);
    if (!parts)
        return tl::unexpected(parts.error());
    for (const MultipartPart &part : *parts)
        readPart(part);
    checkNeeded();
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_request);
}

void FormReader::refuse(std::string_view field, std::string_view expectation)
{
    if (!m_error)
        m_error = refusal("The form's field \"" + std::string(field) + "\" "
                              + std::string(expectation) + '.',
                          '/' + std::string(field));
}

void FormReader::readPart(const MultipartPart &part)
{
    // A server that does not tell cases apart would read another field than we do.
    static constexpr std::string_view read[] = {"model", "n", "stream", "prompt"};
    for (const std::string_view name : read)
        if (part.name != name && json::readsAs(part.name, false, name))
            return refuse(part.name, "must be spelled \"" + std::string(name) + '"');
    const auto once = [&](bool &has) {
        if (std::exchange(has, true))
            refuse(part.name, "is there twice");
    };
    if (part.name == "model") {
        readModel(part);
    } else if (part.name == "n" && makesPictures(m_request.api)) {
        once(m_hasCount);
        readCount(part.data);
    } else if (part.name == "stream") {
        once(m_hasStream);
        if (part.data != "true" && part.data != "false")
            refuse(part.name, "must be true or false");
        m_request.isStreaming = part.data == "true";
    } else if (part.isFile) {
        readFile(part);
    } else {
        if (part.name == "prompt")
            once(m_hasPrompt);
        m_request.content.textBytes += static_cast<std::int64_t>(part.data.size());
    }
}

void FormReader::readModel(const MultipartPart &part)
{
    if (m_request.modelMember.value.data() != nullptr)
        return refuse(part.name, "is there twice");
    if (part.isFile)
        return refuse(part.name, "must not be a file");
    const bool isName = !part.data.empty() && part.data.size() <= maxModelName
        && std::all_of(part.data.begin(), part.data.end(),
                       [](char byte) { return byte > ' ' && byte < 0x7f; });
    if (!isName)
        refuse(part.name, "must be the name of a model");
    m_request.modelMember.value = part.data;
    m_request.model = part.data;
}

void FormReader::readCount(std::string_view text)
{
    std::int64_t count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (problem != std::errc() || end != text.data() + text.size() || count < 1
        || count > m_limits.maxChoices)
        refuse("n", "must be a number from 1 to " + std::to_string(m_limits.maxChoices));
    m_request.media.usage.imagesOut = count;
}

void FormReader::readFile(const MultipartPart &part)
{
    ContentMeasure &content = m_request.content;
    const auto size = static_cast<std::int64_t>(part.data.size());
    if (makesPictures(m_request.api) && part.name != "mask") {
        m_hasFile = true;
        m_request.media.usage.images = ++content.imageCount;
    } else if (part.name == "file") {
        if (std::exchange(m_hasFile, true))
            refuse(part.name, "is there twice");
        if (size == 0)
            refuse(part.name, "must not be empty");
        content.audioBytes += size;
        const std::optional<std::int64_t> length = waveLengthMs(part.data);
        m_request.media.usage.audioMs = length.value_or(compressedLengthMs(size));
        m_request.media.isAudioMeasured = length.has_value();
    } else {
        content.otherBytes += size;
    }
}

void FormReader::checkNeeded()
{
    if (m_request.model.empty())
        refuse("model", "is missing");
    if (makesPictures(m_request.api) && !m_hasPrompt)
        refuse("prompt", "is missing");
    if (!m_hasFile)
        refuse(makesPictures(m_request.api) ? "image" : "file", "is missing");
}

} // namespace

bool takesForms(ApiType api)
{
    return api == ApiType::ImageEdits || listens(api);
}

tl::expected<ClientRequest, ApiError> readMediaRequest(ApiType api, std::string_view body,
                                                       std::string_view contentType,
                                                       const ReadLimits &limits)
{
    if (!isMultipart(contentType)) {
        if (api == ApiType::Translations)
            return tl::unexpected(refusal("This route takes multipart/form-data."));
        return MediaReader(api, body, limits).read();
    }
    if (!takesForms(api))
        return tl::unexpected(refusal("This route takes JSON, not a form."));
    return FormReader(api, body, contentType, limits).read();
}

GatheredText mediaUpstreamBody(const ClientRequest &request, std::string_view model)
{
    if (request.media.contentType.empty())
        return upstreamBody(request, {.model = model, .clampedMax = {}});
    BodyEdit edit(request.body);
    edit.replace(request.modelMember.value, std::string(model));
    return std::move(edit).gathered();
}

} // namespace turnpike
