// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/OverviewPane.h"

#include "core/Clock.h"
#include "services/ActivityService.h"
#include "services/LedgerReads.h"
#include "ui/panes/activity/ExportRow.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/panes/overview/AttentionCard.h"
#include "ui/panes/overview/FirstStepsView.h"
#include "ui/panes/overview/OverviewFeed.h"
#include "ui/panes/overview/OverviewHead.h"
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

#include <QGridLayout>
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
const QString scrollArgument = QStringLiteral("scroll");
const QString rangeArgument = QStringLiteral("range");
const QString compareArgument = QStringLiteral("compare");

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
    m_head = new OverviewHead(theme, this);
    column->addWidget(m_head);
    connectHead();
    m_head->setChoicesVisible(false); // Until there are figures.
    m_banner = buildProblem();
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    m_exports = new ExportRow(theme, console.reads, console.notices, this);
    column->addWidget(m_exports);
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

void OverviewPane::connectHead()
{
    connect(m_head, &OverviewHead::rangeChosen, this, [this](DateRange range) {
        m_range = range;
        m_feed->setRange(range);
    });
    connect(m_head, &OverviewHead::compareChosen, this, [this](bool isCompared) {
        m_isCompared = isCompared;
        showFigures();
    });
    connect(m_head, &OverviewHead::csvWanted, this, &OverviewPane::exportCsv);
    connect(m_head, &OverviewHead::pdfWanted, this,
            [this] { m_exports->exportPdf(reportOptions()); });
    connect(m_head, &OverviewHead::printWanted, this,
            [this] { m_exports->print(reportOptions()); });
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
    m_topModels->setLink(tr("All models"));
    connect(m_topModels, &Card::linkActivated, this, [this] {
        go({QStringLiteral("models"), {}});
    });
    m_providers = new TopTable(theme, tr("Providers"), m_health,
                               {{.width = 128, .stretch = true}, {.width = 82}, {.width = 86}},
                               tr("No provider is set up."), this);
    m_providers->setObjectName(QStringLiteral("providers"));
    m_providers->setFixedWidth(theme.px(sideWidth));
    m_providers->setLink(tr("Health"));
    connect(m_providers, &Card::linkActivated, this, [this] {
        go({QStringLiteral("routing"), {}});
    });
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
                              tr("Nothing was spent in this time."), this);
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
    const Place activity
        = places::activity(m_overview->span(), ActivityQuery::Metric::Spend,
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
    const auto range = DateRange(arguments.value(rangeArgument, int(m_range)).toInt());
    m_range = OverviewHead::isOffered(range) ? range : DateRange::Days30;
    m_isCompared = arguments.value(compareArgument, m_isCompared).toBool();
    m_head->show(m_range, m_isCompared);
    m_feed->setRange(m_range);
    if (m_overview)
        showFigures();
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
    return {{scrollArgument, scroll->verticalScrollBar()->value()},
            {rangeArgument, int(m_range)},
            {compareArgument, m_isCompared}};
}

void OverviewPane::focusFilter()
{
    m_head->focusPeriod();
}

void OverviewPane::refresh()
{
    m_feed->refresh();
}

void OverviewPane::exportView()
{
    if (m_overview && m_overview->steps.hasActivity)
        m_head->openExportMenu();
}

/// Of the span that is shown, to the nano-dollar.
void OverviewPane::exportCsv(ActivityQuery::Group group)
{
    ActivityQuery query;
    query.period = m_overview->span();
    query.group = group;
    console().reads.run(
        this,
        [query](const ReadServices &services, const Actor &actor) {
            return services.activity.breakdown(actor, query);
        },
        [this, group](const Result<ActivityBreakdown> &breakdown) {
            if (breakdown)
                m_exports->exportBreakdown(*breakdown, group);
            else
                showProblem(breakdown.error());
        });
}

ReportOptions OverviewPane::reportOptions() const
{
    ReportOptions options;
    options.period = m_overview->span();
    options.group = ReportGroup::Model;
    return options;
}

QList<QWidget *> OverviewPane::regions()
{
    if (m_pages->currentIndex() != Figures)
        return {m_pages->currentWidget()};
    return {m_head, m_cards, m_spend, m_attention, m_topKeys, m_topModels, m_providers};
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
        showFigures();
        m_attention->show(overview.attention);
        m_keys.setFigure(overview.spendByKey);
        m_models.setFigure(overview.spendByModel);
        m_health.setProviders(overview.providers);
        m_providers->setSubtitle(overview.isHealthWhole ? tr("last hour") : tr("newest requests"));
    } else {
        m_steps->show(overview.steps);
    }
    m_head->setChoicesVisible(overview.steps.hasActivity);
    m_pages->setCurrentIndex(overview.steps.hasActivity ? Figures : Steps);
    tellTime();
}

/// What depends on whether it is compared.
void OverviewPane::showFigures()
{
    m_cards->show(*m_overview, m_isCompared);
    m_spend->show(*m_overview, m_isCompared);
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

void OverviewPane::tellTime()
{
    m_head->tellTime(console().clock.nowUs(), m_overview ? &*m_overview : nullptr, m_hasFailed);
}

} // namespace turnpike::ui
