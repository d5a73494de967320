// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ControlProtocol.h"

#include <boost/json.hpp>

namespace turnpike {

namespace {

namespace json = boost::json;

tl::unexpected<Error> malformed(const char *what)
{
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("The control socket got a line that is not a command: %1.")
                    .arg(QLatin1String(what)));
}

/// The object that a line holds; nothing when it is none.
std::optional<json::object> objectOf(std::string_view line)
{
    json::error_code error;
    json::value value = json::parse({line.data(), line.size()}, error);
    if (error || !value.is_object())
        return {};
    return std::move(value.as_object());
}

const json::string *textOf(const json::object &object, std::string_view name)
{
    const json::value *value = object.if_contains({name.data(), name.size()});
    return value ? value->if_string() : nullptr;
}

std::string utf8(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes).toStdString();
}

QByteArray bytesOf(const json::string &text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

Result<QStringList> wordsOf(const json::object &object)
{
    const json::value *list = object.if_contains("words");
    if (!list || !list->is_array() || list->as_array().empty() || list->as_array().size() > 256)
        return malformed("\"words\" must be a list of 1 to 256 texts");
    QStringList words;
    for (const json::value &word : list->as_array()) {
        if (!word.is_string())
            return malformed("\"words\" must hold texts only");
        words.append(QString::fromUtf8(bytesOf(word.as_string())));
    }
    return words;
}

Result<QHash<QString, QByteArray>> inputsOf(const json::object &object)
{
    QHash<QString, QByteArray> inputs;
    const json::value *given = object.if_contains("inputs");
    if (!given)
        return inputs;
    if (!given->is_object())
        return malformed("\"inputs\" must be an object");
    for (const auto &[name, content] : given->as_object()) {
        if (!content.is_string())
            return malformed("\"inputs\" must hold texts only");
        const auto decoded = QByteArray::fromBase64Encoding(
            bytesOf(content.as_string()), QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return malformed("\"inputs\" must hold base64 only");
        inputs.insert(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                      *decoded);
    }
    return inputs;
}

} // namespace

QByteArray toLine(const ControlCommand &command)
{
    json::array words;
    for (const QString &word : command.words)
        words.emplace_back(word.toStdString());
    json::object inputs;
    for (auto input = command.inputs.cbegin(); input != command.inputs.cend(); ++input)
        inputs[input.key().toStdString()] = input.value().toBase64().toStdString();
    const json::object line{{"version", ControlCommand::version},
                            {"words", std::move(words)},
                            {"inputs", std::move(inputs)}};
    return QByteArray::fromStdString(json::serialize(line)) + '\n';
}

Result<ControlCommand> parseCommand(std::string_view line)
{
    const std::optional<json::object> object = objectOf(line);
    if (!object)
        return malformed("it is not a JSON object");
    const json::value *version = object->if_contains("version");
    if (!version || !version->is_int64() || version->as_int64() != ControlCommand::version)
        return malformed("\"version\" must be 1; the two programs may be of different releases");
    ControlCommand command;
    TRY_ASSIGN(command.words, wordsOf(*object));
    TRY_ASSIGN(command.inputs, inputsOf(*object));
    return command;
}

QByteArray toLine(const VerbResult &result)
{
    const json::object line{{"exit", static_cast<int>(result.exit)},
                            {"stdout", utf8(result.out)},
                            {"stderr", utf8(result.err)}};
    return QByteArray::fromStdString(json::serialize(line)) + '\n';
}

Result<VerbResult> parseResult(std::string_view line)
{
    const std::optional<json::object> object = objectOf(line);
    const json::value *exit = object ? object->if_contains("exit") : nullptr;
    const json::string *out = object ? textOf(*object, "stdout") : nullptr;
    const json::string *err = object ? textOf(*object, "stderr") : nullptr;
    if (!exit || !exit->is_int64() || exit->as_int64() < 0
        || exit->as_int64() > static_cast<int>(Exit::Difference) || !out || !err)
        return fail(ErrorCode::Internal,
                    QStringLiteral("The owner of the ledger gave an answer that this program "
                                   "does not understand."));
    return VerbResult{static_cast<Exit>(exit->as_int64()), bytesOf(*out), bytesOf(*err)};
}

} // namespace turnpike
