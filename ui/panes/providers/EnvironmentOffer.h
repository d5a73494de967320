// SPDX-License-Identifier: GPL-3.0-or-later
// "Look in my environment": nothing is read before it is pressed.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace turnpike::ui {

class Theme;

class EnvironmentOffer final : public QWidget
{
    Q_OBJECT

public:
    EnvironmentOffer(const Theme &theme, QWidget *parent);

    /// Names by slug: what is looked for.
    void setProviders(const QHash<QString, QString> &providers);
    void reset();

Q_SIGNALS:
    void chosen(const QString &slug, const QByteArray &variable);

private:
    void look();
    void clear();

    const Theme &m_theme;
    QHash<QString, QString> m_providers;
    QVBoxLayout *m_column;
    QPushButton *m_look;
    QLabel *m_nothing;
    QWidget *m_found = nullptr;
};

} // namespace turnpike::ui
