// SPDX-License-Identifier: GPL-3.0-or-later
// Why there is nothing here, and the one next step.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class Theme;

class EmptyState : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(const Theme &theme, QWidget *parent = nullptr);

    /// Empty texts leave their part out.
    void set(const QString &icon, const QString &title, const QString &sentence,
             const QString &primaryText = {}, const QString &linkText = {});
    void setPrimaryIcon(const QString &icon);

Q_SIGNALS:
    void primary();
    void link();

private:
    void follow();

    const Theme &m_theme;
    QString m_iconName;
    QString m_primaryIcon;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_sentence;
    QPushButton *m_primary;
    QPushButton *m_link;
};

} // namespace turnpike::ui
