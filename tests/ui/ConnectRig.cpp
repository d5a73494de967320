// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/ConnectRig.h"

#include "services/ControlPlane.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QtTest>

#include <optional>

#include "tests/support/RawClient.h"

namespace turnpike::test {

ConnectRig::ConnectRig(const ui::Theme &theme)
    : gateway([](int) {}, [] {})
    , m_theme(theme)
{
    QDir(m_folder.path()).mkpath(QStringLiteral("home"));
    QDir(m_folder.path()).mkpath(QStringLiteral("bin"));
    qputenv("HOME", QFile::encodeName(home()));
    qputenv("SHELL", "/bin/bash");
    RuntimeOptions options;
    options.settings.dataFolder = m_folder.filePath(QStringLiteral("data"));
    options.settings.listenAddress = QStringLiteral("127.0.0.1");
    options.settings.port = 0;
    options.settings.drainTimeout = std::chrono::seconds(1);
    options.observer = &live;
    QDir().mkpath(options.settings.dataFolder);
    Result<std::unique_ptr<Runtime>> opened = Runtime::open(options, clock);
    if (!opened)
        return;
    runtime = *std::move(opened);
    gateway.isStarting(options.settings);
    if (!runtime->initialise({QStringLiteral("Acme"), QStringLiteral("Ada Lovelace"), {}},
                             QStringLiteral("root")))
        return;
    std::optional<Result<>> unlocked;
    runtime->unlock(&m_window, [&](const Result<> &done) { unlocked = done; });
    if (!QTest::qWaitFor([&] { return unlocked.has_value(); }, 10'000) || !*unlocked)
        return;
    std::optional<Result<>> listening;
    runtime->listen(&m_window, [&](const Result<> &done) { listening = done; });
    if (!QTest::qWaitFor([&] { return listening.has_value(); }, 10'000) || !*listening)
        return;
    gateway.isListening(*runtime);
    gateway.setSimulatorOnly(true);
    Result<std::unique_ptr<LedgerReads>> read = LedgerReads::open(runtime->ledger().path(), clock);
    if (!read)
        return;
    reads = *std::move(read);
    m_isReady = true;
}

ConnectRig::~ConnectRig()
{
    m_pane.reset();
    gateway.isEnding();
    reads.reset();
    runtime.reset();
}

IssuedKey ConnectRig::issueElsewhere(const QString &name)
{
    std::optional<Result<IssuedKey>> issued;
    KeyDraft draft;
    draft.name = name;
    runtime->control().run(
        &m_window,
        [draft](Services &services, const Actor &actor) {
            return services.keys.create(actor, draft);
        },
        [&](const Result<IssuedKey> &key) { issued = key; });
    if (!QTest::qWaitFor([&] { return issued.has_value(); }, 10'000) || !*issued)
        qFatal("no key");
    return **issued;
}

int ConnectRig::request(const Secret &key, const QString &model, const QString &route)
{
    const bool isResponses = route == QStringLiteral("/responses");
    const QByteArray body = R"({"model":")" + model.toUtf8()
        + (isResponses ? R"(","input":"Hello"})"
                       : R"(","max_tokens":8,"messages":[{"role":"user","content":"Hello"}]})");
    RawClient client(static_cast<std::uint16_t>(gateway.status().port));
    const std::string request = "POST /api/v1" + route.toStdString()
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + std::string(key.reveal())
        + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body.toStdString();
    if (!client.isConnected() || !client.send(request))
        return 0;
    const std::string answer = client.readThrough("\r\n\r\n");
    return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0;
}

void ConnectRig::install(const QString &program, const QString &version)
{
    QFile file(m_folder.filePath(QStringLiteral("bin/") + program));
    if (!file.open(QIODevice::WriteOnly))
        qFatal("cannot write %s", qPrintable(file.fileName()));
    file.write("#!/bin/sh\necho " + version.toUtf8() + "\n");
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

ui::ConnectPane &ConnectRig::pane()
{
    if (m_pane)
        return *m_pane;
    m_console = std::make_unique<ui::Console>(ui::Console{.control = runtime->control(),
                                                          .reads = *reads,
                                                          .live = live,
                                                          .gateway = gateway,
                                                          .clock = clock,
                                                          .theme = m_theme,
                                                          .commands = commands,
                                                          .navigation = navigation,
                                                          .notices = notices,
                                                          .scope = scope,
                                                          .secrets = secrets,
                                                          .seriesColours = seriesColours});
    m_pane = std::make_unique<ui::ConnectPane>(
        *m_console, nullptr, QStringList{m_folder.filePath(QStringLiteral("bin"))});
    m_pane->resize(1208, 848);
    m_pane->enter({});
    m_pane->show();
    const auto *model = m_pane->findChild<QComboBox *>(QStringLiteral("connectModel"));
    if (!QTest::qWaitForWindowExposed(m_pane.get())
        || !QTest::qWaitFor([&] { return model->count() > 0; }, 10'000))
        qFatal("the pane read nothing");
    return *m_pane;
}

} // namespace turnpike::test
