// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/OverviewPane.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/panes/overview/AttentionCard.h"
#include "ui/panes/overview/FirstStepsView.h"
#include "ui/panes/overview/OverviewFeed.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/panes/overview/SpendCard.h"
#include "ui/panes/overview/StatCards.h"
#include "ui/panes/overview/TopTable.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Skeleton.h"

#include <QDateTime>
#include <QGridLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int tickMs = 1'000;
constexpr int gap = 16;
constexpr int sideWidth = 316;
constexpr int chartHeight = 316;
constexpr qint64 usPerMs = 1'000;
const QString scrollArgument = QStringLiteral("scroll");

} // namespace

OverviewPane::OverviewPane(Console &console, QWidget *parent)
    : Pane(console, parent)
    , m_feed(new OverviewFeed(console, this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("overviewPane"));
    const Theme &theme = console.theme;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(24), theme.px(14), theme.px(24), theme.px(20));
    column->setSpacing(theme.px(gap));
    m_head = buildHead();
    column->addWidget(m_head);
    m_banner = buildProblem();
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    m_nothing = new EmptyState(theme, m_pages);
    m_steps = new FirstStepsView(theme, m_pages);
    // In the order of Page.
    m_pages->addWidget(buildLoading());
    m_pages->addWidget(buildFigures());
    m_pages->addWidget(m_steps);
    m_pages->addWidget(m_nothing);
    m_nothing->setObjectName(QStringLiteral("problem"));
    connect(m_nothing, &EmptyState::primary, this, &OverviewPane::refresh);
    connect(m_steps, &FirstStepsView::placeAsked, this, &OverviewPane::go);
    connect(m_feed, &OverviewFeed::loaded, this, &OverviewPane::take);
    connect(m_feed, &OverviewFeed::failed, this, &OverviewPane::showProblem);
    m_ticker.setInterval(tickMs);
    connect(&m_ticker, &QTimer::timeout, this, &OverviewPane::tellTime);
    tellTime();
}

QWidget *OverviewPane::buildHead()
{
    const Theme &theme = console().theme;
    auto *head = new QWidget(this);
    head->setFixedHeight(theme.px(32));
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(9));
    m_date = makeLabel({}, "strong", head);
    m_date->setObjectName(QStringLiteral("date"));
    m_updated = makeLabel({}, "faint", head);
    m_updated->setObjectName(QStringLiteral("updated"));
    row->addWidget(m_date);
    row->addWidget(m_updated);
    row->addStretch(1);
    return head;
}

QWidget *OverviewPane::buildProblem()
{
    const Theme &theme = console().theme;
    auto *box = new TintBox(theme, Tone::Danger, this);
    box->setObjectName(QStringLiteral("overviewBanner"));
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(theme.px(14), theme.px(8), theme.px(10), theme.px(8));
    m_bannerText = makeLabel({}, "strong", box);
    m_bannerText->setWordWrap(true);
    box->addText(m_bannerText);
    auto *retry = makeButton(theme, tr("Retry"), {}, "small", box);
    retry->setObjectName(QStringLiteral("retry"));
    connect(retry, &QPushButton::clicked, this, &OverviewPane::refresh);
    row->addWidget(m_bannerText, 1);
    row->addWidget(retry);
    box->hide();
    return box;
}

QWidget *OverviewPane::buildLoading()
{
    const Theme &theme = console().theme;
    auto *page = new QWidget(m_pages);
    page->setObjectName(QStringLiteral("overviewLoading"));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(gap));
    auto *cards = new QHBoxLayout;
    cards->setSpacing(theme.px(gap));
    for (int i = 0; i < 4; ++i)
        cards->addWidget(new Skeleton(theme, Skeleton::Kind::Card, page));
    column->addLayout(cards);
    column->addWidget(new Skeleton(theme, Skeleton::Kind::Card, page), 3);
    column->addWidget(new Skeleton(theme, Skeleton::Kind::Rows, page), 2);
    return page;
}

QWidget *OverviewPane::buildFigures()
{
    const Theme &theme = console().theme;
    auto *scroll = new QScrollArea(m_pages);
    scroll->setObjectName(QStringLiteral("overviewFigures"));
    scroll->setAccessibleName(tr("Overview"));
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(gap));
    m_cards = new StatCards(theme, page);
    column->addWidget(m_cards);
    m_spend = new SpendCard(theme, console().seriesColours, page);
    m_spend->setMinimumHeight(theme.px(chartHeight));
    m_attention = new AttentionCard(theme, page);
    m_attention->setFixedWidth(theme.px(sideWidth));
    auto *middle = new QHBoxLayout;
    middle->setSpacing(theme.px(gap));
    middle->addWidget(m_spend, 1);
    middle->addWidget(m_attention);
    column->addLayout(middle, 1);
    column->addLayout(buildTables());
    connect(m_cards, &StatCards::placeAsked, this, &OverviewPane::go);
    connect(m_spend, &SpendCard::placeAsked, this, &OverviewPane::go);
    connect(m_attention, &AttentionCard::placeAsked, this, &OverviewPane::go);
    scroll->setWidget(page);
    page->setAutoFillBackground(false); // Which setWidget() turns on.
    scroll->viewport()->setAutoFillBackground(false);
    m_figures = scroll;
    return scroll;
}

