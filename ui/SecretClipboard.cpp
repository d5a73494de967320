// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/SecretClipboard.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QTimer>

namespace turnpike::ui {

QMimeData *SecretClipboard::flagged(const QString &text)
{
    auto *data = new QMimeData;
    data->setText(text);
#if defined(Q_OS_WIN)
    data->setData(QStringLiteral("application/x-qt-windows-mime;value="
                                 "\"ExcludeClipboardContentFromMonitorProcessing\""),
                  QByteArrayLiteral("1"));
#elif defined(Q_OS_MACOS)
    data->setData(QStringLiteral("application/x-nspasteboard-concealed-type"),
                  QByteArrayLiteral("1"));
#else
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
#endif
    return data;
}

SecretClipboard::SecretClipboard(QObject *parent)
    : QObject(parent)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer); // A coarse one may be three seconds late.
    connect(m_timer, &QTimer::timeout, this, &SecretClipboard::clear);
}

SecretClipboard::~SecretClipboard()
{
    if (m_timer->isActive() && QGuiApplication::instance() != nullptr)
        clear();
}

void SecretClipboard::copy(const Secret &secret)
{
    m_copied = secret;
    const std::string_view text = secret.reveal();
    QGuiApplication::clipboard()->setMimeData( // Takes it.
        flagged(QString::fromUtf8(text.data(), qsizetype(text.size()))));
    m_timer->start(m_keepTime);
}

std::chrono::milliseconds SecretClipboard::timeLeft() const
{
    return m_timer->isActive() ? m_timer->remainingTimeAsDuration() : std::chrono::milliseconds(0);
}

void SecretClipboard::clear()
{
    m_timer->stop();
    const std::string_view copied = m_copied.reveal();
    if (QGuiApplication::clipboard()->text().toUtf8()
        == QByteArrayView(copied.data(), qsizetype(copied.size())))
        QGuiApplication::clipboard()->clear();
    m_copied = Secret();
    Q_EMIT cleared();
}

} // namespace turnpike::ui
