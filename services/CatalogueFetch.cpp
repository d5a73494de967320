// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogueFetch.h"

#include <QFile>
#include <QFutureWatcher>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QPromise>
#include <QThread>
#include <QThreadPool>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <future>
#include <memory>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

Error tooLarge(const QString &from, qint64 bytes)
{
    return {
        ErrorCode::InvalidArgument, u"%1 is larger than %2 MiB."_s.arg(from).arg(bytes >> 20), {}};
}

Result<QByteArray> readFile(const QString &name, qint64 maxBytes)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound, u"%1 cannot be read: %2."_s.arg(name, file.errorString()));
    QByteArray content = file.read(maxBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::NotFound, u"%1 cannot be read: %2."_s.arg(name, file.errorString()));
    if (content.size() > maxBytes)
        return tl::unexpected(tooLarge(name, maxBytes));
    return content;
}

bool isAddress(const QString &from)
{
    return from.startsWith(u"https://"_s, Qt::CaseInsensitive)
        || from.startsWith(u"http://"_s, Qt::CaseInsensitive);
}

/// One GET on a thread with an event loop. Belongs to that thread.
class Download final : public QObject
{
public:
    using Done = std::function<void(Result<QByteArray>)>;

    Download(const QUrl &url, FetchLimits limits, Done done, QObject *parent)
        : QObject(parent)
        , m_limits(limits)
        , m_done(std::move(done))
    {
        QNetworkRequest request(url);
        request.setRawHeader("Accept", "application/json");
        request.setHeader(QNetworkRequest::UserAgentHeader, u"Turnpike"_s);
        m_reply = m_net.get(request);
        connect(m_reply, &QNetworkReply::readyRead, this, &Download::checkSize);
        connect(m_reply, &QNetworkReply::finished, this, &Download::end);
        QTimer::singleShot(limits.time, this, [this] {
            stop({ErrorCode::Timeout,
                  u"%1 did not send the list in time."_s.arg(m_reply->url().host()),
                  {}});
        });
    }

private:
    void checkSize()
    {
        if (m_reply->bytesAvailable() > m_limits.bytes)
            stop(tooLarge(m_reply->url().host(), m_limits.bytes));
    }

    void stop(Error error)
    {
        if (!m_fault)
            m_fault = std::move(error);
        m_reply->abort();
    }

    void end()
    {
        const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (!m_fault && m_reply->bytesAvailable() > m_limits.bytes)
            m_fault = tooLarge(m_reply->url().host(), m_limits.bytes);
        if (!m_fault && m_reply->error() != QNetworkReply::NoError)
            m_fault = Error{
                ErrorCode::UpstreamFailed,
                status > 0 ? u"%1 answers with status %2."_s.arg(m_reply->url().host()).arg(status)
                           : u"%1 cannot be reached: %2."_s.arg(m_reply->url().host(),
                                                                m_reply->errorString()),
                {}};
        if (m_fault)
            m_done(tl::unexpected(*m_fault));
        else
            m_done(m_reply->readAll());
    }

    QNetworkAccessManager m_net;
    const FetchLimits m_limits;
    Done m_done;
    QNetworkReply *m_reply = nullptr;
    std::optional<Error> m_fault;
};

Result<QByteArray> download(const QUrl &url, FetchLimits limits)
{
    std::promise<Result<QByteArray>> promise;
    QThread thread;
    thread.setObjectName(u"model list"_s);
    auto *desk = new QObject;
    desk->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, desk, &QObject::deleteLater);
    thread.start();
    QMetaObject::invokeMethod(desk, [&promise, url, limits, desk] {
        const auto tell
            = [&promise](Result<QByteArray> list) { promise.set_value(std::move(list)); };
        new Download(url, limits, tell, desk); // Goes with its desk.
    });
    Result<QByteArray> list = promise.get_future().get();
    thread.quit();
    thread.wait();
    return list;
}

} // namespace

QString modelsDevUrl()
{
    return u"https://models.dev/api.json"_s;
}

Result<QByteArray> fetchModelList(const QString &from, FetchLimits limits)
{
    if (!isAddress(from))
        return readFile(from, limits.bytes);
    const QUrl url(from, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument,
                    u"This is no address of a list: https://host/path, without a user."_s);
    return download(url, limits);
}

void fetchModelList(QObject *context, const QString &from,
                    std::function<void(const Result<QByteArray> &)> done)
{
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    auto *watcher = new QFutureWatcher<Result<QByteArray>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done)] {
                         watcher->deleteLater();
                         done(watcher->result());
                     });
    watcher->setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([promise, from] {
        promise->addResult(fetchModelList(from));
        promise->finish();
    });
}

} // namespace turnpike
