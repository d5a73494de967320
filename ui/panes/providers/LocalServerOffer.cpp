// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/LocalServerOffer.h"

#include "core/Format.h"
#include "core/Secret.h"
#include "core/ports/GatewayControl.h"
#include "services/ControlPlane.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

QString modelsText(qsizetype count)
{
    return count == 1 ? LocalServerOffer::tr("1 model")
                      : LocalServerOffer::tr("%1 models").arg(format::count(count));
}

QString offerText(const LocalServer &server)
{
    return LocalServerOffer::tr("%1 is running here with %2")
        .arg(server.name, modelsText(server.models.size()));
}

/// It listens at this port of this machine.
bool isAt(const Provider &provider, quint16 port)
{
    const QUrl url(provider.settings.baseUrl);
    static const QStringList here{QStringLiteral("127.0.0.1"), QStringLiteral("localhost"),
                                  QStringLiteral("::1")};
    return url.port() == port && here.contains(url.host());
}

} // namespace

LocalServerOffer::LocalServerOffer(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("localServerOffer"));
    const Theme &theme = console.theme;
    m_column->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8));
    m_column->setSpacing(theme.px(6));
    hide();
    if (LocalServers *servers = console.localServers) {
        connect(servers, &LocalServers::found, this, [this](const QList<LocalServer> &found) {
            m_found = found;
            showFound();
        });
    }
}

void LocalServerOffer::look()
{
    if (m_console.localServers)
        m_console.localServers->look();
}

void LocalServerOffer::setProviders(const QList<Provider> &providers)
{
    m_providers = providers;
    showFound();
}

bool LocalServerOffer::isOffered(const LocalServer &server) const
{
    return server.port != m_console.gateway.status().port && !m_declined.contains(server.port)
        && std::ranges::none_of(m_providers, [&server](const Provider &provider) {
               return isAt(provider, server.port);
           });
}

void LocalServerOffer::showFound()
{
    QList<LocalServer> offered;
    std::ranges::copy_if(m_found, std::back_inserter(offered),
                         [this](const LocalServer &server) { return isOffered(server); });
    if (offered == m_shown)
        return;
    const bool isMore = offered.size() > m_shown.size();
    m_shown = offered;
    while (QLayoutItem *item = m_column->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const LocalServer &server : std::as_const(m_shown))
        m_column->addWidget(makeRow(server));
    setVisible(!m_shown.isEmpty());
    if (isMore && isVisible())
        announce(this, offerText(m_shown.last()));
}

QWidget *LocalServerOffer::makeRow(const LocalServer &server)
{
    const Theme &theme = m_console.theme;
    auto *row = new TintBox(theme, Tone::Info, this);
    row->setObjectName(QStringLiteral("offer-") + server.slug);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(theme.px(12), theme.px(5), theme.px(6), theme.px(5));
    line->setSpacing(theme.px(10));
    auto *text = makeLabel(offerText(server), nullptr, row);
    text->setObjectName(QStringLiteral("offerText"));
    text->setToolTip(server.models.join(QLatin1Char('\n')));
    auto *note = makeLabel(tr("127.0.0.1:%1 · nothing leaves this machine").arg(server.port),
                           "small", row);
    auto *problem = makeLabel({}, "error", row);
    problem->setObjectName(QStringLiteral("offerProblem"));
    problem->setWordWrap(true);
    problem->hide();
    auto *add = makeButton(theme, tr("Add"), {}, "small", row);
    add->setObjectName(QStringLiteral("add-") + server.slug);
    add->setAccessibleName(tr("Add %1").arg(server.name));
    auto *decline = makeButton(theme, tr("Not now"), {}, "link", row);
    decline->setObjectName(QStringLiteral("decline-") + server.slug);
    decline->setAccessibleName(tr("Do not add %1 now").arg(server.name));
    line->addWidget(text);
    line->addWidget(note);
    line->addWidget(problem, 1);
    line->addStretch(1);
    line->addWidget(decline);
    line->addWidget(add);
    connect(add, &QPushButton::clicked, this, [this, server, row] { this->add(server, *row); });
    connect(decline, &QPushButton::clicked, this, [this, port = server.port] {
        m_declined.insert(port);
        showFound();
    });
    return row;
}

void LocalServerOffer::showProblem(const QWidget &row, const QString &sentence)
{
    auto *problem = row.findChild<QLabel *>(QStringLiteral("offerProblem"));
    problem->setText(sentence);
    problem->show();
    announce(problem, sentence);
}

void LocalServerOffer::add(const LocalServer &server, QWidget &row)
{
    row.setEnabled(false);
    m_console.control.run(
        this,
        [server](Services &services, const Actor &actor) {
            return services.providerSetup.add(actor, draftOf(server), Secret(), modelsOf(server));
        },
        [this, server, its = QPointer(&row)](const Result<ProviderSetup::Done> &done) {
            if (its)
                its->setEnabled(true);
            if (!done)
                return its ? showProblem(*its, done.error().message) : void();
            m_console.notices.toast(
                tr("%1 added with %2.").arg(server.name, modelsText(done->models)));
            Q_EMIT added(done->provider.id);
        });
}

} // namespace turnpike::ui
