// SPDX-License-Identifier: GPL-3.0-or-later
// One generation from admission to settlement, whatever API asked for it: docs/life_of_a_request.md
// follows this file.
#pragma once

#include "core/Generation.h"
#include "core/Policy.h"
#include "core/ports/BudgetGate.h"
#include "engine/admission/HoldEstimate.h"
#include "engine/admission/RateLimits.h"
#include "engine/admission/Turnstile.h"
#include "engine/formats/plugins/PluginWishes.h"
#include "engine/gateway/Pairing.h"
#include "engine/gateway/ResponseCache.h"
#include "engine/gateway/WorkerContext.h"
#include "engine/http/Exchange.h"
#include "engine/routing/FailureRule.h"
#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"
#include "engine/sse/SseParser.h"
#include "engine/upstream/Upstream.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/ClientRequest.h"
#include "engine/wire/ErrorBody.h"
#include "engine/wire/Usage.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// The route that a generation came by.
struct GenerationRoute
{
    ApiType api = ApiType::Chat;
    /// The editor's dialect of chat, which no provider takes as it is.
    bool isCursor = false;
};

/// Whether some limit must not be passed at all.
bool isAnyHard(const std::vector<BudgetScope> &scopes);

/// The state machine of a request. Lives on its worker's thread; owned by the worker, since it may
/// outlive its client (an upstream that bills to the end is drained unseen). Ends in exactly one
/// journal record and, when a hold was booked, exactly one BudgetGate::settle.
class GenerationExchange final : public UpstreamHandler, private HoldWaiter, private PlaceWaiter
{
public:
    GenerationExchange(WorkerContext &worker, http::Exchange &client, PolicyPointer policy,
                       const KeyPolicy &key, GenerationRoute route = {});
    ~GenerationExchange() override;
    GenerationExchange(const GenerationExchange &) = delete;
    GenerationExchange &operator=(const GenerationExchange &) = delete;
    static void *operator new(std::size_t size);
    static void operator delete(void *block, std::size_t size);

    /// Reads the request and sends it on its way, or refuses it.
    void start();
    void onClientGone();
    void onClientDrained();
    /// About ten times a second: time-outs, comments, progress.
    void tick();
    /// The program is about to end: who still queues is told to come again.
    void onDrain();
    /// The program stops and will not wait: settles by what is known and cuts the client.
    void stop();
    bool hasEnded() const { return m_phase == Phase::Ended; }

    void onHead(int status, const http::Headers &headers) override;
    void onBody(std::string_view bytes) override;
    void onReadDone() override;
    void onEnd() override;
    void onFailure(UpstreamFailure failure, bool mayHaveBeenSent) override;

private:
    enum class Phase : std::uint8_t {
        Reading, ///< Not admitted yet.
        Queued, ///< In turn for a place of the key or of a provider.
        Waiting, ///< In turn for held money.
        Dispatching, ///< An attempt is under way, nothing of its answer counts yet.
        Streaming, ///< Content was passed on: no other endpoint may be tried.
        Lingering, ///< Settled and answered; reads the rest of the upstream's framing.
        Ended,
    };
    /// How the body of the running attempt's answer is read.
    enum class Intake : std::uint8_t { None, Events, Bytes, Whole, ErrorBody };

    /// What is known of what an attempt used, and how.
    struct KnownUsage
    {
        TokenUsage usage;
        UsageOrigin origin = UsageOrigin::Estimated;
        std::optional<Money> upstreamCost;
    };
    /// How a generation ended, for its record.
    struct Ending
    {
        GenerationState state = GenerationState::Complete;
        int httpStatus = 200;
        std::optional<KnownUsage> used; ///< Nothing: charged 0.
        std::string_view finishReason;
        std::string_view nativeFinishReason;
        std::string_view errorType;
        std::string_view errorText;
    };

    /// One endpoint at its price. Takes effect only once its hold is booked.
    struct Booking
    {
        Candidate candidate;
        HoldEstimate estimate;
        std::optional<std::int64_t> clamp; ///< Output limit that hard mode forces.
        Money bound; ///< What a hard scope was promised at most.
        std::int64_t milliBytesPerToken = 3000;
    };

    void keepIdentity(const http::Request &request);

    // Admission (GenerationAdmission.cpp)
    std::optional<ApiError> planRoute();
    RouteQuestion routeQuestion(std::span<const std::string_view> models) const;
    void dispatch();
    bool express(const Candidate &candidate);
    /// `clamp`: the output limit that a hard budget leaves.
    tl::expected<std::string, ApiError> encode(const Candidate &candidate, const Pairing &pairing,
                                               std::optional<std::int64_t> clamp);
    bool bookOrSkip(const Candidate &candidate);
    HoldOutcome book(Booking &booking, HoldRequest &request);
    bool clampToFit(const HoldOutcome &outcome, Booking &booking, HoldRequest &request) const;
    void take(const Booking &booking);
    std::optional<ApiError> unservedMember() const;
    std::optional<ApiError> takeRate();
    bool takeFree(const Candidate &candidate);
    ApiError finalError() const;
    static ApiError ledgerTakesNothing();
    std::string_view ledgerText(const ApiError &error) const;
    void waitOrRefuse();
    void onTurn(const HoldOutcome &outcome, const HoldTicket &ticket) override;
    void takeTurn();
    void noteWaited();
    void refuse(const ApiError &error);
    RequestSize requestSize() const;

