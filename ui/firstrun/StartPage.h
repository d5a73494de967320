// SPDX-License-Identifier: GPL-3.0-or-later
// Step 1: with the simulator, or with a provider key.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike {
struct GatewayStatus;
}

namespace turnpike::ui {

class OfferCard;
class StateMark;
class Theme;

class StartPage final : public QWidget
{
    Q_OBJECT

public:
    StartPage(const Theme &theme, QWidget *parent);

    /// What can be done when nothing listens, and where provider keys are encrypted under.
    void setGateway(const GatewayStatus &status);
    /// One sentence below the cards, while the gateway has nothing to say itself.
    void setNote(const QString &note);
    void takeFocus();

Q_SIGNALS:
    void simulatorChosen();
    void providerChosen();
    /// 0: as configured.
    void startAsked(int port);

private:
    void showNote(const QString &sentence, bool isProblem);

    const Theme &m_theme;
    OfferCard *m_simulator;
    OfferCard *m_provider;
    StateMark *m_mark;
    QLabel *m_note;
    QPushButton *m_remedy;
    QLabel *m_time;
    QString m_ownNote;
    int m_freePort = 0;
};

} // namespace turnpike::ui
