// SPDX-License-Identifier: GPL-3.0-or-later
// Shows every control in every state: turnpike_gallery [--dark] [--shot FILE] [--text-size PERCENT]
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdlib>

#include "tests/ui/gallery/GalleryPage.h"

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCommandLineParser arguments;
    arguments.addHelpOption();
    const QCommandLineOption dark(QStringLiteral("dark"), QStringLiteral("The dark tone."));
    const QCommandLineOption shot(QStringLiteral("shot"), QStringLiteral("Write a PNG and end."),
                                  QStringLiteral("file"));
    const QCommandLineOption size(QStringLiteral("text-size"), QStringLiteral("In percent."),
                                  QStringLiteral("percent"), QStringLiteral("100"));
    arguments.addOptions({dark, shot, size});
    arguments.process(application);

    using turnpike::ui::Theme;
    Theme theme(application);
    theme.setTextSizePercent(arguments.value(size).toInt());
    theme.setChoice(arguments.isSet(dark) ? Theme::Choice::Dark : Theme::Choice::Light);
    turnpike::ui::GalleryPage page(theme);
    page.show();
    if (arguments.isSet(shot)) {
        // The skeleton shows itself after 150 ms.
        QTimer::singleShot(400, &page, [&] {
            const bool isWritten = page.grab().save(arguments.value(shot));
            QCoreApplication::exit(isWritten ? EXIT_SUCCESS : EXIT_FAILURE);
        });
    }
    return QApplication::exec();
}