    // Places (GenerationQueue.cpp)
    bool enterKey();
    Turnstile::Entry enterProvider(const Candidate &candidate);
    bool enterProviderNow(const Candidate &candidate);
    Turnstile::Entry enter(std::shared_ptr<Turnstile> turnstile, TurnstilePlace &place);
    void onPlace() override;
    void takePlace();
    bool leaveQueue();
    void noteQueued();
    bool hasQueuedLongEnough(std::int64_t nowNs) const;
    void giveUpPlace();
    void passBy(const Candidate &candidate);
    void startAwaited();
    ApiError keyCrowded() const;
    ApiError providersCrowded() const;

    // Plugins (GenerationPlugins.cpp)
    void planModels(std::span<const std::string_view> models);
    std::optional<std::int64_t> compressedBytes(const Candidate &candidate) const;
    bool mustTranslate(const Candidate &candidate) const;
    tl::expected<std::unique_ptr<Conversation>, ApiError> compressed(const Candidate &candidate,
                                                                     std::int64_t mostBytes);
    GatheredText healed(GatheredText body, std::string_view finishReason) const;

    // The response cache (GenerationCaching.cpp)
    bool answerFromCache();
    void giveCached(const CacheEntry &entry, std::int64_t nowNs);
    void addCacheHeaders(std::vector<http::Header> &headers) const;
    void noteForCache(std::span<const std::string_view> pieces);
    void keepInCache(std::optional<CachedAnswer> answer, std::string_view finishReason);

    // One attempt (GenerationAttempt.cpp)
    void startAttempt();
    void sendUpstream();
    bool prepareBody();
    std::optional<std::int64_t> outputClamp(const EndpointPolicy &endpoint,
                                            std::optional<std::int64_t> clamp) const;
    void prepareHead();
    AnswerNames names() const;
    void dropCall();
    void takeEvents();
    void passOn(std::span<const std::string_view> pieces);
    void openStream();
    void writeScratch();
    void failedByStatus();
    void attemptFailed(AttemptOutcome outcome, ApiError error, bool mayHaveCost);
    void recordAttempt(AttemptOutcome outcome, Money lost);
    void tellHealth(AttemptOutcome outcome);
    std::int64_t attemptStartNs() const;
    FailureClass failureClass(AttemptOutcome outcome) const;
    void giveBackRequest();
    void answerError(const ApiError &error);
    void growHold(std::int64_t byTokens);
    void noteProgress(std::int64_t nowUs);

    // The end (GenerationSettlement.cpp)
    void finishStream();
    void finishWhole();
    void breakStream(const ApiError &error);
    void cancel();
    void lingerOrEnd();
    void end();
    GenerationState finalState() const;
    int finalStatus() const;
    KnownUsage knownUsage() const;
    /// `isWhole`: the answer came to its end, so that what was told is final.
    KnownUsage knownUsage(const UsageReport *told, std::int64_t outputBytes, bool isWhole) const;
    Money lostEstimate() const;

    // Media routes (GenerationMedia.cpp)
    void keepAsked();
    KnownUsage mediaUsage(const UsageReport *told, std::int64_t outputBytes) const;
    ApiError mediaRefusal(ApiError error) const;
    Intake mediaIntake(std::string_view contentType);
    void takeBytes(std::string_view bytes);
    std::string_view bodyType() const;

    UsageFigures charge(GenerationRecord &record, const Ending &ending) const;
    GenerationRecord makeRecord() const;
    std::string_view trail() const;
    /// `openrouter_metadata`, where m_wantsMetadata kept the plan.
    std::string metadata() const;
    /// Journals the end and settles the hold. False: it could not be journaled.
    bool settle(const Ending &ending, UsageFigures *figures = nullptr);

    static constexpr std::int64_t lingerNs = 1'000'000'000;

    const PriceSheet &prices() const { return m_candidate.endpoint->prices; }
    bool isSimulated() const
    {
        return m_candidate.provider && m_candidate.provider->format == ProviderFormat::Simulator;
    }
    std::int64_t sinceAdmissionUs() const;

    WorkerContext &m_worker;
    http::Exchange *m_client; ///< Null once the client left or was answered.
    PolicyPointer m_policy;
    const KeyPolicy &m_key;
    GenerationRoute m_route;
    const ClientApi &m_api;
    GenerationId m_id;
    std::int64_t m_admittedUs;
    std::int64_t m_admittedNs; ///< Steady.

