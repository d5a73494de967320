// SPDX-License-Identifier: GPL-3.0-or-later
// Toasts with undo, and the banner under the header.
#pragma once

#include "models/Cell.h"

#include <QList>
#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <optional>

class QTimer;

namespace turnpike::ui {

struct Toast
{
    QString text; ///< "Key ci-nightly disabled."
    std::function<void()> undo; ///< Empty: nothing to undo.
};

struct Banner
{
    QString id;
    Tone tone = Tone::Info; ///< Danger, Warning, Info or Simulated, in this order of importance.
    QString icon;
    QString sentence;
    QString action; ///< Text of the one link; may be empty.
    std::function<void()> act;
    bool isDismissible = false; ///< False: it stays as long as its cause.
};

/// What the window tells without asking. Errors are no toasts: they stand where they happened.
class Notices final : public QObject
{
    Q_OBJECT

public:
    static constexpr int longestQueue = 3;

    explicit Notices(QObject *parent = nullptr);
    ~Notices() override;

    /// One at a time, each for ten seconds; of more than three waiting the oldest goes. With `undo`
    /// the toast offers Undo, which Ctrl+Z runs as well for as long as it shows.
    void toast(const QString &text, std::function<void()> undo = {});
    /// Runs the undo of the toast that shows, and takes it away. False: there is none.
    bool undoLast();
    void dismissToast();
    /// Ten seconds unless set; for toasts that come later.
    void setToastTime(std::chrono::milliseconds time) { m_toastTime = time; }
    std::chrono::milliseconds toastTime() const { return m_toastTime; }
    /// Stops and goes on with the ten seconds: while the toast has focus or pointer.
    void holdToast(bool isHeld);
    const std::optional<Toast> &currentToast() const { return m_current; }
    std::chrono::milliseconds toastTimeLeft() const;

    void setBanner(const QString &id, Tone tone, const QString &icon, const QString &sentence,
                   const QString &action = {}, std::function<void()> act = {},
                   bool isDismissible = false);
    void clearBanner(const QString &id);
    /// The most important one, the older first among equals.
    std::optional<Banner> currentBanner() const;

Q_SIGNALS:
    void toastChanged();
    void bannerChanged();

private:
    void showNext();

    QList<Toast> m_waiting;
    std::optional<Toast> m_current;
    QList<Banner> m_banners;
    QTimer *m_timer;
    std::chrono::milliseconds m_toastTime{10'000};
    std::chrono::milliseconds m_held{};
};

} // namespace turnpike::ui
