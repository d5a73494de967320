// SPDX-License-Identifier: GPL-3.0-or-later
// Model servers that run on this machine, at the ports where such programs usually listen.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"

#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <vector>

namespace turnpike {

/// Where a program usually listens.
struct LocalServerPlace
{
    QString slug; ///< "ollama"
    QString name; ///< "Ollama"
    quint16 port = 0;
    /// What it says of its models' owner; a place that others use, too, is known by it. Empty: its
    /// port tells enough.
    QString owner;
};

/// Ollama, LM Studio, llama.cpp and vLLM.
QList<LocalServerPlace> usualLocalServers();

/// One that answered as such a server does.
struct LocalServer
{
    QString slug;
    QString name;
    quint16 port = 0;
    QStringList models; ///< That run on this machine; at least one.

    QString baseUrl() const;
    friend bool operator==(const LocalServer &, const LocalServer &) = default;
};

/// The server as a provider: it needs no key, and what runs here is neither kept nor trained on.
ProviderDraft draftOf(const LocalServer &server);
/// Its models under "{provider}/{name}", each at no price: nobody sends a bill.
std::vector<ModelDraft> modelsOf(const LocalServer &server);

/// Finds them without being told of any; nothing is added to a ledger. Lives on one thread; asks on
/// one of its own.
class LocalServers final : public QObject
{
    Q_OBJECT

public:
    explicit LocalServers(QList<LocalServerPlace> places = usualLocalServers(),
                          QObject *parent = nullptr);
    /// Stops asking.
    ~LocalServers() override;

    /// Asks every place at once for GET /v1/models on 127.0.0.1, without any credential; found()
    /// follows within two seconds. Does nothing while the last look still runs.
    void look();

Q_SIGNALS:
    /// In the order of the places. What does not answer exactly as expected is not among them.
    void found(const QList<turnpike::LocalServer> &servers);

private:
    const QList<LocalServerPlace> m_places;
    QThread m_thread;
    QObject *m_desk; ///< Lives on m_thread; everything there belongs to it.
    bool m_isLooking = false;
};

} // namespace turnpike
