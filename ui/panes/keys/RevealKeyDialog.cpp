// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/RevealKeyDialog.h"

#include "core/Format.h"
#include "models/KeyRow.h"
#include "ui/SessionSecrets.h"
#include "ui/panes/keys/SecretText.h"
#include "ui/panes/keys/TintBox.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Announcer.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/ConfirmDialog.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LimitBar.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QSaveFile>
#include <QTimer>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

constexpr std::chrono::milliseconds tickTime{250};

QString text(const Secret &secret)
{
    const std::string_view revealed = secret.reveal();
    return QString::fromUtf8(revealed.data(), qsizetype(revealed.size()));
}

/// A check on a round ground.
QPixmap doneMark(const Theme &theme, qreal dpr)
{
    const int side = theme.px(34);
    const int icon = theme.px(18);
    QPixmap mark(QSize(side, side) * dpr);
    mark.setDevicePixelRatio(dpr);
    mark.fill(Qt::transparent);
    QPainter painter(&mark);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.colours().successTint);
    painter.drawEllipse(0, 0, side, side);
    painter.drawPixmap((side - icon) / 2, (side - icon) / 2,
                       theme.pixmap(QStringLiteral("check"), icon, theme.colours().success, dpr));
    return mark;
}

/// "Alice · $50.00 per day · expires 21 Feb 2027"
QString summary(const Key &key)
{
    QStringList parts;
    if (!key.creatorName.isEmpty())
        parts.append(key.creatorName);
    parts.append(key.limit ? RevealKeyDialog::tr("%1 %2").arg(format::money(key.limit->amount),
                                                              limitPeriod(key.limit->reset))
                           : RevealKeyDialog::tr("no limit"));
    parts.append(key.expiresUs == 0
                     ? RevealKeyDialog::tr("never expires")
                     : RevealKeyDialog::tr("expires %1").arg(format::date(key.expiresUs)));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

RevealKeyDialog::RevealKeyDialog(Console &console, const IssuedKey &issued, QWidget *window)
    : DialogFrame(console.theme, tr("Key created"), window)
    , m_console(console)
    , m_issued(issued)
{
    setObjectName(QStringLiteral("revealKey"));
    buildHead();
    buildSecret();
    buildWarning();
    buildButtons();
    buildFooter();
    m_tick = new QTimer(this);
    connect(m_tick, &QTimer::timeout, this, &RevealKeyDialog::countDown);
    setFirstFocus(m_secret);
}

void RevealKeyDialog::buildHead()
{
    const Theme &theme = m_console.theme;
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(12));
    auto *check = new QLabel(this);
    check->setPixmap(doneMark(theme, devicePixelRatioF()));
    line->addWidget(check);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(2));
    auto *name = new ElidedLabel(m_issued.key.name, this);
    name->setFont(theme.font(Theme::Font::Section));
    column->addWidget(name);
    column->addWidget(makeLabel(summary(m_issued.key), "small", this));
    line->addLayout(column, 1);
    body()->addLayout(line);
}

void RevealKeyDialog::buildSecret()
{
    const Theme &theme = m_console.theme;
    auto *box = new QFrame(this);
    box->setProperty("surface", QStringLiteral("well"));
    auto *line = new QHBoxLayout(box);
    line->setContentsMargins(theme.px(14), theme.px(10), theme.px(10), theme.px(10));
    line->setSpacing(theme.px(10));
    m_secret = new SecretText(theme, text(m_issued.secret), box);
    m_secret->setObjectName(QStringLiteral("secret"));
    m_secret->setAccessibleName(tr("The full key"));
    line->addWidget(m_secret);
    line->addStretch(1);
    m_copy = makeButton(theme, tr("Copy"), QStringLiteral("copy"), nullptr, box);
    m_copy->setObjectName(QStringLiteral("copySecret"));
    m_copy->setAutoDefault(false);
    line->addWidget(m_copy);
    body()->addWidget(box);
    m_countdown = new QWidget(this);
    auto *left = new QHBoxLayout(m_countdown);
    left->setContentsMargins(0, 0, 0, 0);
    m_left = new LimitBar(theme, m_countdown);
    m_left->setFixedWidth(theme.px(120));
    m_leftText = makeLabel({}, "small", m_countdown);
    left->addWidget(m_left);
    left->addWidget(m_leftText, 1);
    m_countdown->hide();
    body()->addWidget(m_countdown);
    connect(m_copy, &QPushButton::clicked, this, &RevealKeyDialog::copy);
    connect(m_secret, &SecretText::copyWanted, this, &RevealKeyDialog::copy);
}

