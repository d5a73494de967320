// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/KeyAndModel.h"

#include "ui/panes/connect/StepMark.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

KeyAndModel::KeyAndModel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_step(new StepMark(theme, 2, this))
    , m_keyLabel(makeLabel(tr("Key"), "strong", this))
    , m_key(new QComboBox(this))
    , m_modelLabel(makeLabel(tr("Model"), "strong", this))
    , m_model(new QComboBox(this))
    , m_new(makeButton(theme, tr("New key for this"), QStringLiteral("plus"), nullptr, this))
    , m_error(makeLabel({}, "error", this))
{
    m_key->setObjectName(QStringLiteral("connectKey"));
    m_model->setObjectName(QStringLiteral("connectModel"));
    m_new->setObjectName(QStringLiteral("newKey"));
    m_keyLabel->setBuddy(m_key);
    m_modelLabel->setBuddy(m_model);
    m_error->setWordWrap(true);
    m_error->hide();
    for (QComboBox *box : {m_key, m_model}) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
        box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    m_key->setAccessibleDescription(tr("Key that the tool gets"));
    m_model->setAccessibleDescription(tr("Model that the tool is told to use"));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(8));
    auto *head = new QHBoxLayout;
    head->setSpacing(theme.px(10));
    head->addWidget(m_step);
    head->addWidget(makeLabel(tr("Key and model"), "section", this));
    head->addStretch(1);
    column->addLayout(head);
    m_fields = new QGridLayout;
    m_fields->setHorizontalSpacing(theme.px(12));
    m_fields->setVerticalSpacing(theme.px(6));
    m_fields->addWidget(m_keyLabel, 0, 0);
    m_fields->addWidget(m_modelLabel, 0, 1);
    m_fields->addWidget(m_key, 1, 0);
    m_fields->addWidget(m_model, 1, 1);
    m_fields->addWidget(m_new, 1, 2);
    m_fields->setColumnStretch(0, 1);
    m_fields->setColumnStretch(1, 1);
    column->addLayout(m_fields);
    column->addWidget(m_error);

    connect(m_key, &QComboBox::currentIndexChanged, this, &KeyAndModel::changed);
    connect(m_model, &QComboBox::currentIndexChanged, this, &KeyAndModel::changed);
    connect(m_new, &QPushButton::clicked, this, &KeyAndModel::newKeyAsked);
    setKeys({});
}

void KeyAndModel::setKeys(const QList<Key> &keys)
{
    const std::optional<Key> before = key();
    {
        const QSignalBlocker silence(m_key);
        m_keys = keys;
        m_key->clear();
        for (const Key &one : keys)
            m_key->addItem(one.isDisabled ? tr("%1 (disabled)").arg(one.name) : one.name,
                           QVariant::fromValue<qint64>(one.id.value));
        if (before)
            m_key->setCurrentIndex(
                std::max(0, m_key->findData(QVariant::fromValue<qint64>(before->id.value))));
    }
    m_step->setDone(!keys.isEmpty());
    for (QWidget *field : {static_cast<QWidget *>(m_keyLabel), static_cast<QWidget *>(m_key),
                           static_cast<QWidget *>(m_modelLabel), static_cast<QWidget *>(m_model)})
        field->setVisible(!keys.isEmpty());
    placeButton();
    m_new->setText(keys.isEmpty() ? tr("Create a key") : tr("New key for this"));
    Q_EMIT changed();
}

void KeyAndModel::placeButton()
{
    m_fields->removeWidget(m_new);
    if (m_keys.isEmpty())
        m_fields->addWidget(m_new, 1, 0, Qt::AlignLeft); // The one thing to do here.
    else if (m_isNarrow)
        m_fields->addWidget(m_new, 2, 0, 1, 2, Qt::AlignLeft);
    else
        m_fields->addWidget(m_new, 1, 2);
}

void KeyAndModel::setNarrow(bool isNarrow)
{
    m_isNarrow = isNarrow;
    placeButton();
}

void KeyAndModel::setModels(const QStringList &models)
{
    m_models = models;
    fillModels();
}

void KeyAndModel::setTool(const Tool &tool)
{
    m_tool = tool;
    fillModels();
}

void KeyAndModel::fillModels()
{
    const QString before = model();
    {
        const QSignalBlocker silence(m_model);
        m_model->clear();
        if (m_tool && m_tool->canDecide(m_models))
            m_model->addItem(tr("Let %1 decide").arg(m_tool->name), QString());
        for (const QString &slug : m_models)
            m_model->addItem(slug, slug);
        m_model->setCurrentIndex(std::max(0, m_model->findData(before)));
    }
    Q_EMIT changed();
}

void KeyAndModel::chooseKey(KeyId key)
{
    const int index = m_key->findData(QVariant::fromValue<qint64>(key.value));
    if (index >= 0)
        m_key->setCurrentIndex(index);
}

void KeyAndModel::setBusy(bool isBusy)
{
    m_isBusy = isBusy; // Disabling would throw the focus elsewhere.
}

void KeyAndModel::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

std::optional<Key> KeyAndModel::key() const
{
    const int index = m_key->currentIndex();
    if (index < 0 || index >= m_keys.size())
        return std::nullopt;
    return m_keys[index];
}

QString KeyAndModel::model() const
{
    return m_model->currentData().toString();
}

} // namespace turnpike::ui
