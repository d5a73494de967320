// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/Dialects.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <vector>

#include "tests/formats/messages/MessagesClient.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike::test {

namespace {

QByteArray named(const QByteArray &type, const QByteArray &members)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + '"' + members + "}\n\n";
}

QByteArray data(const QByteArray &json)
{
    return "data: " + json + "\n\n";
}

// --- Chat completions ---

QByteArray chatContent(const QByteArray &text)
{
    QByteArray event = goodStream()[1];
    return event.replace("\"Hello\"", '"' + text + '"');
}

QByteArrayList chatCall(const QByteArray &arguments)
{
    const QByteArrayList good = goodStream();
    const QByteArray call
        = R"({"id":"up-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":")"
        + arguments + R"("}}]},"finish_reason":null}]})";
    QByteArray finish = good[3];
    finish.replace("\"stop\"", "\"tool_calls\"");
    return {good[0], data(call), finish, good[4], good[5]};
}

ProviderDialect chatProvider()
{
    return {"openai",
            ProviderFormat::OpenAi,
            goodStream(),
            1,
            2,
            goodAnswer(),
            data(R"({"error":{"message":"I gave up","code":502}})"),
            chatContent,
            chatCall};
}

// --- Responses ---

QByteArray responseOf(const QByteArray &status, const QByteArray &output, const QByteArray &usage)
{
    return R"({"id":"resp_p","object":"response","created_at":5,"completed_at":null,"status":")"
        + status
        + R"(","error":null,"frequency_penalty":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"m","parallel_tool_calls":true,"presence_penalty":null,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"output":[)"
        + output + R"(],"usage":)" + usage + '}';
}

const QByteArray responsesUsage
    = R"({"input_tokens":10,"input_tokens_details":{"cached_tokens":0},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":15})";

QByteArray numbered(const QByteArray &type, int number, const QByteArray &members)
{
    return named(type, ",\"sequence_number\":" + QByteArray::number(number) + members);
}

QByteArrayList responsesBegin()
{
    const QByteArray begun = ",\"response\":" + responseOf("in_progress", {}, "null");
    return {numbered("response.created", 0, begun), numbered("response.in_progress", 1, begun)};
}

const QByteArray textPlace = R"(,"item_id":"msg_p","output_index":0,"content_index":0)";

QByteArray responsesDelta(int number, const QByteArray &text)
{
    return numbered("response.output_text.delta", number,
                    textPlace + R"(,"delta":")" + text + R"(","logprobs":[])");
}

QByteArray responsesContent(const QByteArray &text)
{
    return responsesDelta(4, text);
}

QByteArray responsesMessage(const QByteArray &text)
{
    return R"({"id":"msg_p","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":")"
        + text + R"("}]})";
}

QByteArrayList responsesCall(const QByteArray &arguments)
{
    const QByteArray begun
        = R"({"id":"fc_p","type":"function_call","status":"in_progress","arguments":"","call_id":"call_1","name":"look"})";
    const QByteArray done
        = R"({"id":"fc_p","type":"function_call","status":"completed","arguments":")" + arguments
        + R"(","call_id":"call_1","name":"look"})";
    const QByteArray place = R"(,"item_id":"fc_p","output_index":0)";
    return responsesBegin()
        + QByteArrayList{
            numbered("response.output_item.added", 2, R"(,"output_index":0,"item":)" + begun),
            numbered("response.function_call_arguments.delta", 3,
                     place + R"(,"delta":")" + arguments + '"'),
            numbered("response.function_call_arguments.done", 4,
                     place + R"(,"arguments":")" + arguments + '"'),
            numbered("response.output_item.done", 5, R"(,"output_index":0,"item":)" + done),
            numbered("response.completed", 6,
                     ",\"response\":" + responseOf("completed", done, responsesUsage))};
}

ProviderDialect responsesProvider()
{
    const QByteArrayList events = responsesBegin()
        + QByteArrayList{
            numbered(
                "response.output_item.added", 2,
                R"(,"output_index":0,"item":{"id":"msg_p","type":"message","status":"in_progress","content":[],"role":"assistant"})"),
            numbered(
                "response.content_part.added", 3,
                textPlace
                    + R"(,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""})"),
            responsesDelta(4, "Hello"),
            responsesDelta(5, "!"),
            numbered("response.output_text.done", 6,
                     textPlace + R"(,"text":"Hello!","logprobs":[])"),
            numbered(
                "response.content_part.done", 7,
                textPlace
                    + R"(,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello!"})"),
            numbered("response.output_item.done", 8,
                     R"(,"output_index":0,"item":)" + responsesMessage("Hello!")),
            numbered("response.completed", 9,
                     ",\"response\":"
                         + responseOf("completed", responsesMessage("Hello!"), responsesUsage))};
    const QByteArray failed
        = R"({"type":"error","sequence_number":6,"code":"server_error","message":"I gave up","param":null})";
    return {"responses",
            ProviderFormat::Responses,
            events,
            4,
            8,
            responseOf("completed", responsesMessage("Hi"), responsesUsage),
            "event: error\n" + data(failed),
            responsesContent,
            responsesCall};
}

