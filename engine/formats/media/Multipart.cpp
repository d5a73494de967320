// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/Multipart.h"

#include "engine/json/StrictReader.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace turnpike {

namespace {

constexpr std::size_t maxParts = 256;
constexpr std::size_t maxHead = 8192;
constexpr std::size_t longestBoundary = 70;
constexpr std::string_view lineEnd = "\r\n";
constexpr std::string_view formType = "multipart/form-data";

ApiError malformed(std::string message)
{
    ApiError error;
    error.status = 400;
    error.errorType = "invalid_request";
    error.message = std::move(message);
    return error;
}

bool isSame(std::string_view a, std::string_view b)
{
    return json::readsAs(a, false, b);
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool isTokenByte(char byte)
{
    return byte > ' ' && byte < 0x7f
        && std::string_view("()<>@,;:\\\"/[]?={}").find(byte) == std::string_view::npos;
}

/// One parameter behind a header's value: `; name="value"`, or a token without quotes.
struct Parameter
{
    std::string_view name;
    std::string_view value; ///< Inside its quotes.
};

/// Takes the next parameter off `rest`; nothing when there is none that can be read.
std::optional<Parameter> takeParameter(std::string_view &rest)
{
    rest.remove_prefix(1); // The semicolon.
    rest = trimmed(rest);
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos || equals == 0
        || !std::all_of(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(equals),
                        isTokenByte))
        return std::nullopt;
    Parameter parameter{.name = rest.substr(0, equals), .value = {}};
    rest.remove_prefix(equals + 1);
    std::size_t end = 0;
    if (rest.starts_with('"')) {
        for (end = 1; end < rest.size() && rest[end] != '"'; ++end)
            end += rest[end] == '\\' ? 1 : 0;
        if (end >= rest.size())
            return std::nullopt;
        parameter.value = rest.substr(1, end - 1);
        ++end;
    } else {
        end = static_cast<std::size_t>(std::find_if_not(rest.begin(), rest.end(), isTokenByte)
                                       - rest.begin());
        parameter.value = rest.substr(0, end);
        if (end == 0)
            return std::nullopt;
    }
    rest = trimmed(rest.substr(end));
    if (!rest.empty() && !rest.starts_with(';'))
        return std::nullopt;
    return parameter;
}

class MultipartReader
{
public:
    MultipartReader(std::string_view body, std::string_view boundary)
        : m_body(body)
        , m_delimiter("\r\n--" + std::string(boundary))
    {}

    tl::expected<std::vector<MultipartPart>, ApiError> read();

private:
    bool readPart();
    bool readHeader(std::string_view line, MultipartPart &part);
    bool readDisposition(std::string_view value, MultipartPart &part);
    bool take(std::string_view text);
    bool refuse(std::string_view what);

    std::string_view m_body; ///< What is left of it.
    std::string m_delimiter; ///< The line end belongs to it, so that no data has to be cut.
    std::vector<MultipartPart> m_parts;
    bool m_hasDisposition = false;
    std::optional<ApiError> m_error;
};

bool MultipartReader::refuse(std::string_view what)
{
    const MultipartPart *part = m_parts.empty() ? nullptr : &m_parts.back();
    std::string where = part == nullptr ? "The form"
        : part->name.empty()            ? "Part " + std::to_string(m_parts.size()) + " of the form"
                                        : "The form's field \"" + std::string(part->name) + '"';
    m_error = malformed(where.append(1, ' ').append(what).append(1, '.'));
    if (part != nullptr && !part->name.empty())
        m_error->pointer = '/' + std::string(part->name);
    return false;
}

bool MultipartReader::take(std::string_view text)
{
    if (!m_body.starts_with(text))
        return false;
    m_body.remove_prefix(text.size());
    return true;
}

tl::expected<std::vector<MultipartPart>, ApiError> MultipartReader::read()
{
    // The first delimiter has no line end before it.
    if (!take(std::string_view(m_delimiter).substr(lineEnd.size())))
        refuse("does not begin with its boundary");
    while (!m_error && !take("--")) {
        if (!take(lineEnd))
            refuse("has a boundary with something behind it");
        else if (m_parts.size() == maxParts)
            refuse("is not the last of 256, which is the most that a form may have");
        else
            readPart();
    }
    if (!m_error && !m_body.empty() && m_body != lineEnd)
        refuse("is followed by something behind the last boundary");
    if (!m_error && m_parts.empty())
        refuse("has no fields");
    if (m_error)
        return tl::unexpected(*std::move(m_error));
    return std::move(m_parts);
}

bool MultipartReader::readPart()
{
    MultipartPart &part = m_parts.emplace_back();
    m_hasDisposition = false;
    const std::string_view start = m_body;
    while (!take(lineEnd)) {
        const std::size_t end = m_body.find(lineEnd);
        if (end == std::string_view::npos)
            return refuse("ends inside its headers");
        if (start.size() - m_body.size() + end > maxHead)
            return refuse("has headers of more than 8 KiB");
        if (!readHeader(m_body.substr(0, end), part))
            return false;
        m_body.remove_prefix(end + lineEnd.size());
    }
    if (!m_hasDisposition)
        return refuse("has no Content-Disposition");
    // Where the data is empty the delimiter follows at once.
    const std::size_t end = m_body.find(m_delimiter);
    if (end == std::string_view::npos)
        return refuse("does not end in the boundary: the form was cut off");
    part.data = m_body.substr(0, end);
    m_body.remove_prefix(end + m_delimiter.size());
    return true;
}

bool MultipartReader::readHeader(std::string_view line, MultipartPart &part)
{
    const std::size_t colon = line.find(':');
    const bool isLegal = colon != std::string_view::npos && colon > 0
        && std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), isTokenByte)
        && std::all_of(line.begin(), line.end(), [](char byte) {
                             return static_cast<unsigned char>(byte) >= ' ' || byte == '\t';
                         });
    if (!isLegal)
        return refuse("has a header that is none");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (isSame(name, "content-disposition"))
        return readDisposition(value, part);
    if (isSame(name, "content-type")) {
        if (!part.contentType.empty())
            return refuse("has two types");
        part.contentType = value;
    } else if (isSame(name, "content-transfer-encoding")) {
        if (!isSame(value, "binary") && !isSame(value, "8bit") && !isSame(value, "7bit"))
            return refuse("has a Content-Transfer-Encoding, which forms do not have");
    }
    return true;
}

