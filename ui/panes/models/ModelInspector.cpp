// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelInspector.h"

#include "core/Format.h"
#include "ui/panes/models/EndpointCard.h"
#include "ui/panes/models/ModelActions.h"
#include "ui/panes/providers/Monogram.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/Scrolled.h"
#include "ui/widgets/TabBar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;

QString listed(const QStringList &names)
{
    return names.isEmpty() ? ModelInspector::tr("text") : names.join(QStringLiteral(", "));
}

} // namespace

ModelInspector::ModelInspector(Console &console, ModelActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_console(console)
    , m_actions(actions)
{
    setObjectName(QStringLiteral("modelInspector"));
    setAccessibleName(tr("Model"));
    const Theme &theme = console.theme;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(14));
    column->setSpacing(0);
    buildHead(column);
    m_tabs = new TabBar(theme, this);
    m_tabs->setObjectName(QStringLiteral("modelTabs"));
    m_tabs->setAccessibleName(tr("Parts of the model"));
    m_tabs->setTabs({tr("Endpoints"), tr("Overview")});
    column->addWidget(m_tabs);
    m_pages = new QStackedWidget(this);
    for (QWidget *page : {buildEndpoints(), buildOverview()}) {
        QScrollArea *scroll = makeScrolled(page, this);
        scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_pages->addWidget(scroll);
    }
    column->addWidget(m_pages, 1);
    connect(m_tabs, &TabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
}

void ModelInspector::buildHead(QVBoxLayout *column)
{
    const Theme &theme = m_console.theme;
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(10));
    m_monogram = new MonogramMark(theme, 32, this);
    auto *names = new QVBoxLayout;
    names->setSpacing(0);
    m_name = new ElidedLabel({}, this);
    m_name->setObjectName(QStringLiteral("modelName"));
    QFont font = theme.font(Theme::Font::Section);
    font.setPixelSize(theme.px(16));
    m_name->setFont(font);
    m_slug = new ElidedLabel({}, this);
    m_slug->setObjectName(QStringLiteral("modelSlug"));
    m_slug->setFont(theme.font(Theme::Font::MonoSmall));
    names->addWidget(m_name);
    names->addWidget(m_slug);
    auto *copy = makeIconButton(theme, QStringLiteral("copy"), tr("Copy slug"), this);
    copy->setObjectName(QStringLiteral("copySlug"));
    auto *close = makeIconButton(theme, QStringLiteral("x"), tr("Close inspector"), this);
    close->setObjectName(QStringLiteral("closeInspector"));
    line->addWidget(m_monogram);
    line->addLayout(names, 1);
    line->addWidget(copy);
    line->addWidget(close);
    column->addLayout(line);
    column->addSpacing(theme.px(4));
    connect(copy, &QToolButton::clicked, this, [this] {
        if (m_row)
            m_actions.copySlug(*m_row);
    });
    connect(close, &QToolButton::clicked, this, &ModelInspector::closed);
}

QWidget *ModelInspector::buildEndpoints()
{
    const Theme &theme = m_console.theme;
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, theme.px(12), 0, 0);
    column->setSpacing(theme.px(10));
    auto *line = new QHBoxLayout;
    line->addWidget(makeLabel(tr("In the order of the catalogue"), "small", page), 1);
    auto *preview = makeButton(theme, tr("Route preview"), {}, "link", page);
    preview->setObjectName(QStringLiteral("previewRoute"));
    line->addWidget(preview);
    column->addLayout(line);
    m_cardColumn = new QVBoxLayout;
    m_cardColumn->setSpacing(theme.px(10));
    column->addLayout(m_cardColumn);
    m_none = makeLabel(tr("No provider offers it."), "quiet", page);
    column->addWidget(m_none);
    column->addWidget(
        makeLabel(tr("Success and speed are of the last five minutes."), "faint", page));
    column->addStretch(1);
    connect(preview, &QPushButton::clicked, this, [this] {
        if (m_row)
            m_actions.previewRoute(*m_row);
    });
    return page;
}

QWidget *ModelInspector::buildOverview()
{
    const Theme &theme = m_console.theme;
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, theme.px(16), 0, 0);
    column->setSpacing(theme.px(12));
    m_description = makeLabel({}, "quiet", page);
    m_description->setTextFormat(Qt::PlainText);
    m_description->setWordWrap(true);
    column->addWidget(m_description);
    m_facts = new KeyValueList(theme, page);
    column->addWidget(m_facts);
    column->addStretch(1);
    return page;
}

void ModelInspector::addCard()
{
    auto *card = new EndpointCard(m_console.theme, this);
    const qsizetype at = m_cards.size();
    m_cards.append(card);
    m_cardColumn->addWidget(card);
    connect(card, &EndpointCard::enabledWanted, this, [this, at](bool isEnabled) {
        if (m_row && at < m_row->places.size())
            m_actions.setEnabled(*m_row, m_row->places[at], isEnabled);
    });
    connect(card, &EndpointCard::pricesWanted, this, [this, at] {
        if (m_row && at < m_row->places.size())
            m_actions.setPrices(*m_row, m_row->places[at]);
    });
    connect(card, &EndpointCard::providerWanted, this, [this, at] {
        if (m_row && at < m_row->places.size())
            m_actions.openProvider(m_row->places[at]);
    });
}

void ModelInspector::show(const std::optional<ModelRow> &row)
{
    m_row = row;
    setEnabled(row.has_value());
    if (!row)
        return;
    m_monogram->setMonogram(Monogram::of(row->author(), row->settings.name, row->placesOn() > 0),
                            row->settings.name);
    m_name->setText(row->settings.name);
    m_slug->setText(row->settings.slug);
    m_tabs->setTabCount(0, int(row->places.size()));
    while (m_cards.size() < row->places.size())
        addCard();
    for (qsizetype at = 0; at < m_cards.size(); ++at) {
        m_cards[at]->setVisible(at < row->places.size());
        if (at < row->places.size())
            m_cards[at]->show(*row, row->places[at]);
    }
    m_none->setVisible(row->places.isEmpty());
    showFacts();
    showHealth(m_health, m_nowUs);
}

void ModelInspector::showHealth(const QHash<qint64, EndpointHealthView> &health, qint64 nowUs)
{
    m_health = health;
    m_nowUs = nowUs;
    for (EndpointCard *card : std::as_const(m_cards)) {
        const auto view = health.constFind(card->endpoint().value);
        card->showHealth(view == health.constEnd() ? std::nullopt : std::optional(*view), nowUs);
    }
}

void ModelInspector::showFacts()
{
    const ModelDraft &settings = m_row->settings;
    m_description->setText(settings.description);
    m_description->setVisible(!settings.description.isEmpty());
    m_facts->clear();
    m_facts->add(tr("Author"), m_row->author());
    m_facts->add(tr("Type"), settings.type);
    m_facts->add(tr("Context"),
                 settings.contextLength == 0
                     ? format::dash
                     : tr("%1 tokens").arg(format::count(settings.contextLength)));
    m_facts->add(tr("Takes"), listed(settings.inputModalities));
    m_facts->add(tr("Gives"), listed(settings.outputModalities));
    const QString features = featuresText(*m_row);
    m_facts->add(tr("Can"), features.isEmpty() ? format::dash : features);
    m_facts->add(tr("Tokenizer"),
                 settings.tokenizer.isEmpty() ? tr("not known") : settings.tokenizer);
    m_facts->add(tr("Published"),
                 settings.createdS == 0 ? format::dash
                                        : format::date(settings.createdS * usPerSecond));
}

} // namespace turnpike::ui
