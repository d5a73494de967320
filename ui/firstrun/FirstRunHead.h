// SPDX-License-Identifier: GPL-3.0-or-later
// The top of the assistant: what this step is, and what is running where.
#pragma once

#include <QWidget>

class QBoxLayout;
class QLabel;

namespace turnpike {
struct GatewayStatus;
}

namespace turnpike::ui {

class OrganizationName;
class StateMark;
class Theme;

class FirstRunHead final : public QWidget
{
    Q_OBJECT

public:
    FirstRunHead(const Theme &theme, QWidget *parent);

    void setWords(const QString &title, const QString &sentence);
    QString title() const;
    /// The line below: hidden until there is an organization.
    void setGateway(const GatewayStatus &status);
    /// `key` may be empty. An empty organization hides the line.
    void setNames(const QString &organization, const QString &workspace, const QString &key);
    OrganizationName &organization() const { return *m_organization; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();
    void fit();

    const Theme &m_theme;
    QLabel *m_logo;
    QLabel *m_title;
    QLabel *m_sentence;
    QWidget *m_line;
    QBoxLayout *m_parts; ///< Address and names: below one another where they are too long.
    StateMark *m_mark;
    QLabel *m_address;
    QLabel *m_before;
    OrganizationName *m_organization;
    QLabel *m_after;
};

} // namespace turnpike::ui
