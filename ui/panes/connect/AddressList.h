// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway's addresses for tools that are not in the catalogue.
#pragma once

#include <QWidget>

class QLabel;

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

private:
    struct Row
    {
        QString ending; ///< Behind the root, "http://127.0.0.1:4417".
        QLabel *address;
    };

    Row makeRow(const QString &name, const QString &ending, const QString &note);

    const Theme &m_theme;
    Notices &m_notices;
    QList<Row> m_rows;
};

} // namespace turnpike::ui
