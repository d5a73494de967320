// SPDX-License-Identifier: GPL-3.0-or-later
// Whether anything needs attention, and where the money goes.
#pragma once

#include "core/Activity.h"
#include "core/Overview.h"
#include "core/Result.h"
#include "models/HealthModel.h"
#include "models/SpendersModel.h"
#include "services/ActivityQuery.h"
#include "services/ReportService.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/shell/Pane.h"

#include <QTimer>

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace turnpike::ui {

class AttentionCard;
class EmptyState;
class ExportRow;
class FirstStepsView;
class OverviewFeed;
class OverviewHead;
class SpendCard;
class StatCards;
class TopTable;
struct Place;

class OverviewPane final : public Pane
{
    Q_OBJECT

public:
    OverviewPane(Console &console, QWidget *parent);

    QString title() const override;
    QString scope() const override;
    bool followsWorkspace() const override { return false; }
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override;
    bool supports(Act act) const override
    {
        return act == Act::Refresh || act == Act::Filter || act == Act::Export;
    }
    void focusFilter() override;
    void refresh() override;
    void exportView() override;
    QList<QWidget *> regions() override;

private:
    enum Page { Loading, Figures, Steps, Problem };

    void connectHead();
    void showFigures();
    void exportCsv(ActivityQuery::Group group);
    ReportOptions reportOptions() const;
    QWidget *buildProblem();
    QWidget *buildLoading();
    QWidget *buildFigures();
    QLayout *buildTables();
    TopTable *addSpenders(const QString &title, SpendersModel &model, ActivityDimension dimension);
    void openSpender(ActivityDimension dimension, const FigureSeries &series);

    void take(const Overview &overview);
    void showProblem(const Error &error);
    void tellTime();
    void go(const Place &place);

    OverviewFeed *m_feed;
    QTimer m_ticker;
    std::optional<Overview> m_overview; ///< The last that could be read.
    bool m_hasFailed = false;

    SpendersModel m_keys;
    SpendersModel m_models;
    HealthModel m_health;

    DateRange m_range = DateRange::Days30;
    bool m_isCompared = true;

    OverviewHead *m_head;
    QWidget *m_banner;
    QLabel *m_bannerText;
    QStackedWidget *m_pages;
    EmptyState *m_nothing;
    QWidget *m_figures;
    StatCards *m_cards;
    SpendCard *m_spend;
    AttentionCard *m_attention;
    TopTable *m_topKeys;
    TopTable *m_topModels;
    TopTable *m_providers;
    FirstStepsView *m_steps;
    ExportRow *m_exports;
};

} // namespace turnpike::ui