// --- Messages ---

const QByteArray messageStart = named(
    "message_start",
    R"(,"message":{"id":"msg_01","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}})");

QByteArray anthropicContent(const QByteArray &text)
{
    return named("content_block_delta",
                 R"(,"index":0,"delta":{"type":"text_delta","text":")" + text + R"("})");
}

QByteArrayList anthropicEnd(const QByteArray &reason)
{
    return {named("content_block_stop", ",\"index\":0"),
            named("message_delta",
                  R"(,"delta":{"stop_reason":")" + reason
                      + R"(","stop_sequence":null},"usage":{"output_tokens":5})"),
            named("message_stop", {})};
}

QByteArrayList anthropicCall(const QByteArray &arguments)
{
    return QByteArrayList{
               messageStart,
               named(
                   "content_block_start",
                   R"(,"index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"look","input":{}})"),
               named("content_block_delta",
                     R"(,"index":0,"delta":{"type":"input_json_delta","partial_json":")" + arguments
                         + R"("})")}
    + anthropicEnd("tool_use");
}

ProviderDialect anthropicProvider()
{
    return {
        "anthropic",
        ProviderFormat::Anthropic,
        QByteArrayList{
            messageStart,
            named("content_block_start", R"(,"index":0,"content_block":{"type":"text","text":""})"),
            anthropicContent("Hello"), anthropicContent("!")}
            + anthropicEnd("end_turn"),
        2,
        4,
        R"({"id":"msg_01","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}})",
        named("error", R"(,"error":{"type":"api_error","message":"I gave up"})"),
        anthropicContent,
        anthropicCall};
}

// --- Gemini ---

QByteArray geminiObject(const QByteArray &part, const QByteArray &finish, const QByteArray &usage)
{
    return R"({"candidates":[{"content":{"parts":[)" + part + R"(],"role":"model"})" + finish
        + R"(,"index":0}],"usageMetadata":{"promptTokenCount":10)" + usage
        + R"(},"modelVersion":"m","responseId":"r"})";
}

QByteArray geminiText(const QByteArray &text)
{
    return R"({"text":")" + text + R"("})";
}

QByteArray geminiContent(const QByteArray &text)
{
    return data(geminiObject(geminiText(text), {}, {}));
}

const QByteArray geminiUsage = R"(,"candidatesTokenCount":5,"totalTokenCount":15)";
const QByteArray geminiStop = R"(,"finishReason":"STOP")";

/// Gemini tells arguments as a value, not as a text: the escapes of the text are taken off.
QByteArrayList geminiCall(const QByteArray &arguments)
{
    QByteArray value = arguments;
    value.replace("\\\"", "\"");
    return {data(geminiObject(R"({"functionCall":{"name":"look","args":)" + value + "}}",
                              geminiStop, geminiUsage))};
}

ProviderDialect geminiProvider()
{
    return {"gemini",
            ProviderFormat::Gemini,
            {geminiContent("Hello"), geminiContent("!"),
             data(geminiObject(geminiText({}), geminiStop, geminiUsage))},
            0,
            1,
            geminiObject(geminiText("Hi"), geminiStop, geminiUsage),
            data(R"({"error":{"code":500,"message":"I gave up","status":"INTERNAL"}})"),
            geminiContent,
            geminiCall};
}

// --- Clients ---

QJsonObject objectOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

QByteArray repeated(const QByteArray &before, const QByteArray &after, int count)
{
    QByteArray list;
    for (int i = 0; i < count; ++i)
        list += (i == 0 ? "" : ",") + before + "t" + QByteArray::number(i) + after;
    return list;
}

