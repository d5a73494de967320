// SPDX-License-Identifier: GPL-3.0-or-later
// One tool of "Connect a tool": monogram, name, and whether it is on this machine.
#pragma once

#include "models/ToolCatalog.h"

#include <QAbstractButton>

namespace turnpike::ui {

class Theme;

/// Checkable: the checked one is the chosen tool.
class ToolTile final : public QAbstractButton
{
    Q_OBJECT

public:
    ToolTile(const Theme &theme, const Tool &tool, QWidget *parent);

    const Tool &tool() const { return m_tool; }
    /// It was found on this machine. `version` may be empty.
    void setFound(const QString &version);
    bool isFound() const { return m_isFound; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString secondLine() const;
    void name();

    const Theme &m_theme;
    Tool m_tool;
    QString m_version;
    bool m_isFound = false;
};

} // namespace turnpike::ui