    Phase m_phase = Phase::Reading;
    Intake m_intake = Intake::None;
    bool m_hasHold = false; ///< Journaled.
    bool m_hasBegunStream = false; ///< The client has a 200 head.
    bool m_clientLeft = false;
    bool m_wantsMetadata = false;
    bool m_hasUpstreamEnded = false; ///< The running attempt's body is complete.

    std::string m_body; ///< The client's; freed once no other endpoint may need it.
    std::unique_ptr<ClientRequest> m_request; ///< Views into m_body.
    std::unique_ptr<Conversation> m_talk; ///< The same for other formats; read when one needs it.
    std::optional<Pairing> m_pairing; ///< Of the running attempt.
    std::string m_encoded; ///< The translated body for m_encodedFor.
    const EndpointPolicy *m_encodedFor = nullptr;
    std::unique_ptr<ApiError> m_inexpressible; ///< What a provider's format could not say.
    AnswerNames m_names; ///< While a whole answer is translated.
    bool m_isStreaming = false;
    std::int64_t m_choices = 1;
    std::unique_ptr<RoutePlan> m_plan; ///< Given back with the request.
    std::shared_ptr<const std::string> m_routeTrail;
    std::size_t m_next = 0; ///< Into the plan's candidates.
    std::string m_budgetSkips; ///< For the trail: endpoints that a budget left out.
    std::string m_crowdSkips; ///< The same of those whose provider had no place.

    Candidate m_candidate; ///< Of the running attempt.
    HoldEstimate m_estimate;
    std::optional<std::int64_t> m_clamp;
    Money m_bound;
    Booking m_awaited; ///< What the wait for held money is for.
    bool m_isHard; ///< Some limit of the key is hard.
    bool m_isProviderText = false; ///< m_lastError quotes the provider, whom prompts may quote.
    HoldTicket m_ticket;
    std::int64_t m_heldOutput = 0; ///< Output tokens that the hold covers.
    std::int64_t m_promptTextBytes = 0;
    std::int64_t m_milliBytesPerToken = 3000;
    bool m_hasRefusal = false;
    HoldOutcome m_refusal;
    HoldOutcome m_turnOutcome;
    HoldTicket m_turnTicket;
    std::size_t m_waitingFor = 0; ///< Candidate that the wait is for.
    std::int64_t m_waitStartNs = 0;
    std::int64_t m_waitedUs = 0; ///< For money and for places.
    std::int64_t m_moneyWaitedUs = 0;

    TurnstilePlace m_keyPlace;
    TurnstilePlace m_providerPlace; ///< Of the running attempt.
    std::shared_ptr<Turnstile> m_queue; ///< While Queued.
    TurnstilePlace *m_queuedPlace = nullptr; ///< What it queues for.
    std::int64_t m_queuedNs = 0; ///< Since when, steady.
    std::int64_t m_queuedUs = 0; ///< Before that.

    std::unique_ptr<UpstreamCall> m_call;
    GatheredText m_upstreamBody;
    http::Headers m_upstreamHeaders;
    ProviderAdapter::Headers m_formatHeaders;
    std::string m_upstreamPath;
    std::string m_authorization;
    int m_upstreamStatus = 0;
    std::int64_t m_retryAfterS = -1; ///< Told with the running attempt's error; -1 not.
    std::int64_t m_leastRetryAfterS = -1; ///< Over all attempts.
    std::int64_t m_attemptStartUs = 0; ///< From admission.
    WireFault m_fault = WireFault::None; ///< Of the running attempt's answer.
    std::int64_t m_connectUs = 0;
    std::int64_t m_firstTokenUs = 0;
    std::vector<AttemptRecord> m_attempts;
    Money m_lost;
    ApiError m_lastError; ///< Of the last attempt that failed.

    std::unique_ptr<sse::SseParser> m_parser;
    std::unique_ptr<AnswerStream> m_stream;
    std::string m_collected; ///< A whole answer, or an error's body.
    std::string m_upstreamId;
    std::string m_nativeFinish;
    std::int64_t m_lastWriteNs = 0;
    std::int64_t m_nextProgressNs = 0;
    std::int64_t m_unseenUntilNs = 0;

    PluginWishes m_plugins;
    RateHold m_rate;
    bool m_isCountedFree = false;
    RateRefusal m_freeRefusal; ///< Why endpoints of free models were passed by.
    struct Media
    {
        MediaAsk asked; ///< Outlives the request.
        std::string answerType; ///< Content-Type of an answer that passes as bytes.
        std::string formType; ///< Content-Type of a form that was made of JSON.
    };
    std::unique_ptr<Media> m_media; ///< Null unless the route is for media.
    std::unique_ptr<CacheWish> m_caching; ///< Null unless the client asks for it.
    std::string m_betas; ///< "anthropic-beta" of the client.
    std::string m_requestedModel, m_session, m_endUser, m_referer, m_title, m_userAgent;
    mutable std::string m_trail;
};

} // namespace turnpike
