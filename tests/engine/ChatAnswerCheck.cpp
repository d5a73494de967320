// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/ChatAnswerCheck.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::test {

namespace {

/// The data of an event; nothing for a comment.
std::optional<QByteArray> dataOf(const QByteArray &event)
{
    QByteArray data;
    bool hasData = false;
    for (const QByteArray &line : event.split('\n')) {
        if (!line.startsWith("data:"))
            continue;
        if (hasData)
            data += '\n';
        data += line.mid(line.startsWith("data: ") ? 6 : 5);
        hasData = true;
    }
    return hasData ? std::optional(data) : std::nullopt;
}

bool isInteger(const QJsonValue &value)
{
    return value.isDouble() && value.toDouble() == static_cast<double>(value.toInteger());
}

QString problemOfChoice(const QJsonObject &choice)
{
    if (!isInteger(choice["index"_L1]))
        return u"a choice has no index"_s;
    if (!choice["delta"_L1].isObject())
        return u"a choice has no delta"_s;
    const QJsonValue finish = choice["finish_reason"_L1];
    if (!finish.isNull() && !finish.isString())
        return u"a choice has no finish_reason"_s;
    return {};
}

QString problemOfChunk(const QJsonObject &chunk)
{
    if (!chunk["id"_L1].isString() || !chunk["model"_L1].isString()
        || chunk["object"_L1].toString() != u"chat.completion.chunk")
        return u"a chunk lacks id, model or object"_s;
    if (!isInteger(chunk["created"_L1]))
        return u"created is no integer"_s;
    if (!chunk["choices"_L1].isArray())
        return u"a chunk has no choices"_s;
    for (const auto &choice : chunk["choices"_L1].toArray())
        if (const QString problem = problemOfChoice(choice.toObject()); !problem.isEmpty())
            return problem;
    return {};
}

QString readError(const QJsonObject &chunk, ReadStream &stream)
{
    const QJsonObject error = chunk["error"_L1].toObject();
    if (!isInteger(error["code"_L1]) || error["message"_L1].toString().isEmpty())
        return u"the error has no integer code or no message"_s;
    const QJsonArray choices = chunk["choices"_L1].toArray();
    if (choices.size() != 1 || choices[0].toObject()["finish_reason"_L1].toString() != u"error")
        return u"the error event does not finish its choice by \"error\""_s;
    stream.errorCode = error["code"_L1].toInt();
    stream.errorType = error["metadata"_L1].toObject()["error_type"_L1].toString().toUtf8();
    return {};
}

} // namespace

ReadStream readChatStream(const QByteArray &body)
{
    ReadStream stream;
    QByteArray text = body;
    text.replace("\r\n", "\n").replace('\r', '\n');
    if (!text.endsWith("\n\n"))
        stream.problem = u"the last event has no blank line"_s;
    bool hasEnded = false;
    bool hasRole = false;
    for (qsizetype at = 0; at < text.size() && stream.problem.isEmpty();) {
        const qsizetype end = text.indexOf("\n\n", at);
        const QByteArray event = text.mid(at, end - at);
        at = end + 2;
        const auto data = dataOf(event);
        if (!data)
            continue;
        if (hasEnded) {
            stream.problem = u"more comes after the end"_s;
            break;
        }
        if (*data == "[DONE]") {
            stream.isDone = hasEnded = true;
            continue;
        }
        QJsonParseError problem;
        const QJsonObject chunk = QJsonDocument::fromJson(*data, &problem).object();
        if (problem.error != QJsonParseError::NoError) {
            stream.problem = u"a chunk is no JSON: "_s + problem.errorString();
            break;
        }
        stream.problem = problemOfChunk(chunk);
        if (chunk.contains("error"_L1)) {
            hasEnded = true;
            if (stream.problem.isEmpty())
                stream.problem = readError(chunk, stream);
            continue;
        }
        for (const auto &choice : chunk["choices"_L1].toArray()) {
            const QJsonObject delta = choice.toObject()["delta"_L1].toObject();
            hasRole = hasRole || delta.contains("role"_L1);
            if (!hasRole)
                stream.problem = u"the first delta has no role"_s;
            stream.text += delta["content"_L1].toString();
        }
    }
    if (stream.problem.isEmpty() && !hasEnded)
        stream.problem = u"it has no end"_s;
    return stream;
}

QString problemOfError(const Reply &reply, int status, const QByteArray &errorType)
{
    if (reply.status != status)
        return u"status %1: "_s.arg(reply.status) + QString::fromUtf8(reply.body.left(500));
    if (!reply.isWhole)
        return u"it is not whole"_s;
    if (reply.header("Content-Type") != "application/json")
        return u"it is not called JSON"_s;
    const QJsonObject error = QJsonDocument::fromJson(reply.body).object()["error"_L1].toObject();
    if (!isInteger(error["code"_L1]) || error["code"_L1].toInt() != status)
        return u"its code is not its status: "_s + QString::fromUtf8(reply.body);
    if (error["message"_L1].toString().isEmpty())
        return u"it has no message"_s;
    const QByteArray type = error["metadata"_L1].toObject()["error_type"_L1].toString().toUtf8();
    if (type != errorType)
        return u"its type is "_s + QString::fromUtf8(type);
    return {};
}

} // namespace turnpike::test
