// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/RawWalk.h"
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/formats/embeddings/FloatText.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

/// One embedding as the provider wrote it, or as it must be.
struct Vector
{
    std::string_view told; ///< An array of numbers, or a string of base64 with its quotes.
    std::string made; ///< Where the client wants the other.
    std::size_t length = 0; ///< Numbers.
};

struct EmbeddingsAnswer final : WholeAnswer
{
    GatheredText body(const UsageFigures &figures) override;

    AnswerNames names;
    std::vector<Vector> vectors; ///< By input.
};

GatheredText EmbeddingsAnswer::body(const UsageFigures &figures)
{
    GatheredText text;
    text.reserve(2 * vectors.size() + 1);
    std::string between = R"({"object":"list","data":[)";
    for (std::size_t index = 0; index < vectors.size(); ++index) {
        between.append(R"({"object":"embedding","index":)").append(std::to_string(index));
        between += R"(,"embedding":)";
        text.own(std::exchange(between, "},"));
        Vector &vector = vectors[index];
        if (vector.made.empty())
            text.borrow(vector.told);
        else
            text.own(std::move(vector.made));
    }
    between = R"(}],"model":)";
    json::appendString(between, servedModel.empty() ? names.model : servedModel);
    between.append(R"(,"usage":)").append(usageJson(figures)).append(R"(,"id":)");
    json::appendString(between, names.id);
    text.own(between.append(1, '}'));
    return text;
}

/// Reads one answer of either format.
class EmbeddingsAnswerReader
{
public:
    EmbeddingsAnswerReader(std::string_view body, const ClientRequest &request,
                           EmbeddingsAnswer &answer)
        : m_body(body)
        , m_json(body)
        , m_wantsBase64(request.wantsBase64)
        , m_answer(answer)
    {
        answer.vectors.resize(static_cast<std::size_t>(request.inputCount));
    }

    bool read(ProviderFormat format);
    std::string_view problem() const { return m_problem; }
    std::string_view error() const { return m_error; }

private:
    void readOpenAi(std::string_view name);
    void readGemini(std::string_view name);
    void readData();
    void readUsageMetadata();
    void readContents(std::size_t index);
    void readVector(Vector &vector);
    void readNumbers(Vector &vector);
    void readBase64(Vector &vector);
    void place(std::size_t index, Vector vector);
    void check();
    void spoil(std::string_view problem)
    {
        if (m_problem.empty())
            m_problem = problem;
    }

    std::string_view m_body;
    json::StrictReader m_json;
    bool m_wantsBase64;
    EmbeddingsAnswer &m_answer;
    std::string_view m_problem;
    std::string_view m_error;
};

bool EmbeddingsAnswerReader::read(ProviderFormat format)
{
    if (m_json.peek() != json::Kind::Object)
        spoil("it is not a JSON object");
    const bool isGemini = format == ProviderFormat::Gemini;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "error")
            m_error = rawValue(m_json);
        else if (isGemini)
            readGemini(name);
        else
            readOpenAi(name);
    });
    if (!m_json.finish()) {
        m_problem = "it is not JSON";
        m_error = {};
        return false;
    }
    check();
    return m_problem.empty() && m_error.empty();
}

/// One vector for each input, and all of one length.
void EmbeddingsAnswerReader::check()
{
    for (const Vector &vector : m_answer.vectors) {
        if (vector.length == 0)
            spoil("it has fewer embeddings than there were inputs");
        else if (vector.length != m_answer.vectors.front().length)
            spoil("its embeddings are not of one length");
    }
}

void EmbeddingsAnswerReader::readOpenAi(std::string_view name)
{
    if (name == "data") {
        readData();
    } else if (name == "model") {
        if (const std::string_view model = rawString(m_json); !model.empty())
            m_answer.servedModel = json::decodedText(model).value_or(std::string());
    } else if (name == "id") {
        if (const std::string_view id = rawString(m_json); !id.empty())
            m_answer.upstreamId = json::decodedText(id).value_or(std::string());
    } else if (name == "usage") {
        const json::Value usage = m_json.skip();
        if (usage.kind != json::Kind::Object)
            return;
        m_answer.usage = readUsage(usage.text);
        m_answer.hasUsage = m_answer.usage.isPromptTold;
        m_answer.usage.isCompletionTold = m_answer.hasUsage; // There is none.
        m_answer.usage.usage.completion = m_answer.usage.usage.reasoning = 0;
    } else {
        m_json.skip();
    }
}

void EmbeddingsAnswerReader::readData()
{
    eachElement(m_json, [this](std::size_t position) {
        Vector vector;
        std::optional<std::int64_t> index = static_cast<std::int64_t>(position);
        eachMember(m_json, [&](std::string_view name) {
            if (name == "embedding")
                readVector(vector);
            else if (const json::Value value = m_json.skip(); name == "index" && !value.isNull())
                index = json::integerOf(value.text);
        });
        if (!index || *index < 0)
            spoil("an embedding's index makes no sense");
        else
            place(static_cast<std::size_t>(*index), std::move(vector));
    });
}

