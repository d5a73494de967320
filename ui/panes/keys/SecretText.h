// SPDX-License-Identifier: GPL-3.0-or-later
// The field in which a secret is shown once.
#pragma once

#include <QPlainTextEdit>

namespace turnpike::ui {

class Theme;

/// A secret in plain sight, all of it selected. Whatever leaves it by selection is flagged as a
/// secret; Ctrl+C only asks to copy.
class SecretText final : public QPlainTextEdit
{
    Q_OBJECT

public:
    SecretText(const Theme &theme, const QString &secret, QWidget *parent);

Q_SIGNALS:
    void copyWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;
};

} // namespace turnpike::ui
