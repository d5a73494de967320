// SPDX-License-Identifier: GPL-3.0-or-later
// Step 1, the other way: a provider's key, tested and saved.
#pragma once

#include "core/Id.h"
#include "ui/Console.h"

#include <QWidget>

class QPushButton;

namespace turnpike::ui {

class PageScroll;
class ProviderKeyForm;

class KeyPage final : public QWidget
{
    Q_OBJECT

public:
    KeyPage(Console &console, QWidget *parent);

    /// Empty, with the focus on the providers.
    void begin();
    /// A test that is waited for ends, and nothing is saved.
    void stopWaiting();

Q_SIGNALS:
    void saved(turnpike::ProviderId provider);

private:
    PageScroll *m_scroll;
    ProviderKeyForm *m_form;
    QPushButton *m_save;
};

} // namespace turnpike::ui
