// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/CustomProviderFields.h"

#include "core/Result.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/FormField.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace turnpike::ui {

CustomProviderFields::CustomProviderFields(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit(this))
    , m_slug(new QLineEdit(this))
    , m_format(new QComboBox(this))
    , m_url(new QLineEdit(this))
    , m_nameField(new FormField(theme, tr("Name"), m_name, this))
    , m_slugField(new FormField(theme, tr("Slug"), m_slug, this))
    , m_formatField(new FormField(theme, tr("It speaks"), m_format, this))
    , m_urlField(new FormField(theme, tr("Base URL"), m_url, this))
{
    m_name->setObjectName(QStringLiteral("customName"));
    m_slug->setObjectName(QStringLiteral("customSlug"));
    m_format->setObjectName(QStringLiteral("customFormat"));
    m_url->setObjectName(QStringLiteral("customUrl"));
    m_name->setPlaceholderText(tr("Workshop server"));
    m_format->addItem(tr("OpenAI style: chat completions"), int(ProviderFormat::OpenAi));
    m_format->addItem(tr("OpenAI style: Responses alone"), int(ProviderFormat::Responses));
    m_format->addItem(tr("Anthropic style: Messages"), int(ProviderFormat::Anthropic));
    m_format->addItem(tr("Gemini style: generateContent"), int(ProviderFormat::Gemini));
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(theme.px(14));
    auto *pair = new QHBoxLayout;
    pair->setSpacing(theme.px(16));
    pair->addWidget(m_nameField, 1, Qt::AlignTop);
    pair->addWidget(m_slugField, 1, Qt::AlignTop);
    rows->addLayout(pair);
    rows->addWidget(m_formatField);
    rows->addWidget(m_urlField);
    connect(m_name, &QLineEdit::textEdited, this, &CustomProviderFields::suggestSlug);
    connect(m_slug, &QLineEdit::textEdited, this, [this] { m_isSlugTyped = true; });
    connect(m_format, &QComboBox::currentIndexChanged, this, &CustomProviderFields::followFormat);
    for (QLineEdit *line : {m_name, m_slug, m_url})
        connect(line, &QLineEdit::textChanged, this, &CustomProviderFields::changed);
    followFormat();
}

ProviderFormat CustomProviderFields::format() const
{
    return static_cast<ProviderFormat>(m_format->currentData().toInt());
}

ProviderDraft CustomProviderFields::draft() const
{
    ProviderDraft draft;
    draft.slug = m_slug->text().trimmed();
    draft.name = m_name->text().trimmed();
    draft.format = format();
    draft.baseUrl = m_url->text().trimmed();
    return draft;
}

bool CustomProviderFields::isComplete() const
{
    const ProviderDraft draft = this->draft();
    return !draft.name.isEmpty() && !draft.slug.isEmpty() && !draft.baseUrl.isEmpty();
}

void CustomProviderFields::clear()
{
    for (QLineEdit *line : {m_name, m_slug, m_url})
        line->clear();
    m_format->setCurrentIndex(0);
    m_isSlugTyped = false;
}

void CustomProviderFields::focusFirst()
{
    m_name->setFocus(Qt::OtherFocusReason);
}

void CustomProviderFields::followFormat()
{
    switch (format()) {
    case ProviderFormat::Anthropic:
        m_url->setPlaceholderText(QStringLiteral("https://messages.example.org/v1"));
        m_urlField->setHelp(tr("What comes before /messages."));
        break;
    case ProviderFormat::Gemini:
        m_url->setPlaceholderText(QStringLiteral("https://gemini.example.org/v1beta"));
        m_urlField->setHelp(tr("What comes before /models."));
        break;
    case ProviderFormat::Responses:
        m_url->setPlaceholderText(QStringLiteral("https://responses.example.org/v1"));
        m_urlField->setHelp(tr("What comes before /responses."));
        break;
    case ProviderFormat::OpenAi:
    case ProviderFormat::Simulator:
        m_url->setPlaceholderText(QStringLiteral("http://127.0.0.1:11434/v1"));
        m_urlField->setHelp(tr("What comes before /chat/completions."));
        break;
    }
    Q_EMIT changed();
}

void CustomProviderFields::suggestSlug()
{
    if (m_isSlugTyped)
        return;
    QString slug;
    for (const QChar c : m_name->text().trimmed().toLower()) {
        const bool isPlain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        if (isPlain)
            slug += c;
        else if (!slug.isEmpty() && !slug.endsWith(u'-'))
            slug += u'-';
    }
    while (slug.endsWith(u'-'))
        slug.chop(1);
    m_slug->setText(slug);
}

bool CustomProviderFields::showError(const Error &error)
{
    FormField *field = error.field == QStringLiteral("/name") ? m_nameField
        : error.field == QStringLiteral("/slug")              ? m_slugField
        : error.field == QStringLiteral("/format")            ? m_formatField
        : error.field == QStringLiteral("/base_url")          ? m_urlField
                                                              : nullptr;
    if (field)
        field->setError(error.message);
    return field != nullptr;
}

void CustomProviderFields::clearErrors()
{
    for (FormField *field : {m_nameField, m_slugField, m_formatField, m_urlField})
        field->setError({});
}

} // namespace turnpike::ui
