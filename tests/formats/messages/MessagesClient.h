// SPDX-License-Identifier: GPL-3.0-or-later
// A Messages client as strict as the strictest in use: it accumulates a stream and says what is
// wrong with it. It shares nothing with the code it judges but the framing of events.
#pragma once

#include "engine/sse/SseParser.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <string>
#include <string_view>

namespace turnpike {

class MessagesClient
{
public:
    explicit MessagesClient(std::string_view stream)
    {
        sse::SseParser parser;
        parser.feed(stream);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            if (event.hasData)
                take(event);
        if (problem.empty() && !hasStopped && errorType.isEmpty())
            problem = "it never stopped";
    }

    std::string problem; ///< Empty: the stream is legal.
    QJsonObject message;
    QJsonArray content; ///< With `input` as the arguments say.
    QString stopReason, errorType;
    QJsonObject usage;
    bool hasStopped = false;

    /// `content` as JSON text.
    std::string contentText() const
    {
        return QJsonDocument(content).toJson(QJsonDocument::Compact).toStdString();
    }

    /// Text of a block that an error left open.
    QString openText() const { return m_isOpen ? m_block[u"text"].toString() : QString(); }

private:
    void fail(std::string what)
    {
        if (problem.empty())
            problem = std::move(what);
    }

    void take(const sse::Event &event)
    {
        const QByteArray data(event.data.data(), static_cast<qsizetype>(event.data.size()));
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(data, &error).object();
        if (error.error != QJsonParseError::NoError)
            return fail("it is not JSON: " + data.toStdString());
        const QString type = object[u"type"].toString();
        if (type.toStdString() != event.type)
            return fail("an event's name is not its type: " + data.toStdString());
        if (hasStopped || !errorType.isEmpty())
            return fail("something follows the end");
        if (type == u"ping")
            return;
        if (type == u"error") {
            errorType = object[u"error"].toObject()[u"type"].toString();
            return;
        }
        if ((type == u"message_start") != message.isEmpty())
            return fail("message_start is not the first");
        if (type == u"message_start")
            start(object[u"message"].toObject());
        else if (type == u"content_block_start")
            startBlock(object);
        else if (type == u"content_block_delta")
            takeDelta(object);
        else if (type == u"content_block_stop")
            stopBlock(object);
        else if (type == u"message_delta")
            finish(object);
        else if (type == u"message_stop")
            stop();
        else
            fail("an unknown event: " + type.toStdString());
    }

    void start(const QJsonObject &object)
    {
        message = object;
        for (const char *name : {"id", "model", "role", "type"})
            if (!object[QLatin1String(name)].isString())
                fail(std::string("the message has no ") + name);
        if (!object[u"content"].isArray() || !object[u"content"].toArray().isEmpty())
            fail("the message's content is not empty");
        if (!object[u"usage"].toObject()[u"output_tokens"].isDouble())
            fail("the message has no usage");
    }

    void startBlock(const QJsonObject &object)
    {
        if (m_isOpen || !stopReason.isNull())
            return fail("a block starts where none may");
        if (object[u"index"].toInt(-1) != content.size())
            return fail("a block's index is not its place");
        m_isOpen = true;
        m_json.clear();
        m_block = object[u"content_block"].toObject();
        if (m_block[u"type"].toString().isEmpty())
            fail("a block has no type");
    }

    void takeDelta(const QJsonObject &object)
    {
        const QJsonObject delta = object[u"delta"].toObject();
        const QString type = delta[u"type"].toString(), kind = m_block[u"type"].toString();
        if (!m_isOpen || object[u"index"].toInt(-1) != content.size())
            return fail("a delta for a block that is not open");
        if (type == u"text_delta" && kind == u"text")
            m_block[u"text"] = m_block[u"text"].toString() + delta[u"text"].toString();
        else if (type == u"thinking_delta" && kind == u"thinking")
            m_block[u"thinking"] = m_block[u"thinking"].toString() + delta[u"thinking"].toString();
        else if (type == u"signature_delta" && kind == u"thinking")
            m_block[u"signature"] = delta[u"signature"];
        else if (type == u"input_json_delta" && kind.endsWith(u"tool_use"))
            m_json += delta[u"partial_json"].toString();
        else if (type != u"citations_delta")
            fail("a delta that does not fit: " + type.toStdString());
    }

    void stopBlock(const QJsonObject &object)
    {
        if (!m_isOpen || object[u"index"].toInt(-1) != content.size())
            return fail("a stop for a block that is not open");
        m_isOpen = false;
        // A call whose arguments never came has none.
        if (m_block[u"type"].toString() == u"tool_use" && !m_json.isEmpty()) {
            const QJsonDocument input = QJsonDocument::fromJson(m_json.toUtf8());
            if (!input.isObject())
                fail("arguments are no object: " + m_json.toStdString());
            m_block[u"input"] = input.object();
        }
        content.append(m_block);
    }

    void finish(const QJsonObject &object)
    {
        if (m_isOpen)
            fail("the end comes while a block is open");
        usage = object[u"usage"].toObject();
        if (!usage[u"output_tokens"].isDouble())
            fail("the end has no usage");
        stopReason = object[u"delta"].toObject()[u"stop_reason"].toString(QStringLiteral(""));
    }

    void stop()
    {
        if (stopReason.isEmpty())
            fail("it stops without a reason");
        hasStopped = true;
    }

    bool m_isOpen = false;
    QJsonObject m_block;
    QString m_json;
};

} // namespace turnpike
