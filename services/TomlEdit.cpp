// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/TomlEdit.h"

#include <QStringList>

#include <algorithm>
#include <optional>
#include <vector>

namespace turnpike {

namespace {

struct TomlLine
{
    enum class Kind : quint8 {
        Other, ///< A comment, or nothing.
        Table,
        List, ///< A table of a list of them.
        Setting,
        Rest, ///< Of a value that began above.
    };

    QString text{};
    Kind kind = Kind::Other;
    QStringList table{}; ///< That the line is in, or begins.
    QStringList path{}; ///< Of a setting, from the root.
    QString comment{}; ///< Behind a setting's value, with the space before it.
    bool goesOn = false; ///< The value ends on a later line.
};

using Kind = TomlLine::Kind;

bool isBare(QChar character)
{
    return (character >= u'a' && character <= u'z') || (character >= u'A' && character <= u'Z')
        || (character >= u'0' && character <= u'9') || character == u'_' || character == u'-';
}

void skipSpace(QStringView line, qsizetype &at)
{
    while (at < line.size() && (line[at] == u' ' || line[at] == u'\t'))
        ++at;
}

/// One part of a key; nothing when it is none, or has escapes.
std::optional<QString> keyPart(QStringView line, qsizetype &at)
{
    const QChar quote = at < line.size() ? line[at] : QChar();
    if (quote != u'"' && quote != u'\'') {
        const qsizetype start = at;
        while (at < line.size() && isBare(line[at]))
            ++at;
        return at > start ? std::optional(line.mid(start, at - start).toString()) : std::nullopt;
    }
    const qsizetype end = line.indexOf(quote, at + 1);
    const QString part = line.mid(at + 1, end - at - 1).toString();
    if (end < 0 || part.contains(u'\\'))
        return std::nullopt;
    at = end + 1;
    return part;
}

/// "a.'b'.c" from `at` on; empty when it is no key.
QStringList keyAt(QStringView line, qsizetype &at)
{
    QStringList path;
    for (;; ++at) {
        skipSpace(line, at);
        const std::optional<QString> part = keyPart(line, at);
        if (!part)
            return {};
        path.append(*part);
        skipSpace(line, at);
        if (at >= line.size() || line[at] != u'.')
            return path;
    }
}

/// Follows a value over its lines.
class TomlValue
{
public:
    bool isOpen() const { return m_depth > 0 || !m_quotes.isEmpty(); }

    /// Takes a line from `at` on. Where its comment begins, or its end; -1: a text without its end.
    qsizetype take(QStringView line, qsizetype at)
    {
        while (at < line.size()) {
            if (!m_quotes.isEmpty()) {
                at = afterText(line, at);
                if (at < 0)
                    return -1;
                continue;
            }
            const QChar character = line[at];
            if (character == u'#')
                return at;
            if (character == u'"' || character == u'\'') {
                const QString three(3, character);
                m_quotes = line.mid(at).startsWith(three) ? three : QString(character);
                at += m_quotes.size();
                continue;
            }
            if (character == u'[' || character == u'{')
                ++m_depth;
            if (character == u']' || character == u'}')
                --m_depth;
            ++at;
        }
        return m_quotes.size() == 1 ? -1 : at;
    }

private:
    /// Behind the end of the text that is open, else the end of the line. -1: it had to end here.
    qsizetype afterText(QStringView line, qsizetype at)
    {
        const bool isEscaped = m_quotes.front() == u'"';
        for (; at < line.size(); ++at) {
            if (isEscaped && line[at] == u'\\') {
                ++at;
                continue;
            }
            if (!line.mid(at).startsWith(m_quotes))
                continue;
            at += m_quotes.size();
            // Quotes may stand right before the three that end a text.
            while (m_quotes.size() == 3 && at < line.size() && line[at] == m_quotes.front())
                ++at;
            m_quotes.clear();
            return at;
        }
        return m_quotes.size() == 3 ? line.size() : -1;
    }

