// SPDX-License-Identifier: GPL-3.0-or-later
// An embeddings request as Gemini's batchEmbedContents.
#include "engine/formats/Conversation.h"
#include "engine/formats/RawWalk.h"
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/formats/gemini/GeminiAdapter.h"
#include "engine/formats/gemini/GeminiContents.h"
#include "engine/json/Writer.h"

#include <optional>
#include <utility>

namespace turnpike {

namespace {

/// Of one batch (ai.google.dev, embeddings, 2025-11).
constexpr std::int64_t maxBatch = 100;

/// Gemini's task for the words that clients use; empty for any other word.
std::string_view taskOf(std::string_view inputType)
{
    static constexpr std::pair<std::string_view, std::string_view> tasks[]
        = {{"query", "RETRIEVAL_QUERY"},
           {"search_query", "RETRIEVAL_QUERY"},
           {"retrieval_query", "RETRIEVAL_QUERY"},
           {"document", "RETRIEVAL_DOCUMENT"},
           {"passage", "RETRIEVAL_DOCUMENT"},
           {"search_document", "RETRIEVAL_DOCUMENT"},
           {"retrieval_document", "RETRIEVAL_DOCUMENT"},
           {"semantic_similarity", "SEMANTIC_SIMILARITY"},
           {"similarity", "SEMANTIC_SIMILARITY"},
           {"classification", "CLASSIFICATION"},
           {"clustering", "CLUSTERING"},
           {"question_answering", "QUESTION_ANSWERING"},
           {"fact_verification", "FACT_VERIFICATION"},
           {"code_retrieval_query", "CODE_RETRIEVAL_QUERY"}};
    for (const auto &[word, task] : tasks)
        if (inputType == word || inputType == task)
            return task;
    return {};
}

class GeminiEmbeddingsWriter
{
public:
    GeminiEmbeddingsWriter(const ClientRequest &request, std::string_view model)
        : m_request(request)
        , m_json(request.body)
    {
        const bool isWhole = model.starts_with("models/") || model.starts_with("tunedModels/");
        m_head = R"({"model":)";
        json::appendString(m_head, (isWhole ? "" : "models/") + std::string(model));
        m_head += R"(,"content":{"parts":[)";
    }

    tl::expected<std::string, ApiError> write();

private:
    void separate()
    {
        if (m_out.back() != '[')
            m_out += ',';
    }
    void readTop();
    void writeInputs(RawJson input);
    void writeInput(json::StrictReader &json);
    void writePart(json::StrictReader &json);
    void writeUrl(json::StrictReader &json);
    void writeAudio(json::StrictReader &json);
    void refuse(std::string message, std::string pointer);

    const ClientRequest &m_request;
    json::StrictReader m_json;
    std::string m_head; ///< Of each request.
    std::string m_tail;
    RawJson m_input;
    std::string m_out;
    Conversation m_texts; ///< Keeps what had to be decoded.
    std::optional<ApiError> m_error;
};

void GeminiEmbeddingsWriter::refuse(std::string message, std::string pointer)
{
    if (!m_error)
        m_error = ApiError{.status = 400,
                           .errorType = "invalid_request",
                           .message = std::move(message),
                           .pointer = std::move(pointer)};
}

tl::expected<std::string, ApiError> GeminiEmbeddingsWriter::write()
{
    if (m_request.inputCount > maxBatch)
        refuse("This model's provider embeds at most 100 inputs at once.", "/input");
    readTop();
    m_tail += '}';
    m_out = R"({"requests":[)";
    if (!m_error)
        writeInputs(m_input);
    m_out += "]}";
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_out);
}

void GeminiEmbeddingsWriter::readTop()
{
    m_tail = "]}";
    eachMember(m_json, [this](std::string_view name) {
        if (name == "input") {
            m_input = rawValue(m_json);
        } else if (name == "dimensions") {
            if (const RawJson number = rawValue(m_json); !number.empty())
                m_tail.append(R"(,"outputDimensionality":)").append(number);
        } else if (name == "input_type") {
            const RawJson word = rawString(m_json);
            const std::string_view task = taskOf(plainText(m_texts, word));
            if (!task.empty())
                m_tail.append(R"(,"taskType":")").append(task).append(1, '"');
            else if (!word.empty())
                refuse("/input_type is a task that this model's provider does not know.",
                       "/input_type");
        } else {
            m_json.skip();
        }
    });
}

void GeminiEmbeddingsWriter::writeInputs(RawJson input)
{
    json::StrictReader json(input);
    if (json.peek() != json::Kind::Array)
        return writeInput(json);
    json.enterArray();
    for (bool isFirst = true; !m_error && json.nextElement(isFirst);)
        writeInput(json);
}

void GeminiEmbeddingsWriter::writeInput(json::StrictReader &json)
{
    separate();
    m_out += m_head;
    const json::Kind kind = json.peek();
    if (kind == json::Kind::String) {
        m_out.append(R"({"text":)").append(rawString(json)).append(1, '}');
    } else if (kind == json::Kind::Object) {
        eachMember(json, [&](std::string_view name) {
            if (name == "content")
                eachElement(json, [&](std::size_t) { writePart(json); });
            else
                json.skip();
        });
    } else {
        json.skip();
        refuse("/input holds tokens; this model's provider takes text.", "/input");
    }
    m_out += m_tail;
}

/// A part that holds two things is two.
void GeminiEmbeddingsWriter::writePart(json::StrictReader &json)
{
    const std::size_t before = m_out.size();
    eachMember(json, [&](std::string_view name) {
        if (name == "text") {
            separate();
            m_out.append(R"({"text":)").append(rawString(json)).append(1, '}');
        } else if (name == "image_url") {
            separate();
            writeUrl(json);
        } else if (name == "input_audio") {
            separate();
            writeAudio(json);
        } else {
            json.skip();
        }
    });
    if (m_out.size() == before)
        refuse("/input holds content that this model's provider does not take.", "/input");
}

/// A data URL, bare or as {"url":...}.
void GeminiEmbeddingsWriter::writeUrl(json::StrictReader &json)
{
    RawJson url;
    if (json.peek() == json::Kind::String)
        url = rawString(json);
    else
        eachMember(json, [&](std::string_view name) {
            if (name == "url")
                url = rawString(json);
            else
                json.skip();
        });
    std::string_view mediaType, base64;
    if (!url.empty() && splitDataUrl(m_texts, url, mediaType, base64))
        appendInlineData(m_out, mediaType, base64);
    else
        refuse("/input holds an image that is no data URL.", "/input");
}

void GeminiEmbeddingsWriter::writeAudio(json::StrictReader &json)
{
    RawJson data, format;
    eachMember(json, [&](std::string_view name) {
        if (name == "data")
            data = rawString(json);
        else if (name == "format")
            format = rawString(json);
        else
            json.skip();
    });
    if (data.empty() || format.empty())
        return refuse("/input holds audio without data or format.", "/input");
    appendInlineData(m_out, "audio/" + std::string(plainText(m_texts, format)),
                     plainText(m_texts, data));
}

} // namespace

tl::expected<std::string, ApiError> encodeGeminiEmbeddings(const ClientRequest &request,
                                                           std::string_view model)
{
    return GeminiEmbeddingsWriter(request, model).write();
}

std::string geminiEmbeddingsPath(std::string_view model)
{
    return geminiPath(model, "batchEmbedContents");
}

} // namespace turnpike
