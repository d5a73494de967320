// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/MainWindow.h"

#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "services/LiveFeed.h"
#include "ui/shell/AboutDialog.h"
#include "ui/shell/BannerBar.h"
#include "ui/shell/CommandActions.h"
#include "ui/shell/CommandPalette.h"
#include "ui/shell/GatewayCommands.h"
#include "ui/shell/Header.h"
#include "ui/shell/KeyboardDialog.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/OpeningPage.h"
#include "ui/shell/OrganizationHead.h"
#include "ui/shell/OrganizationSwitcher.h"
#include "ui/shell/PaneHost.h"
#include "ui/shell/ProxyPill.h"
#include "ui/shell/RegionJumper.h"
#include "ui/shell/Sidebar.h"
#include "ui/shell/ToastHost.h"
#include "ui/shell/WindowCommands.h"
#include "ui/shell/WindowMenus.h"
#include "ui/shell/WorkspaceSwitcher.h"
#include "ui/theme/Theme.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int railBelow = 1120;
const QString geometryKey = QStringLiteral("window/geometry");
const QString railKey = QStringLiteral("window/rail");

/// "42/min" beside the entry of the live requests.
void showRate(Sidebar &sidebar, const LiveFeed &live)
{
    const qint64 rate = live.statistics().perMinute;
    sidebar.setFigure(QStringLiteral("live"),
                      rate > 0 ? MainWindow::tr("%1/min").arg(format::count(rate)) : QString());
}

} // namespace

MainWindow::MainWindow(WindowParts parts)
    : m_parts(std::move(parts))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("Turnpike"));
    build();
    addCommands();
    connectParts();
    restoreLook();
    followGateway();
    showOpening();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    Theme &theme = m_parts.theme;
    auto *body = new QWidget(this);
    body->setObjectName(QStringLiteral("windowBody"));
    m_sidebar = new Sidebar(theme, m_parts.scope, body);
    m_sidebar->setEntries(m_parts.entries);
    auto *content = new QWidget(body);
    m_header = new Header(theme, m_parts.navigation, content);
    m_banner = new BannerBar(theme, m_parts.notices, content);
    m_pages = new QStackedWidget(content);
    m_opening = new OpeningPage(theme, m_pages);
    m_message = new MessagePage(theme, m_pages);
    m_panes = new PaneHost(m_parts.navigation, m_parts.entries, m_pages);
    for (QWidget *page :
         {m_opening, static_cast<QWidget *>(m_message), static_cast<QWidget *>(m_panes)})
        m_pages->addWidget(page);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    auto *row = new QHBoxLayout(body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_sidebar);
    row->addWidget(content, 1);
    setCentralWidget(body);
    new ToastHost(theme, m_parts.notices, content);
    m_palette = new CommandPalette(theme, m_parts.commands, m_parts.clock, body);
    m_palette->setSuggestions({QStringLiteral("pane.create"), QStringLiteral("pane.filter"),
                               QStringLiteral("pane.export"), QStringLiteral("pane.refresh")});
}

void MainWindow::addCommands()
{
    WindowActs acts;
    acts.openPalette = [this] { m_palette->open(); };
    acts.toggleSidebar = [this] { toggleSidebar(); };
    acts.showKeyboard = [this] { showKeyboard(); };
    acts.showAbout = [this] { showAbout(); };
    acts.jumpRegion = [this](int step) { jump(step); };
    acts.openOrganizations = [this] { m_sidebar->organization().click(); };
    acts.openWorkspaces = [this] { m_sidebar->workspace().openMenu(); };
    acts.quit = [this] { close(); };
    new WindowCommands(
        {m_parts.theme, m_parts.commands, m_parts.navigation, m_parts.notices, *m_panes},
        std::move(acts), this);
    m_gatewayCommands
        = new GatewayCommands(m_parts.gateway, m_parts.commands, m_parts.notices, this);
    m_actions = new CommandActions(m_parts.commands, this);
    auto *menus = new WindowMenus(*m_actions, WindowCommands::goIds(m_parts.entries), *this);
    m_header->setMenu(menus->mainMenu());
}

void MainWindow::connectParts()
{
    connect(m_sidebar, &Sidebar::entryChosen, this, [this](const QString &id) {
        m_parts.navigation.go({id, {}});
    });
    connect(m_header, &Header::searchAsked, this, [this] { m_palette->open(); });
    connect(m_panes, &PaneHost::currentChanged, this, &MainWindow::followPane);
    connect(&m_sidebar->pill(), &ProxyPill::clicked, this, &MainWindow::openPillMenu);
    connect(&m_sidebar->pill(), &ProxyPill::healthAsked, this, &MainWindow::showHealth);
    connect(&m_sidebar->pill(), &ProxyPill::keyAsked, this,
            [this] { m_parts.commands.run(QStringLiteral("providers.add")); });
    connect(m_gatewayCommands, &GatewayCommands::healthAsked, this, &MainWindow::showHealth);
    connect(&m_sidebar->pill(), &ProxyPill::copyAsked, m_gatewayCommands,
            &GatewayCommands::copyUrl);
    connect(&m_sidebar->organization(), &OrganizationSwitcher::clicked, this, [this] {
        if (m_organization)
            m_organization->openMenu();
    });
    m_parts.gateway.onChange(this, [this] { followGateway(); });
}

