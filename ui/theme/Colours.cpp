// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Colours.h"

#include <algorithm>
#include <cmath>

namespace turnpike::ui {
namespace {

QColor rgb(QRgb value)
{
    return QColor::fromRgb(value);
}

Colours makeLight()
{
    Colours c;
    c.bg = rgb(0xf5f6f8);
    c.surface = rgb(0xffffff);
    c.surface2 = rgb(0xf7f8fa);
    c.raised = rgb(0xffffff);
    c.sidebar = rgb(0xeef0f4);
    c.hover = rgb(0xf0f3f8);
    c.selected = rgb(0xe6eefc);
    c.navSelected = rgb(0xdce6f9);
    c.navSelectedText = rgb(0x123a86);
    c.text = rgb(0x14181f);
    c.text2 = rgb(0x4a5362);
    c.text3 = rgb(0x5e6878);
    c.placeholder = rgb(0x6e7786);
    c.disabled = rgb(0x9aa2af);
    c.hairline = rgb(0xe6e9ee);
    c.border = rgb(0xd5dae1);
    c.borderInput = rgb(0x8a93a2);
    c.accent = rgb(0x1f5fd6);
    c.accentFill = rgb(0x1f5fd6);
    c.accentFillHover = rgb(0x1a52bc);
    c.onAccent = rgb(0xffffff);
    c.success = rgb(0x11703f);
    c.successTint = rgb(0xe3f4ea);
    c.warning = rgb(0x8a5300);
    c.warningTint = rgb(0xfdf1dc);
    c.danger = rgb(0xb3261e);
    c.dangerTint = rgb(0xfce8e6);
    c.dangerFill = rgb(0xc0322a);
    c.dangerFillHover = rgb(0xa82a23);
    c.info = rgb(0x1f5fd6);
    c.infoTint = rgb(0xe6eefc);
    c.neutral = rgb(0x4a5362);
    c.neutralTint = rgb(0xeceff3);
    c.simulated = rgb(0x6b3fa0);
    c.simulatedTint = rgb(0xf1eafa);
    c.barTrack = rgb(0xe3e7ed);
    c.barWarning = rgb(0xc98200);
    c.barSuccess = rgb(0x2e9e63);
    c.keycap = rgb(0xf7f8fa);
    c.skeleton = rgb(0xeceff3);
    c.scrim = QColor(0x14, 0x1c, 0x2d, 82);
    c.toast = rgb(0x1b2230);
    c.toastText = rgb(0xffffff);
    c.toastAction = rgb(0x8db4ff);
    c.codeKeyword = rgb(0x6b3fa0);
    c.codeString = rgb(0x11703f);
    c.organizationTile = rgb(0x16233f);
    c.series = {rgb(0x2563eb), rgb(0xea6a12), rgb(0x11917f), rgb(0x8c1d4f),
                rgb(0x1b9bea), rgb(0x3b2ba0), rgb(0x8b94a3)};
    return c;
}

Colours makeDark()
{
    Colours c;
    c.bg = rgb(0x0f1217);
    c.surface = rgb(0x171b22);
    c.surface2 = rgb(0x1b2029);
    c.raised = rgb(0x1d222b);
    c.sidebar = rgb(0x12151b);
    c.hover = rgb(0x1e242e);
    c.selected = rgb(0x1b2d4f);
    c.navSelected = rgb(0x1b2d4f);
    c.navSelectedText = rgb(0xe8ebf0);
    c.text = rgb(0xe8ebf0);
    c.text2 = rgb(0xb4bcc8);
    c.text3 = rgb(0x8e98a7);
    c.placeholder = rgb(0x8590a0);
    c.disabled = rgb(0x5c6675);
    c.hairline = rgb(0x232933);
    c.border = rgb(0x2b323d);
    c.borderInput = rgb(0x667083);
    c.accent = rgb(0x7aa8ff);
    c.accentFill = rgb(0x2f6be0);
    c.accentFillHover = rgb(0x2862d4);
    c.onAccent = rgb(0xffffff);
    c.success = rgb(0x57c98a);
    c.successTint = rgb(0x17301f);
    c.warning = rgb(0xe8ae4c);
    c.warningTint = rgb(0x37290f);
    c.danger = rgb(0xff8a80);
    c.dangerTint = rgb(0x3d1b19);
    c.dangerFill = rgb(0xc93b32);
    c.dangerFillHover = rgb(0xb6332b);
    c.info = rgb(0x7aa8ff);
    c.infoTint = rgb(0x182a4d);
    c.neutral = rgb(0xb4bcc8);
    c.neutralTint = rgb(0x262c36);
    c.simulated = rgb(0xc7a6f2);
    c.simulatedTint = rgb(0x2d2140);
    c.barTrack = rgb(0x2b323d);
    c.barWarning = rgb(0xe8ae4c);
    c.barSuccess = rgb(0x3e9b68);
    c.keycap = rgb(0x1b2029);
    c.skeleton = rgb(0x262c36);
    c.scrim = QColor(0, 0, 0, 150);
    c.toast = rgb(0xe8ebf0);
    c.toastText = rgb(0x14181f);
    c.toastAction = rgb(0x1f5fd6);
    c.codeKeyword = rgb(0xc9a7ff);
    c.codeString = rgb(0x7fd6a5);
    c.organizationTile = rgb(0x2f6be0);
    c.series = {rgb(0x4c94ff), rgb(0xf08a3e), rgb(0x45d6b4), rgb(0xc93c78),
                rgb(0xb9e2ff), rgb(0x6552e0), rgb(0x7d8796)};
    return c;
}

double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF());
}

} // namespace

QColor Colours::of(Tone tone) const
{
    switch (tone) {
    case Tone::Normal: return text;
    case Tone::Quiet: return text2;
    case Tone::Faint: return text3;
    case Tone::Accent: return accent;
    case Tone::Success: return success;
    case Tone::Warning: return warning;
    case Tone::Danger: return danger;
    case Tone::Info: return info;
    case Tone::Simulated: return simulated;
    case Tone::Neutral: return neutral;
    }
    return text;
}

QColor Colours::tint(Tone tone) const
{
    switch (tone) {
    case Tone::Accent:
    case Tone::Info: return infoTint;
    case Tone::Success: return successTint;
    case Tone::Warning: return warningTint;
    case Tone::Danger: return dangerTint;
    case Tone::Simulated: return simulatedTint;
    default: return neutralTint;
    }
}

QColor Colours::bar(Tone tone) const
{
    switch (tone) {
    case Tone::Success: return barSuccess;
    case Tone::Warning: return barWarning;
    case Tone::Danger: return dangerFill;
    case Tone::Simulated: return simulated;
    case Tone::Quiet:
    case Tone::Faint:
    case Tone::Neutral: return series[6];
    default: return accentFill;
    }
}

const Colours &Colours::light()
{
    static const Colours colours = makeLight();
    return colours;
}

const Colours &Colours::dark()
{
    static const Colours colours = makeDark();
    return colours;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double one = luminance(a);
    const double other = luminance(b);
    return (std::max(one, other) + 0.05) / (std::min(one, other) + 0.05);
}

} // namespace turnpike::ui
