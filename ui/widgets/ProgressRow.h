// SPDX-License-Identifier: GPL-3.0-or-later
// What is running, how far it is, and Cancel.
#pragma once

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace turnpike::ui {

class Theme;

class ProgressRow : public QWidget
{
    Q_OBJECT
public:
    explicit ProgressRow(const Theme &theme, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setCount(const QString &text); ///< "612,400 of 1.2M"
    void setProgress(int perMille); ///< Below 0: not known.
    void setCancellable(bool isCancellable);

Q_SIGNALS:
    void cancelled();

private:
    QLabel *m_text;
    QLabel *m_count;
    QPushButton *m_cancel;
    QProgressBar *m_bar;
};

} // namespace turnpike::ui