    int m_depth = 0;
    QString m_quotes; ///< What ends the open text.
};

tl::unexpected<Error> notUnderstood(qsizetype line)
{
    return fail(ErrorCode::Conflict,
                QStringLiteral("Line %1 of the file is no TOML that can be followed; copy the "
                               "lines by hand.")
                    .arg(line + 1));
}

bool readTable(TomlLine &line, QStringView text, qsizetype at)
{
    const bool isList = text.mid(at).startsWith(u"[[");
    const QStringView closing = isList ? u"]]" : u"]";
    at += closing.size();
    line.table = keyAt(text, at);
    line.kind = isList ? Kind::List : Kind::Table;
    if (line.table.isEmpty() || !text.mid(at).startsWith(closing))
        return false;
    at += closing.size();
    skipSpace(text, at);
    return at >= text.size() || text[at] == u'#';
}

bool readSetting(TomlLine &line, QStringView text, qsizetype at, TomlValue &value)
{
    const QStringList key = keyAt(text, at);
    if (key.isEmpty() || at >= text.size() || text[at] != u'=')
        return false;
    line.kind = Kind::Setting;
    line.path = line.table + key;
    const qsizetype start = at + 1;
    qsizetype end = value.take(text, start);
    if (end < 0)
        return false;
    line.goesOn = value.isOpen();
    while (end > start && text[end - 1].isSpace())
        --end;
    if (end == start) // There is no value.
        return false;
    line.comment = text.mid(end).toString();
    return true;
}

Result<std::vector<TomlLine>> parsed(const QStringList &texts)
{
    std::vector<TomlLine> lines;
    QStringList table;
    TomlValue value;
    for (qsizetype i = 0; i < texts.size(); ++i) {
        TomlLine line;
        line.text = texts[i];
        line.table = table;
        QStringView text(line.text);
        if (text.endsWith(u'\r'))
            text.chop(1);
        qsizetype at = 0;
        skipSpace(text, at);
        bool isGood = true;
        if (value.isOpen()) {
            line.kind = Kind::Rest;
            isGood = value.take(text, 0) >= 0;
        } else if (at < text.size() && text[at] == u'[') {
            isGood = readTable(line, text, at);
        } else if (at < text.size() && text[at] != u'#') {
            isGood = readSetting(line, text, at, value);
        }
        if (!isGood)
            return notUnderstood(i);
        table = line.table;
        lines.push_back(line);
    }
    if (value.isOpen())
        return notUnderstood(texts.size() - 1);
    return lines;
}

bool beginsWith(const QStringList &path, const QStringList &start)
{
    return path.size() >= start.size() && std::equal(start.begin(), start.end(), path.begin());
}

/// Whether `there` gives the setting `ours` a value, or its table, in a way that is not ours.
bool clashes(const TomlLine &there, const TomlLine &ours)
{
    if (there.kind == Kind::Table)
        return beginsWith(there.table, ours.path);
    if (there.kind == Kind::List)
        return beginsWith(there.table, ours.path) || beginsWith(ours.path, there.table);
    if (there.kind != Kind::Setting)
        return false;
    const bool isOurs = there.path == ours.path;
    if (there.table == ours.table)
        return isOurs ? there.goesOn
                      : beginsWith(there.path, ours.path) || beginsWith(ours.path, there.path);
    if (beginsWith(there.table, ours.table)) // A table within ours; its head was looked at.
        return false;
    return isOurs || beginsWith(there.path, ours.table) || beginsWith(ours.path, there.path);
}

bool isBlank(const TomlLine &line)
{
    return QStringView(line.text).trimmed().isEmpty();
}

void addTable(std::vector<TomlLine> &all, const TomlLine &ours, const QString &lineEnd)
{
    if (!all.empty() && !isBlank(all.back()))
        all.push_back({.text = lineEnd, .table = all.back().table});
    all.push_back({.text = u'[' + ours.table.join(u'.') + u']' + lineEnd,
                   .kind = Kind::Table,
                   .table = ours.table});
    all.push_back(ours);
}

void put(std::vector<TomlLine> &all, TomlLine ours, const QString &lineEnd)
{
    const QString text = ours.text;
    ours.text += lineEnd;
    std::ptrdiff_t behind = 0; ///< What belongs to the table so far.
    for (std::size_t i = 0; i < all.size(); ++i) {
        TomlLine &there = all[i];
        if (there.table != ours.table || there.kind == Kind::Other)
            continue;
        if (there.kind == Kind::Setting && there.path == ours.path) {
            qsizetype indent = 0;
            skipSpace(there.text, indent);
            const bool hasReturn = there.text.endsWith(u'\r');
            there.text = there.text.left(indent) + text + there.comment;
            if (hasReturn)
                there.text += u'\r';
            return;
        }
        behind = static_cast<std::ptrdiff_t>(i) + 1;
    }
    if (behind == 0 && !ours.table.isEmpty())
        return addTable(all, ours, lineEnd);
    all.insert(all.begin() + behind, ours);
    // The comment of a table that follows must not look like the setting's.
    if (behind == 0 && all.size() > 1 && !isBlank(all[1]))
        all.insert(all.begin() + 1, TomlLine{.text = lineEnd});
}

} // namespace

Result<QString> withToml(const QString &before, const QString &lines)
{
    QStringList texts = before.split(u'\n');
    while (!texts.isEmpty() && QStringView(texts.last()).trimmed().isEmpty())
        texts.removeLast();
    TRY_ASSIGN(std::vector<TomlLine> all, parsed(texts));
    TRY_ASSIGN(const std::vector<TomlLine> ours, parsed(lines.split(u'\n')));
    const QString lineEnd
        = before.contains(QStringLiteral("\r\n")) ? QStringLiteral("\r") : QString();
    for (const TomlLine &line : ours) {
        if (line.kind != Kind::Setting)
            continue;
        const auto clash = std::find_if(
            all.begin(), all.end(), [&](const TomlLine &there) { return clashes(there, line); });
        if (clash != all.end())
            return fail(ErrorCode::Conflict,
                        QStringLiteral("Line %1 of the file sets \"%2\" in another way; copy the "
                                       "lines by hand.")
                            .arg(clash - all.begin() + 1)
                            .arg(line.path.join(u'.')));
        put(all, line, lineEnd);
    }
    QStringList result;
    for (const TomlLine &line : all)
        result.append(line.text);
    return QString(result.join(u'\n') + u'\n');
}

} // namespace turnpike
