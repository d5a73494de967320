// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/SettingsEdit.h"

#include "services/TomlEdit.h"
#include "services/policyfile/StrictJson.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

namespace turnpike {

namespace {

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    while (!lines.isEmpty() && lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

QString textOf(const QStringList &lines)
{
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

Result<QString> withBlock(const QString &mark, const QString &before, const QString &lines)
{
    const QString opening = QStringLiteral("# >>> turnpike: %1 >>>").arg(mark);
    const QString closing = QStringLiteral("# <<< turnpike: %1 <<<").arg(mark);
    const QStringList block = QStringList{opening} + lines.split(u'\n') + QStringList{closing};
    QStringList all = linesOf(before);
    const qsizetype start = all.indexOf(opening);
    if (start < 0) {
        if (!all.isEmpty())
            all.append(QString());
        return textOf(all + block);
    }
    const qsizetype end = all.indexOf(closing, start);
    if (end < 0 || all.indexOf(opening, start + 1) >= 0)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The file holds the mark \"%1\" without its end.").arg(opening));
    return textOf(all.mid(0, start) + block + all.mid(end + 1));
}

/// Replaces the lines of the same top-level keys; a value that goes on below is not ours to cut.
Result<QString> withYaml(const QString &before, const QString &lines)
{
    static const QRegularExpression key(QStringLiteral("^([A-Za-z0-9_-]+)\\s*:(.*)$"));
    QStringList all = linesOf(before);
    if (all.contains(QStringLiteral("---")) || all.contains(QStringLiteral("...")))
        return fail(ErrorCode::Conflict,
                    QStringLiteral("The file holds several documents; copy the lines by hand."));
    for (const QString &line : lines.split(u'\n')) {
        const QRegularExpressionMatch wanted = key.match(line);
        if (!wanted.hasMatch()) {
            if (!all.contains(line))
                all.append(line);
            continue;
        }
        qsizetype at = 0;
        while (at < all.size() && key.match(all[at]).captured(1) != wanted.captured(1))
            ++at;
        if (at == all.size()) {
            all.append(line);
            continue;
        }
        const bool goesOn = key.match(all[at]).captured(2).trimmed().isEmpty()
            || (at + 1 < all.size() && all[at + 1].startsWith(u' '));
        if (goesOn)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("\"%1\" has a value of several lines there; copy the lines "
                                       "by hand.")
                            .arg(wanted.captured(1)));
        all[at] = line;
    }
    return textOf(all);
}

void merge(JsonNode &into, const JsonNode &from)
{
    if (into.kind != JsonNode::Kind::Object || from.kind != JsonNode::Kind::Object) {
        into = from;
        return;
    }
    for (std::size_t i = 0; i < from.names.size(); ++i) {
        const auto found = std::find(into.names.begin(), into.names.end(), from.names[i]);
        if (found == into.names.end()) {
            into.names.push_back(from.names[i]);
            into.items.push_back(from.items[i]);
        } else {
            merge(into.items[static_cast<std::size_t>(found - into.names.begin())], from.items[i]);
        }
    }
}

QString jsonText(const std::string &utf8)
{
    QString result = QStringLiteral("\"");
    for (const QChar character : QString::fromStdString(utf8)) {
        if (character == u'"' || character == u'\\')
            result += u'\\';
        if (character == u'\n')
            result += QStringLiteral("\\n");
        else if (character == u'\t')
            result += QStringLiteral("\\t");
        else if (character < u' ')
            result += QStringLiteral("\\u%1").arg(character.unicode(), 4, 16, QLatin1Char('0'));
        else
            result += character;
    }
    return result + u'"';
}

/// Numbers as they were written; two spaces a level, as the tools' own examples have it.
QString written(const JsonNode &node, int level)
{
    const QString indent((level + 1) * 2, u' ');
    const auto all = [&](QChar open, QChar close) {
        if (node.items.empty())
            return QString(open) + close;
        QStringList items;
        for (std::size_t i = 0; i < node.items.size(); ++i) {
            const QString name
                = node.names.empty() ? QString() : jsonText(node.names[i]) + QStringLiteral(": ");
            items.append(indent + name + written(node.items[i], level + 1));
        }
        return open + QStringLiteral("\n") + items.join(QStringLiteral(",\n")) + u'\n'
            + QString(level * 2, u' ') + close;
    };
    switch (node.kind) {
    case JsonNode::Kind::Null: return QStringLiteral("null");
    case JsonNode::Kind::Boolean:
        return node.boolean ? QStringLiteral("true") : QStringLiteral("false");
    case JsonNode::Kind::Number: return QString::fromStdString(node.text);
    case JsonNode::Kind::String: return jsonText(node.text);
    case JsonNode::Kind::Array: return all(u'[', u']');
    case JsonNode::Kind::Object: return all(u'{', u'}');
    }
    Q_UNREACHABLE();
}

Result<QString> withJson(const QString &before, const QString &lines)
{
    TRY_ASSIGN(const JsonNode ours, parseStrictJson(lines.toStdString()));
    JsonNode result;
    result.kind = JsonNode::Kind::Object;
    if (!before.trimmed().isEmpty()) {
        const Result<JsonNode> theirs = parseStrictJson(before.toStdString());
        if (!theirs || theirs->kind != JsonNode::Kind::Object)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The file is no plain JSON object, perhaps for its "
                                       "comments; copy the lines by hand."));
        result = *theirs;
    }
    merge(result, ours);
    return QString(written(result, 0) + u'\n');
}

} // namespace

Result<QString> editedSettings(FileEdit edit, const QString &mark, const QString &before,
                               const QString &lines)
{
    switch (edit) {
    case FileEdit::None: break;
    case FileEdit::Block: return withBlock(mark, before, lines);
    case FileEdit::Json: return withJson(before, lines);
    case FileEdit::Yaml: return withYaml(before, lines);
    case FileEdit::Toml: return withToml(before, lines);
    }
    return fail(ErrorCode::InvalidArgument, QStringLiteral("These lines belong to no file."));
}

} // namespace turnpike
