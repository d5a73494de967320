// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Start.h"

#include "app/SettingSources.h"
#include "app/demo/DemoFolder.h"

#include <cstdio>

namespace turnpike {

Start::Start(CommandLine::Parsed theParsed, std::unique_ptr<DemoFolder> theDemo,
             LoadedSettings::Sources theSources, LoadedSettings theSettings)
    : parsed(std::move(theParsed))
    , demo(std::move(theDemo))
    , sources(std::move(theSources))
    , settings(std::move(theSettings))
{}

Start::Start(Start &&) noexcept = default;
Start::~Start() = default;

tl::expected<Start, VerbResult> Start::of(const QStringList &words)
{
    CommandLine::Parsed parsed = CommandLine::parse(words);
    if (!parsed.invocation && !parsed.printsConfig)
        return tl::unexpected(parsed.immediate);
    LoadedSettings::Sources sources = settingSources(parsed);
    std::unique_ptr<DemoFolder> demo;
    if (parsed.invocation && parsed.invocation->has("demo")) {
        auto made = DemoFolder::make();
        if (!made)
            return tl::unexpected(failed(made.error(), parsed.wantsJson));
        demo = *std::move(made);
        demo->putInto(sources);
    }
    Result<LoadedSettings> settings = LoadedSettings::load(sources);
    if (!settings) {
        VerbResult result = failed(settings.error(), parsed.wantsJson);
        result.exit = Exit::Usage;
        return tl::unexpected(result);
    }
    if (parsed.printsConfig)
        return tl::unexpected(
            VerbResult{Exit::Ok, parsed.wantsJson ? settings->toJson() : settings->toToml(), {}});
    return Start(std::move(parsed), std::move(demo), std::move(sources), *std::move(settings));
}

int print(const VerbResult &result)
{
    std::fwrite(result.err.constData(), 1, static_cast<std::size_t>(result.err.size()), stderr);
    std::fwrite(result.out.constData(), 1, static_cast<std::size_t>(result.out.size()), stdout);
    return static_cast<int>(result.exit);
}

} // namespace turnpike
