// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/TestRequest.h"

#include "services/Delivery.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace turnpike {

namespace {

constexpr qint64 maxErrorBytes = 64 * 1024;

QByteArray bodyFor(const QString &model)
{
    const boost::json::object message{{"role", "user"},
                                      {"content", "Say hello in one short sentence."}};
    const boost::json::object body{{"model", model.toStdString()},
                                   {"messages", boost::json::array{message}},
                                   {"max_tokens", TestRequest::maxTokens},
                                   {"stream", true}};
    return QByteArray::fromStdString(boost::json::serialize(body));
}

QNetworkRequest requestFor(const QString &url, const Secret &key)
{
    QNetworkRequest request(QUrl(url + QStringLiteral("/chat/completions")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setHeader(QNetworkRequest::UserAgentHeader,
                      QByteArrayLiteral("Turnpike/" TURNPIKE_VERSION " (test request)"));
    const std::string_view secret = key.reveal();
    request.setRawHeader(QByteArrayLiteral("Authorization"),
                         "Bearer "
                             + QByteArray(secret.data(), static_cast<qsizetype>(secret.size())));
    request.setRawHeader(QByteArrayLiteral("X-Title"), QByteArrayLiteral("Turnpike"));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(static_cast<int>(TestRequest::patience.count()));
    return request;
}

/// The sentence of `{"error":{"message":...}}`; empty when the body is something else.
QString sentenceOf(const QByteArray &body)
{
    boost::system::error_code bad;
    const boost::json::value parsed
        = boost::json::parse({body.constData(), static_cast<std::size_t>(body.size())}, bad);
    const boost::json::object *object = bad ? nullptr : parsed.if_object();
    const boost::json::value *error = object ? object->if_contains("error") : nullptr;
    const boost::json::value *message
        = error && error->is_object() ? error->get_object().if_contains("message") : nullptr;
    return message && message->is_string() ? QString::fromUtf8(message->get_string().c_str())
                                           : QString();
}

TestAnswer answerOf(QNetworkReply &reply)
{
    TestAnswer answer;
    answer.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.generation = QString::fromLatin1(reply.rawHeader(QByteArrayLiteral("X-Generation-Id")));
    if (answer.status >= 400)
        answer.message = sentenceOf(reply.read(maxErrorBytes));
    if (answer.message.isEmpty() && reply.error() != QNetworkReply::NoError)
        answer.message = reply.errorString();
    return answer;
}

} // namespace

TestRequest::TestRequest()
    : m_network(new QNetworkAccessManager)
{
    m_network->setProxy(QNetworkProxy::NoProxy); // The listener is on this machine.
    m_network->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_network, &QObject::deleteLater);
    m_thread.start();
}

TestRequest::~TestRequest()
{
    m_thread.quit();
    m_thread.wait();
}

void TestRequest::send(QObject *context, const QString &url, const Secret &key,
                       const QString &model, std::function<void(TestAnswer)> done)
{
    auto promise = promiseFor<TestAnswer>(context, std::move(done));
    QMetaObject::invokeMethod(m_network, [network = m_network, promise, url, key, model] {
        QNetworkReply *reply = network->post(requestFor(url, key), bodyFor(model));
        QObject::connect(reply, &QNetworkReply::finished, reply, [reply, promise] {
            reply->deleteLater();
            keep(*promise, answerOf(*reply));
        });
    });
}

} // namespace turnpike