bool MultipartReader::readDisposition(std::string_view value, MultipartPart &part)
{
    if (std::exchange(m_hasDisposition, true))
        return refuse("has two Content-Dispositions");
    const std::size_t end = value.find(';');
    if (!isSame(trimmed(value.substr(0, end)), "form-data") || end == std::string_view::npos)
        return refuse("has a Content-Disposition that names no form-data");
    bool hasName = false;
    for (std::string_view rest = value.substr(end); !rest.empty();) {
        const std::optional<Parameter> parameter = takeParameter(rest);
        if (!parameter)
            return refuse("has a Content-Disposition that cannot be read");
        if (isSame(parameter->name, "name")) {
            if (std::exchange(hasName, true))
                return refuse("has two names");
            if (parameter->value.find('\\') != std::string_view::npos)
                return refuse("has a name with escapes");
            part.name = parameter->value;
        } else if (isSame(parameter->name, "name*")) {
            return refuse("has a name in an encoding of its own");
        } else if (isSame(parameter->name, "filename")) {
            if (std::exchange(part.isFile, true))
                return refuse("has two file names");
            part.fileName = parameter->value;
        } else if (isSame(parameter->name, "filename*")) {
            part.isFile = true;
        }
    }
    return !part.name.empty() || refuse("has no name");
}

bool isBoundary(std::string_view text)
{
    const auto isLegal = [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z')
            || (byte >= 'a' && byte <= 'z')
            || std::string_view("'()+_,-./:=? ").find(byte) != std::string_view::npos;
    };
    return !text.empty() && text.size() <= longestBoundary && text.back() != ' '
        && std::all_of(text.begin(), text.end(), isLegal);
}

} // namespace

bool isMultipart(std::string_view contentType)
{
    return isSame(trimmed(contentType.substr(0, contentType.find(';'))), formType);
}

tl::expected<std::string_view, ApiError> multipartBoundary(std::string_view contentType)
{
    std::optional<std::string_view> boundary;
    const std::size_t end = std::min(contentType.find(';'), contentType.size());
    for (std::string_view rest = contentType.substr(end); !rest.empty();) {
        const std::optional<Parameter> parameter = takeParameter(rest);
        if (!parameter)
            return tl::unexpected(malformed("The Content-Type's parameters cannot be read."));
        if (!isSame(parameter->name, "boundary"))
            continue;
        if (boundary)
            return tl::unexpected(malformed("The Content-Type names two boundaries."));
        boundary = parameter->value;
    }
    if (!boundary)
        return tl::unexpected(malformed("The Content-Type names no boundary."));
    if (!isBoundary(*boundary))
        return tl::unexpected(malformed("The Content-Type's boundary is none."));
    return *boundary;
}

tl::expected<std::vector<MultipartPart>, ApiError> readMultipart(std::string_view body,
                                                                 std::string_view boundary)
{
    return MultipartReader(body, boundary).read();
}

std::string writeMultipart(const std::vector<MultipartField> &fields, const MultipartPart &file,
                           std::string_view boundary)
{
    std::string body;
    body.reserve(file.data.size() + 1024);
    const auto begin = [&](std::string_view name) {
        body.append("--").append(boundary).append(lineEnd);
        body.append("Content-Disposition: form-data; name=\"").append(name).append(1, '"');
    };
    for (const MultipartField &field : fields) {
        begin(field.name);
        body.append("\r\n\r\n").append(field.value).append(lineEnd);
    }
    begin(file.name);
    body.append("; filename=\"").append(file.fileName).append("\"\r\nContent-Type: ");
    body.append(file.contentType).append("\r\n\r\n").append(file.data).append(lineEnd);
    return body.append("--").append(boundary).append("--").append(lineEnd);
}

} // namespace turnpike
