// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's addresses for tools that are not in the catalogue.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QToolButton;

namespace turnpike::ui {

class Notices;
class Theme;

class AddressList final : public QWidget
{
    Q_OBJECT

public:
    AddressList(const Theme &theme, Notices &notices, QWidget *parent);

    /// "http://127.0.0.1:4417/api/v1"
    void setUrl(const QString &url);
    /// Each address below its name instead of beside it.
    void setNarrow(bool isNarrow);

private:
    struct Row
    {
        QString ending; ///< Behind the root, "http://127.0.0.1:4417".
        QWidget *line;
        QGridLayout *cells;
        QLabel *title;
        QLabel *address;
        QLabel *note;
        QToolButton *copy;
    };

    void arrange(const Row &row);
    Row makeRow(const QString &name, const QString &ending, const QString &note);

    const Theme &m_theme;
    Notices &m_notices;
    QList<Row> m_rows;
    bool m_isNarrow = false;
};

} // namespace turnpike::ui
