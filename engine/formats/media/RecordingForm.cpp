// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/RecordingForm.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/media/Multipart.h"
#include "engine/formats/messages/Base64Text.h"
#include "engine/wire/BodyReader.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

ApiError refusal(std::string message, std::string_view member)
{
    return {.status = 400,
            .errorType = "invalid_request",
            .message = std::move(message),
            .pointer = '/' + std::string(member)};
}

/// `stream` is the one member of all APIs that a form has, too.
bool isForGateway(std::string_view name)
{
    return name != commonMemberNames[StreamMember]
        && std::find(commonMemberNames.begin(), commonMemberNames.end(), name)
        != commonMemberNames.end();
}

class FormWriter
{
public:
    FormWriter(const ClientRequest &request, std::string_view model)
        : m_json(request.body)
    {
        m_texts.emplace_back("model", model);
    }

    tl::expected<std::string, ApiError> write();

private:
    void readMember(std::string_view name);
    void readRecording();
    void addValue(const std::string &name, const json::Value &value);
    void refuse(std::string message, std::string_view member)
    {
        if (!m_error)
            m_error = refusal(std::move(message), member);
    }
    bool holds(std::string_view text) const;

    json::StrictReader m_json;
    std::vector<std::pair<std::string, std::string>> m_texts;
    std::string m_file;
    std::string m_format;
    std::optional<ApiError> m_error;
};

tl::expected<std::string, ApiError> FormWriter::write()
{
    eachMember(m_json, [this](std::string_view name) { readMember(name); });
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    std::string boundary = "turnpike-form-0";
    for (int number = 1; holds("--" + boundary); ++number)
        boundary = "turnpike-form-" + std::to_string(number);
    std::vector<MultipartField> fields;
    fields.reserve(m_texts.size());
    for (const auto &[name, value] : m_texts)
        fields.push_back({name, value});
    const std::string fileName = "audio." + m_format;
    const std::string type = "audio/" + m_format;
    const MultipartPart file{
        .name = "file", .fileName = fileName, .isFile = true, .contentType = type, .data = m_file};
    return writeMultipart(fields, file, boundary);
}

void FormWriter::readMember(std::string_view name)
{
    if (isForGateway(name)) {
        m_json.skip();
    } else if (name == "input_audio") {
        readRecording();
    } else if (m_json.peek() == json::Kind::Array) {
        const std::string field = std::string(name) + "[]";
        eachElement(m_json, [&](std::size_t) { addValue(field, m_json.skip()); });
    } else {
        addValue(std::string(name), m_json.skip());
    }
}

void FormWriter::addValue(const std::string &name, const json::Value &value)
{
    const bool isLegal = std::all_of(name.begin(), name.end(), [](char byte) {
        return byte > ' ' && byte < 0x7f && byte != '"' && byte != '\\';
    });
    if (value.isNull())
        return;
    if (!isLegal || value.kind == json::Kind::Object || value.kind == json::Kind::Array)
        return refuse("The provider takes forms, which cannot say this member.", name);
    if (value.kind != json::Kind::String)
        m_texts.emplace_back(name, value.text);
    else if (auto text = json::decodedText(value.text))
        m_texts.emplace_back(name, *std::move(text));
}

void FormWriter::readRecording()
{
    eachMember(m_json, [this](std::string_view name) {
        const std::string_view string = rawString(m_json);
        std::string text
            = string.empty() ? std::string() : json::decodedText(string).value_or(std::string());
        if (name == "format") {
            const bool isWord
                = !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
                      return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
                  });
            if (!isWord)
                refuse("The recording's format must be a word like \"wav\".", "input_audio/format");
            m_format = std::move(text);
        } else if (name == "data") {
            if (auto bytes = decodedBase64(text))
                m_file = *std::move(bytes);
            else
                refuse("The recording is no base64.", "input_audio/data");
        }
    });
}

bool FormWriter::holds(std::string_view text) const
{
    return m_file.find(text) != std::string::npos
        || std::any_of(m_texts.begin(), m_texts.end(), [text](const auto &field) {
               return field.second.find(text) != std::string::npos;
           });
}

} // namespace

tl::expected<std::string, ApiError> recordingForm(const ClientRequest &request,
                                                  std::string_view model)
{
    return FormWriter(request, model).write();
}

std::string formContentType(std::string_view form)
{
    const std::string_view line = form.substr(0, form.find("\r\n"));
    return "multipart/form-data; boundary=" + std::string(line.substr(2));
}

} // namespace turnpike
