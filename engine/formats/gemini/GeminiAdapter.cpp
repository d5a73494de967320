// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiAdapter.h"

#include "engine/formats/gemini/GeminiBody.h"
#include "engine/formats/gemini/GeminiDecoder.h"

namespace turnpike {

namespace {

class GeminiAdapter final : public ProviderAdapter
{
public:
    std::optional<ApiType> twin() const override { return std::nullopt; }
    std::string path(std::string_view model, bool isStreaming) const override
    {
        return geminiPath(model, isStreaming ? "streamGenerateContent?alt=sse" : "generateContent");
    }
    std::pair<std::string_view, std::string_view> credentialHeader() const override
    {
        return {"x-goog-api-key", ""};
    }
    tl::expected<std::string, ApiError> encode(Conversation &conversation,
                                               const EncodeTarget &target) const override
    {
        return writeGeminiBody(conversation, target);
    }
    std::unique_ptr<AnswerDecoder> makeDecoder(std::int64_t choices) const override
    {
        return std::make_unique<GeminiDecoder>(choices);
    }
};

bool isUnreserved(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
        || (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void appendPercentEncoded(std::string &out, std::string_view text)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    for (const char byte : text) {
        if (isUnreserved(byte)) {
            out += byte;
            continue;
        }
        const auto value = static_cast<unsigned char>(byte);
        out += '%';
        out += digits[value >> 4U];
        out += digits[value & 0xFU];
    }
}

} // namespace

std::string geminiPath(std::string_view model, std::string_view verb)
{
    std::string_view collection = "models/";
    for (const std::string_view told : {"models/", "tunedModels/"})
        if (model.starts_with(told))
            model.remove_prefix((collection = told).size());
    std::string path = "/";
    path += collection;
    appendPercentEncoded(path, model);
    return path.append(1, ':').append(verb);
}

const ProviderAdapter &geminiAdapter()
{
    static const GeminiAdapter adapter;
    return adapter;
}

} // namespace turnpike
