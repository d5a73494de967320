// SPDX-License-Identifier: GPL-3.0-or-later
// A report before it is printed or saved.
#pragma once

#include "reports/PageLayout.h"
#include "ui/widgets/DialogFrame.h"

#include <atomic>
#include <memory>

class QLabel;
class QPrinter;
class QPushButton;
class QToolButton;

namespace turnpike::ui {

class PageView;

class PrintPreview final : public DialogFrame
{
    Q_OBJECT

public:
    /// `fileName`: what Save PDF offers, without a folder. Deletes itself when it closes.
    PrintPreview(const Theme &theme, PageLayout layout, const QString &fileName, QWidget *window);
    ~PrintPreview() override;

    /// Off this thread; then saved() and the end of the dialog, or failed() with a sentence.
    void savePdf(const QString &path);
    /// The pages that the printer's range names, off this thread; then the end of the dialog, or
    /// failed(). Closing the dialog stops it after the page under way.
    void print(std::shared_ptr<QPrinter> printer);

Q_SIGNALS:
    void saved(const QString &path);
    void failed(const QString &sentence);

private:
    void makeBody();
    void makeFooter();
    void showPlace();
    void askForFile();
    void askForPrinter();

    PageLayout m_layout;
    QString m_fileName;
    std::shared_ptr<std::atomic<bool>> m_isPrintingStopped = std::make_shared<std::atomic<bool>>();
    PageView *m_view;
    QLabel *m_place = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_print = nullptr;
    QPushButton *m_save = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
};

} // namespace turnpike::ui
