// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/wire/BodyReader.h"

#include <optional>

namespace turnpike {

namespace {

using Members = RequestWalk::Members;

enum Own : std::size_t { Input = commonMemberCount, EncodingFormat, Dimensions, InputType };

constexpr auto names = withCommonMembers({"input", "encoding_format", "dimensions", "input_type"});

constexpr std::int64_t maxInputs = 2048;
/// A token in place of text: what it stands for in estimates, which count bytes.
constexpr std::int64_t bytesPerToken = 4;
constexpr std::size_t longestToken = 10; ///< Digits.

class EmbeddingsReader final : public BodyReader
{
public:
    EmbeddingsReader(std::string_view body, const ReadLimits &limits)
        : BodyReader(body, ApiType::Embeddings, names, limits)
    {}

private:
    void readOwn(std::size_t member) override;
    bool isCounted(std::size_t member) const override { return member == Input; }
    void finish(std::uint64_t seen) override;

    void readInput();
    void readInputs();
    void readText();
    void readTokens();
    void readToken(std::size_t index);
    void readOneOf(json::Kind kind);
    void readContent();
    void readPart();
    void countInput();
};

void EmbeddingsReader::readOwn(std::size_t member)
{
    switch (member) {
    case Input: readInput(); break;
    case EncodingFormat: {
        const std::optional<std::string> word = m_walk.text();
        if (word && *word != "float" && *word != "base64")
            m_walk.refuse("must be float or base64");
        m_request.wantsBase64 = word == "base64";
        break;
    }
    case Dimensions: m_walk.integer(1); break;
    default: m_walk.text(); break;
    }
}

void EmbeddingsReader::finish(std::uint64_t seen)
{
    if ((seen >> Input & 1U) == 0)
        refuse(Input, "is missing");
    else if (m_request.isStreaming)
        refuse(StreamMember, "cannot be true: embeddings are not streamed");
    if (isTold(Dimensions))
        m_request.parameters.push_back(names[Dimensions]);
}

void EmbeddingsReader::countInput()
{
    if (++m_request.inputCount > maxInputs)
        m_walk.refuse("must not hold more than 2048 inputs");
}

void EmbeddingsReader::readInput()
{
    const json::Kind kind = m_walk.peek();
    if (kind == json::Kind::String) {
        countInput();
        readText();
    } else if (kind == json::Kind::Array) {
        readInputs();
    } else {
        m_walk.refuse("must be a string, an array of strings, of tokens or of contents");
    }
}

/// One array: tokens are one input, anything else is an input an element.
void EmbeddingsReader::readInputs()
{
    m_walk.enterArray();
    json::Kind kind = json::Kind::None;
    bool isFirst = true;
    std::size_t index = 0;
    for (; m_walk.nextElement(isFirst); ++index) {
        const json::Kind found = m_walk.peek();
        if (index == 0)
            kind = found;
        if (index == 0 || kind != json::Kind::Number)
            countInput();
        if (found == kind && kind == json::Kind::Number) {
            readToken(index);
            continue;
        }
        m_walk.push(index);
        if (found == kind)
            readOneOf(kind);
        else
            m_walk.refuse("is of another kind than the inputs before it");
        m_walk.pop();
    }
    if (index == 0)
        m_walk.refuse("must not be empty");
}

void EmbeddingsReader::readOneOf(json::Kind kind)
{
    switch (kind) {
    case json::Kind::String: readText(); break;
    case json::Kind::Array: readTokens(); break;
    case json::Kind::Object: readContent(); break;
    default: m_walk.refuse("must be a string, tokens or a content"); break;
    }
}

void EmbeddingsReader::readText()
{
    const std::int64_t size = m_walk.textSize(false);
    if (size == 0)
        m_walk.refuse("must not be empty");
    m_request.content.textBytes += size;
}

/// There may be millions: the place is named only where it must be.
void EmbeddingsReader::readToken(std::size_t index)
{
    const json::Value value = m_walk.skip();
    const bool isToken = value.kind == json::Kind::Number && value.text.size() <= longestToken
        && value.text.find_first_not_of("0123456789") == std::string_view::npos;
    if (!isToken) {
        m_walk.push(index);
        m_walk.refuse("must be a token's number");
        m_walk.pop();
    }
    m_request.content.textBytes += bytesPerToken;
}

void EmbeddingsReader::readTokens()
{
    m_walk.enterArray();
    bool isFirst = true;
    std::size_t index = 0;
    while (m_walk.nextElement(isFirst))
        readToken(index++);
    if (index == 0)
        m_walk.refuse("must not be empty");
}

/// {"content":[parts]}
void EmbeddingsReader::readContent()
{
    static constexpr std::string_view known[] = {"content"};
    m_walk.enterObject();
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            m_walk.skip();
            continue;
        }
        m_walk.push(known[0]);
        if (m_walk.enterArray()) {
            bool isFirst = true;
            std::size_t index = 0;
            for (; m_walk.nextElement(isFirst); ++index) {
                m_walk.push(index);
                readPart();
                m_walk.pop();
            }
            if (index == 0)
                m_walk.refuse("must not be empty");
        }
        m_walk.pop();
    }
    if (members.seen == 0) {
        m_walk.push(known[0]);
        m_walk.refuse("is missing");
        m_walk.pop();
    }
}

/// Counts by the payload that is there, not by the type told: no payload goes uncounted.
void EmbeddingsReader::readPart()
{
    enum : std::size_t { Type, Text, Image, Audio, Video, File };
    static constexpr std::string_view known[]
        = {"type", "text", "image_url", "input_audio", "input_video", "input_file"};
    if (!m_walk.enterObject())
        return;
    ContentMeasure &content = m_request.content;
    Members members;
    while (m_walk.nextMember(known, members)) {
        if (members.known == Members::unknown) {
            content.textBytes += static_cast<std::int64_t>(m_walk.skip().text.size());
            continue;
        }
        m_walk.push(known[members.known]);
        switch (members.known) {
        case Type: m_walk.text(); break;
        case Text: content.textBytes += m_walk.textSize(false); break;
        case Image:
            ++content.imageCount;
            m_walk.skip();
            break;
        case Audio:
            content.audioBytes += static_cast<std::int64_t>(m_walk.skip().text.size());
            break;
        case Video:
            ++content.videoCount;
            m_walk.skip();
            break;
        default:
            ++content.fileCount;
            content.fileBytes += static_cast<std::int64_t>(m_walk.skip().text.size());
            break;
        }
        m_walk.pop();
    }
}

} // namespace

tl::expected<ClientRequest, ApiError> readEmbeddingsRequest(std::string_view body,
                                                            const ReadLimits &limits)
{
    return EmbeddingsReader(body, limits).read();
}

} // namespace turnpike
