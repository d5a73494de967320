// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RouteForm.h"

#include "models/ModelRow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/ToggleSwitch.h"
#include "ui/widgets/WrapLayout.h"

#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStringListModel>
#include <QVBoxLayout>

#include <array>
#include <chrono>

namespace turnpike::ui {

namespace {

constexpr std::chrono::milliseconds rest{150};
constexpr std::array<int, 6> promptSizes{1'000, 8'000, 32'000, 128'000, 400'000, 1'000'000};
constexpr std::array<int, 5> answerSizes{0, 1'000, 4'000, 16'000, 64'000};
constexpr int usualPrompt = 8'000;
constexpr int usualAnswer = 1'000;

enum Need { Tools, Schema, Images };

const QString modelKey = QStringLiteral("model");
const QString promptKey = QStringLiteral("promptTokens");
const QString answerKey = QStringLiteral("maxOutput");
const QString needsKey = QStringLiteral("needs");
const QString sortKey = QStringLiteral("sort");
const QString orderKey = QStringLiteral("order");
const QString onlyKey = QStringLiteral("only");
const QString ignoreKey = QStringLiteral("ignore");
const QString sessionKey = QStringLiteral("session");
const QString fallbacksKey = QStringLiteral("fallbacks");

QStringList namesIn(const QString &text)
{
    QStringList names;
    for (const QString &name : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (!name.trimmed().isEmpty())
            names.append(name.trimmed());
    }
    return names;
}

} // namespace

RouteForm::RouteForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(new QLineEdit(this))
    , m_models(new QStringListModel(this))
    , m_providers(new QStringListModel(this))
{
    setObjectName(QStringLiteral("routeForm"));
    m_rest.setSingleShot(true);
    m_rest.setInterval(rest);
    connect(&m_rest, &QTimer::timeout, this, &RouteForm::changed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(8));
    m_model->setObjectName(QStringLiteral("routeModel"));
    m_model->setPlaceholderText(tr("author/model, turnpike/auto, …"));
    column->addWidget(new FormField(theme, tr("Model"), m_model, this));
    completeModels();
    buildChips();
    auto *chips = new WrapLayout(theme.px(8), theme.px(8));
    for (FilterChip *chip : {m_prompt, m_answer, m_needs, m_sort})
        chips->addWidget(chip);
    column->addLayout(chips);
    m_moreButton = makeButton(theme, {}, {}, "link", this);
    m_moreButton->setObjectName(QStringLiteral("routeMore"));
    column->addWidget(m_moreButton, 0, Qt::AlignLeading);
    m_more = buildMore();
    column->addWidget(m_more);
    showMore(false);
    connect(m_moreButton, &QPushButton::clicked, this, [this] { showMore(m_more->isHidden()); });
    connect(m_model, &QLineEdit::textChanged, &m_rest, qOverload<>(&QTimer::start));
}

void RouteForm::buildChips()
{
    const auto chip
        = [this](const QString &label, const char *name, const QList<Choice> &choices, bool many) {
              auto *made = new FilterChip(m_theme, label, this);
              made->setObjectName(QLatin1String(name));
              made->setChoices(choices, many);
              made->setRequired(!many);
              connect(made, &FilterChip::changed, this, &RouteForm::changed);
              return made;
          };
    QList<Choice> prompts;
    for (const int size : promptSizes)
        prompts.append({tr("%1 tokens").arg(tokenLimit(size)), size});
    QList<Choice> answers;
    for (const int size : answerSizes)
        answers.append({size == 0 ? tr("no limit") : tr("%1 tokens").arg(tokenLimit(size)), size});
    m_prompt = chip(tr("Prompt"), "routePrompt", prompts, false);
    m_answer = chip(tr("Answer"), "routeAnswer", answers, false);
    m_needs
        = chip(tr("Needs"), "routeNeeds",
               {{tr("tools"), Tools}, {tr("JSON schema"), Schema}, {tr("images"), Images}}, true);
    using Sort = RoutePreviewQuestion::Sort;
    m_sort = chip(tr("Sort"), "routeSort",
                  {{tr("balanced"), int(Sort::None)},
                   {tr("price"), int(Sort::Price)},
                   {tr("speed"), int(Sort::Throughput)},
                   {tr("first token"), int(Sort::Latency)}},
                  false);
    m_prompt->setValues({usualPrompt});
    m_answer->setValues({usualAnswer});
}

QLineEdit *RouteForm::addField(QWidget *page, const QString &label, const QString &name,
                               const QString &placeholder)
{
    auto *field = new QLineEdit(page);
    field->setObjectName(name);
    field->setPlaceholderText(placeholder);
    page->layout()->addWidget(new FormField(m_theme, label, field, page));
    connect(field, &QLineEdit::textChanged, &m_rest, qOverload<>(&QTimer::start));
    return field;
}

QWidget *RouteForm::buildMore()
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m_theme.px(10));
    const QString names = tr("providers or endpoints, with commas");
    m_order = addField(page, tr("Order"), QStringLiteral("routeOrder"), names);
    m_only = addField(page, tr("Only"), QStringLiteral("routeOnly"), names);
    m_ignore = addField(page, tr("Never"), QStringLiteral("routeIgnore"), names);
    for (QLineEdit *field : {m_order, m_only, m_ignore})
        completeProviders(field);
    m_session
        = addField(page, tr("Session"), QStringLiteral("routeSession"), tr("session_id, if any"));
    auto *line = new QHBoxLayout;
    line->setSpacing(m_theme.px(8));
    m_fallbacks = new ToggleSwitch(m_theme, tr("Allow fallbacks"), page);
    m_fallbacks->setObjectName(QStringLiteral("routeFallbacks"));
    m_fallbacks->setChecked(true);
    line->addWidget(m_fallbacks);
    line->addWidget(makeLabel(tr("Try the next endpoint when one fails"), nullptr, page), 1);
    column->addLayout(line);
    connect(m_fallbacks, &QAbstractButton::toggled, this, &RouteForm::changed);
    return page;
}

