// SPDX-License-Identifier: GPL-3.0-or-later
// Opens, saves and removes named views.
#pragma once

#include "ui/widgets/MenuButton.h"

#include <QVariantMap>

namespace turnpike::ui {

class ViewsButton final : public MenuButton
{
    Q_OBJECT

public:
    explicit ViewsButton(const Theme &theme, QWidget *parent = nullptr);

    /// What is on the screen: what is saved, and ticked when it has a name.
    void setCurrent(const QVariantMap &arguments);

Q_SIGNALS:
    void viewChosen(const QVariantMap &arguments);

private:
    void rebuild();
    void askForName();

    QVariantMap m_current;
};

} // namespace turnpike::ui
