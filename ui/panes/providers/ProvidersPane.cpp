// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProvidersPane.h"

#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "ui/panes/providers/LocalServerOffer.h"
#include "ui/panes/providers/ProviderActions.h"
#include "ui/panes/providers/ProviderDetail.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/panes/providers/ProviderList.h"
#include "ui/panes/providers/ProviderTests.h"
#include "ui/panes/providers/ProvidersFeed.h"
#include "ui/shell/Navigation.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"
#include "ui/widgets/Skeleton.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int sideWidth = 248;
constexpr int formWidth = 540;

const QString providerArgument = QStringLiteral("provider");
const QString addArgument = QStringLiteral("add");
const QString testArgument = QStringLiteral("test");
const QString searchArgument = QStringLiteral("search");

/// The list's ground with its line.
class Side final : public QWidget
{
public:
    Side(const Theme &theme, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
    {
        connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), m_theme.colours().surface);
        const int line = isRightToLeft() ? 0 : width() - 1;
        painter.fillRect(QRect(line, 0, 1, height()), m_theme.colours().hairline);
    }

private:
    const Theme &m_theme;
};

} // namespace

ProvidersPane::ProvidersPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_model(new ProvidersModel(this))
    , m_tests(new ProviderTests(console, this))
    , m_feed(new ProvidersFeed(console, this))
    , m_actions(new ProviderActions(console, *m_tests, *this))
    , m_offer(new LocalServerOffer(console, this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("providersPane"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_offer);
    column->addWidget(m_pages, 1);
    m_pages->addWidget(new Skeleton(console.theme, Skeleton::Kind::Rows, m_pages));
    m_pages->addWidget(buildProviders());
    m_pages->addWidget(buildFirst());
    m_problem = new EmptyState(console.theme, m_pages);
    m_problem->setObjectName(QStringLiteral("providersProblem"));
    m_pages->addWidget(m_problem);
    connectParts();
}

// Building

QWidget *ProvidersPane::buildProviders()
{
    const Theme &theme = console().theme;
    auto *page = new QWidget(m_pages);
    auto *line = new QHBoxLayout(page);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    line->addWidget(buildSide());
    auto *right = new QWidget(page);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(4));
    column->setSpacing(theme.px(8));
    m_detail = new ProviderDetail(console(), *m_actions, *m_tests, right);
    column->addWidget(m_detail, 1);
    column->addWidget(buildFooter());
    line->addWidget(right, 1);
    return page;
}

QWidget *ProvidersPane::buildSide()
{
    const Theme &theme = console().theme;
    m_side = new Side(theme, m_pages);
    m_side->setFixedWidth(theme.px(sideWidth));
    auto *column = new QVBoxLayout(m_side);
    column->setContentsMargins(theme.px(12), theme.px(14), theme.px(13), theme.px(8));
    column->setSpacing(theme.px(10));
    m_search = new SearchField(theme, tr("Search providers"), m_side);
    m_search->setObjectName(QStringLiteral("searchProviders"));
    m_list = new ProviderList(theme, *m_model, m_side);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    addListKey(Qt::Key_Delete, &ProvidersPane::remove);
    addListKey(Qt::Key_F2, &ProvidersPane::replaceKey);
    return m_side;
}

void ProvidersPane::addListKey(const QKeySequence &key, void (ProvidersPane::*act)())
{
    auto *shortcut = new QShortcut(key, m_list);
    shortcut->setContext(Qt::WidgetShortcut);
    connect(shortcut, &QShortcut::activated, this, act);
}

QWidget *ProvidersPane::buildFooter()
{
    m_footer = new QWidget(m_pages);
    m_footer->setObjectName(QStringLiteral("providersFooter"));
    auto *line = new QHBoxLayout(m_footer);
    line->setContentsMargins(2, 0, 2, 0);
    m_counts = makeLabel({}, "small", m_footer);
    m_sums = makeLabel({}, "small", m_footer);
    line->addWidget(m_counts, 1);
    line->addWidget(m_sums);
    m_footer->setFixedHeight(console().theme.px(28));
    return m_footer;
}

