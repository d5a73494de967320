// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's test as it runs, step by step, and what it came to.
#pragma once

#include "ui/panes/providers/ProviderTest.h"

#include <QFrame>
#include <QPointer>
#include <QSet>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace turnpike::ui {

class StateMark;
class Theme;

/// Hidden until the test runs.
class TestCard final : public QFrame
{
    Q_OBJECT

public:
    struct Subject
    {
        QString name; ///< "Cedar"
        QString host; ///< "api.cedar.example"
        QString keyForm; ///< "cd-…, 48 characters"; empty: no key is sent.
        bool isStored = false; ///< The key comes from the ledger.
        QSet<QString>
            catalogue; ///< Names of the models that the catalogue has of it; may be empty.
    };

    TestCard(const Theme &theme, QWidget *parent);

    /// Null: nothing to show.
    void setTest(ProviderTest *test);

    void setSubject(const Subject &subject);

private:
    struct Row
    {
        QWidget *row;
        StateMark *mark;
        QLabel *check;
        QLabel *text;
        QLabel *detail;
    };
    enum class Step : quint8 { Waits, Runs, Done, Told, Failed };

    Row addRow();
    void set(Row &row, Step step, const QString &text, const QString &detail);
    void follow();
    void showSteps();
    void showVerdict();
    void showTime();
    QString listText() const;

    const Theme &m_theme;
    QPointer<ProviderTest> m_test;
    Subject m_subject;
    QVBoxLayout *m_column;
    QLabel *m_title;
    QLabel *m_time;
    QPushButton *m_stop;
    Row m_form;
    Row m_host;
    Row m_key;
    Row m_list;
    QLabel *m_advice;
    QString m_announced;
};

} // namespace turnpike::ui
