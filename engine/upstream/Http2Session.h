// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP/2 connection to a provider: many calls at once, by nghttp2.
#pragma once

#include "engine/upstream/Channel.h"
#include "engine/upstream/PooledCall.h"

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct nghttp2_session;

namespace turnpike {

class OriginPool;
struct Http2Stream;

/// Confined to the pool's thread, owned by its OriginPool. The connection's window is opened by
/// itself, a stream's as its handler takes the bytes: a paused call holds back its own stream only,
/// and at most one stream window of bytes is kept for it.
class Http2Session final : public CallCarrier, public std::enable_shared_from_this<Http2Session>
{
public:
    Http2Session(OriginPool &origin, std::unique_ptr<Channel> channel);
    ~Http2Session() override;

    void open(); ///< Sends preface and settings, and starts reading.
    /// How many more calls it takes now. One until the provider has told its limit.
    std::size_t room() const;
    bool awaitsSettings() const { return !m_hasSettings && !m_isDraining; }
    /// Sends the call's request. Never calls the handler before it returns.
    void begin(PooledCall &call);
    /// Takes no more calls; closes after the last one, which may be now.
    void drain();

    bool isIdle() const { return m_streams.empty(); }
    std::int64_t idleSinceNs() const { return m_idleSinceNs; }

    void abandon(PooledCall &call) override;
    void pause(PooledCall &) override {} ///< From now on its bytes are kept.
    void resume(PooledCall &call) override;

private:
    friend struct Http2Callbacks;

    // What nghttp2 tells. A stream may have lost its call meanwhile.
    bool onHeader(Http2Stream &stream, std::string_view name, std::string_view value);
    void onHeadEnd(Http2Stream &stream);
    void onData(Http2Stream &stream, std::string_view bytes);
    void onFrameSent(Http2Stream &stream, bool isLast);
    void onStreamClosed(std::int32_t id, std::uint32_t code);

    void failStream(Http2Stream &stream, UpstreamFailure failure);
    void finish(std::int32_t id);
    void deliverHeld(std::int32_t id);
    void tellReadDone();
    std::unique_ptr<Http2Stream> take(std::int32_t id);
    Http2Stream *find(std::int32_t id) const;

    void waitToRead();
    void waitToWrite();
    void onReadable();
    void flushLater();
    void flush();
    bool fillOutput();
    void tellRoom();
    void onLost(UpstreamFailure failure);

    OriginPool &m_origin;
    std::unique_ptr<Channel> m_channel;
    nghttp2_session *m_session = nullptr;
    std::unordered_map<std::int32_t, std::unique_ptr<Http2Stream>> m_streams;
    std::vector<std::int32_t> m_touched; ///< Streams that got body bytes in the current read.
    std::string m_output; ///< Frames that the socket has not taken yet.
    std::size_t m_outputSent = 0;
    std::uint64_t m_reads = 0; ///< Reads that brought bytes.
    std::int64_t m_bornNs;
    std::int64_t m_idleSinceNs;
    bool m_hasSettings = false;
    bool m_hasCarried = false; ///< A call before.
    bool m_isDraining = false;
    bool m_isFlushPosted = false;
    bool m_hasNewRoom = false; ///< The origin is to be told.
    bool m_isReadAwaited = false;
    bool m_isWriteAwaited = false;
    bool m_isWriteBroken = false;
    bool m_isClosed = false;
};

} // namespace turnpike
