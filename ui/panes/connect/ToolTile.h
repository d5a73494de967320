// SPDX-License-Identifier: GPL-3.0-or-later
// One tool of "Connect a tool": monogram, name, and whether it is on this machine.
#pragma once

#include "models/ToolCatalog.h"
#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

/// Checkable: the checked one is the chosen tool.
class ToolTile final : public PaintedButton
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

private:
    QString secondLine() const;
    void name();

    Tool m_tool;
    QString m_version;
    bool m_isFound = false;
};

} // namespace turnpike::ui