void MainWindow::restoreLook()
{
    const QSize room = screen()->availableSize();
    setMinimumSize(QSize(960, 600).boundedTo(room));
    resize(QSize(1440, 900).boundedTo(room));
    const QSettings settings;
    restoreGeometry(settings.value(geometryKey).toByteArray());
    m_wantsRail = settings.value(railKey, false).toBool();
    m_isNarrow = width() < m_parts.theme.px(railBelow);
    m_sidebar->setRail(m_isNarrow || m_wantsRail);
}

void MainWindow::keepLook()
{
    QSettings settings;
    settings.setValue(geometryKey, saveGeometry());
    settings.setValue(railKey, m_wantsRail);
}

void MainWindow::showOpening()
{
    m_state = State::Opening;
    m_pages->setCurrentWidget(m_opening);
}

void MainWindow::showProblem(const OpeningProblem &problem)
{
    m_state = State::Failed;
    m_header->setPlace(tr("Turnpike"), {});
    showOpeningProblem(*m_message, problem,
                       {[this] { Q_EMIT retryAsked(); },
                        [this](const QString &folder) { Q_EMIT folderChosen(folder); },
                        [this] { close(); }});
    m_pages->setCurrentWidget(m_message);
}

void MainWindow::showConsole(Console &console)
{
    m_state = State::Open;
    m_organization
        = std::make_unique<OrganizationHead>(console, m_sidebar->organization(), nullptr);
    connect(&console.live, &LiveFeed::statisticsChanged, m_organization.get(),
            [this, &live = console.live] { followTraffic(live); });
    followTraffic(console.live);
    m_panes->setConsole(&console);
    if (!m_panes->current() && !m_parts.entries.isEmpty())
        m_parts.navigation.go({m_parts.entries.constFirst().id, {}});
    m_pages->setCurrentWidget(m_panes);
}

void MainWindow::closeConsole()
{
    m_organization.reset();
    m_failing.clear();
    m_panes->setConsole(nullptr);
}

void MainWindow::showClosing()
{
    m_state = State::Closing;
    m_palette->close();
    m_message->set(QStringLiteral("power"), tr("Turnpike is stopping"),
                   tr("Running requests end first. What is cut off now is booked by what is "
                      "known of it."),
                   {}, {{tr("Do not wait"), [this] { Q_EMIT quitNowAsked(); }}});
    m_pages->setCurrentWidget(m_message);
}

void MainWindow::raiseToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    keepLook();
    event->ignore(); // The program ends when the last request is booked.
    if (m_state != State::Closing)
        Q_EMIT quitAsked();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    const bool isNarrow = width() < m_parts.theme.px(railBelow);
    if (isNarrow != m_isNarrow)
        m_sidebar->setRail(isNarrow || m_wantsRail);
    m_isNarrow = isNarrow;
}

void MainWindow::toggleSidebar()
{
    m_sidebar->setRail(!m_sidebar->isRail());
    if (!m_isNarrow)
        m_wantsRail = m_sidebar->isRail();
}

void MainWindow::followPane()
{
    const Pane *pane = m_panes->current();
    m_header->setPlace(pane ? pane->title() : QString(), pane ? pane->scope() : QString());
    m_sidebar->workspace().setFollowed(!pane || pane->followsWorkspace());
    m_sidebar->setCurrent(pane ? m_parts.navigation.current().pane : QString());
}

void MainWindow::followGateway()
{
    m_sidebar->pill().setStatus(m_parts.gateway.status(), m_failing.size());
    m_gatewayCommands->setFailing(m_failing.size());
}

void MainWindow::followTraffic(const LiveFeed &live)
{
    showRate(*m_sidebar, live);
    const QList<ProviderId> failing = live.statistics().failingProviders;
    if (std::exchange(m_failing, failing) != failing)
        followGateway();
}

/// Their requests, as long as they fail.
void MainWindow::showHealth()
{
    QVariantList providers;
    for (const ProviderId provider : std::as_const(m_failing))
        providers.append(qlonglong(provider.value));
    if (!providers.isEmpty())
        m_parts.navigation.go({QStringLiteral("live"), {{QStringLiteral("providers"), providers}}});
}

void MainWindow::jump(int step)
{
    QList<QWidget *> regions{m_sidebar, m_header, m_banner};
    regions += m_panes->current() && m_state == State::Open ? m_panes->current()->regions()
                                                            : QList<QWidget *>{m_message};
    jumpRegion(this, regions, step);
    if (m_sidebar->isAncestorOf(focusWidget()))
        m_sidebar->focusCurrent();
}

void MainWindow::openPillMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("pillMenu"));
    menu->setAccessibleName(tr("Proxy"));
    m_actions->fill(menu, GatewayCommands::menu(),
                    [this] { return m_gatewayCommands->headline(); });
    const QWidget &pill = m_sidebar->pill();
    menu->ensurePolished();
    menu->popup(pill.mapToGlobal(QPoint(pill.width() + m_parts.theme.px(4), 0)));
}

void MainWindow::showKeyboard()
{
    (new KeyboardDialog(m_parts.theme, m_parts.commands, this))->open();
}

void MainWindow::showAbout()
{
    (new AboutDialog(m_parts.theme, this))->open();
}

} // namespace turnpike::ui