QWidget *ProvidersPane::buildFirst()
{
    const Theme &theme = console().theme;
    auto *scroll = new QScrollArea(m_pages);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(scroll);
    m_first = page;
    page->setObjectName(QStringLiteral("firstProvider"));
    auto *centred = new QHBoxLayout(page);
    auto *middle = new QWidget(page);
    middle->setFixedWidth(theme.px(formWidth));
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, theme.px(28), 0, theme.px(28));
    column->setSpacing(theme.px(14));
    column->addWidget(makeLabel(tr("Add your first provider"), "title", middle));
    auto *sentence = makeLabel(
        tr("Requests go to providers with their keys. Nothing leaves this machine before one is "
           "added."),
        "quiet", middle);
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    m_form = new ProviderKeyForm(console(), middle);
    column->addWidget(m_form);
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(16));
    m_saveFirst = makeButton(theme, tr("Save key"), {}, "primary", middle);
    m_saveFirst->setObjectName(QStringLiteral("saveFirst"));
    auto *simulator
        = makeButton(theme, tr("Try the simulator without any key"), {}, "link", middle);
    simulator->setObjectName(QStringLiteral("trySimulator"));
    line->addWidget(m_saveFirst);
    line->addWidget(simulator);
    line->addStretch(1);
    auto *hint = makeLabel({}, "small", middle);
    hint->setObjectName(QStringLiteral("firstVaultHint"));
    line->addWidget(hint);
    const auto followVault = [this, hint] { hint->setText(vaultHint(console().gateway)); };
    console().gateway.onChange(hint, followVault);
    followVault();
    column->addLayout(line);
    column->addStretch(1);
    centred->addStretch(1);
    centred->addWidget(middle);
    centred->addStretch(1);
    scroll->setWidget(page);
    const auto follow = [this] {
        m_saveFirst->setEnabled(m_form->canSave());
        m_saveFirst->setText(m_form->isUnproved() ? tr("Save anyway") : tr("Save key"));
    };
    connect(m_form, &ProviderKeyForm::changed, this, follow);
    connect(m_form, &ProviderKeyForm::saved, m_actions, &ProviderActions::tellSaved);
    connect(m_saveFirst, &QPushButton::clicked, m_form, &ProviderKeyForm::save);
    connect(simulator, &QPushButton::clicked, this, [this] {
        console().navigation.go({QStringLiteral("connect"), {}});
    });
    follow();
    return scroll;
}

void ProvidersPane::connectParts()
{
    connect(m_feed, &ProvidersFeed::loaded, this, &ProvidersPane::take);
    connect(m_feed, &ProvidersFeed::failed, this, &ProvidersPane::showProblem);
    connect(m_tests, &ProviderTests::changed, this, &ProvidersPane::showRows);
    connect(m_actions, &ProviderActions::saved, this, [this](ProviderId id) {
        m_toSelect = id.value;
        refresh();
    });
    connect(m_offer, &LocalServerOffer::added, this, [this](ProviderId id) {
        m_toSelect = id.value;
        refresh();
    });
    connect(m_search, &SearchField::searched, this, [this](const QString &words) {
        const std::int64_t before = m_list->selected();
        m_model->setFilter(words);
        m_list->select(before);
        showSelected();
    });
    connect(m_list, &ProviderList::selectedChanged, this, &ProvidersPane::showSelected);
    connect(m_list, &ProviderList::menuRequested, m_detail, &ProviderDetail::openMenu);
    connect(m_detail, &ProviderDetail::testAllAsked, this, &ProvidersPane::testAll);
    connect(m_problem, &EmptyState::primary, this, &ProvidersPane::refresh);
}

// What the window asks

QString ProvidersPane::title() const
{
    return tr("Provider keys");
}

QString ProvidersPane::scope() const
{
    return tr("Organization-wide");
}

void ProvidersPane::enter(const QVariantMap &arguments)
{
    m_feed->start();
    m_offer->look();
    if (arguments.contains(searchArgument))
        m_search->setText(arguments[searchArgument].toString());
    if (const qlonglong wanted = arguments.value(providerArgument).toLongLong()) {
        m_toSelect = wanted;
        showRows();
    }
    m_wantsTest = arguments.value(testArgument).toBool();
    if (m_wantsTest && m_isLoaded)
        testAll();
    const QVariant add = arguments.value(addArgument);
    if (add.typeId() == QMetaType::QString)
        m_actions->add(add.toString());
    else if (add.toBool())
        m_actions->add();
}

