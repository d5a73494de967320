// SPDX-License-Identifier: GPL-3.0-or-later
// A search field of 210 px or more that tells what to look for once the typing rests for 150 ms.
#pragma once

#include <QLineEdit>
#include <QTimer>

class QAction;

namespace turnpike::ui {

class Theme;

class SearchField : public QLineEdit
{
    Q_OBJECT
public:
    /// The placeholder is the accessible name, too.
    SearchField(const Theme &theme, const QString &placeholder, QWidget *parent = nullptr);

Q_SIGNALS:
    void searched(const QString &text);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void tell();

    QTimer m_rest;
    QString m_told;
};

} // namespace turnpike::ui
