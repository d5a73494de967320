// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyAccessView.h"

#include "core/Format.h"
#include "core/ports/GatewayControl.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"

#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

KeyAccessView::KeyAccessView(Console &console, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_facts(new KeyValueList(console.theme, this))
{
    const Theme &theme = console.theme;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme.px(12), 0, 0);
    column->setSpacing(theme.px(16));
    column->addWidget(m_facts);
    QLabel *note = makeLabel(tr("A key cannot be restricted to some models or addresses: whoever "
                                "has it and reaches the proxy may use every model. A limit bounds "
                                "what that can cost."),
                             "small", this);
    note->setWordWrap(true);
    column->addWidget(note);
    column->addStretch(1);
}

void KeyAccessView::show(const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    const KeyState state = keyState(row, nowUs);
    const bool isOff = state == KeyState::Disabled || state == KeyState::Expired;
    m_facts->clear();
    m_facts->add(tr("Requests"),
                 isOff                         ? tr("Refused with 401")
                     : state == KeyState::Over ? tr("Refused with 402")
                                               : tr("Allowed"));
    m_facts->add(tr("Models"), tr("All of the catalogue"));
    m_facts->add(tr("Addresses"), tr("All that reach the proxy"));
    if (const GatewayStatus status = m_console.gateway.status(); !status.address.isEmpty())
        m_facts->add(tr("Proxy"), status.address, true);
    if (const QString workspace = workspaceOf(key); !workspace.isEmpty())
        m_facts->add(tr("Workspace"), workspace);
    if (!key.creatorName.isEmpty())
        m_facts->add(tr("Owner"), key.creatorName);
    m_facts->add(tr("Management"), tr("No: it cannot change keys or settings"));
}

QString KeyAccessView::workspaceOf(const Key &key) const
{
    const QList<Workspace> &all = m_console.scope.all();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Workspace &one) { return one.id == key.workspace; });
    return found == all.end() ? QString() : found->name;
}

} // namespace turnpike::ui
