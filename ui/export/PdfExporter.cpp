// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/PdfExporter.h"

#include "reports/PageLayout.h"
#include "reports/PagePainter.h"
#include "ui/export/PdfOutline.h"

#include <QBuffer>
#include <QFile>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::ui {

namespace {

QPageSize pageSizeOf(const PageGeometry &geometry)
{
    return QPageSize(QSizeF(geometry.width, geometry.height) * 25.4 / pageUnitsPerInch,
                     QPageSize::Millimeter, {}, QPageSize::FuzzyMatch);
}

} // namespace

Result<QByteArray> pdfOf(const PageLayout &layout)
{
    const Error notPainted{ErrorCode::Internal, u"The pages could not be painted."_s, {}};
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(pageUnitsPerInch);
        writer.setPageSize(pageSizeOf(layout.geometry));
        writer.setPageMargins({});
        writer.setTitle(layout.labels.title);
        writer.setCreator(QStringLiteral("Turnpike " TURNPIKE_VERSION));
        QPainter painter;
        if (!painter.begin(&writer))
            return tl::unexpected(notPainted);
        for (int i = 0; i < layout.pages.size(); ++i) {
            if (i > 0 && !writer.newPage())
                return tl::unexpected(notPainted);
            paintPage(painter, layout, i);
        }
        if (!painter.end())
            return tl::unexpected(notPainted);
    }
    return withOutline(bytes, layout);
}

Result<> exportPdf(const PageLayout &layout, const QString &path)
{
    TRY_ASSIGN(const QByteArray bytes, pdfOf(layout));
    QSaveFile file(path);
    const bool isWritten = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(bytes) == bytes.size() && file.commit();
    if (!isWritten)
        return fail(ErrorCode::Unavailable,
                    u"%1 cannot be written: %2."_s.arg(path, file.errorString()));
    return {};
}

} // namespace turnpike::ui