void RevealKeyDialog::buildWarning()
{
    const Theme &theme = m_console.theme;
    auto *strip = new TintBox(theme, Tone::Warning, this);
    auto *line = new QHBoxLayout(strip);
    line->setContentsMargins(theme.px(14), theme.px(10), theme.px(14), theme.px(10));
    line->setSpacing(theme.px(10));
    auto *mark = new QLabel(strip);
    mark->setPixmap(theme.pixmap(QStringLiteral("triangle-alert"), theme.px(16),
                                 theme.colours().warning, devicePixelRatioF()));
    line->addWidget(mark, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.px(2));
    auto *first = makeLabel(tr("This is the only time the full key is shown."), nullptr, strip);
    QFont strong = theme.font(Theme::Font::Body);
    strong.setWeight(QFont::DemiBold);
    first->setFont(strong);
    column->addWidget(first);
    auto *second = makeLabel(tr("Turnpike keeps a hash. If it gets lost, make another key."),
                             nullptr, strip);
    second->setFont(theme.font(Theme::Font::Small));
    column->addWidget(second);
    strip->addText(first);
    strip->addText(second);
    line->addLayout(column, 1);
    body()->addWidget(strip);
}

void RevealKeyDialog::buildButtons()
{
    const Theme &theme = m_console.theme;
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(8));
    auto *tool = makeButton(theme, tr("Use in a tool"), QStringLiteral("plug"), nullptr, this);
    tool->setObjectName(QStringLiteral("useInTool"));
    tool->setAutoDefault(false);
    auto *save = makeButton(theme, tr("Save to file…"), QStringLiteral("download"), nullptr, this);
    save->setObjectName(QStringLiteral("saveSecret"));
    save->setAutoDefault(false);
    line->addWidget(tool);
    line->addWidget(save);
    line->addStretch(1);
    body()->addLayout(line);
    m_fileText = makeLabel({}, "small", this);
    m_fileText->setWordWrap(true);
    m_fileText->hide();
    body()->addWidget(m_fileText);
    connect(tool, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT toolWanted();
    });
    connect(save, &QPushButton::clicked, this, &RevealKeyDialog::askForFile);
}

void RevealKeyDialog::buildFooter()
{
    m_isStored = new QCheckBox(tr("I have stored this key"), this);
    m_isStored->setObjectName(QStringLiteral("isStored"));
    footer()->insertWidget(0, m_isStored);
    auto *done = addPrimary(tr("Done"));
    connect(done, &QPushButton::clicked, this, &RevealKeyDialog::reject);
}

void RevealKeyDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copy();
    else
        DialogFrame::keyPressEvent(event);
}

void RevealKeyDialog::copy()
{
    m_console.secrets.clipboard().copy(m_issued.secret);
    m_copy->setText(tr("Copied"));
    m_copy->setIcon(m_console.theme.icon(QStringLiteral("check")));
    m_isStored->setChecked(true);
    m_tick->start(tickTime);
    countDown();
    announce(m_copy, tr("Key copied"));
}

void RevealKeyDialog::countDown()
{
    const SecretClipboard &clipboard = m_console.secrets.clipboard();
    const std::int64_t left = clipboard.timeLeft().count();
    m_countdown->show();
    m_left->setShare(static_cast<int>(left * 1000 / clipboard.keepTime().count()));
    m_left->setTone(Tone::Accent);
    if (left > 0) {
        m_leftText->setText(tr("Clipboard is cleared in %1 s").arg((left + 999) / 1000));
        return;
    }
    m_tick->stop();
    m_leftText->setText(tr("The clipboard does not hold the key any more."));
    m_copy->setText(tr("Copy"));
    m_copy->setIcon(m_console.theme.icon(QStringLiteral("copy")));
}

void RevealKeyDialog::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Save key to file"));
    dialog->setObjectName(QStringLiteral("saveSecretDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    QString name = m_issued.key.name;
    name.replace(QLatin1Char('/'), QLatin1Char('-'));
    dialog->selectFile(name + QStringLiteral(".key"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { showSaved(path, save(m_issued.secret, path)); });
    dialog->open();
}

Result<> RevealKeyDialog::save(const Secret &secret, const QString &path)
{
    QSaveFile file(path);
    const std::string_view revealed = secret.reveal();
    const bool isSaved = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(revealed.data(), qint64(revealed.size())) == qint64(revealed.size())
        && file.putChar('\n') && file.commit();
    if (!isSaved)
        return fail(ErrorCode::Unavailable,
                    tr("The file could not be written: %1").arg(file.errorString()));
    return {};
}

void RevealKeyDialog::showSaved(const QString &path, const Result<> &saved)
{
    if (saved)
        m_isStored->setChecked(true);
    setStyleProperty(*m_fileText, "role",
                     saved ? QStringLiteral("small") : QStringLiteral("error"));
    m_fileText->setText(saved ? tr("Saved to %1, readable by you only.").arg(path)
                              : saved.error().message);
    m_fileText->show();
    announce(m_fileText, m_fileText->text());
}

void RevealKeyDialog::reject()
{
    if (m_isStored->isChecked()) {
        accept();
        return;
    }
    auto *ask
        = new ConfirmDialog(m_console.theme, tr("Close without storing the key?"),
                            tr("It was neither copied nor saved, and it cannot be shown again."),
                            tr("Close anyway"), {}, this);
    connect(ask, &ConfirmDialog::confirmed, this, [this] { accept(); });
    ask->open();
}

} // namespace turnpike::ui
