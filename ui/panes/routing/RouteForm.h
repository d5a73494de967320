// SPDX-License-Identifier: GPL-3.0-or-later
// The request that a route preview is about.
#pragma once

#include "core/RoutePreview.h"

#include <QTimer>
#include <QVariantMap>
#include <QWidget>

class QLineEdit;
class QPushButton;
class QStringListModel;

namespace turnpike::ui {

class FilterChip;
class Theme;
class ToggleSwitch;

class RouteForm final : public QWidget
{
    Q_OBJECT

public:
    RouteForm(const Theme &theme, QWidget *parent);

    RoutePreviewQuestion question() const;
    /// Of a place; what it does not name stays.
    void setState(const QVariantMap &state);
    QVariantMap state() const;
    /// What the fields complete. The first model becomes the question of an empty form.
    void setNames(const QStringList &models, const QStringList &providers);
    QWidget *firstField() const;

Q_SIGNALS:
    /// The typing rested, or something was chosen.
    void changed();

private:
    void buildChips();
    QWidget *buildMore();
    QLineEdit *addField(QWidget *page, const QString &label, const QString &name,
                        const QString &placeholder);
    void completeModels();
    void completeProviders(QLineEdit *field);
    void showMore(bool isShown);

    const Theme &m_theme;
    QLineEdit *m_model;
    FilterChip *m_prompt = nullptr;
    FilterChip *m_answer = nullptr;
    FilterChip *m_needs = nullptr;
    FilterChip *m_sort = nullptr;
    QPushButton *m_moreButton = nullptr;
    QWidget *m_more = nullptr;
    QLineEdit *m_order = nullptr;
    QLineEdit *m_only = nullptr;
    QLineEdit *m_ignore = nullptr;
    QLineEdit *m_session = nullptr;
    ToggleSwitch *m_fallbacks = nullptr;
    QStringListModel *m_models;
    QStringListModel *m_providers;
    QTimer m_rest;
};

} // namespace turnpike::ui