ReadStream readMessages(const QByteArray &body)
{
    const MessagesClient client(
        std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
    ReadStream stream;
    stream.problem = QString::fromStdString(client.problem);
    stream.isDone = client.hasStopped;
    stream.errorType = client.errorType.toUtf8();
    for (const auto &block : client.content)
        stream.text += block.toObject()["text"_L1].toString();
    stream.text += client.openText();
    return stream;
}

/// What is wrong with one event of a Responses stream; takes text and end over.
QString takeResponsesEvent(const sse::Event &event, int number, ReadStream &stream)
{
    QJsonParseError problem;
    const QJsonObject object
        = QJsonDocument::fromJson({event.data.data(), static_cast<qsizetype>(event.data.size())},
                                  &problem)
              .object();
    const QString type = object["type"_L1].toString();
    if (problem.error != QJsonParseError::NoError)
        return u"an event is no JSON"_s;
    if (type.toStdString() != event.type)
        return u"an event's name is not its type: "_s + type;
    if (object["sequence_number"_L1].toInt(-1) != number)
        return u"the events are not numbered: "_s + type;
    if ((number == 0) != (type == u"response.created"))
        return u"response.created is not the first"_s;
    if (stream.isDone || !stream.errorType.isEmpty())
        return u"something follows the end"_s;
    const QJsonObject response = object["response"_L1].toObject();
    if (type == u"response.output_text.delta")
        stream.text += object["delta"_L1].toString();
    else if (type == u"response.completed")
        stream.isDone = true;
    else if (type == u"response.failed")
        stream.errorType = response["error"_L1].toObject()["code"_L1].toString().toUtf8();
    else
        return {};
    if (type.endsWith(u"delta"))
        return {};
    const QString status = type.sliced(type.indexOf(u'.') + 1);
    return response["status"_L1].toString() == status ? QString() : u"its status is another"_s;
}

ReadStream readResponses(const QByteArray &body)
{
    ReadStream stream;
    sse::SseParser parser;
    parser.feed({body.constData(), static_cast<std::size_t>(body.size())});
    int number = 0;
    for (sse::Event event; parser.next(event) == sse::Step::Event;)
        if (event.hasData && event.data != "[DONE]" && stream.problem.isEmpty())
            stream.problem = takeResponsesEvent(event, number++, stream);
    if (stream.problem.isEmpty() && !stream.isDone && stream.errorType.isEmpty())
        stream.problem = u"it has no end"_s;
    return stream;
}

QByteArray messagesBody(bool isStream, const QByteArray &more)
{
    return R"({"model":"lab/m1","max_tokens":100,"messages":[{"role":"user","content":"Say hello"}])"
        + QByteArray(isStream ? ",\"stream\":true" : "") + more + '}';
}

QByteArray responsesBody(bool isStream, const QByteArray &more)
{
    return R"({"model":"lab/m1","input":"Say hello")"
        + QByteArray(isStream ? ",\"stream\":true" : "") + more + '}';
}

ClientDialect chatClient()
{
    return {"chat",
            ProviderFormat::OpenAi,
            "/api/v1/chat/completions",
            chatBody,
            readChatStream,
            [](const QByteArray &body) {
                return objectOf(body)["choices"_L1][0]["message"_L1]["content"_L1].toString();
            },
            [](const QByteArray &schema, int count) -> QByteArray {
                return ",\"tools\":["
                    + repeated(R"({"type":"function","function":{"name":")",
                               R"(","parameters":)" + schema + "}}", count)
                    + ']';
            }};
}

ClientDialect messagesClient()
{
    return {"messages",
            ProviderFormat::Anthropic,
            "/api/v1/messages",
            messagesBody,
            readMessages,
            [](const QByteArray &body) {
                return objectOf(body)["content"_L1][0]["text"_L1].toString();
            },
            [](const QByteArray &schema, int count) -> QByteArray {
                return ",\"tools\":["
                    + repeated(R"({"name":")", R"(","input_schema":)" + schema + '}', count) + ']';
            }};
}

ClientDialect responsesClient()
{
    return {"responses",
            ProviderFormat::Responses,
            "/api/v1/responses",
            responsesBody,
            readResponses,
            [](const QByteArray &body) {
                return objectOf(body)["output"_L1][0]["content"_L1][0]["text"_L1].toString();
            },
            [](const QByteArray &schema, int count) -> QByteArray {
                return ",\"tools\":["
                    + repeated(R"({"type":"function","name":")",
                               R"(","strict":false,"parameters":)" + schema + '}', count)
                    + ']';
            }};
}

} // namespace

std::span<const ProviderDialect> providerDialects()
{
    static const std::vector<ProviderDialect> all{chatProvider(), responsesProvider(),
                                                  anthropicProvider(), geminiProvider()};
    return all;
}

std::span<const ClientDialect> clientDialects()
{
    static const std::vector<ClientDialect> all{chatClient(), messagesClient(), responsesClient()};
    return all;
}

QString problemOfPlainError(const ClientDialect &client, const Reply &reply)
{
    if (!reply.isWhole || reply.header("Content-Type") != "application/json")
        return u"it is no whole JSON: "_s + QString::fromUtf8(reply.head);
    const QJsonObject body = objectOf(reply.body);
    if (body["error"_L1]["message"_L1].toString().isEmpty())
        return u"it has no message: "_s + QString::fromUtf8(reply.body);
    const bool isMessages = QLatin1String(client.name) == "messages"_L1;
    if (isMessages != (body["type"_L1].toString() == u"error"))
        return u"it is not shaped as the API's errors are: "_s + QString::fromUtf8(reply.body);
    return {};
}

} // namespace turnpike::test
