// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the form and what they are connected to.
#include "services/BaseUrlTemplate.h"
#include "services/CatalogueFile.h"
#include "ui/panes/providers/CustomProviderFields.h"
#include "ui/panes/providers/EnvironmentOffer.h"
#include "ui/panes/providers/ProviderGrid.h"
#include "ui/panes/providers/ProviderKeyField.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/panes/providers/ProviderTest.h"
#include "ui/panes/providers/TestCard.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/ProgressRow.h"
#include "ui/widgets/SearchField.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr int progressMs = 50;

QPushButton *makeLink(const Theme &theme, const QString &text, const char *name, QWidget *parent)
{
    QPushButton *link = makeButton(theme, text, {}, "link", parent);
    link->setObjectName(QLatin1String(name));
    link->setAutoDefault(false);
    return link;
}

} // namespace

void ProviderKeyForm::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m_console.theme.px(14));
    buildChoice(*column);
    buildAddress(*column);
    buildKey(*column);
    buildEnd(*column);
}

void ProviderKeyForm::buildChoice(QVBoxLayout &column)
{
    const Theme &theme = m_console.theme;
    m_choice = new QWidget(this);
    auto *rows = new QVBoxLayout(m_choice);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme.px(10));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(12));
    m_search = new SearchField(theme, tr("Search providers"), m_choice);
    m_search->setObjectName(QStringLiteral("searchKnown"));
    m_all = makeLink(theme, {}, "showAllProviders", m_choice);
    head->addWidget(m_search, 1);
    head->addWidget(m_all);
    rows->addLayout(head);
    m_grid = new ProviderGrid(theme, m_choice);
    rows->addWidget(m_grid);
    column.addWidget(m_choice);
    connect(m_search, &SearchField::searched, m_grid, &ProviderGrid::filter);
    connect(m_all, &QPushButton::clicked, this, [this] {
        m_grid->setShowsAll(!m_grid->showsAll());
        showAll();
    });
    connect(m_grid, &ProviderGrid::opened, this, [this] {
        m_search->clear();
        showAll();
    });
    connect(m_grid, &ProviderGrid::chosen, this, &ProviderKeyForm::choose);
    showAll();
}

void ProviderKeyForm::buildAddress(QVBoxLayout &column)
{
    m_custom = new CustomProviderFields(m_console.theme, this);
    column.addWidget(m_custom);
    m_part = new QLineEdit(this);
    m_part->setObjectName(QStringLiteral("openPart"));
    m_partField = new FormField(m_console.theme, QString(), m_part, this);
    column.addWidget(m_partField);
    connect(m_custom, &CustomProviderFields::changed, this, &ProviderKeyForm::addressChanged);
    connect(m_part, &QLineEdit::textChanged, this, &ProviderKeyForm::addressChanged);
    connect(m_part, &QLineEdit::editingFinished, this, [this] {
        if (hasAddress() && m_key->isHolding() && m_test->state() == ProviderTest::State::None)
            test();
    });
}

/// The field for what the address leaves open, with the address as far as it is known.
void ProviderKeyForm::showPart()
{
    const QString part = openPart();
    m_partField->setVisible(!part.isEmpty());
    if (part.isEmpty())
        return;
    m_partField->setLabel(tr("%1 %2").arg(name(), part));
    m_partField->setHelp(draft().baseUrl);
}

/// Whoever typed it has the test start with the last change.
void ProviderKeyForm::addressChanged()
{
    clearErrors();
    m_test->stop();
    showChoice();
    const Result<QString> filled
        = openPart().isEmpty() ? QString() : filledBaseUrl(known()->draft.baseUrl, m_part->text());
    if (!filled && !m_part->text().isEmpty())
        m_partField->setError(filled.error().message);
}

void ProviderKeyForm::buildKey(QVBoxLayout &column)
{
    const Theme &theme = m_console.theme;
    m_key = new ProviderKeyField(theme, this);
    m_keyField = new FormField(theme, tr("API key"), m_key, this);
    column.addWidget(m_keyField);
    m_environment = new EnvironmentOffer(theme, this);
    column.addWidget(m_environment);
    m_testCustom
        = makeButton(theme, tr("Test without a key"), QStringLiteral("activity"), nullptr, this);
    m_testCustom->setObjectName(QStringLiteral("testWithoutKey"));
    m_testCustom->setAutoDefault(false);
    column.addWidget(m_testCustom, 0, Qt::AlignLeading);
    m_card = new TestCard(theme, this);
    m_card->setTest(m_test);
    column.addWidget(m_card);
    connect(m_key, &ProviderKeyField::taken, this, &ProviderKeyForm::test);
    connect(m_key, &ProviderKeyField::edited, this, [this] {
        clearErrors();
        m_test->stop();
        showChoice();
    });
    connect(m_environment, &EnvironmentOffer::chosen, this, &ProviderKeyForm::useEnvironment);
    connect(m_testCustom, &QPushButton::clicked, this, &ProviderKeyForm::test);
}

void ProviderKeyForm::buildEnd(QVBoxLayout &column)
{
    const Theme &theme = m_console.theme;
    m_note = makeLabel({}, "small", this);
    m_note->setObjectName(QStringLiteral("providerNote"));
    m_note->setWordWrap(true);
    column.addWidget(m_note);
    m_progress = new ProgressRow(theme, this);
    m_progress->setCancellable(false);
    m_progress->hide();
    column.addWidget(m_progress);
    m_problem = makeLabel({}, "error", this);
    m_problem->setObjectName(QStringLiteral("providerProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    column.addWidget(m_problem);
    m_progressTimer = new QTimer(this);
    m_progressTimer->setInterval(progressMs);
    connect(m_progressTimer, &QTimer::timeout, this, &ProviderKeyForm::showProgress);
}

} // namespace turnpike::ui
