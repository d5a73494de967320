// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalSegment.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

tl::unexpected<Error> failure(const QString &what, int code)
{
    return fail(ErrorCode::Unavailable,
                what + u": "_s + QString::fromLocal8Bit(std::strerror(code)) + u"."_s);
}

} // namespace

JournalSegment::JournalSegment(QString path, int descriptor)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
{}

JournalSegment::~JournalSegment()
{
    if (m_data != nullptr)
        ::munmap(m_data, m_size);
    ::close(m_descriptor);
}

Result<std::unique_ptr<JournalSegment>>
JournalSegment::create(const QString &path, std::size_t bytes, const SegmentHeader &header)
{
    const QByteArray name = QFile::encodeName(path);
    const int descriptor
        = ::open(name.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return failure(u"A journal segment cannot be made"_s, errno);
    std::unique_ptr<JournalSegment> segment(new JournalSegment(path, descriptor));
    segment->m_sequence = header.sequence;
    int code = ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
    if (code == 0) {
        void *mapping = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
        if (mapping == MAP_FAILED) {
            code = errno;
        } else {
            segment->m_data = static_cast<char *>(mapping);
            segment->m_size = bytes;
            std::memcpy(segment->m_data, &header, sizeof header);
            code = ::fsync(descriptor) == 0 ? 0 : errno;
        }
    }
    if (code != 0) {
        ::unlink(name.constData());
        return failure(u"A journal segment cannot be made"_s, code);
    }
    return segment;
}

Result<std::unique_ptr<JournalSegment>> JournalSegment::openForReading(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return failure(u"A journal segment cannot be opened"_s, errno);
    std::unique_ptr<JournalSegment> segment(new JournalSegment(path, descriptor));
    struct stat status
    {};
    if (::fstat(descriptor, &status) != 0)
        return failure(u"A journal segment cannot be read"_s, errno);
    if (status.st_size == 0)
        return segment;
    const auto bytes = static_cast<std::size_t>(status.st_size);
    void *mapping = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor, 0);
    if (mapping == MAP_FAILED)
        return failure(u"A journal segment cannot be read"_s, errno);
    segment->m_data = static_cast<char *>(mapping);
    segment->m_size = bytes;
    return segment;
}

} // namespace turnpike
