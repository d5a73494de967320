// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/PricesDialog.h"

#include "models/PriceText.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/Labels.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

bool isNeeded(PriceUnit unit)
{
    return unit == PriceUnit::Prompt || unit == PriceUnit::Completion;
}

} // namespace

PricesDialog::PricesDialog(const Theme &theme, const QString &slug, const ModelRow::Place &place,
                           QWidget *window)
    : KeyDialog(theme, tr("Prices of %1 at %2").arg(slug, place.providerName), tr("Set prices"),
                window)
    , m_before(place.endpoint.settings.prices.prices)
{
    setObjectName(QStringLiteral("pricesDialog"));
    auto *sentence = makeLabel(
        tr("Dollars per million tokens, from the next request on. What was charged before stays as "
           "it was."),
        "quiet", this);
    sentence->setWordWrap(true);
    body()->addWidget(sentence);
    addLine(PriceUnit::Prompt, tr("Input"), QStringLiteral("priceInput"), {});
    addLine(PriceUnit::Completion, tr("Output"), QStringLiteral("priceOutput"), {});
    addLine(PriceUnit::CacheRead, tr("Cached input"), QStringLiteral("priceCacheRead"),
            tr("Empty: charged as input"));
    addLine(PriceUnit::CacheWrite, tr("Written to the cache"), QStringLiteral("priceCacheWrite"),
            tr("Empty: charged as input"));
    if (!place.endpoint.settings.prices.overrides.empty()) {
        auto *note = makeLabel(
            tr("This endpoint has other prices for long prompts or some hours; they stay."),
            "small", this);
        note->setWordWrap(true);
        body()->addWidget(note);
    }
}

void PricesDialog::addLine(PriceUnit unit, const QString &label, const QString &name,
                           const QString &help)
{
    auto *edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setPlaceholderText(QStringLiteral("$"));
    if (const auto &price = m_before[static_cast<std::size_t>(unit)])
        edit->setText(editedPrice(*price));
    auto *field = new FormField(theme(), label, edit, this);
    field->setHelp(help);
    field->setRequired(isNeeded(unit));
    body()->addWidget(field);
    m_lines.append({unit, edit, field});
    connect(edit, &QLineEdit::textEdited, field, [field] { field->setError({}); });
}

void PricesDialog::submit()
{
    PriceTable prices = m_before;
    QLineEdit *wrong = nullptr;
    for (const Line &line : std::as_const(m_lines)) {
        const QString text = line.edit->text().trimmed();
        auto &price = prices[static_cast<std::size_t>(line.unit)];
        price = text.isEmpty() ? std::nullopt : parsePricePerMillion(text);
        if (price || (text.isEmpty() && !isNeeded(line.unit)))
            continue;
        line.field->setError(text.isEmpty() ? tr("Say what a million tokens cost; 0 if nothing.")
                                            : tr("This is no price. Write dollars, as in 0.25."));
        if (!wrong)
            wrong = line.edit;
    }
    if (wrong) {
        wrong->setFocus();
        return;
    }
    if (prices == m_before) {
        accept();
        return;
    }
    setBusy(true);
    Q_EMIT wanted(prices);
}

bool PricesDialog::showAtField(const Error &error)
{
    Q_UNUSED(error) // What the fields let through is a price.
    return false;
}

} // namespace turnpike::ui
