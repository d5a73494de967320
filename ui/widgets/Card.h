// SPDX-License-Identifier: GPL-3.0-or-later
// A surface with a hairline and, when it has a title, a head.
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace turnpike::ui {

class Theme;

class Card : public QFrame
{
    Q_OBJECT
public:
    explicit Card(const Theme &theme, QWidget *parent = nullptr);

    void setTitle(const QString &text);
    void setSubtitle(const QString &text);
    /// A link at the right of the head; empty: none.
    void setLink(const QString &text);
    /// Anything else at the right of the head, before the link.
    void addToHead(QWidget *widget);

    /// No margins of its own, so that tables and charts reach the edge.
    QVBoxLayout *body() const { return m_body; }
    /// The usual 16 px around the body.
    void setPadded();

Q_SIGNALS:
    void linkActivated();

private:
    void follow();

    const Theme &m_theme;
    QWidget *m_head;
    QHBoxLayout *m_headRow;
    QLabel *m_title;
    QLabel *m_subtitle;
    QPushButton *m_link;
    QVBoxLayout *m_body;
    bool m_isPadded = false;
};

} // namespace turnpike::ui