/// {"embeddings":[{"values":[...]}]}, or {"embedding":{"values":[...]}} of a single one.
void EmbeddingsAnswerReader::readGemini(std::string_view name)
{
    if (name == "embeddings")
        eachElement(m_json, [this](std::size_t index) { readContents(index); });
    else if (name == "embedding")
        readContents(0);
    else if (name == "usageMetadata")
        readUsageMetadata();
    else
        m_json.skip();
}

void EmbeddingsAnswerReader::readContents(std::size_t index)
{
    Vector vector;
    eachMember(m_json, [&](std::string_view name) {
        if (name == "values")
            readVector(vector);
        else
            m_json.skip();
    });
    place(index, std::move(vector));
}

void EmbeddingsAnswerReader::readUsageMetadata()
{
    eachMember(m_json, [this](std::string_view name) {
        const json::Value value = m_json.skip();
        if (name != "promptTokenCount" || value.kind != json::Kind::Number)
            return;
        const std::optional<std::int64_t> count = json::integerOf(value.text);
        if (!count || *count < 0)
            return;
        m_answer.usage.usage.prompt = *count;
        m_answer.usage.isPromptTold = m_answer.usage.isCompletionTold = m_answer.hasUsage = true;
    });
}

void EmbeddingsAnswerReader::place(std::size_t index, Vector vector)
{
    if (vector.length == 0)
        spoil("it holds an embedding without numbers");
    else if (index >= m_answer.vectors.size())
        spoil("it has more embeddings than there were inputs");
    else if (m_answer.vectors[index].length != 0)
        spoil("it has two embeddings for one input");
    else
        m_answer.vectors[index] = std::move(vector);
}

void EmbeddingsAnswerReader::readVector(Vector &vector)
{
    const json::Kind kind = m_json.peek();
    if (kind == json::Kind::Array)
        readNumbers(vector);
    else if (kind == json::Kind::String)
        readBase64(vector);
    else
        m_json.skip();
}

void EmbeddingsAnswerReader::readNumbers(Vector &vector)
{
    vector = {};
    std::string text = "\"";
    Base64Writer base64(text);
    const std::size_t begin = m_json.offset();
    eachElement(m_json, [&](std::size_t) {
        const json::Value value = m_json.skip();
        ++vector.length;
        if (value.kind != json::Kind::Number)
            spoil("an embedding holds something else than numbers");
        else if (m_wantsBase64 && !base64.number(value.text))
            spoil("an embedding holds a number that is too large");
    });
    if (m_json.hasFailed())
        return;
    vector.told = m_body.substr(begin, m_json.offset() - begin);
    if (!m_wantsBase64)
        return;
    base64.finish();
    vector.made = std::move(text.append(1, '"'));
}

void EmbeddingsAnswerReader::readBase64(Vector &vector)
{
    vector = {};
    const json::Value value = m_json.skip();
    if (value.kind != json::Kind::String)
        return;
    vector.told = value.text;
    std::string plain; // "\/" is how some spell a slash.
    std::string_view base64 = value.text.substr(1, value.text.size() - 2);
    if (base64.find('\\') != std::string_view::npos)
        base64 = plain = json::decodedText(value.text).value_or(std::string());
    const std::optional<std::size_t> length = countFloats(base64);
    if (!length)
        return spoil("an embedding is no base64 of numbers");
    vector.length = *length;
    if (!m_wantsBase64) {
        if (!appendFloats(vector.made, base64))
            spoil("an embedding holds what is no number");
    } else if (const std::size_t missing = (4 - base64.size() % 4) % 4; missing != 0) {
        // Not every client reads it without its padding.
        vector.made.append(1, '"').append(base64).append(missing, '=').append(1, '"');
    }
}

} // namespace

tl::expected<std::unique_ptr<WholeAnswer>, WireBreak>
readEmbeddingsAnswer(ProviderFormat format, std::string_view body, const ClientRequest &request,
                     const AnswerNames &names)
{
    const auto broken = [](WireFault fault, std::string message, std::string_view error = {}) {
        return tl::unexpected(WireBreak{
            .fault = fault, .message = std::move(message), .errorObject = std::string(error)});
    };
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return broken(WireFault::Empty, "The provider's answer is empty.");
    auto answer = std::make_unique<EmbeddingsAnswer>();
    answer->names = names;
    EmbeddingsAnswerReader reader(body, request, *answer);
    if (reader.read(format))
        return answer;
    if (!reader.error().empty())
        return broken(WireFault::UpstreamError, "The provider reported an error in its answer.",
                      reader.error());
    return broken(WireFault::Garbage,
                  "The provider's answer is none: " + std::string(reader.problem()) + '.');
}

} // namespace turnpike
