// SPDX-License-Identifier: GPL-3.0-or-later
// What would happen to a request now, and why.
#pragma once

#include "core/RoutePreview.h"
#include "ui/Console.h"

#include <QList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace turnpike::ui {

class RouteForm;
class RouteStep;
class TintBox;

/// Asks the gateway when the form changes and when it is told to; nothing is sent anywhere.
class RoutePreviewPanel final : public QWidget
{
    Q_OBJECT

public:
    /// More are told in a sentence.
    static constexpr std::size_t mostSteps = 12;
    static constexpr std::size_t mostLeftOut = 12;

    RoutePreviewPanel(Console &console, QWidget *parent);

    /// Asks anew: health or the policy may have changed.
    void refresh();
    RouteForm *form() const { return m_form; }

Q_SIGNALS:
    void closed();

private:
    void buildHead(QVBoxLayout *column);
    void buildAnswer(QVBoxLayout *column);
    void show(const RoutePreview &preview);
    void showSteps();
    void showLeftOut();
    void showHead();

    Console &m_console;
    RouteForm *m_form;
    QLabel *m_now = nullptr;
    QLabel *m_verdict = nullptr;
    QLabel *m_order = nullptr;
    TintBox *m_problem = nullptr;
    QLabel *m_problemText = nullptr;
    QVBoxLayout *m_stepColumn = nullptr;
    QList<RouteStep *> m_steps; ///< Kept: what has the focus keeps it. Children.
    QLabel *m_more = nullptr;
    QLabel *m_leftOutTitle = nullptr;
    QVBoxLayout *m_leftOutColumn = nullptr;
    QList<QLabel *> m_leftOut; ///< Name and reason by turns. Children.
    QLabel *m_moreLeftOut = nullptr;
    RoutePreview m_preview;
    RoutePreviewQuestion m_asked;
    bool m_hasAsked = false;
};

} // namespace turnpike::ui