void RouteForm::completeModels()
{
    auto *completer = new QCompleter(m_models, m_model);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_model->setCompleter(completer);
}

void RouteForm::completeProviders(QLineEdit *field)
{
    auto *completer = new QCompleter(m_providers, field);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    field->setCompleter(completer);
}

void RouteForm::showMore(bool isShown)
{
    m_more->setVisible(isShown);
    m_moreButton->setText(isShown ? tr("Fewer preferences") : tr("More preferences"));
    m_moreButton->setAccessibleDescription(isShown ? tr("shown") : tr("hidden"));
}

void RouteForm::setNames(const QStringList &models, const QStringList &providers)
{
    m_models->setStringList(models);
    m_providers->setStringList(providers);
    if (m_model->text().isEmpty() && !m_model->hasFocus() && !models.isEmpty())
        m_model->setText(models.first());
}

QWidget *RouteForm::firstField() const
{
    return m_model;
}

RoutePreviewQuestion RouteForm::question() const
{
    RoutePreviewQuestion question;
    question.model = m_model->text().trimmed();
    question.promptTokens = m_prompt->values().value(0).toLongLong();
    question.maxOutput = m_answer->values().value(0).toLongLong();
    const QVariantList needs = m_needs->values();
    question.hasTools = needs.contains(Tools);
    question.needsJsonSchema = needs.contains(Schema);
    question.hasImages = needs.contains(Images);
    question.sort = static_cast<RoutePreviewQuestion::Sort>(m_sort->values().value(0).toInt());
    question.order = namesIn(m_order->text());
    question.only = namesIn(m_only->text());
    question.ignore = namesIn(m_ignore->text());
    question.session = m_session->text().trimmed();
    question.allowsFallbacks = m_fallbacks->isChecked();
    return question;
}

QVariantMap RouteForm::state() const
{
    return {{modelKey, m_model->text()},     {promptKey, m_prompt->values()},
            {answerKey, m_answer->values()}, {needsKey, m_needs->values()},
            {sortKey, m_sort->values()},     {orderKey, m_order->text()},
            {onlyKey, m_only->text()},       {ignoreKey, m_ignore->text()},
            {sessionKey, m_session->text()}, {fallbacksKey, m_fallbacks->isChecked()}};
}

void RouteForm::setState(const QVariantMap &state)
{
    const auto text = [&state](QLineEdit *field, const QString &key) {
        if (state.contains(key))
            field->setText(state[key].toString());
    };
    const auto values = [&state](FilterChip *chip, const QString &key) {
        if (state.contains(key))
            chip->setValues(state[key].toList());
    };
    text(m_model, modelKey);
    values(m_prompt, promptKey);
    values(m_answer, answerKey);
    values(m_needs, needsKey);
    values(m_sort, sortKey);
    text(m_order, orderKey);
    text(m_only, onlyKey);
    text(m_ignore, ignoreKey);
    text(m_session, sessionKey);
    if (state.contains(fallbacksKey))
        m_fallbacks->setChecked(state[fallbacksKey].toBool());
    const RoutePreviewQuestion asked = question();
    if (!asked.order.isEmpty() || !asked.only.isEmpty() || !asked.ignore.isEmpty()
        || !asked.session.isEmpty() || !asked.allowsFallbacks)
        showMore(true);
}

} // namespace turnpike::ui
