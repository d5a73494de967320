// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysToolbar.h"

#include "core/Format.h"
#include "models/KeyRow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/SearchField.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace turnpike::ui {

namespace {

const QString searchKey = QStringLiteral("search");
const QString statesKey = QStringLiteral("states");
const QString ownersKey = QStringLiteral("owners");

} // namespace

KeysToolbar::KeysToolbar(const Theme &theme, QWidget *parent)
    : QStackedWidget(parent)
    , m_theme(theme)
{
    addWidget(buildFilters());
    addWidget(buildBulk());
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QWidget *KeysToolbar::buildFilters()
{
    auto *bar = new QWidget(this);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(m_theme.px(8));
    m_search = new SearchField(m_theme, tr("Search keys"), bar);
    m_search->setObjectName(QStringLiteral("searchKeys"));
    m_search->setMaximumWidth(m_theme.px(260));
    m_states = new FilterChip(m_theme, tr("Status"), bar);
    m_states->setObjectName(QStringLiteral("filterStates"));
    QList<Choice> choices;
    for (const KeyState state : keyStates)
        choices.append({keyStateBadge(state).text, int(state)});
    m_states->setChoices(choices, true);
    m_owners = new FilterChip(m_theme, tr("Owner"), bar);
    m_owners->setObjectName(QStringLiteral("filterOwners"));
    m_owners->hide();
    m_clear = makeButton(m_theme, tr("Clear"), {}, "link", bar);
    m_clear->setObjectName(QStringLiteral("clearFilters"));
    m_clear->hide();
    auto *columns = makeFramedIconButton(m_theme, QStringLiteral("columns"), tr("Columns"), bar);
    auto *save = makeFramedIconButton(m_theme, QStringLiteral("download"),
                                      tr("Export this view (Ctrl+E)"), bar);
    auto *create = makeButton(m_theme, tr("Create key"), QStringLiteral("plus"), "primary", bar);
    create->setObjectName(QStringLiteral("createKeyButton"));
    line->addWidget(m_search, 1);
    line->addWidget(m_states);
    line->addWidget(m_owners);
    line->addWidget(m_clear);
    line->addStretch(1);
    line->addWidget(columns);
    line->addWidget(save);
    line->addWidget(create);
    connect(m_search, &SearchField::searched, this, &KeysToolbar::filterChanged);
    for (FilterChip *chip : {m_states, m_owners}) {
        connect(chip, &FilterChip::changed, this, [this] {
            m_clear->setVisible(!m_states->values().isEmpty() && !m_owners->values().isEmpty());
            Q_EMIT filterChanged();
        });
    }
    connect(m_clear, &QPushButton::clicked, this, &KeysToolbar::clear);
    connect(columns, &QToolButton::clicked, this, [this, columns] {
        Q_EMIT columnsWanted(columns->mapToGlobal(QPoint(0, columns->height())));
    });
    connect(save, &QToolButton::clicked, this, &KeysToolbar::exportWanted);
    connect(create, &QPushButton::clicked, this, &KeysToolbar::createWanted);
    return bar;
}

QWidget *KeysToolbar::buildBulk()
{
    auto *bar = new QFrame(this);
    bar->setProperty("surface", QStringLiteral("bulk"));
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(m_theme.px(12), 0, m_theme.px(4), 0);
    line->setSpacing(m_theme.px(8));
    m_selected = makeLabel({}, "strong", bar);
    m_selected->setObjectName(QStringLiteral("bulkText"));
    m_disable = makeButton(m_theme, tr("Disable"), {}, "small", bar);
    m_disable->setObjectName(QStringLiteral("bulkDisable"));
    m_enable = makeButton(m_theme, tr("Enable"), {}, "small", bar);
    m_enable->setObjectName(QStringLiteral("bulkEnable"));
    auto *close = makeIconButton(m_theme, QStringLiteral("x"), tr("Deselect all"), bar);
    line->addWidget(m_selected, 1);
    line->addWidget(m_disable);
    line->addWidget(m_enable);
    line->addWidget(close);
    connect(m_disable, &QPushButton::clicked, this, &KeysToolbar::disableWanted);
    connect(m_enable, &QPushButton::clicked, this, &KeysToolbar::enableWanted);
    connect(close, &QToolButton::clicked, this, &KeysToolbar::deselectWanted);
    return bar;
}

void KeysToolbar::setOwners(const QStringList &owners)
{
    if (owners == m_ownerNames)
        return;
    m_ownerNames = owners;
    const QVariantList chosen = m_owners->values();
    QList<Choice> choices;
    for (const QString &owner : owners)
        choices.append({owner, owner});
    m_owners->setChoices(choices, true);
    m_owners->setValues(chosen);
    m_owners->setVisible(owners.size() > 1);
}

void KeysToolbar::setSelected(const QList<Key> &keys)
{
    setCurrentIndex(keys.size() > 1 ? 1 : 0);
    if (keys.size() < 2)
        return;
    Money month;
    for (const Key &key : keys)
        month += key.usage[static_cast<std::size_t>(Window::Month)];
    m_selected->setText(
        tr("%1 selected · %2 this month").arg(format::count(keys.size()), format::money(month)));
    const auto disabled
        = std::count_if(keys.begin(), keys.end(), [](const Key &key) { return key.isDisabled; });
    m_disable->setVisible(disabled < keys.size());
    m_enable->setVisible(disabled > 0);
}

QString KeysToolbar::text() const
{
    return m_search->text();
}

QSet<int> KeysToolbar::states() const
{
    QSet<int> states;
    for (const QVariant &value : m_states->values())
        states.insert(value.toInt());
    return states;
}

QSet<QString> KeysToolbar::owners() const
{
    QSet<QString> owners;
    for (const QVariant &value : m_owners->values())
        owners.insert(value.toString());
    return owners;
}

void KeysToolbar::clear()
{
    m_search->clear();
    m_states->setValues({});
    m_owners->setValues({});
    Q_EMIT filterChanged();
}

QVariantMap KeysToolbar::state() const
{
    return {{searchKey, text()}, {statesKey, m_states->values()}, {ownersKey, m_owners->values()}};
}

void KeysToolbar::setState(const QVariantMap &state)
{
    m_search->setText(state.value(searchKey).toString());
    m_states->setValues(state.value(statesKey).toList());
    m_owners->setValues(state.value(ownersKey).toList());
    Q_EMIT filterChanged();
}

void KeysToolbar::focusSearch()
{
    setCurrentIndex(0);
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

} // namespace turnpike::ui
