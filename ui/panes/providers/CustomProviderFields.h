// SPDX-License-Identifier: GPL-3.0-or-later
// A provider that the catalogue does not know: its name, what it speaks, where it listens.
#pragma once

#include "core/Provider.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace turnpike {
struct Error;
}

namespace turnpike::ui {

class FormField;
class Theme;

class CustomProviderFields final : public QWidget
{
    Q_OBJECT

public:
    CustomProviderFields(const Theme &theme, QWidget *parent);

    /// What the fields say; what is not asked for is as the format has it.
    ProviderDraft draft() const;
    bool isComplete() const;
    void clear();
    void focusFirst();
    /// Puts the error at its field; false when none of them has it.
    bool showError(const Error &error);
    void clearErrors();

Q_SIGNALS:
    void changed();

private:
    ProviderFormat format() const;
    void suggestSlug();
    void followFormat();

    QLineEdit *m_name;
    QLineEdit *m_slug;
    QComboBox *m_format;
    QLineEdit *m_url;
    FormField *m_nameField;
    FormField *m_slugField;
    FormField *m_formatField;
    FormField *m_urlField;
    bool m_isSlugTyped = false;
};

} // namespace turnpike::ui
