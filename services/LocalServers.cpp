// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LocalServers.h"

#include "services/ListedModels.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace json = boost::json;

namespace {

constexpr int wholeLookMs = 1'500;
constexpr qint64 maxBody = 1 << 20;
constexpr std::size_t mostModels = 1'000;
constexpr std::size_t longestName = 120;

QString text(const json::object &object, std::string_view member)
{
    const json::value *value = object.if_contains(member);
    const json::string *found = value ? value->if_string() : nullptr;
    return found ? QString::fromUtf8(found->data(), static_cast<qsizetype>(found->size()))
                 : QString();
}

bool isName(const QString &name)
{
    return !name.isEmpty() && name.size() <= qsizetype(longestName)
        && std::all_of(name.begin(), name.end(), [](QChar c) { return c.isPrint(); });
}

/// Ollama lists models of its cloud beside those that it runs itself.
bool runsElsewhere(const QString &name)
{
    return name.endsWith(u"-cloud"_s) || name.endsWith(u":cloud"_s);
}

/// The models of an answer that is exactly what this server sends; nothing otherwise.
std::optional<QStringList> readAnswer(const QByteArray &body, const QString &owner)
{
    json::error_code error;
    const json::value document
        = json::parse({body.constData(), static_cast<std::size_t>(body.size())}, error);
    const json::object *object = error ? nullptr : document.if_object();
    const json::value *data = object ? object->if_contains("data") : nullptr;
    const json::array *list = data ? data->if_array() : nullptr;
    if (!list || list->size() > mostModels || text(*object, "object") != u"list")
        return std::nullopt;
    QStringList names;
    for (const json::value &entry : *list) {
        const json::object *model = entry.if_object();
        const QString name = model ? text(*model, "id") : QString();
        if (!isName(name) || (!owner.isEmpty() && text(*model, "owned_by") != owner))
            return std::nullopt;
        if (!runsElsewhere(name))
            names.append(name);
    }
    return names;
}

/// One look: ends when every place has answered, or was given up.
class Look final : public QObject
{
public:
    using Done = std::function<void(QList<LocalServer>)>;

    Look(const QList<LocalServerPlace> &places, Done done, QObject *parent)
        : QObject(parent)
        , m_done(std::move(done))
        , m_found(static_cast<std::size_t>(places.size()))
        , m_open(static_cast<int>(places.size()))
    {
        m_net.setProxy(QNetworkProxy::NoProxy);
        for (qsizetype i = 0; i < places.size(); ++i)
            ask(places[i], static_cast<std::size_t>(i));
        if (m_open == 0)
            end();
    }

private:
    void ask(const LocalServerPlace &place, std::size_t index)
    {
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1/v1/models"_s.arg(place.port)));
        request.setRawHeader("Accept", "application/json");
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        QNetworkReply *reply = m_net.get(request);
        QTimer::singleShot(wholeLookMs, reply, &QNetworkReply::abort);
        connect(reply, &QNetworkReply::readyRead, reply, [reply] {
            if (reply->bytesAvailable() > maxBody)
                reply->abort();
        });
        connect(reply, &QNetworkReply::finished, this,
                [this, reply, place, index] { take(*reply, place, index); });
    }

    void take(QNetworkReply &reply, const LocalServerPlace &place, std::size_t index)
    {
        reply.deleteLater();
        const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (reply.error() == QNetworkReply::NoError && status == 200
            && reply.bytesAvailable() <= maxBody) {
            const std::optional<QStringList> models = readAnswer(reply.readAll(), place.owner);
            if (models && !models->isEmpty())
                m_found[index] = LocalServer{place.slug, place.name, place.port, *models};
        }
        if (--m_open == 0)
            end();
    }

    void end()
    {
        QList<LocalServer> servers;
        for (const std::optional<LocalServer> &server : m_found) {
            if (server)
                servers.append(*server);
        }
        m_done(std::move(servers));
        deleteLater();
    }

    QNetworkAccessManager m_net;
    Done m_done;
    std::vector<std::optional<LocalServer>> m_found;
    int m_open;
};

} // namespace

QList<LocalServerPlace> usualLocalServers()
{
    // Defaults of the programs' own documentation; 8080 and 8000 are everybody's.
    return {{u"ollama"_s, u"Ollama"_s, 11434, {}},
            {u"lm-studio"_s, u"LM Studio"_s, 1234, {}},
            {u"llama-cpp"_s, u"llama.cpp"_s, 8080, u"llamacpp"_s},
            {u"vllm"_s, u"vLLM"_s, 8000, u"vllm"_s}};
}

QString LocalServer::baseUrl() const
{
    return u"http://127.0.0.1:%1/v1"_s.arg(port);
}

ProviderDraft draftOf(const LocalServer &server)
{
    ProviderDraft draft;
    draft.slug = server.slug;
    draft.name = server.name;
    draft.baseUrl = server.baseUrl();
    draft.onCancel = OnCancel::StopsBilling; // There is no bill.
    draft.dataPolicy.trains = false;
    draft.dataPolicy.retains = false;
    draft.dataPolicy.source = u"local"_s;
    return draft;
}

std::vector<ModelDraft> modelsOf(const LocalServer &server)
{
    std::vector<ModelDraft> models = listedModels(server.slug, server.models);
    for (ModelDraft &model : models) {
        PriceTable &prices = model.endpoints.front().prices.prices;
        prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 0;
        prices[static_cast<std::size_t>(PriceUnit::Completion)] = 0;
    }
    return models;
}

LocalServers::LocalServers(QList<LocalServerPlace> places, QObject *parent)
    : QObject(parent)
    , m_places(std::move(places))
    , m_desk(new QObject)
{
    m_desk->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_desk, &QObject::deleteLater);
    m_thread.setObjectName(u"local servers"_s);
    m_thread.start();
}

LocalServers::~LocalServers()
{
    m_thread.quit();
    m_thread.wait();
}

void LocalServers::look()
{
    if (std::exchange(m_isLooking, true))
        return;
    QMetaObject::invokeMethod(m_desk, [this] {
        const auto tell = [this](QList<LocalServer> servers) {
            QMetaObject::invokeMethod(this, [this, servers = std::move(servers)] {
                m_isLooking = false;
                Q_EMIT found(servers);
            });
        };
        new Look(m_places, tell, m_desk); // Deletes itself.
    });
}

} // namespace turnpike
