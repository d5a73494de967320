// SPDX-License-Identifier: GPL-3.0-or-later
// One provider of a model: its price, limits and health, and whether it is used.
#pragma once

#include "core/EndpointHealth.h"
#include "models/ModelRow.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class Badge;
class Card;
class Theme;
class ToggleSwitch;

class EndpointCard final : public QWidget
{
    Q_OBJECT

public:
    EndpointCard(const Theme &theme, QWidget *parent);

    void show(const ModelRow &row, const ModelRow::Place &place);
    /// Nothing: it has had no traffic.
    void showHealth(const std::optional<EndpointHealthView> &view, std::int64_t nowUs);
    EndpointId endpoint() const { return m_endpoint; }

Q_SIGNALS:
    void enabledWanted(bool isEnabled);
    void pricesWanted();
    void providerWanted();

private:
    QLabel *addFigure(class QHBoxLayout *line, const QString &label);

    const Theme &m_theme;
    EndpointId m_endpoint;
    bool m_isOn = true;
    QPushButton *m_provider;
    Badge *m_badge;
    ToggleSwitch *m_switch;
    QLabel *m_price;
    QLabel *m_uptime = nullptr;
    QLabel *m_latency = nullptr;
    QLabel *m_speed = nullptr;
    QLabel *m_context = nullptr;
    QLabel *m_note;
    QPushButton *m_prices;
};

} // namespace turnpike::ui
