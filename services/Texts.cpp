// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/Texts.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr qsizetype maxName = 128;
constexpr qsizetype maxNote = 4096;

bool isControl(QChar c)
{
    return c.category() == QChar::Other_Control;
}

} // namespace

Result<QString> checkedName(const QString &name, const QString &field)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"A name is needed here."_s, field);
    if (trimmed.size() > maxName)
        return fail(ErrorCode::InvalidArgument, u"A name has at most 128 characters."_s, field);
    if (std::any_of(trimmed.begin(), trimmed.end(), isControl))
        return fail(ErrorCode::InvalidArgument, u"A name has no control characters."_s, field);
    return trimmed;
}

Result<QString> checkedNote(const QString &note, const QString &field)
{
    const QString trimmed = note.trimmed();
    if (trimmed.size() > maxNote)
        return fail(ErrorCode::InvalidArgument, u"At most 4,096 characters fit here."_s, field);
    if (std::any_of(trimmed.begin(), trimmed.end(),
                    [](QChar c) { return isControl(c) && c != u'\n' && c != u'\t'; }))
        return fail(ErrorCode::InvalidArgument, u"Control characters are not accepted here."_s,
                    field);
    return trimmed;
}

} // namespace turnpike
