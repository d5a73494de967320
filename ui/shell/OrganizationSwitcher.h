// SPDX-License-Identifier: GPL-3.0-or-later
// The head of the sidebar: which organization this is, and who looks at it.
#pragma once

#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class OrganizationSwitcher final : public PaintedButton
{
    Q_OBJECT

public:
    OrganizationSwitcher(const Theme &theme, QWidget *parent);

    /// Empty names: nothing is open yet.
    void setNames(const QString &organization, const QString &person);
    void setRail(bool isRail);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_person;
    bool m_isRail = false;
};

/// "Acme Robotics" gives "AR"; at most two letters.
QString initialsOf(const QString &name);

} // namespace turnpike::ui
