// SPDX-License-Identifier: GPL-3.0-or-later
// Tells in the window what is wrong with the ledger, for as long as it is.
#pragma once

#include <QObject>
#include <QString>

#include <cstdint>
#include <functional>

namespace turnpike {

class Ledger;

namespace ui {
class Notices;
}

/// Lives on the GUI thread.
class LedgerWatch final : public QObject
{
    Q_OBJECT

public:
    struct Health
    {
        std::int64_t failingSinceUs = 0; ///< Wall clock; 0 while commits succeed.
        QString lastError; ///< Why they do not.
        bool isDamaged = false;
        std::int64_t damagedJournalBytes = 0; ///< That the start could not read, and kept.
    };
    static Health healthOf(Ledger &ledger);

    /// `look` is called once a second until this is destroyed; the banner goes with it.
    LedgerWatch(std::function<Health()> look, ui::Notices &notices, QObject *parent = nullptr);
    ~LedgerWatch() override;

private:
    void look();

    std::function<Health()> m_look;
    ui::Notices &m_notices;
    QString m_sentence; ///< That shows; empty for none.
};

} // namespace turnpike
