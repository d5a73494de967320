// SPDX-License-Identifier: GPL-3.0-or-later
// Provider keys: who answers the requests, and with which key.
#pragma once

#include "core/Result.h"
#include "models/ProvidersModel.h"
#include "ui/shell/Pane.h"

class QLabel;
class QPushButton;
class QStackedWidget;

namespace turnpike::ui {

class EmptyState;
class LocalServerOffer;
class ProviderActions;
class ProviderDetail;
class ProviderKeyForm;
class ProviderList;
class ProviderTests;
class ProvidersFeed;
class SearchField;

/// Arguments of its place: "provider" (row id: selects it), "add" (true: asks for a new key; a
/// text: for this provider), "test" (true: tests all), "search".
class ProvidersPane final : public Pane
{
    Q_OBJECT

public:
    ProvidersPane(Console &console, QWidget *parent);

    QString title() const override;
    QString scope() const override;
    bool followsWorkspace() const override { return false; }
    void enter(const QVariantMap &arguments) override;
    void leave() override;
    QVariantMap state() const override;
    bool supports(Act act) const override;
    void create() override;
    void focusFilter() override;
    void refresh() override;
    QList<QWidget *> regions() override;

private:
    enum Page { Loading, Providers, First, Problem };

    QWidget *buildProviders();
    QWidget *buildSide();
    QWidget *buildFooter();
    QWidget *buildFirst();
    void connectParts();
    void addListKey(const QKeySequence &key, void (ProvidersPane::*act)());
    void take(const QList<ProviderRow> &rows, qint64 nowUs);
    void showProblem(const Error &error);
    void showRows();
    void showSelected();
    void showFooter();
    void testAll();
    void replaceKey();
    void remove();
    const ProviderRow *selected() const;

    ProvidersModel *m_model;
    ProviderTests *m_tests;
    ProvidersFeed *m_feed;
    ProviderActions *m_actions;
    LocalServerOffer *m_offer;
    QStackedWidget *m_pages;
    SearchField *m_search = nullptr;
    ProviderList *m_list = nullptr;
    QWidget *m_side = nullptr;
    ProviderDetail *m_detail = nullptr;
    QWidget *m_footer = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_sums = nullptr;
    QWidget *m_first = nullptr;
    ProviderKeyForm *m_form = nullptr;
    QPushButton *m_saveFirst = nullptr;
    EmptyState *m_problem = nullptr;
    QList<ProviderRow> m_rows; ///< Without the simulator, as they were read.
    qint64 m_nowUs = 0;
    std::int64_t m_toSelect = 0; ///< As soon as it is in the list.
    bool m_isLoaded = false;
    bool m_wantsTest = false; ///< As soon as the list is there.
    QString m_trouble; ///< Why the list is not fresh; empty when it is.
};

} // namespace turnpike::ui
