// SPDX-License-Identifier: GPL-3.0-or-later
// A field with its label above and help below; an error takes the help's place and is announced.
#pragma once

#include <QWidget>

class QLabel;

namespace turnpike::ui {

class Theme;

class FormField : public QWidget
{
    Q_OBJECT
public:
    /// Takes the field. The label becomes its buddy and its accessible name.
    FormField(const Theme &theme, const QString &label, QWidget *field, QWidget *parent = nullptr);

    QWidget *field() const { return m_field; }
    void setLabel(const QString &label);
    void setHelp(const QString &text);
    /// An empty text takes the error away.
    void setError(const QString &text);
    bool hasError() const { return !m_error.isEmpty(); }
    /// Says "required" beside the label.
    void setRequired(bool isRequired);
    void setOptional(bool isOptional);

private:
    void setNeed(const QString &word);
    void name();
    void follow();
    QWidget *input() const;

    const Theme &m_theme;
    QWidget *m_field;
    QString m_labelText;
    QString m_help;
    QString m_error;
    QLabel *m_label;
    QLabel *m_need;
    QLabel *m_icon;
    QLabel *m_note;
};

} // namespace turnpike::ui
