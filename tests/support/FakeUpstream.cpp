// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/FakeUpstream.h"

#include <algorithm>

#include "tests/support/FakeUpstreamServer.h"

namespace turnpike::test {

Answer Answer::json(int status, const QByteArray &body)
{
    Answer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = {body};
    return answer;
}

Answer Answer::sse(const QByteArrayList &events)
{
    Answer answer;
    answer.headers = {{"Content-Type", "text/event-stream"}};
    answer.body = events;
    answer.framing = Framing::Chunked;
    return answer;
}

Answer Answer::raw(const QByteArrayList &pieces, End end)
{
    Answer answer;
    answer.body = pieces;
    answer.framing = Framing::Raw;
    answer.end = end;
    return answer;
}

Answer Answer::silence()
{
    return raw({}, End::Hang);
}

Answer Answer::withHeader(const QByteArray &name, const QByteArray &value) const
{
    Answer bent = *this;
    bent.headers.append({name, value});
    return bent;
}

Answer Answer::pausing(std::chrono::milliseconds between) const
{
    Answer bent = *this;
    bent.pauseBetween = between;
    return bent;
}

Answer Answer::startingAfter(std::chrono::milliseconds before) const
{
    Answer bent = *this;
    bent.pauseBefore = before;
    return bent;
}

Answer Answer::cutAfter(qsizetype bytes, End how) const
{
    Answer bent = *this;
    bent.cut = bytes;
    bent.end = how;
    return bent;
}

Answer Answer::endingWith(End how) const
{
    Answer bent = *this;
    bent.end = how;
    return bent;
}

Answer Answer::byteByByte() const
{
    Answer bent = *this;
    bent.inSingleBytes = true;
    return bent;
}

QByteArray Seen::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers)
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    return {};
}

std::unique_ptr<FakeUpstream> FakeUpstream::start(Answer defaultAnswer, FakeUpstreamOptions options)
{
    return std::unique_ptr<FakeUpstream>(
        new FakeUpstream(std::make_unique<Server>(std::move(defaultAnswer), std::move(options))));
}

FakeUpstream::FakeUpstream(std::unique_ptr<Server> server)
    : m_server(std::move(server))
{}

FakeUpstream::~FakeUpstream() = default;

quint16 FakeUpstream::port() const
{
    return m_server->port;
}

QString FakeUpstream::url() const
{
    const bool isTls = !m_server->options.certificateFile.isEmpty();
    return QStringLiteral("%1://127.0.0.1:%2")
        .arg(isTls ? QStringLiteral("https") : QStringLiteral("http"))
        .arg(port());
}

void FakeUpstream::enqueue(Answer answer)
{
    const std::lock_guard lock(m_server->mutex);
    m_server->queue.push_back(std::move(answer));
}

void FakeUpstream::setDefault(Answer answer)
{
    const std::lock_guard lock(m_server->mutex);
    m_server->defaultAnswer = std::move(answer);
}

void FakeUpstream::setResponder(Responder responder)
{
    const std::lock_guard lock(m_server->mutex);
    m_server->responder = std::move(responder);
}

QList<Seen> FakeUpstream::requests() const
{
    const std::lock_guard lock(m_server->mutex);
    return m_server->seen;
}

int FakeUpstream::requestCount() const
{
    const std::lock_guard lock(m_server->mutex);
    return static_cast<int>(m_server->seen.size());
}

int FakeUpstream::acceptedConnections() const
{
    return m_server->accepted;
}

int FakeUpstream::openConnections() const
{
    const std::lock_guard lock(m_server->mutex);
    return static_cast<int>(std::count_if(m_server->connections.begin(),
                                          m_server->connections.end(),
                                          [](const auto &each) { return each->isOpen; }));
}

int FakeUpstream::resumedHandshakes() const
{
    return m_server->resumed;
}

int FakeUpstream::resetStreams() const
{
    return m_server->resetStreams;
}

qint64 FakeUpstream::bytesSent() const
{
    return m_server->sent;
}

void FakeUpstream::closeConnections()
{
    const std::lock_guard lock(m_server->mutex);
    for (const auto &connection : m_server->connections)
        if (connection->isOpen)
            connection->socket.shutdown();
}

} // namespace turnpike::test