void ProvidersPane::leave()
{
    m_feed->stop();
}

QVariantMap ProvidersPane::state() const
{
    return {{searchArgument, m_search->text()}, {providerArgument, qlonglong(m_list->selected())}};
}

bool ProvidersPane::supports(Act act) const
{
    return act == Act::Create || act == Act::Filter || act == Act::Refresh;
}

void ProvidersPane::create()
{
    m_actions->add();
}

void ProvidersPane::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
}

void ProvidersPane::refresh()
{
    m_feed->refresh();
}

QList<QWidget *> ProvidersPane::regions()
{
    QList<QWidget *> regions;
    if (m_offer->isVisible())
        regions.append(m_offer);
    if (m_pages->currentIndex() != Providers)
        return regions << m_pages->currentWidget();
    return regions << m_side << m_detail->toolbar() << m_detail->content() << m_footer;
}

// What is shown

const ProviderRow *ProvidersPane::selected() const
{
    return m_model->provider(m_list->currentIndex().row());
}

void ProvidersPane::take(const QList<ProviderRow> &rows, qint64 nowUs)
{
    m_rows = rows;
    m_nowUs = nowUs;
    m_trouble.clear();
    m_isLoaded = true;
    QList<Provider> providers;
    for (const ProviderRow &row : rows)
        providers.append(row.provider);
    m_offer->setProviders(providers);
    showRows();
    if (std::exchange(m_wantsTest, false))
        testAll();
}

void ProvidersPane::showProblem(const Error &error)
{
    m_trouble = error.message;
    m_problem->set(QStringLiteral("circle-x"), tr("The providers could not be read"), error.message,
                   tr("Try again"), {});
    if (!m_isLoaded)
        m_pages->setCurrentIndex(Problem);
    showFooter();
}

void ProvidersPane::showRows()
{
    if (!m_isLoaded)
        return;
    for (ProviderRow &row : m_rows)
        row.test = m_tests->outcome(row.provider.id);
    QList<ProviderRow> shown = m_rows;
    shown.append(simulatorRow());
    const std::int64_t before = m_list->selected();
    m_model->setProviders(shown, m_nowUs);
    const bool isThere = m_toSelect != 0 && m_model->rowOf(m_toSelect) >= 0;
    const std::int64_t wanted = isThere ? std::exchange(m_toSelect, 0) : before;
    if (m_list->selected() != wanted || wanted == 0)
        m_list->select(wanted);
    m_pages->setCurrentIndex(m_rows.isEmpty() ? First : Providers);
    showSelected();
    showFooter();
}

void ProvidersPane::showSelected()
{
    m_detail->show(selected(), m_nowUs);
}

void ProvidersPane::showFooter()
{
    const auto withKey = std::ranges::count_if(
        m_rows, [](const ProviderRow &row) { return row.provider.hasCredential; });
    Money spent;
    for (const ProviderRow &row : m_rows)
        spent += row.spent;
    QStringList parts{m_rows.size() == 1 ? tr("1 provider")
                                         : tr("%1 providers").arg(format::count(m_rows.size())),
                      tr("%1 with a key").arg(format::count(withKey)),
                      tr("spend is what the gateway counted; the provider bills")};
    if (!m_trouble.isEmpty())
        parts.append(tr("as of %1: %2").arg(format::timeOfDay(m_nowUs), m_trouble));
    m_counts->setText(parts.join(QStringLiteral("   ·   ")));
    m_sums->setText(tr("All providers, 30 days %1").arg(format::money(spent)));
    m_sums->setToolTip(format::exactMoney(spent));
}

// What is done

void ProvidersPane::testAll()
{
    for (const ProviderRow &row : std::as_const(m_rows)) {
        if (row.provider.settings.isEnabled)
            m_tests->start(row.provider.id);
    }
}

void ProvidersPane::replaceKey()
{
    const ProviderRow *row = selected();
    if (row && !row->isSimulator())
        m_actions->replaceKey(row->provider);
}

void ProvidersPane::remove()
{
    const ProviderRow *row = selected();
    if (row && !row->isSimulator())
        m_actions->remove(row->provider);
}

} // namespace turnpike::ui
