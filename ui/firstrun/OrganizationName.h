// SPDX-License-Identifier: GPL-3.0-or-later
// The organization's name where it is read, changed in place.
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;
class QStackedLayout;

namespace turnpike::ui {

class Theme;

/// A press makes it a field; Enter, or leaving it, asks for the new name; Escape takes it back.
class OrganizationName final : public QWidget
{
    Q_OBJECT

public:
    OrganizationName(const Theme &theme, QWidget *parent);

    void setName(const QString &name);
    bool isBeingChanged() const;

Q_SIGNALS:
    void renameAsked(const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void begin();
    void end(bool isTaken);
    void follow();

    const Theme &m_theme;
    QString m_name;
    QStackedLayout *m_stack;
    QPushButton *m_button;
    QLineEdit *m_field;
};

} // namespace turnpike::ui
