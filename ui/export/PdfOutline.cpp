// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/PdfOutline.h"

#include "reports/PageLayout.h"

#include <QLocale>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <exception>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::ui {

namespace {

using Handle = QPDFObjectHandle;

Handle textOf(const QString &text)
{
    return Handle::newUnicodeString(text.toStdString());
}

void describe(QPDF &pdf, const PageLayout &layout)
{
    Handle info = pdf.getTrailer().getKey("/Info");
    if (!info.isDictionary())
        info = pdf.makeIndirectObject(Handle::newDictionary());
    info.replaceKey("/Title", textOf(layout.labels.title));
    info.replaceKey("/Author", textOf(layout.author));
    info.replaceKey("/Subject", textOf(layout.subject));
    pdf.getTrailer().replaceKey("/Info", info);
    Handle root = pdf.getRoot();
    root.removeKey("/Metadata"); // It would say less than /Info.
    root.replaceKey("/Lang", Handle::newString(QLocale().bcp47Name().toStdString()));
    root.replaceKey("/ViewerPreferences", Handle::parse("<< /DisplayDocTitle true >>"));
}

/// A bookmark and, below it, those that follow it at a deeper level.
class Outline
{
public:
    Outline(QPDF &pdf, const QList<PageBookmark> &bookmarks)
        : m_pdf(pdf)
        , m_bookmarks(bookmarks)
        , m_pages(QPDFPageDocumentHelper(pdf).getAllPages())
    {}

    void write()
    {
        Handle root = m_pdf.makeIndirectObject(Handle::newDictionary());
        root.replaceKey("/Type", Handle::newName("/Outlines"));
        qsizetype next = 0;
        writeChildren(root, next, 0);
        m_pdf.getRoot().replaceKey("/Outlines", root);
        m_pdf.getRoot().replaceKey("/PageMode", Handle::newName("/UseOutlines"));
    }

private:
    void writeChildren(Handle parent, qsizetype &next, int level)
    {
        Handle before;
        int count = 0;
        while (next < m_bookmarks.size() && m_bookmarks[next].level == level) {
            Handle entry = entryOf(m_bookmarks[next++], parent);
            if (count++ == 0) {
                parent.replaceKey("/First", entry);
            } else {
                before.replaceKey("/Next", entry);
                entry.replaceKey("/Prev", before);
            }
            if (next < m_bookmarks.size() && m_bookmarks[next].level > level)
                writeChildren(entry, next, level + 1);
            before = entry;
        }
        if (count == 0)
            return;
        parent.replaceKey("/Last", before);
        parent.replaceKey("/Count", Handle::newInteger(count));
    }

    Handle entryOf(const PageBookmark &bookmark, Handle parent)
    {
        Handle entry = m_pdf.makeIndirectObject(Handle::newDictionary());
        entry.replaceKey("/Title", textOf(bookmark.title));
        entry.replaceKey("/Parent", parent);
        Handle target = Handle::newArray();
        target.appendItem(m_pages.at(static_cast<std::size_t>(bookmark.page)).getObjectHandle());
        target.appendItem(Handle::newName("/Fit"));
        entry.replaceKey("/Dest", target);
        return entry;
    }

    QPDF &m_pdf;
    const QList<PageBookmark> &m_bookmarks;
    std::vector<QPDFPageObjectHelper> m_pages;
};

void label(QPDF &pdf)
{
    pdf.getRoot().replaceKey("/PageLabels", Handle::parse("<< /Nums [ 0 << /S /D /St 1 >> ] >>"));
}

QByteArray written(QPDF &pdf)
{
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setObjectStreamMode(qpdf_o_generate);
    writer.write();
    const std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
    return QByteArray(reinterpret_cast<const char *>(bytes->getBuffer()),
                      static_cast<qsizetype>(bytes->getSize()));
}

} // namespace

Result<QByteArray> withOutline(const QByteArray &pdf, const PageLayout &layout)
{
    try { // The library reports by exceptions.
        QPDF document;
        document.setSuppressWarnings(true);
        document.processMemoryFile("report", pdf.constData(), static_cast<std::size_t>(pdf.size()));
        describe(document, layout);
        Outline(document, layout.bookmarks).write();
        label(document);
        return written(document);
    } catch (const std::exception &exception) {
        qWarning("The bookmarks of a report could not be written: %s", exception.what());
        return fail(ErrorCode::Internal, u"The PDF could not be finished."_s);
    }
}

} // namespace turnpike::ui