QLayout *OverviewPane::buildTables()
{
    const Theme &theme = console().theme;
    m_topKeys = addSpenders(tr("Top keys"), m_keys, ActivityDimension::Key);
    m_topKeys->setObjectName(QStringLiteral("topKeys"));
    m_topKeys->setLink(tr("All keys"));
    connect(m_topKeys, &Card::linkActivated, this, [this] { go({QStringLiteral("keys"), {}}); });
    m_topModels = addSpenders(tr("Top models"), m_models, ActivityDimension::Model);
    m_topModels->setObjectName(QStringLiteral("topModels"));
    m_providers = new TopTable(theme, tr("Providers"), m_health,
                               {{.width = 128, .stretch = true}, {.width = 82}, {.width = 86}},
                               tr("No provider is set up."), this);
    m_providers->setObjectName(QStringLiteral("providers"));
    m_providers->setFixedWidth(theme.px(sideWidth));
    connect(m_providers, &TopTable::rowOpened, this,
            [this](int row) { go(places::requests(m_health.row(row).id)); });
    auto *row = new QHBoxLayout;
    row->setSpacing(theme.px(gap));
    row->addWidget(m_topKeys, 1);
    row->addWidget(m_topModels, 1);
    row->addWidget(m_providers);
    return row;
}

TopTable *OverviewPane::addSpenders(const QString &title, SpendersModel &model,
                                    ActivityDimension dimension)
{
    auto *card = new TopTable(console().theme, title, model,
                              {{.width = 130, .stretch = true},
                               {.width = 92, .priority = 1},
                               {.width = 86},
                               {.width = 66, .priority = 2}},
                              tr("Nothing was spent in %1 days.").arg(Overview::days), this);
    card->showSorting(SpendersModel::Spend);
    connect(card, &TopTable::rowOpened, this,
            [this, &model, dimension](int row) { openSpender(dimension, model.row(row)); });
    return card;
}

/// What a key or model spent; a key itself while there is no pane for that.
void OverviewPane::openSpender(ActivityDimension dimension, const FigureSeries &series)
{
    if (series.rowId == 0 || !m_overview)
        return;
    const bool isKey = dimension == ActivityDimension::Key;
    const Place activity = places::activity(
        Period::ofDays(m_overview->today - Overview::days + 1, m_overview->today),
        ActivityQuery::Metric::Spend,
        isKey ? ActivityQuery::Group::Model : ActivityQuery::Group::Key,
        ActivityCut::Filter{dimension, series.rowId});
    go(isKey && !places::exists(activity) ? places::key({series.rowId}) : activity);
}

QString OverviewPane::title() const
{
    return tr("Overview");
}

QString OverviewPane::scope() const
{
    return tr("Organization-wide");
}

void OverviewPane::enter(const QVariantMap &arguments)
{
    auto *scroll = qobject_cast<QScrollArea *>(m_figures);
    scroll->verticalScrollBar()->setValue(arguments.value(scrollArgument).toInt());
    m_ticker.start();
    tellTime();
    m_feed->start();
}

void OverviewPane::leave()
{
    m_ticker.stop();
    m_feed->stop();
}

QVariantMap OverviewPane::state() const
{
    const auto *scroll = qobject_cast<QScrollArea *>(m_figures);
    return {{scrollArgument, scroll->verticalScrollBar()->value()}};
}

void OverviewPane::refresh()
{
    m_feed->refresh();
}

QList<QWidget *> OverviewPane::regions()
{
    if (m_pages->currentIndex() != Figures)
        return {m_pages->currentWidget()};
    return {m_cards, m_spend, m_attention, m_topKeys, m_topModels, m_providers};
}

void OverviewPane::go(const Place &place)
{
    if (places::exists(place))
        console().navigation.go(place);
}

// What was read.

void OverviewPane::take(const Overview &overview)
{
    m_overview = overview;
    m_hasFailed = false;
    m_banner->hide();
    if (overview.steps.hasActivity) {
        m_cards->show(overview);
        m_spend->show(overview);
        m_attention->show(overview.attention);
        m_keys.setFigure(overview.spendByKey);
        m_models.setFigure(overview.spendByModel);
        m_health.setProviders(overview.providers);
        m_providers->setSubtitle(overview.isHealthWhole ? tr("last hour") : tr("newest requests"));
    } else {
        m_steps->show(overview.steps);
    }
    m_pages->setCurrentIndex(overview.steps.hasActivity ? Figures : Steps);
    tellTime();
}

void OverviewPane::showProblem(const Error &error)
{
    const bool isNews = !m_hasFailed;
    m_hasFailed = true;
    const QString sentence = tr("The ledger could not be read: %1").arg(error.message);
    if (m_overview) {
        m_bannerText->setText(sentence);
        m_banner->show();
    } else {
        m_nothing->set(QStringLiteral("circle-x"), tr("The ledger could not be read"),
                       error.message, tr("Retry"));
        m_pages->setCurrentIndex(Problem);
    }
    if (isNews)
        announce(this, sentence);
    tellTime();
}

/// Days are UTC, so the date is, too.
void OverviewPane::tellTime()
{
    const qint64 nowUs = console().clock.nowUs();
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowUs / usPerMs, Qt::UTC);
    m_date->setText(QLocale().toString(now, tr("dddd d MMMM, HH:mm")));
    if (!m_overview)
        m_updated->setText(tr("UTC"));
    else if (m_hasFailed)
        m_updated->setText(tr("UTC · as of %1")
                               .arg(QLocale().toString(QDateTime::fromMSecsSinceEpoch(
                                                           m_overview->asOfUs / usPerMs, Qt::UTC),
                                                       tr("HH:mm"))));
    else
        m_updated->setText(tr("UTC · updated %1").arg(format::ago(m_overview->asOfUs, nowUs)));
}

} // namespace turnpike::ui
